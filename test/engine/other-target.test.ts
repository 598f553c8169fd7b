// The program's own checks, under the real CLI: what stops `pulumi up` however it is started.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine } from "../kit/engine.ts";
import { planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;
beforeAll(async () => {
  engine = await startEngine("applied");
  on = await planningOn(engine);
});
afterAll(() => engine.close());

const declared = "7a1c0000-0000-4000-8000-000000000001";
const other = "7a1c0000-0000-4000-8000-0000000000ff";
const skip = ["up", "--yes", "--skip-preview"];

describe("pulumi up, however it is started", () => {
  it("refuses another tenant, another domain and another organization before the first write", async () => {
    const before = await engine.writes();
    await on.edit("domain: contoso.example", "domain: fabrikam.example");
    const domain = await engine.pulumi("dev", skip);
    expect(domain.exitCode, domain.output).not.toBe(0);
    expect(domain.output).toContain("names the domain fabrikam.example, which is not verified in the tenant");
    await on.edit(/(\n {4}url: https:\/\/contoso-dev.*\n)/, `$1    organizationId: ${other}\n`);
    const organization = await engine.pulumi("dev", skip);
    expect(organization.exitCode, organization.output).not.toBe(0);
    expect(organization.output).toMatch(/names the organization 7a1c0000-.*; at https:.* the organization "/);
    await on.editBack();
    expect(await engine.writes()).toBe(before);
  });

  it("refuses a state that was made for another tenant, whatever the sign-in", async () => {
    await on.edit(declared, other);
    const { exitCode, output } = await engine.pulumi("dev", ["preview"]);
    expect(exitCode, output).not.toBe(0);
    expect(output).toContain(
      `the backend keeps the stack "dev" as that of the tenant ${declared}; config says ${other}`,
    );
    await on.editBack();
  });
});
