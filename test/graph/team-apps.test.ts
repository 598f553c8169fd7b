import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place } from "../../providers/core/resource-type.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const dynamics = "cd2d8695-bdc9-4d8e-9620-cc963ed81f41";
const forms = "81fef3a6-72aa-4648-a763-de824aeafb7d";
const checklist = "5c0e0000-0000-4000-8000-00000000c0de";
const checklistInCatalogue = "e7a10000-0000-4000-8000-00000000c0de";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

function wanted(apps: Team["apps"], appsMode: Team["appsMode"] = "additive"): Team {
  return {
    uniqueName: "store-team-000212",
    displayName: "Providence",
    mailNickname: "Providence_D365",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "additive",
    roster: { "omar.haddad@contoso.example": "owner" },
    ...(apps === undefined ? {} : { apps, appsMode }),
  };
}

async function run(desired: Team, place: Place = { remembered: {} }): Promise<Place> {
  const { present } = await reconcile(
    { type: team, api: tenant.as("deployer"), desired, patience: usualPatience },
    place,
  );
  return { id: present.id, remembered: team.remember(present.remote) };
}

/** Catalogue ids of what is installed, as an administrator sees it. */
async function installed({ id }: Place): Promise<string[]> {
  const listed = await tenant.as("admin").graph.list(`/teams/${id ?? ""}/installedApps?$expand=teamsApp`);
  return listed.map(({ teamsApp }) => (teamsApp as { id: string }).id).toSorted();
}

function installByHand({ id }: Place, app: string): Promise<unknown> {
  return tenant.as("admin").graph.send("POST", `/teams/${id ?? ""}/installedApps`, {
    "teamsApp@odata.bind": `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${app}`,
  });
}

describe("apps of a team", () => {
  it("are installed by catalogue id and by the id of the organization's manifest", async () => {
    const place = await run(wanted({ [dynamics]: "teamsAppId", [checklist]: "externalId" }));
    expect(await installed(place)).toEqual([dynamics, checklistInCatalogue].toSorted());
  });

  it("that config does not mention are not even read", async () => {
    const place = await run(wanted(undefined));
    await installByHand(place, forms);
    await run(wanted(undefined), place);
    const routes = Object.keys((await tenant.admin("GET", "/counts"))["byRoute"] as object);
    expect(routes.filter((route) => /GET .*installedApps/.test(route))).toEqual([]);
    expect(await installed(place)).toEqual([forms]);
  });

  it("go when they leave the list; what others installed stays", async () => {
    const first = await run(wanted({ [dynamics]: "teamsAppId" }));
    await installByHand(first, forms);
    const second = await run(wanted({}), first);
    expect(await installed(second)).toEqual([forms]);
  });

  it("stay when the whole list is not mentioned any more", async () => {
    const first = await run(wanted({ [dynamics]: "teamsAppId" }));
    const second = await run(wanted(undefined), first);
    expect(await installed(second)).toEqual([dynamics]);
    // Mentioned again as none: what was ours is still known to be ours.
    expect(await installed(await run(wanted({}), second))).toEqual([]);
  });

  it("that others installed go when config says authoritative", async () => {
    const first = await run(wanted({ [dynamics]: "teamsAppId" }));
    await installByHand(first, forms);
    await run(wanted({ [dynamics]: "teamsAppId" }, "authoritative"), first);
    expect(await installed(first)).toEqual([dynamics]);
  });

  it("that somebody installed by hand before are taken as they are", async () => {
    const first = await run(wanted(undefined));
    await installByHand(first, dynamics);
    const writesBefore = await tenant.writes();
    await run(wanted({ [dynamics]: "teamsAppId" }), first);
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it.each([
    [
      "an id that the catalogue does not have",
      { "00000000-0000-4000-8000-00000000dead": "teamsAppId" },
      /refuses to install the app "00000000-0000-4000-8000-00000000dead".*in the catalogue/,
    ],
    [
      "a manifest that nobody uploaded",
      { "00000000-0000-4000-8000-00000000dead": "externalId" },
      /no app of the catalogue has the externalId .*Upload the app/,
    ],
  ] as const)(
    "are refused with the mend, and the rest of the store is made: %s",
    async (_name, apps, text) => {
      const api = tenant.as("deployer");
      const { undone, present } = await reconcile(
        { type: team, api, desired: wanted({ ...apps }), patience: usualPatience },
        { remembered: {} },
      );
      expect(undone.map((one) => one.text)).toEqual([expect.stringMatching(text)]);
      expect(present.value.roster).toEqual(wanted(undefined).roster);
    },
  );
});
