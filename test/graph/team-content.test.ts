import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Step } from "../../providers/core/resource-type.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import type { Channel, Tab, Team } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const omar = "omar.haddad@contoso.example";
const amir = "amir.saleh@contoso.example";
const zoe = "zoe.lang@contoso.example";
const websiteApp = "com.microsoft.teamspace.tab.web";

function wanted(more: Partial<Team> = {}): Team {
  return {
    uniqueName: "store-team-000212",
    displayName: "Providence",
    mailNickname: "Providence_D365",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "authoritative",
    roster: { [omar]: "owner", [amir]: "member" },
    ...more,
  };
}

interface Ran extends Place {
  readonly steps: readonly Step[];
}

async function run(desired: Team, place: Place = { remembered: {} }): Promise<Ran> {
  const { present, stepsTaken } = await reconcile(
    { type: team, api: tenant.as("deployer"), desired, patience: usualPatience },
    place,
  );
  return { id: present.id, remembered: team.remember(present.remote), steps: stepsTaken };
}

const graph = () => tenant.as("admin").graph;

async function channels({ id }: Place): Promise<Record<string, string>> {
  const listed = await graph().list(`/teams/${id ?? ""}/channels`);
  return Object.fromEntries(listed.map((each) => [each["displayName"], each["id"]])) as Record<
    string,
    string
  >;
}

async function pathOf(place: Place, name: string): Promise<string> {
  return `/teams/${place.id ?? ""}/channels/${encodeURIComponent((await channels(place))[name] ?? "")}`;
}

async function tabsOf(place: Place, name: string): Promise<string[]> {
  const listed = await graph().list(`${await pathOf(place, name)}/tabs`);
  return listed.map(({ displayName }) => String(displayName)).toSorted();
}

async function peopleOf(place: Place, name: string): Promise<Record<string, string[]>> {
  const listed = await graph().list(`${await pathOf(place, name)}/members`);
  return Object.fromEntries(listed.map(({ email, roles }) => [String(email), roles as string[]]));
}

async function addByHand(place: Place, channel: string, person: string): Promise<void> {
  await graph().send("POST", `${await pathOf(place, channel)}/members`, {
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    roles: [],
    "user@odata.bind": `https://graph.microsoft.com/v1.0/users('${person}')`,
  });
}

describe("private channels", () => {
  const managers = (
    roster: Team["roster"],
    members: "authoritative" | "additive" = "authoritative",
  ): Channel => ({
    displayName: "Managers",
    private: { owners: "authoritative", members, roster },
  });

  it("are made with their owner and people; who comes and goes later does so one by one", async () => {
    const first = await run(wanted({ channels: { m: managers({ [omar]: "owner" }) } }));
    expect(await peopleOf(first, "Managers")).toEqual({ [omar]: ["owner"] });
    const second = await run(
      wanted({
        roster: { [amir]: "owner", [zoe]: "member" },
        channels: { m: managers({ [amir]: "owner", [zoe]: "member" }) },
      }),
      first,
    );
    expect(await peopleOf(second, "Managers")).toEqual({ [amir]: ["owner"], [zoe]: [] });
    // Whoever left the team went last, after the channel had its new owner.
    expect(second.steps.at(-1)).toMatchObject({ kind: "unlink", part: "roster", targets: [omar] });
  });

  it("whose members are not mentioned keep whoever was added by hand", async () => {
    const desired = wanted({ channels: { m: managers({ [omar]: "owner" }, "additive") } });
    const first = await run(desired);
    await addByHand(first, "Managers", amir);
    expect((await run(desired, first)).steps).toEqual([]);
    expect(Object.keys(await peopleOf(first, "Managers"))).toHaveLength(2);
  });

  it("lose no more than the team does: who is kept stays in them, by hand or not, and stays owner", async () => {
    const roster = { [omar]: "owner", [amir]: "member", [zoe]: "member" } as const;
    const first = await run(
      wanted({ roster, channels: { m: managers({ [omar]: "owner", [amir]: "owner" }) } }),
    );
    await addByHand(first, "Managers", zoe);
    const kept = wanted({ roster, keep: [amir], channels: { m: managers({ [omar]: "owner" }) } });
    const second = await run(kept, first);
    expect(second.steps).toEqual([{ kind: "unlink", part: "members:m:roster", targets: [zoe] }]);
    expect(await peopleOf(second, "Managers")).toEqual({ [omar]: ["owner"], [amir]: ["owner"] });
    await addByHand(second, "Managers", zoe);
    const both = { ...kept, keep: [amir, zoe] };
    expect((await run(both, second)).steps).toEqual([]);
    const demoted = { ...both, channels: { m: managers({ [omar]: "owner", [amir]: "member" }) } };
    expect((await run(demoted, second)).steps).toEqual([]);
  });

  it("cannot become standard: the refusal says why and what to do", async () => {
    const first = await run(wanted({ channels: { m: managers({ [omar]: "owner" }) } }));
    const writesBefore = await tenant.writes();
    await expect(run(wanted({ channels: { m: { displayName: "Managers" } } }), first)).rejects.toThrow(
      /channel "Managers" is private and cannot become standard.*choose another name/,
    );
    expect(await tenant.writes()).toBe(writesBefore);
  });
});

describe("tabs", () => {
  const tab = (displayName: string, url: string): Tab => ({
    displayName,
    teamsAppId: websiteApp,
    contentUrl: url,
    websiteUrl: url,
  });
  const withTabs = (tabs: Record<string, Tab> | undefined): Team =>
    wanted({ channels: { ops: { displayName: "Operations", ...(tabs === undefined ? {} : { tabs }) } } });

  it("are made, renamed in place, and removed when they leave the list; those of others stay", async () => {
    const first = await run(
      withTabs({ a: tab("Rota", "https://a.example/"), b: tab("Plan", "https://b.example/") }),
    );
    await graph().send("POST", `${await pathOf(first, "Operations")}/tabs`, {
      displayName: "By hand",
      "teamsApp@odata.bind": `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${websiteApp}`,
      configuration: { contentUrl: "https://c.example/" },
    });
    const second = await run(withTabs({ a: tab("Who works when", "https://a.example/") }), first);
    expect(second.steps.map(({ kind, part }) => `${kind} ${part}`)).toEqual([
      "update tab:ops/a",
      "delete tab:ops/b",
    ]);
    expect(await tabsOf(second, "Operations")).toEqual(["By hand", "Who works when"]);
    expect((await run(withTabs(undefined), second)).steps).toEqual([]);
    await run(withTabs({}), second);
    expect(await tabsOf(second, "Operations")).toEqual(["By hand"]);
  });

  it("are found again without memory: nothing is doubled", async () => {
    const desired = withTabs({ a: tab("Rota", "https://a.example/") });
    await run(desired);
    expect((await run(desired)).steps).toEqual([]);
  });

  it("of an app come after the app, and an app's tab that shows something else is changed in place", async () => {
    const app = "84c2de91-84e8-4bbf-b15d-9ef33245ad29";
    const ofApp = (url: string): Team => ({
      ...withTabs({ a: { ...tab("Business Central", url), teamsAppId: app, entityId: "items" } }),
      apps: { [app]: "teamsAppId" },
    });
    const first = await run(ofApp("https://businesscentral.dynamics.com/teams?a=1"));
    const second = await run(ofApp("https://businesscentral.dynamics.com/teams?a=2"), first);
    expect(second.steps).toMatchObject([{ kind: "update", part: "tab:ops/a" }]);
  });
});

describe("settings of a team", () => {
  it("that config mentions are set and kept; others are left to whoever set them", async () => {
    const desired = wanted({
      memberSettings: { allowDeleteChannels: false },
      funSettings: { giphyContentRating: "strict" },
      classification: "Internal",
    });
    const first = await run(desired);
    await graph().send("PATCH", `/teams/${first.id ?? ""}`, {
      memberSettings: { allowDeleteChannels: true, allowAddRemoveApps: false },
      funSettings: { allowGiphy: false },
    });
    const second = await run(desired, first);
    expect(second.steps).toEqual([
      {
        kind: "update",
        part: "settings",
        changes: [{ path: "memberSettings.allowDeleteChannels", from: true, to: false }],
      },
    ]);
    expect(await graph().get(`/teams/${first.id ?? ""}`)).toMatchObject({
      classification: "Internal",
      memberSettings: { allowDeleteChannels: false, allowAddRemoveApps: false },
      funSettings: { giphyContentRating: "strict", allowGiphy: false },
    });
  });
});

describe("a team from a retail template", () => {
  it("keeps the template's channels: those that config names are adopted, none is doubled", async () => {
    const desired = wanted({
      template: "retailStore",
      channels: {
        handoff: { displayName: "shift handoff", description: "What the next shift needs to know" },
        ops: { displayName: "Operations" },
      },
    });
    const place = await run(desired);
    expect(Object.keys(await channels(place)).toSorted()).toEqual(
      ["General", "Learning", "Operations", "Store readiness", "shift handoff"].toSorted(),
    );
    expect((await run(desired, place)).steps).toEqual([]);
  });

  it("is as private as config says, and what the template locks stays locked unless config says otherwise", async () => {
    const desired = wanted({ template: "retailStore", memberSettings: { allowAddRemoveApps: true } });
    const place = await run(desired);
    expect(await graph().get(`/teams/${place.id ?? ""}`)).toMatchObject({
      visibility: "private",
      memberSettings: { allowAddRemoveApps: true, allowDeleteChannels: false },
    });
    await graph().send("PATCH", `/teams/${place.id ?? ""}`, { visibility: "public" });
    expect((await run(desired, place)).steps).toMatchObject([
      { part: "settings", changes: [{ path: "visibility", from: "public", to: "private" }] },
    ]);
  });

  it("of a store that is renamed stays the same team", async () => {
    const first = await run(wanted({ template: "retailManagerCollaboration" }));
    const second = await run(wanted({ displayName: "Providence Place" }), first);
    expect(second.id).toBe(first.id);
    expect(await graph().get(`/teams/${first.id ?? ""}`)).toMatchObject({ displayName: "Providence Place" });
    expect(Object.keys(await channels(second))).toContain("Operations");
  });
});
