// Prints how fast the emulated tenant starts and answers when it is large. It must never be the bottleneck of
// a benchmark. Aims, on two cores: started in 10 s, below 1.5 GB, 1,500 simple reads a second by one client.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VerbCommand } from "../tools/verb-command.ts";
import type { Ready } from "../test/emulator/emulator.ts";
import { largeSeed } from "../test/emulator/seed/large.ts";

const aims = { startSeconds: 10, gigabytes: 1.5, readsPerSecond: 1500 };
const inFlight = 4;

const options = new VerbCommand({
  name: "npm run bench:emulator --",
  does: "Measures how fast the emulated tenant starts and answers when it is large.",
  exits: { 0: "within the aims", 1: "below the aims" },
})
  .option("--users <number>", "how many users", "20000")
  .option("--teams <number>", "how many teams", "10000")
  .option("--members <number>", "members of each team", "20")
  .option("--seconds <number>", "how long it is read", "5")
  .parse()
  .opts<{ users: string; teams: string; members: string; seconds: string }>();

interface Started {
  readonly ready: Ready;
  readonly pid: number;
  readonly seconds: number;
  stop(): Promise<void>;
}

/** Starts the emulator as a process of its own, as a benchmark would. */
async function start(seedFile: string): Promise<Started> {
  const began = performance.now();
  const script = join(import.meta.dirname, "../test/emulator/start.ts");
  const child = spawn(process.execPath, [script, "--seed", seedFile, "--exit-with-stdin"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => {
    child.on("close", () => {
      resolve();
    });
  });
  const chunks: Buffer[] = [];
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      if (chunk.at(-1) === 10) resolve(JSON.parse(Buffer.concat(chunks).toString()) as Ready);
    });
    child.on("close", () => {
      reject(new Error("The emulator ended before it was ready"));
    });
  });
  return {
    ready,
    pid: child.pid ?? 0,
    seconds: (performance.now() - began) / 1000,
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}

/** Largest resident size so far. Unit: gigabytes. Undefined where the system does not tell. */
function peakGigabytes(pid: number): number | undefined {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return line === null ? undefined : Number(line[1]) / 1024 / 1024;
  } catch {
    return undefined;
  }
}

type Send = (path: string, headers: Record<string, string>, body: string) => Promise<Record<string, unknown>>;

function clientOf({ graphUrl, caFile }: Ready): Send {
  const agent = new Agent({ keepAlive: true, ca: readFileSync(caFile), maxSockets: inFlight });
  return (path, headers, body) =>
    new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, graphUrl), { method: "POST", agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
        });
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
}

async function readsPerSecond(ready: Ready, seconds: number): Promise<number> {
  const send = clientOf(ready);
  const client = ready.clients.find(({ name }) => name === "reader");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client?.clientId ?? "",
    client_secret: client?.clientSecret ?? "",
    scope: `${ready.graphUrl}/.default`,
  });
  const type = { "content-type": "application/x-www-form-urlencoded" };
  const token = await send(`/${ready.tenantId}/oauth2/v2.0/token`, type, form.toString());
  const headers = {
    authorization: `Bearer ${String(token["access_token"])}`,
    "content-type": "application/json",
  };
  let reads = 0;
  let next = 0;
  const began = performance.now();
  const ends = began + seconds * 1000;
  const work = async (): Promise<void> => {
    while (performance.now() < ends) {
      const requests = Array.from({ length: 20 }, (_, index) => {
        next += 7;
        const store = `store-${String((next % Number(options.teams)) + 1).padStart(6, "0")}`;
        return { id: String(index), method: "GET", url: `/groups(uniqueName='${store}')` };
      });
      const answer = await send("/v1.0/$batch", headers, JSON.stringify({ requests }));
      const responses = answer["responses"] as { status: number }[];
      const wrong = responses.find(({ status }) => status !== 200);
      if (wrong !== undefined) throw new Error(`A read was answered ${wrong.status}`);
      reads += responses.length;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return reads / ((performance.now() - began) / 1000);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-emulator-"));
  const seedFile = join(folder, "seed.json");
  const size = {
    users: Number(options.users),
    teams: Number(options.teams),
    membersPerTeam: Number(options.members),
  };
  writeFileSync(seedFile, JSON.stringify(largeSeed(size)));
  const started = await start(seedFile);
  try {
    const rate = await readsPerSecond(started.ready, Number(options.seconds));
    const figures = {
      ...size,
      startSeconds: Math.round(started.seconds * 100) / 100,
      peakGigabytes: Math.round((peakGigabytes(started.pid) ?? 0) * 100) / 100,
      readsPerSecond: Math.round(rate),
    };
    process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
    const isGood =
      figures.startSeconds <= aims.startSeconds &&
      figures.peakGigabytes <= aims.gigabytes &&
      figures.readsPerSecond >= aims.readsPerSecond;
    if (!isGood) {
      process.stderr.write(`Below the aims: ${JSON.stringify(aims)}\n`);
      process.exitCode = 1;
    }
  } finally {
    await started.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
