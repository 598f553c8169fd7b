import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OrgNode } from "../../schemas/types/org.ts";
import { deriveEnvironment } from "../../stacks/derive/environment.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";
import { inProcessEngine } from "../kit/in-process-engine.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { org, organization, store } from "../stacks/org-builder.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const people = [{ id: "m", upn: "sam.miller@contoso.example" }];

/** Stores by number and name. */
function resourcesOf(names: Readonly<Record<string, string>>): readonly DesiredResource[] {
  const stores = Object.entries(names).map(([storeNumber, name]): OrgNode =>
    store({ id: `s${storeNumber}`, storeNumber, name, managers: ["m"], workers: [] }),
  );
  return deriveEnvironment(org({ nodes: [organization, ...stores], people }), "dev").resources;
}

/** Id, name and alias of our groups, by store number. */
function groups(): Readonly<Record<string, { id: string; name: string; alias: string }>> {
  return Object.fromEntries(
    [...tenant.core.state.tenant.groups.values()].flatMap(({ id, uniqueName, displayName, mailNickname }) =>
      uniqueName === null
        ? []
        : [[uniqueName.replace("store-team-", ""), { id, name: displayName, alias: mailNickname }] as const],
    ),
  );
}

describe("a store that is renamed", () => {
  it("keeps its team and its alias, also when two stores exchange their names", async () => {
    const engine = inProcessEngine(tenant.as("deployer"));
    await engine.up(resourcesOf({ "1": "Bern", "2": "Basel" }));
    const before = groups();
    expect(await engine.up(resourcesOf({ "1": "Basel", "2": "Bern" }))).toEqual([
      "update store-1",
      "update store-2",
    ]);
    expect(groups()).toEqual({
      "1": { ...before["1"], name: "Basel", alias: "Bern_D365" },
      "2": { ...before["2"], name: "Bern", alias: "Basel_D365" },
    });
  });

  it("leaves its old alias to no store that opens under its old name: the refusal says what to write", async () => {
    const engine = inProcessEngine(tenant.as("deployer"));
    await engine.up(resourcesOf({ "1": "Bern" }));
    await engine.up(resourcesOf({ "1": "Bern West" }));
    await expect(engine.up(resourcesOf({ "1": "Bern West", "2": "Bern" }))).rejects.toThrow(
      'team Bern (store-team-2): the mail alias Bern_D365 belongs to the group "Bern West" (store-team-1) already. Give the store an alias of its own: `team: { alias: … }`.',
    );
  });
});
