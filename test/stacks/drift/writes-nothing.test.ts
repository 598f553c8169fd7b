// Every command but apply, up and destroy, as people run it, with the reader's identity: not one write in the tenant.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

let tenant: LiveTenant;
let folder: string;
beforeAll(async () => {
  tenant = await startLiveTenant();
  folder = await mkdtemp(join(tmpdir(), "store-teams-reading-"));
});
afterAll(async () => {
  await tenant.close();
  await rm(folder, { recursive: true, force: true });
});

interface Said {
  readonly exitCode: number;
  readonly said: string;
}

function run(command: string, args: readonly string[]): Promise<Said> {
  const env = {
    ...process.env,
    ...tenant.environmentOf("reader"),
    NODE_EXTRA_CA_CERTS: tenant.caFile,
  };
  return new Promise((resolve) => {
    const all = [`stacks/commands/${command}.ts`, ...args];
    const child = execFile(process.execPath, all, { env }, (_error, out, error) => {
      resolve({ exitCode: child.exitCode ?? -1, said: out + error });
    });
  });
}

/** What each reading command is tried with, against a tenant in which everything is still to be made. */
const rows: readonly { command: string; args: string; exitCode: number }[] = [
  { command: "drift", args: "--stack dev --format md,html,json,sarif,junit --confirm-after 0", exitCode: 7 },
  { command: "permissions", args: "--stack dev --diff --reader reader --writer deployer", exitCode: 7 },
  { command: "adopt", args: "--stack dev", exitCode: 0 },
  { command: "doctor", args: "--stack dev --format json", exitCode: 7 },
  { command: "check-config", args: "config/demo/org.yaml", exitCode: 0 },
  { command: "explain", args: "000135", exitCode: 0 },
  { command: "graph", args: "", exitCode: 0 },
  { command: "hq-checklist", args: "--stack tenant", exitCode: 0 },
  { command: "whoami", args: "--stack dev", exitCode: 0 },
];

/** Commands that are not tried here, and why. */
const others: Readonly<Record<string, string>> = {
  apply: "writes",
  demo: "plays apply, up and destroy",
  init: "writes files of a new repository, and talks to nobody",
  pulumi: "is the CLI itself: preview and refresh are tried in test/engine/drift.test.ts",
  plan: "runs the CLI: tried with the reader in test/engine/plan-first.test.ts",
  "task-status": "reads Planner: tried with the reader in test/stacks/headquarters/task-status.test.ts",
  "with-emulated-tenant": "runs another command",
  publish: "talks to a code host, never to the tenant: test/pipelines/tell.test.ts",
};

describe("commands that only read", () => {
  it("are all in this list", async () => {
    const files = await readdir("stacks/commands");
    const commands = files.filter((file) => file.endsWith(".ts")).map((file) => file.replace(/\.ts$/, ""));
    const listed = [...rows.map(({ command }) => command), ...Object.keys(others)];
    expect(commands.toSorted()).toEqual([...new Set(listed)].toSorted());
  });

  it("succeed with the reader's identity, and the tenant's journal shows not one write", async () => {
    const before = await tenant.writes();
    const told = await Promise.all(
      rows.map(async ({ command, args }) => {
        const out = ["doctor", "drift", "adopt"].includes(command) ? ["--out", folder] : [];
        return run(command, [...args.split(" ").filter((word) => word !== ""), ...out]);
      }),
    );
    for (const [index, { exitCode, said }] of told.entries())
      expect([rows[index]?.command, exitCode], said).toEqual([rows[index]?.command, rows[index]?.exitCode]);
    expect(await tenant.writes()).toBe(before);
    const reports = await readdir(folder);
    expect(reports.toSorted()).toEqual([
      ...["adopt.csv", "adopt.html", "adopt.json", "doctor-dev.json"],
      ...["html", "json", "junit.xml", "md", "sarif.json"].map((ending) => `drift-dev.${ending}`),
    ]);
  });

  it("would show a write: the journal counts one that is made", async () => {
    const before = await tenant.writes();
    await tenant.as("deployer").graph.send("POST", "/groups", {
      ...{ displayName: "x", mailNickname: "x-written", mailEnabled: true, securityEnabled: false },
      groupTypes: ["Unified"],
    });
    expect(await tenant.writes()).toBe(before + 1);
  });
});
