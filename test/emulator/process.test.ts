// The command: what it prints and writes, how it ends, and that it leaves nothing behind.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { Client } from "./support.ts";
import type { Ready } from "./emulator.ts";

const folder = mkdtempSync(join(tmpdir(), "process-test-"));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly ready: Promise<Ready>;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

function start(...args: string[]): Run {
  const child = spawn(process.execPath, [join(import.meta.dirname, "start.ts"), ...args]);
  children.push(child);
  let out = "";
  let err = "";
  let isReady: (ready: Ready) => void = () => undefined;
  let isLost: (problem: Error) => void = () => undefined;
  const ready = new Promise<Ready>((resolve, reject) => {
    isReady = resolve;
    isLost = reject;
  });
  ready.catch(() => undefined);
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    if (out.endsWith("\n")) isReady(JSON.parse(out) as Ready);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on("close", (code) => {
      isLost(new Error(err));
      resolve({ code, out, err });
    });
  });
  return { child, ready, ended };
}

/** A seed of this text, as an option. */
function seedOf(name: string, text: string): string[] {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, text);
  return ["--seed", file];
}

const adminOf = ({ adminUrl, caFile }: Ready): Client => new Client(adminUrl, readFileSync(caFile, "utf8"));

describe("the ready line", () => {
  it("is one line of JSON, the same in the ready file, which only the owner may read", async () => {
    const readyFile = join(folder, "ready.json");
    const { child, ready, ended } = start("--ready-file", readyFile);
    const line = await ready;
    expect(JSON.parse(readFileSync(readyFile, "utf8"))).toEqual(line);
    expect(statSync(readyFile).mode & 0o777).toBe(0o600);
    expect(Object.keys(line)).toEqual([
      "graphUrl",
      "authorityUrl",
      "dataverseUrls",
      "vaultUrls",
      "publicUrls",
      "adminUrl",
      "portalUrl",
      "caFile",
      "tenantId",
      "domain",
      "clients",
      "users",
    ]);
    for (const url of [line.graphUrl, line.authorityUrl, line.adminUrl, line.portalUrl]) {
      expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    }
    expect(line.publicUrls).toMatchObject({
      "https://graph.microsoft.com": line.graphUrl,
      "https://contoso-dev.crm4.dynamics.com": line.dataverseUrls["dev"],
    });
    expect(line.clients.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["deployer", "reader", "admin"]),
    );
    child.kill("SIGTERM");
    const { code, out, err } = await ended;
    expect([code, err, out.split("\n").length]).toEqual([0, "", 2]);
    expect(existsSync(readyFile)).toBe(false);
    expect(existsSync(line.caFile)).toBe(false);
  });
});

describe("the end", () => {
  it("comes when standard input closes, if that was asked for", async () => {
    const { child, ready, ended } = start("--exit-with-stdin");
    const { caFile } = await ready;
    child.stdin?.end();
    expect((await ended).code).toBe(0);
    expect(existsSync(caFile)).toBe(false);
  });

  it("does not come when standard input closes otherwise", async () => {
    const { child, ready, ended } = start();
    await ready;
    child.stdin?.end();
    const first = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 300, "running"))]);
    expect(first).toBe("running");
    child.kill("SIGINT");
    expect((await ended).code).toBe(0);
  });

  it("by kill -9 leaves a whole state, from which the next one goes on", async () => {
    const state = join(folder, "tenant.state");
    const first = start("--state", state);
    const admin = adminOf(await first.ready);
    const request = {
      method: "PATCH",
      url: "/groups/b0000000-0000-4000-8000-000000000210",
      body: { description: "kept" },
    };
    await admin.post("/act", { as: "admin", requests: [request] });
    const before = statSync(state).mtimeMs;
    while (statSync(state).mtimeMs === before) await new Promise((resolve) => setTimeout(resolve, 20));
    first.child.kill("SIGKILL");
    await first.ended;
    const second = start("--state", state);
    expect((await adminOf(await second.ready).get("/snapshot")).text).toContain('"description":"kept"');
  });
});

describe("mistakes", () => {
  const plan = join(folder, "plan.json");
  it.each([
    { name: "an unknown option", args: ["--color"], text: "unknown option '--color'" },
    { name: "an argument too many", args: ["now"], text: "too many arguments" },
    { name: "a port that is none", args: ["--port", "x"], text: "expected 0 to 65535" },
    { name: "an unknown lag", args: ["--lag", "some"], text: "Allowed choices are none, typical" },
    { name: "unknown limits", args: ["--limits", "none"], text: "Allowed choices are off, documented" },
    { name: "a plan without a kind", args: ["--faults", plan], text: "faults[0].then.kind" },
    { name: "a plan that is not there", args: ["--faults", join(folder, "no.json")], text: "no such file" },
    { name: "a seed that is not there", args: ["--seed", join(folder, "no.json")], text: "no such file" },
    { name: "a seed that is no JSON", args: seedOf("a", '{"users": ['), text: "a.json: no JSON: " },
    {
      name: "a seed with what is not known",
      args: seedOf("b", '{\n"tenantid": "x",\n"users": [{\n"id": 1 }]\n}'),
      text: 'b.json:2: the seed: "tenantid" is not known',
    },
    {
      name: "a seed with a wrong value",
      args: seedOf(
        "c",
        '{\n"groups": [],\n"environments": [\n{"key": "dev", "url": "http://x", "hasSharePoint": true}]\n}',
      ),
      text: "c.json:4: environments.0.url: must match pattern",
    },
    {
      name: "a seed of no tenant",
      args: seedOf("d", "{}"),
      text: '"tenantId", "domain", "displayName" is missing',
    },
    {
      name: "a seed with a group of strangers",
      args: seedOf(
        "e",
        '{"tenantId":"7a1c0000-0000-4000-8000-000000000001","domain":"x.example","displayName":"X","groups":[{"id":"7a1c0000-0000-4000-8000-000000000002","displayName":"G","mailNickname":"g","owners":["nobody@x.example"],"members":[]}]}',
      ),
      text: 'the group "G" names "nobody@x.example", who is no user of the seed',
    },
  ])("$name: not started, and said why", async ({ args, text }) => {
    writeFileSync(plan, JSON.stringify({ faults: [{ then: {} }] }));
    const { code, out, err } = await start(...args).ended;
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(text);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("a port in use", async () => {
    const { graphUrl } = await start().ready;
    const { code, err } = await start("--port", new URL(graphUrl).port).ended;
    expect(code).not.toBe(0);
    expect(err).toContain("EADDRINUSE");
  });
});

it("two at once do not know of each other", async () => {
  const runs = [start("--ca-dir", folder), start("--ca-dir", folder)];
  const [first, second] = await Promise.all(runs.map(({ ready }) => ready));
  if (first === undefined || second === undefined) throw new Error("not ready");
  expect(first.caFile).not.toBe(second.caFile);
  await adminOf(first).post("/act", {
    as: "admin",
    requests: [{ method: "DELETE", url: "/groups/b0000000-0000-4000-8000-000000000210" }],
  });
  const snapshots = await Promise.all(
    [first, second].map(async (ready) => (await adminOf(ready).get("/snapshot")).body),
  );
  const counts = snapshots.map((snapshot) => (snapshot["groups"] as unknown[]).length);
  expect(counts[0]).toBe(Number(counts[1]) - 1);
  for (const { child, ended } of runs) {
    child.kill("SIGTERM");
    await ended;
  }
  expect(readdirSync(folder).filter((name) => name.endsWith(".pem"))).toEqual([]);
});

it("faults, limits and lag can be given at the start", async () => {
  const plan = join(folder, "good.json");
  writeFileSync(plan, JSON.stringify({ faults: [{ name: "one", then: { kind: "slow", milliseconds: 1 } }] }));
  const ready = await start("--faults", plan, "--limits", "documented", "--lag", "typical").ready;
  const admin = adminOf(ready);
  expect((await admin.get("/faults")).body["faults"]).toMatchObject([{ name: "one" }]);
  expect((await admin.get("/limits")).body).toEqual({ mode: "documented" });
  expect((await admin.get("/lag")).body).toMatchObject({ teamCreationSeconds: 20 });
});
