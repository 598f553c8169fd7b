// Starts the emulated tenant in this process, on real HTTPS.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerAdmin } from "./admin/admin.ts";
import { Emulator } from "./core.ts";
import { type Listener, listen } from "./http/server.ts";
import { rolesInUse } from "./graph/permissions.ts";
import type { GateOptions } from "./gate.ts";
import type { Lag } from "./lag.ts";
import { demoSeed } from "./seed/seed.ts";
import type { Seed } from "./seed/shape.ts";
import { readStateFile, StateFile } from "./state/state-file.ts";
import { recordingFile } from "./model/recording.ts";
import { makeTls } from "./tls.ts";
import { realWorld, type World } from "./world.ts";

export interface EmulatorOptions {
  /** Port of Graph and the authority; 0 takes a free one. Other services always take free ones. */
  readonly port?: number;
  readonly seed?: Seed;
  readonly journalFile?: string | undefined;
  /** File that keeps the tenant over a restart. What it holds goes before the seed. */
  readonly stateFile?: string | undefined;
  /** Folder for the authority's certificate. Absent: a fresh one that goes at close. */
  readonly caDir?: string | undefined;
  readonly world?: World;
  readonly lag?: Lag;
  /** Faults and limits to begin with. */
  readonly gate?: GateOptions;
}

/** What a client needs to know, as in the ready file. */
export interface Ready {
  readonly graphUrl: string;
  readonly authorityUrl: string;
  readonly dataverseUrls: Readonly<Record<string, string>>;
  /** By the address that a vault has in the real world. */
  readonly vaultUrls: Readonly<Record<string, string>>;
  /** Where each service is that clients know by its public address: Graph, Dataverse, vaults. */
  readonly publicUrls: Readonly<Record<string, string>>;
  readonly adminUrl: string;
  readonly portalUrl: string;
  readonly caFile: string;
  readonly tenantId: string;
  readonly domain: string;
  readonly clients: readonly {
    readonly name: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly appRoles: readonly string[];
  }[];
  readonly users: readonly { readonly id: string; readonly userPrincipalName: string }[];
}

export interface RunningEmulator {
  readonly ready: Ready;
  /** The certificate to trust, PEM. */
  readonly caCertificate: string;
  /** State, clock, journal: for tests in the same process. */
  readonly core: Emulator;
  /** Stops listening, flushes the journal, removes the temporary folder. */
  close(): Promise<void>;
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const world = options.world ?? realWorld();
  const saved = options.stateFile === undefined ? undefined : readStateFile(options.stateFile, world);
  const [tls, core] = await Promise.all([
    makeTls(),
    Emulator.create({
      world,
      seed: saved?.seed ?? options.seed ?? demoSeed(),
      saved,
      ...(options.lag === undefined ? {} : { lag: options.lag }),
      ...(options.gate === undefined ? {} : { gate: options.gate }),
      journalFile: options.journalFile ?? recordingFile(),
    }),
  ]);
  const stateFile = keepState(core, options.stateFile);
  const graph = await listen(tls, options.port ?? 0, (request) => core.answer({ kind: "graph" }, request));
  const admin = await listen(tls, 0, (request) => answerAdmin(core, request));
  const dataverse: [string, Listener][] = [];
  for (const key of core.state.environments.keys()) {
    dataverse.push([
      key,
      await listen(tls, 0, (request) => core.answer({ kind: "dataverse", key }, request)),
    ]);
  }
  const vaults: [string, Listener][] = [];
  for (const { name, url } of core.state.vaults.values()) {
    vaults.push([url, await listen(tls, 0, (request) => core.answer({ kind: "vault", name }, request))]);
  }
  const dataverseUrls = Object.fromEntries(dataverse.map(([key, { origin }]) => [key, origin]));
  const vaultUrls = Object.fromEntries(vaults.map(([url, { origin }]) => [url, origin]));
  core.setOrigins({ graph: graph.origin, admin: admin.origin, dataverse: dataverseUrls });
  const temporary = options.caDir === undefined ? mkdtempSync(join(tmpdir(), "emulated-tenant-")) : undefined;
  const caFile = join(options.caDir ?? temporary ?? "", `emulator-ca-${new URL(graph.origin).port}.pem`);
  writeFileSync(caFile, tls.caCertificate);
  return {
    ready: readyOf(core, { graph: graph.origin, admin: admin.origin, dataverseUrls, vaultUrls, caFile }),
    caCertificate: tls.caCertificate,
    core,
    close: async () => {
      await Promise.all(
        [graph, admin, ...[...dataverse, ...vaults].map(([, listener]) => listener)].map((listener) =>
          listener.close(),
        ),
      );
      stateFile?.close();
      await core.journal.close();
      rmSync(temporary ?? caFile, { recursive: true, force: true });
    },
  };
}

/** Saves the tenant now and after every change. */
function keepState(core: Emulator, path: string | undefined): StateFile | undefined {
  if (path === undefined) return undefined;
  const file = new StateFile(path, () => ({ state: core.state, seed: core.seed, now: core.world.now() }));
  file.save();
  core.onChange = () => {
    file.changed();
  };
  return file;
}

function readyOf(
  { state, seed }: Emulator,
  places: {
    graph: string;
    admin: string;
    dataverseUrls: Record<string, string>;
    vaultUrls: Record<string, string>;
    caFile: string;
  },
): Ready {
  const { tenant } = state;
  return {
    graphUrl: places.graph,
    authorityUrl: places.graph,
    dataverseUrls: places.dataverseUrls,
    vaultUrls: places.vaultUrls,
    publicUrls: {
      "https://graph.microsoft.com": places.graph,
      ...Object.fromEntries(
        [...state.environments.values()].map(({ key, url }) => [url, places.dataverseUrls[key] ?? ""]),
      ),
      ...places.vaultUrls,
    },
    adminUrl: places.admin,
    portalUrl: places.admin,
    caFile: places.caFile,
    tenantId: tenant.id,
    domain: tenant.domain,
    clients: seed.clients.map(({ name, clientId, clientSecret, appRoles }) => ({
      name,
      clientId,
      clientSecret: clientSecret ?? "",
      appRoles: appRoles === "all" ? rolesInUse() : appRoles,
    })),
    users: seed.users.map(({ id, userPrincipalName }) => ({ id, userPrincipalName })),
  };
}
