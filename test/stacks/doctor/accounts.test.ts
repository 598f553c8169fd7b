// Accounts of a large retailer: few calls, few answers held at a time, plans told by their ids.
import { describe, expect, it } from "vitest";
import type { JsonObject, Reader } from "../../../providers/core/api.ts";
import { accountOf, accountsOf, type Sought } from "../../../stacks/doctor/reads/accounts.ts";
import { usualVendorValues } from "../../../schemas/vendor/facts.ts";

const person = (index: number): Sought => ({
  ...{ label: `P${index}`, upn: `p${index}@contoso.example`, isOwner: false },
  ...{ usesLinks: false, usesTasks: false, isAway: false },
});

/** A directory in which everybody has these plans; counts what is asked of it. */
function directory(plans: readonly JsonObject[]) {
  const seen = { lists: 0, finds: 0, atOnce: 0, mostAtOnce: 0 };
  const list = async (path: string): Promise<readonly JsonObject[]> => {
    seen.lists += 1;
    seen.atOnce += 1;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
    await Promise.resolve();
    seen.atOnce -= 1;
    const names = [...decodeURIComponent(path).matchAll(/'([^']+)'/g)].map(([, name]) => name ?? "");
    return names.map((name) => ({
      ...{ id: `id of ${name}`, userPrincipalName: name, accountEnabled: true, userType: "Member" },
      assignedPlans: plans,
    }));
  };
  const find = (): Promise<undefined> => {
    seen.finds += 1;
    return Promise.resolve(undefined);
  };
  return { seen, api: { graph: { list, find, get: find } } as unknown as Reader };
}

describe("accounts of 30,000 people", () => {
  it("take one call for 15 of them, and never more than 3,000 as the service sent them", async () => {
    const { seen, api } = directory([]);
    const people = Array.from({ length: 30_000 }, (_, index) => person(index));
    const found = await accountsOf(api, people, usualVendorValues);
    expect(found.byName.size).toBe(30_000);
    expect(seen).toMatchObject({ lists: 2_000, finds: 0 });
    expect(seen.mostAtOnce).toBeLessThanOrEqual(200);
  });
});

describe("a licence", () => {
  const teams = "57ff2da0-773e-42df-b2af-ffb7a2317929";
  it.each([
    ["is a plan that is on", { servicePlanId: teams, capabilityStatus: "Enabled" }, true],
    ["is a plan about to end", { servicePlanId: teams.toUpperCase(), capabilityStatus: "Warning" }, true],
    ["is none that is off", { servicePlanId: teams, capabilityStatus: "Deleted" }, false],
    [
      "is none of an add-on that carries the service's name",
      {
        servicePlanId: "604ec28a-ae18-4bc6-91b0-11da94504ba9",
        service: "TeamspaceAPI",
        capabilityStatus: "Enabled",
      },
      false,
    ],
  ])("%s", async (_name, plan, hasTeams) => {
    const found = await accountsOf(directory([plan]).api, [person(1)], usualVendorValues);
    expect(accountOf(person(1), found)?.hasTeams).toBe(hasTeams);
  });
});
