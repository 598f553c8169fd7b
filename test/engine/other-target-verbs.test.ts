// Every verb that reads or writes, as people run it, signed in to another tenant than config names.
import { execFile } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoSeed } from "../emulator/seed/seed.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const otherId = "7a1c0000-0000-4000-8000-0000000000ff";
let tenant: LiveTenant;
beforeAll(async () => {
  const seed = { ...demoSeed(), tenantId: otherId, displayName: "Fabrikam" };
  tenant = await startLiveTenant({ seed });
});
afterAll(() => tenant.close());

function run(words: string): Promise<{ exitCode: number; said: string }> {
  const [command = "", ...args] = words.split(" ");
  const env = { ...process.env, ...tenant.environmentOf("deployer"), NODE_EXTRA_CA_CERTS: tenant.caFile };
  return new Promise((resolve) => {
    const all = [`stacks/commands/${command}.ts`, ...args];
    const child = execFile(process.execPath, all, { env }, (_error, out, error) => {
      resolve({ exitCode: child.exitCode ?? -1, said: out + error });
    });
  });
}

describe("signed in to another tenant", () => {
  it("every verb ends with 2, names both, and asks nothing else", async () => {
    const verbs = [
      "whoami",
      "plan --stack dev",
      "apply --stack dev",
      "drift --stack dev",
      "task-status --stack dev",
      "adopt --stack dev",
      "permissions --stack dev --diff --reader reader --writer deployer",
      "pulumi destroy --yes --stack dev",
    ];
    const ends: Awaited<ReturnType<typeof run>>[] = [];
    for (const verb of verbs) ends.push(await run(verb));
    for (const [index, { exitCode, said }] of ends.entries()) {
      expect([verbs[index], exitCode], said).toEqual([verbs[index], 2]);
      expect(said).toContain("config/demo/org.yaml:6 config names the tenant 7a1c0000-");
      expect(said).toContain(`the sign-in leads to "Fabrikam" (${otherId}), with contoso.example`);
    }
    const lines = tenant.core.journal.since(0).map(({ text }) => JSON.parse(text) as { url: string });
    const paths = lines.map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith("/v1.0/"));
    expect([...new Set(paths)]).toEqual(["/v1.0/organization"]);
  });
});
