// Azure Blob Storage on this machine, by the vendor's own stand-in: one container for Pulumi's state.
import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { createInterface } from "node:readline";

const account = "storeteams";
const container = "state";

export interface BlobStandIn {
  readonly backendUrl: string;
  readonly account: string;
  /** The environment in which Pulumi reaches the container; a reader can list and read, and that is all. */
  environment(access: "read" | "write"): Record<string, string>;
  /** Names of all blobs, sorted. */
  names(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Listens on a free port, holds everything in memory, and has an account key that nobody else knows. */
export async function startBlobStorage(): Promise<BlobStandIn> {
  const key = randomBytes(64);
  const script = "node_modules/azurite/dist/src/blob/main.js";
  // Pulumi's own client may be newer than the stand-in.
  const args = ["--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--blobPort", "0"];
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${key.toString("base64")}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      resolve();
    });
  });
  let url: string | undefined;
  for await (const line of createInterface(child.stdout)) {
    url = / listens on (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) break;
  }
  if (url === undefined) throw new Error("the stand-in for Blob Storage did not start");
  child.stdout.resume();
  const host = new URL(url).host;
  const ask = async (method: string, query: string): Promise<string> => {
    const sas = sharedAccess(key, "rwlc");
    const answer = await fetch(`http://${host}/${account}/${container}?restype=container${query}&${sas}`, {
      method,
    });
    if (!answer.ok) throw new Error(`${method} ${container}: ${answer.status}: ${await answer.text()}`);
    return answer.text();
  };
  await ask("PUT", "");
  return {
    backendUrl: `azblob://${container}`,
    account,
    environment: (access) => ({
      AZURE_STORAGE_SAS_TOKEN: sharedAccess(key, access === "read" ? "rl" : "rwdlacu"),
      AZURE_STORAGE_DOMAIN: host,
      AZURE_STORAGE_PROTOCOL: "http",
      AZURE_STORAGE_IS_LOCAL_EMULATOR: "true",
    }),
    names: async () =>
      [...(await ask("GET", "&comp=list")).matchAll(/<Name>([^<]+)<\/Name>/g)]
        .map(([, name]) => name ?? "")
        .toSorted(),
    close: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** An account SAS for blobs. Source: Azure Storage "Create an account SAS", version 2021-06-08, read 2026-11. */
function sharedAccess(key: Buffer, permissions: string): string {
  const version = "2021-06-08";
  const expiry = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  const [service, resourceTypes, noStart, noAddress, protocol, noScope] = [
    "b",
    "sco",
    "",
    "",
    "https,http",
    "",
  ];
  const signed = [
    account,
    permissions,
    service,
    resourceTypes,
    noStart,
    expiry,
    noAddress,
    protocol,
    version,
    noScope,
  ];
  const signature = createHmac("sha256", key)
    .update(`${signed.join("\n")}\n`, "utf8")
    .digest("base64");
  const parts = {
    sv: version,
    ss: service,
    srt: resourceTypes,
    sp: permissions,
    se: expiry,
    spr: protocol,
    sig: signature,
  };
  return new URLSearchParams(parts).toString();
}
