import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place } from "../../providers/core/resource-type.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const nowhere: Place = { remembered: {} };
const boston = "b0000000-0000-4000-8000-000000000210";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

function wanted(roster: Team["roster"], more: Partial<Team> = {}): Team {
  return {
    uniqueName: "store-team-000210",
    displayName: "Boston",
    mailNickname: "Boston_D365",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "authoritative",
    roster,
    ...more,
  };
}

function run(desired: Team, place: Place = nowhere) {
  return reconcile({ type: team, api: tenant.as("deployer"), desired, patience: usualPatience }, place);
}

interface TeamThere {
  id: string;
  uniqueName: string | null;
  owners: string[];
  members: string[];
}

async function teamsThere(): Promise<TeamThere[]> {
  return (await tenant.admin("GET", "/snapshot"))["teams"] as TeamThere[];
}

async function counts(): Promise<Record<string, number>> {
  return (await tenant.admin("GET", "/counts"))["byRoute"] as Record<string, number>;
}

const ruth = { "ruth.adler@contoso.example": "owner" } as const;
const manyPeople = Array.from({ length: 230 }, (_, index) => ({
  id: `a0000000-0000-4000-8000-${String(5000 + index).padStart(12, "0")}`,
  userPrincipalName: `temp${index}@contoso.example`,
  displayName: `Temp ${index}`,
}));

describe("people of a team", () => {
  it("come in by hundreds: 20 with the group, then 200 a call, and go 20 a call", async () => {
    await tenant.admin("POST", "/seed", { users: manyPeople });
    const names = manyPeople.map(({ userPrincipalName }) => [userPrincipalName, "member"] as const);
    const { present } = await run(wanted({ ...ruth, ...Object.fromEntries(names) }));
    const added = await counts();
    const route = Object.keys(added).find((key) => key.includes("members/add"));
    // 18 of 230 came with the group (the owner takes two of the twenty places): 212 are left.
    expect(added[route ?? ""]).toBe(2);
    await run(wanted(ruth), { id: present.id, remembered: {} });
    const removed = Object.entries(await counts()).find(([key]) => key.includes("members/remove"));
    expect(removed?.[1]).toBe(Math.ceil(230 / 20));
    const [there] = (await teamsThere()).filter(({ uniqueName }) => uniqueName === "store-team-000210");
    expect(there?.members).toEqual([]);
  });
});

describe("a team that exists already", () => {
  it("is taken over when config names it: same id, our name on it, roster as declared", async () => {
    const { present } = await run(wanted(ruth, { existingTeamId: boston }));
    expect(present.id).toBe(boston);
    const [there] = (await teamsThere()).filter(({ id }) => id === boston);
    expect(there).toMatchObject({
      uniqueName: "store-team-000210",
      owners: ["ruth.adler@contoso.example"],
      members: [],
    });
  });

  it("is left as it is when the state does not know it and config would take most people out", async () => {
    await tenant.admin("POST", "/seed", { users: manyPeople });
    const names = manyPeople
      .slice(0, 12)
      .map(({ userPrincipalName }) => [userPrincipalName, "member"] as const);
    await run(wanted({ ...ruth, ...Object.fromEntries(names) }));
    const before = await teamsThere();
    await expect(run(wanted(ruth))).rejects.toThrow(
      /take 12 of 13 people out\. If the state was lost, bring it back/,
    );
    expect(await teamsThere()).toEqual(before);
  });

  it("is not taken over twice: another store's claim is refused, and nothing changes", async () => {
    await run(wanted(ruth, { existingTeamId: boston }));
    const writesBefore = await tenant.writes();
    const other = wanted(ruth, { existingTeamId: boston, uniqueName: "store-team-000999" });
    await expect(run(other)).rejects.toThrow(/managed already, as "store-team-000210"/);
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("that does not exist is refused by its id", async () => {
    const desired = wanted(ruth, { existingTeamId: "b0000000-0000-4000-8000-00000000dead" });
    await expect(run(desired)).rejects.toThrow(/no group has the id b0000000-0000-4000-8000-00000000dead/);
  });
});
