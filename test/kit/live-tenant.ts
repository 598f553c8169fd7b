import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { connect, systemClock, type ConnectedServices } from "../../providers/clients/connect.ts";
import type { Clock } from "../../providers/core/api.ts";
import { tenantAdmin, writesSoFar, type TenantAdmin } from "../../stacks/commands/demo/tenant-admin.ts";
import { startEmulator, type RunningEmulator } from "../emulator/emulator.ts";
import { seededWorld } from "../emulator/world.ts";
import { lawSeed } from "./law-seed.ts";

/** An emulated tenant in this process, reached over HTTPS as any other client would. */
export interface LiveTenant {
  readonly adminUrl: string;
  /** The certificate to trust, for processes that are started. */
  readonly caFile: string;
  /** The environment variables that sign a client in. */
  environmentOf(clientName: string): Record<string, string>;
  /** The services as one client reaches them. Waits take no time: they move the tenant's clock. */
  as(clientName: string): ConnectedServices;
  /** The same for a client that was planted later. */
  asClient(clientId: string, clientSecret: string): ConnectedServices;
  /** A reset also takes away the files that runs have made for people. */
  readonly admin: TenantAdmin;
  /** Those files: text by path. */
  outputs(): Promise<Readonly<Record<string, string>>>;
  /** Keeps the tenant and those files as they are now; the result puts all of it back, as a reset does. */
  save(): Promise<() => Promise<void>>;
  /** The tenant itself, for laws that hold at every request. */
  readonly core: RunningEmulator["core"];
  /** Requests that change something, so far. */
  writes(): Promise<number>;
  close(): Promise<void>;
}

/** Waits move the tenant's clock instead of taking time: lag and retries are tried for real, and quickly. */
function drivenClock(admin: TenantAdmin): Clock {
  let advancedMilliseconds = 0;
  return {
    nowMilliseconds: () => systemClock.nowMilliseconds() + advancedMilliseconds,
    sleep: async (milliseconds) => {
      advancedMilliseconds += milliseconds;
      await admin("POST", "/clock", { advanceSeconds: milliseconds / 1000 });
    },
  };
}

export async function startLiveTenant(
  options: Parameters<typeof startEmulator>[0] = {},
): Promise<LiveTenant> {
  const emulator = await startEmulator({ world: seededWorld(String(lawSeed)), ...options });
  const ready = emulator.ready;
  const tenantOnly = tenantAdmin(ready);
  const outputFolder = await mkdtemp(join(tmpdir(), "store-teams-outputs-"));
  // No program of the machine that tests run on: it may have a PowerShell.
  const noPrograms = join(outputFolder, "no-programs");
  const admin: TenantAdmin = async (method, path, body) => {
    if (path === "/reset") await rm(outputFolder, { recursive: true, force: true });
    return tenantOnly(method, path, body);
  };
  const environmentWith = (clientId: string, clientSecret: string): Record<string, string> => {
    return {
      AZURE_TENANT_ID: ready.tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
      AZURE_AUTHORITY_HOST: ready.authorityUrl,
      STORE_TEAMS_OUTPUT: outputFolder,
      STORE_TEAMS_ENDPOINTS: JSON.stringify({
        "https://graph.microsoft.com": ready.graphUrl,
        "https://contoso-dev.crm4.dynamics.com": ready.dataverseUrls["dev"],
        "https://contoso-test.crm4.dynamics.com": ready.dataverseUrls["test"],
        ...ready.vaultUrls,
      }),
    };
  };
  const environmentOf = (clientName: string): Record<string, string> => {
    const client = ready.clients.find(({ name }) => name === clientName);
    if (client === undefined) throw new Error(`the seed has no client "${clientName}"`);
    return environmentWith(client.clientId, client.clientSecret);
  };
  return {
    adminUrl: ready.adminUrl,
    caFile: ready.caFile,
    environmentOf,
    as: (clientName) => connect({ ...environmentOf(clientName), PATH: noPrograms }, drivenClock(admin)),
    asClient: (clientId, clientSecret) =>
      connect({ ...environmentWith(clientId, clientSecret), PATH: noPrograms }, drivenClock(admin)),
    admin,
    outputs: () => filesIn(outputFolder),
    save: async () => {
      const saved = emulator.core.save();
      const files = await filesIn(outputFolder);
      return async () => {
        await rm(outputFolder, { recursive: true, force: true });
        for (const [name, text] of Object.entries(files)) {
          await mkdir(dirname(join(outputFolder, name)), { recursive: true, mode: 0o700 });
          await writeFile(join(outputFolder, name), text, { mode: 0o600 });
        }
        emulator.core.restore(saved);
      };
    },
    core: emulator.core,
    writes: () => writesSoFar(admin),
    close: async () => {
      await rm(outputFolder, { recursive: true, force: true });
      await emulator.close();
    },
  };
}

async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files
      .toSorted()
      .map(async (file) => [file.slice(folder.length + 1), await readFile(file, "utf8")] as const),
  );
  return Object.fromEntries(texts);
}
