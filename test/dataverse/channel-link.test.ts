import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../providers/core/api.ts";
import { look, reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place } from "../../providers/core/resource-type.ts";
import { channelLink } from "../../providers/dataverse/links/channel-link.ts";
import { teamsIntegration } from "../../providers/dataverse/teams-integration.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const environment = "https://contoso-dev.crm4.dynamics.com";
const bayLogistics = "c0000000-0000-4000-8000-000000000001";
const nowhere: Place = { remembered: {} };

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
  const api = tenant.as("deployer");
  const patience = usualPatience;
  await reconcile({ type: team, api, desired: sanFrancisco, patience }, nowhere);
  const desired = { environment, basic: true, enhanced: false };
  await reconcile({ type: teamsIntegration, api, desired, patience }, nowhere);
});

const sanFrancisco = {
  uniqueName: "store-team-000135",
  displayName: "San Francisco",
  mailNickname: "San_Francisco_D365",
  visibility: "private",
  template: "standard",
  archived: false,
  owners: "authoritative",
  members: "additive",
  roster: { "sam.miller@contoso.example": "owner" },
  channels: { handoff: { displayName: "Shift handoff" } },
} as const;

const dataverse = () => tenant.as("deployer").dataverse(environment);

type Props = Parameters<typeof channelLink.plan>[0];
type Record = { recordId: string } | { recordKey: NonNullable<Props["recordKey"]> };

/** A link of a record with its page as the tab. */
function linkOf(table: string, record: Record, more: Partial<Props> = {}): Props {
  const page = `${environment}/main.aspx?pagetype=entityrecord&etn=${table}&id={recordId}`;
  return {
    environment,
    tenantId: "7a1c0000-0000-4000-8000-000000000001",
    table,
    ...record,
    teamUniqueName: "store-team-000135",
    channelName: "Shift handoff",
    tab: {
      displayName: "Record",
      teamsAppId: "com.microsoft.teamspace.tab.web",
      contentUrl: page,
      websiteUrl: page,
    },
    ...more,
  };
}

function runOf(desired: Props) {
  return { type: channelLink, api: tenant.as("deployer"), desired, patience: usualPatience };
}

async function apply(desired: Props, place = nowhere) {
  const { present, stepsTaken } = await reconcile(runOf(desired), place);
  return {
    place: { id: present.id, remembered: channelLink.remember(present.remote) },
    steps: stepsTaken.map(({ kind, part }) => `${kind} ${part}`),
  };
}

async function site(code: string): Promise<string> {
  const { headers } = await dataverse().send("POST", "/new_sites", {
    new_name: `Site ${code}`,
    new_code: code,
  });
  return /\(([0-9a-f-]{36})\)$/.exec(headers["odata-entityid"] ?? "")?.[1] ?? "";
}

const rows = async (): Promise<readonly JsonObject[]> => dataverse().list("/msdyn_teamscollaborations");
const locations = async (): Promise<readonly JsonObject[]> =>
  dataverse().list("/sharepointdocumentlocations?$filter=servicetype eq 3");

/** Addresses of all tabs that show a page. */
async function tabPages(): Promise<readonly unknown[]> {
  const { graph } = tenant.as("deployer");
  const group = await graph.get("/groups(uniqueName='store-team-000135')?$select=id");
  const channels = await graph.list(`/teams/${String(group["id"])}/channels?$select=id`);
  const pages: unknown[] = [];
  for (const { id } of channels) {
    const tabs = await graph.list(
      `/teams/${String(group["id"])}/channels/${encodeURIComponent(String(id))}/tabs?$expand=teamsApp`,
    );
    pages.push(...tabs.map((tab) => (tab["configuration"] as JsonObject)["contentUrl"]));
  }
  return pages;
}

describe("the parts of a link", () => {
  it("tab with the record's page, row with ids and addresses only, document location", async () => {
    await apply(linkOf("account", { recordId: bayLogistics }, { documents: true }));
    expect(await tabPages()).toEqual([expect.stringContaining(`etn=account&id=${bayLogistics}`)]);
    const [row] = await rows();
    expect(row).toMatchObject({
      regardingobjectid: bayLogistics,
      regardingobjecttypename: "account",
      regardingobjecttypecode: 1,
      msdyn_channelname: "Shift handoff",
      msdyn_channeltype: "Standard",
    });
    expect(JSON.stringify(row)).not.toContain("Bay Logistics");
    const location = { _regardingobjectid_value: bayLogistics, servicetype: 3 };
    expect(await locations()).toMatchObject([{ ...location, relativeurl: "Shared Documents/Shift handoff" }]);
  });

  it("two runs that know nothing of each other end in one and the same link", async () => {
    const wish = linkOf("account", { recordId: bayLogistics });
    const [first, second] = [await apply(wish), await apply(wish)];
    expect(second.place.id).toBe(first.place.id);
    expect(second.steps).toEqual([]);
    expect(await rows()).toHaveLength(1);
  });

  it("takes over what a person pinned, with an id of its own", async () => {
    const wish = linkOf("account", { recordId: bayLogistics });
    const { place } = await apply(wish);
    const [row = {}] = await rows();
    const { msdyn_teamscollaborationid: _id, ...copy } = Object.fromEntries(
      Object.entries(row).filter(([name]) => /^(msdyn_|regarding)/.test(name)),
    );
    await dataverse().send("DELETE", `/msdyn_teamscollaborations(${String(place.id)})`);
    await dataverse().send("POST", "/msdyn_teamscollaborations", copy);
    const taken = await apply(wish);
    expect(taken.steps).toEqual([]);
    expect(taken.place.id).not.toBe(place.id);
    expect(await rows()).toHaveLength(1);
  });

  it("a document location that is gone is made again, by us, and goes with the link", async () => {
    const wish = linkOf("account", { recordId: bayLogistics }, { documents: true });
    const { place } = await apply(wish);
    const [made] = await locations();
    await dataverse().send(
      "DELETE",
      `/sharepointdocumentlocations(${String(made?.["sharepointdocumentlocationid"])})`,
    );
    const again = await apply(wish, place);
    expect(again.steps).toEqual(["create document location"]);
    expect(await locations()).toMatchObject([
      { _regardingobjectid_value: bayLogistics, relativeurl: "Shared Documents/Shift handoff" },
    ]);
    await remove(runOf(wish), again.place);
    expect([await locations(), await rows(), await tabPages()]).toEqual([[], [], []]);
  });

  it("documents that cannot show are refused with the mend: the table has no document management", async () => {
    await site("SFO-1");
    const wish = linkOf("new_site", { recordKey: { new_code: "SFO-1" } }, { documents: true });
    await expect(apply(wish)).rejects.toThrow(
      /document management is off for the table "new_site".*Document Management Settings/,
    );
  });
});

describe("a record by its alternate key", () => {
  const wish = linkOf("new_site", { recordKey: { new_code: "SFO-1" } });

  it("is found by the key, and row and tab hold its id", async () => {
    const id = await site("SFO-1");
    const { place } = await apply(wish);
    expect(await rows()).toMatchObject([{ regardingobjectid: id, regardingobjecttypename: "new_site" }]);
    expect(await tabPages()).toEqual([expect.stringMatching(new RegExp(`id=${id}$`))]);
    const seen = await look(channelLink, tenant.as("reader"), wish, place);
    expect(seen && channelLink.describe(seen, wish)).toEqual(wish);
    expect((await apply(wish, place)).steps).toEqual([]);
  });

  it("is the same link when config says the id instead", async () => {
    const id = await site("SFO-1");
    const { place } = await apply(wish);
    expect((await apply(linkOf("new_site", { recordId: id }), place)).steps).toEqual([]);
    expect(await rows()).toHaveLength(1);
  });

  it.each(["O'Hare & Co", "A/B", "ß ü"])("with the value %s", async (code) => {
    const id = await site(code);
    await apply(linkOf("new_site", { recordKey: { new_code: code } }));
    expect(await rows()).toMatchObject([{ regardingobjectid: id }]);
  });

  it("that moved to another record moves the link, tab and row, and leaves nothing behind", async () => {
    const old = await site("SFO-1");
    const { place } = await apply(wish);
    await dataverse().send("PATCH", `/new_sites(${old})`, { new_code: "OLD" });
    const id = await site("SFO-1");
    const moved = await apply(wish, place);
    expect(await rows()).toMatchObject([{ regardingobjectid: id }]);
    expect(await tabPages()).toEqual([expect.stringMatching(new RegExp(`id=${id}$`))]);
    expect((await apply(wish, moved.place)).steps).toEqual([]);
    await remove(runOf(wish), moved.place);
    expect([await rows(), await tabPages()]).toEqual([[], []]);
  });

  it("that no record has is refused before anything is written", async () => {
    const writesBefore = await tenant.writes();
    await expect(apply(wish)).rejects.toThrow(
      /no record is new_site new_code=SFO-1\. Expected the values of an alternate key/,
    );
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("that no record has any more is drift, not an error, and the link can still be removed", async () => {
    const id = await site("SFO-1");
    const { place } = await apply(wish);
    await dataverse().send("DELETE", `/new_sites(${id})`);
    const seen = await look(channelLink, tenant.as("reader"), wish, place);
    expect(seen && channelLink.describe(seen, wish).recordKey).toBeUndefined();
    await remove(runOf(wish), place);
    expect([await rows(), await tabPages()]).toEqual([[], []]);
  });
});
