// Single results of a bulk call that say that the service was busy: the people are good, so the call is tried again.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const upn = (name: string): string => `${name}@contoso.example`;
const [sam, ana, eli, ken] = [upn("sam.miller"), upn("ana.ruiz"), upn("eli.brandt"), upn("ken.ito")];

function wanted(...members: string[]): Team {
  return {
    uniqueName: "store-team-000777",
    displayName: "Reno",
    mailNickname: "Reno_D365",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "authoritative",
    roster: Object.fromEntries([[sam, "owner"], ...members.map((person) => [person, "member"] as const)]),
  };
}

function run(desired: Team) {
  const how = { type: team, api: tenant.as("deployer"), desired, patience: usualPatience };
  return reconcile(how, { remembered: {} });
}

async function membersThere(): Promise<readonly string[]> {
  const { teams } = (await tenant.admin("GET", "/snapshot")) as {
    teams?: { uniqueName: string | null; members: string[] }[];
  };
  return teams?.find(({ uniqueName }) => uniqueName === "store-team-000777")?.members.toSorted() ?? [];
}

/** The next bulk call of this kind says this code of its last person, so many times. */
async function say(action: "add" | "remove", code: string, times = 1): Promise<void> {
  await tenant.admin("POST", "/faults", {
    faults: [
      {
        when: { route: `/teams/{team}/members/${action}`, times },
        then: { kind: "partial", items: 1, code, message: "later" },
      },
    ],
  });
}

describe("a single result that is only busy", () => {
  it.each(["Throttled", "TooManyRequests", "ServiceUnavailable", "GatewayTimeout", "InternalServerError"])(
    "%s: everybody comes in, and nobody is told as undone",
    async (code) => {
      await run(wanted(ana));
      await say("add", code);
      const { undone } = await run(wanted(ana, eli, ken));
      expect(undone).toEqual([]);
      expect(await membersThere()).toEqual([ana, eli, ken]);
    },
  );

  it("Throttled: whoever goes is gone in the end", async () => {
    await run(wanted(ana, eli, ken));
    await say("remove", "Throttled");
    const { undone } = await run(wanted(ana));
    expect(undone).toEqual([]);
    expect(await membersThere()).toEqual([ana]);
  });
});

describe("a single result that is about the person", () => {
  it("is told with the person, and the others are in", async () => {
    await run(wanted(ana));
    await say("add", "NotFound");
    const { undone } = await run(wanted(ana, eli, ken));
    expect(undone).toHaveLength(1);
    expect(undone[0]?.text).toMatch(/could not add "ken\.ito@contoso\.example": NotFound/);
    expect(await membersThere()).toEqual([ana, eli]);
  });
});
