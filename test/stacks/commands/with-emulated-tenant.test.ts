import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "store-teams-with-tenant-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const readyFile = join(folder, "tenant.json");
const ready = {
  graphUrl: "https://127.0.0.1:1",
  authorityUrl: "https://127.0.0.1:1",
  publicUrls: { "https://graph.microsoft.com": "https://127.0.0.1:1" },
  caFile: join(folder, "ca.pem"),
  tenantId: "11110000-0000-4000-8000-000000000001",
  clients: [
    { name: "deployer", clientId: "d", clientSecret: "of the deployer" },
    { name: "reader", clientId: "r", clientSecret: "of the reader" },
  ],
};
writeFileSync(readyFile, JSON.stringify(ready));

const shown =
  "console.log(process.env.AZURE_CLIENT_ID, process.env.STORE_TEAMS_ENDPOINTS); process.exitCode = 7";

async function run(...args: string[]): Promise<{ exitCode: number | undefined; output: string }> {
  const script = join(root, "stacks/commands/with-emulated-tenant.ts");
  const { exitCode, all } = await execa(process.execPath, [script, ...args], {
    cwd: root,
    all: true,
    reject: false,
  });
  return { exitCode, output: all };
}

describe("with-emulated-tenant", { timeout: 120_000 }, () => {
  it.each([
    { options: [], clientId: "d" },
    { options: [], clientId: "d", between: ["--"] },
    { options: ["--client", "reader"], clientId: "r" },
  ])(
    "$options: the command works there as that client, and its exit code counts",
    async ({ options, clientId, between = [] }) => {
      const { exitCode, output } = await run(
        ...options,
        readyFile,
        ...between,
        process.execPath,
        "-e",
        shown,
      );
      expect(output).toBe(`${clientId} ${JSON.stringify(ready.publicUrls)}`);
      expect(exitCode).toBe(7);
    },
  );

  it.each([
    {
      why: "no tenant is there",
      args: [join(folder, "none.json"), "true"],
      told: "Start one: npx @store-teams",
    },
    {
      why: "it has no such client",
      args: ["--client", "x", readyFile, "true"],
      told: "it has: deployer, reader",
    },
    {
      why: "there is no such command",
      args: [readyFile, "no-such-program"],
      told: 'cannot start "no-such-program"',
    },
  ])("says what to do and ends with 2 when $why", async ({ args, told }) => {
    const { exitCode, output } = await run(...args);
    expect(output).toContain(told);
    expect(output).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(2);
  });
});
