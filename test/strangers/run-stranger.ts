// Runs one client against a tenant of its own and reads what its program says of each case.
import { join } from "node:path";
import { execa } from "execa";
import { startEmulator, type Ready } from "../emulator/emulator.ts";
import { findRuntime, installed } from "./install.ts";
import type { Stranger } from "./strangers.ts";

/** One thing that was asked of the client. */
export interface Case {
  readonly name: string;
  /** What went wrong; undefined when nothing did. */
  readonly problem: string | undefined;
}

export type Outcome =
  /** This machine cannot run the client at all. */
  | { readonly kind: "skipped"; readonly why: string }
  | { readonly kind: "ran"; readonly cases: readonly Case[] };

/** A program that takes longer hangs. */
const programMostMs = 600_000;

/** What a program is told of the tenant, beside what its runtime needs to find packages and to trust the certificate. */
function environmentOf(ready: Ready, folder: string): Record<string, string> {
  const client = ready.clients.find(({ name }) => name === "deployer");
  return {
    TENANT_ID: ready.tenantId,
    TENANT_DOMAIN: ready.domain,
    TENANT_AUTHORITY: ready.authorityUrl,
    TENANT_GRAPH: ready.graphUrl,
    TENANT_DATAVERSE: ready.dataverseUrls["dev"] ?? "",
    TENANT_CLIENT_ID: client?.clientId ?? "",
    TENANT_CLIENT_SECRET: client?.clientSecret ?? "",
    TENANT_PEOPLE: JSON.stringify(ready.users),
    STRANGER_FOLDER: folder,
    PYTHONPATH: folder,
    PYTHONDONTWRITEBYTECODE: "1",
    REQUESTS_CA_BUNDLE: ready.caFile,
    SSL_CERT_FILE: ready.caFile,
    NODE_EXTRA_CA_CERTS: ready.caFile,
  };
}

/** Installs the client, starts a tenant and runs the program. Rejects when the program does not come to its end. */
export async function runStranger(stranger: Stranger): Promise<Outcome> {
  const runtime = await findRuntime(stranger.runtime);
  if (runtime === undefined)
    return { kind: "skipped", why: `no ${stranger.runtime} that can run it is here` };
  const folder = await installed(stranger, runtime);
  const tenant = await startEmulator();
  try {
    const program = join(import.meta.dirname, stranger.program);
    const ended = await execa(runtime, [program], {
      reject: false,
      timeout: programMostMs,
      env: environmentOf(tenant.ready, folder),
      cwd: folder,
    });
    if (ended.failed)
      throw new Error(`"${stranger.program}" ended before its last case:\n${ended.stdout}\n${ended.stderr}`);
    return { kind: "ran", cases: readCases(ended.stdout) };
  } finally {
    await tenant.close();
  }
}

/** Lines `ok <name>`, and `not ok <name>` with the cause as JSON text after a tab. Throws when there is none. */
export function readCases(output: string): Case[] {
  const cases = output.split("\n").flatMap((line): Case[] => {
    const found = /^(not )?ok ([^\t]+)(?:\t(".*"))?$/.exec(line.trimEnd());
    if (found?.[2] === undefined) return [];
    const problem = found[1] === undefined ? undefined : String(JSON.parse(found[3] ?? '"no cause told"'));
    return [{ name: found[2], problem }];
  });
  if (cases.length === 0) throw new Error(`The program told of no case:\n${output}`);
  return cases;
}
