import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Team } from "../../../schemas/types/resources.ts";
import type { Derived } from "../../../stacks/derive/desired-resource.ts";
import { deriveEnvironment, requiredConsent } from "../../../stacks/derive/environment.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";

const { org: demo, places } = loadOrg(join(import.meta.dirname, "../../../config/demo/org.yaml"));
const graph = "00000003-0000-0000-c000-000000000000";
const collaboration = "a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a";

/** One line a resource: name, label, what must be there first, and the two flags when they are set. */
function table({ resources }: Derived): readonly string[] {
  return resources.map(({ name, label, dependsOn, protect, retainOnDelete }) =>
    [
      name,
      label,
      dependsOn.length === 0 ? "" : `after ${dependsOn.join(", ")}`,
      protect ? "protect" : "",
      retainOnDelete ? "retain" : "",
    ]
      .filter((cell) => cell !== "")
      .join(" | "),
  );
}

function propsOf(derived: Derived, name: string): unknown {
  return derived.resources.find((resource) => resource.name === name)?.props;
}

describe("the demo's tenant", () => {
  const tenant = deriveTenant(demo, places);

  it("has its apps, the API that it brings, and the sum of their consent", () => {
    expect(table(tenant)).toEqual([
      "api-teamsRetailService | Microsoft Teams Retail Service | protect | retain",
      "app-collaboration | Dynamics 365 Microsoft Teams Collaboration Integration | protect | retain",
      "app-commerce | Microsoft Teams Commerce | after registration-commerce | protect | retain",
      "grant-collaboration-graph | Dynamics 365 Microsoft Teams Collaboration Integration at Microsoft Graph, for any user | after app-collaboration | protect",
      "grant-commerce-graph | Microsoft Teams Commerce at Microsoft Graph, for any user | after app-commerce | protect",
      "grant-commerce-teamsRetailService | Microsoft Teams Commerce at Microsoft Teams Retail Service, for any user | after api-teamsRetailService, app-commerce | protect",
      "registration-commerce | Microsoft Teams Commerce: app registration | after api-teamsRetailService | protect | retain",
      "role-collaboration-graph-User.Read.All | Dynamics 365 Microsoft Teams Collaboration Integration at Microsoft Graph: User.Read.All, as the app itself | after app-collaboration | protect",
      "role-commerce-graph-Group.ReadWrite.All | Microsoft Teams Commerce at Microsoft Graph: Group.ReadWrite.All, as the app itself | after app-commerce | protect",
    ]);
    expect(tenant.leftOut).toEqual([]);
  });

  it("grants the union of the scopes, sorted, and keeps those of others", () => {
    expect(propsOf(tenant, "grant-collaboration-graph")).toEqual({
      clientAppId: collaboration,
      resourceAppId: graph,
      scopes: [
        "Chat.ReadWrite.All",
        "Directory.Read.All",
        "Group.ReadWrite.All",
        "Presence.Read.All",
        "User.Read.All",
        "User.ReadBasic.All",
      ],
      exclusive: false,
    });
  });

  it("gives app roles one by one, at the right API", () => {
    expect(propsOf(tenant, "role-collaboration-graph-User.Read.All")).toEqual({
      clientAppId: collaboration,
      resourceAppId: graph,
      role: "User.Read.All",
    });
    expect(propsOf(tenant, "grant-commerce-teamsRetailService")).toMatchObject({
      resourceAppId: "75efb5bc-18a1-4e7b-8a66-2ad2503d79c6",
      scopes: ["TaskPublishing.ReadWrite.All"],
    });
  });

  it("says why", () => {
    const grant = tenant.resources.find(({ name }) => name === "grant-commerce-graph");
    expect(grant?.because).toBe("needed for commerce: Group.ReadWrite.All");
  });
});

describe("the demo's environment", () => {
  const environment = deriveEnvironment(demo, "dev", places);
  const storeTeams =
    "store-000135, store-000136, store-000142, store-000145, store-000210, store-000212, store-000230";

  it("has a team for each store with a manager, the communications team, the link, switches, tables, files, tasks", () => {
    expect(table(environment)).toEqual([
      "communications-team | Retail Communications | retain",
      "link-sfo-shift-handoff-bay-logistics | 000135 San Francisco, Shift handoff: Bay Logistics | after store-000135, switch-dev, tables-dev",
      `mapping-of-stores | Teams of stores, for headquarters | after ${storeTeams}`,
      "store-000135 | 000135 San Francisco | retain",
      "store-000136 | 000136 Daly City | retain",
      "store-000142 | 000142 Fresno | retain",
      "store-000145 | 000145 Sacramento | retain",
      "store-000210 | 000210 Boston | retain",
      "store-000212 | 000212 Providence | retain",
      "store-000230 | 000230 Albany | retain",
      "switch-dev | dev: Teams integration",
      "tables-dev | dev: tables for Teams | after switch-dev",
      `targeting-hierarchy | Targeting hierarchy Stores by region | after communications-team, ${storeTeams} | retain`,
      "tasks-000135 | 000135 San Francisco: tasks | after store-000135",
    ]);
    expect(environment.labels["store-000135"]).toBe("000135 San Francisco");
    expect(Object.keys(environment.labels)).toHaveLength(14);
  });

  it("leaves Oakland out and says why", () => {
    expect(environment.leftOut).toEqual([
      {
        nodeId: "oak",
        name: "Oakland",
        storeNumber: "000140",
        ruleId: "R8",
        reason: "no manager, so there is nobody to own a team",
      },
    ]);
  });

  it("has everything that a team is told", () => {
    expect(propsOf(environment, "store-000135")).toEqual({
      uniqueName: "store-team-000135",
      displayName: "San Francisco",
      mailNickname: "San_Francisco_D365",
      visibility: "private",
      template: "standard",
      archived: false,
      owners: "authoritative",
      members: "authoritative",
      roster: {
        "ana.ruiz@contoso.example": "member",
        "eli.brandt@contoso.example": "member",
        "nina.kovac@contoso.example": "owner",
        "sam.miller@contoso.example": "owner",
        "tom.berg@contoso.example": "member",
      },
      channels: {
        "shift-handoff": {
          displayName: "Shift handoff",
          description: "What the next shift needs to know",
        },
        "store-readiness": { displayName: "Store readiness" },
      },
    } satisfies Team);
  });

  it("adopts Boston's team", () => {
    expect(propsOf(environment, "store-000210")).toMatchObject({
      uniqueName: "store-team-000210",
      existingTeamId: "b0000000-0000-4000-8000-000000000210",
    });
  });

  it("makes communications managers owners, also those who are regional managers", () => {
    expect(propsOf(environment, "communications-team")).toMatchObject({
      uniqueName: "store-team-communications",
      displayName: "Retail Communications",
      mailNickname: "Retail_Communications_D365",
      roster: {
        "dana.fox@contoso.example": "owner",
        "ian.clarke@contoso.example": "owner",
        "rosa.marin@contoso.example": "owner",
      },
    });
  });

  it("pins the record with a website tab", () => {
    const page =
      "https://contoso-dev.crm4.dynamics.com/main.aspx?pagetype=entityrecord&etn=account&id=c0000000-0000-4000-8000-000000000001";
    expect(propsOf(environment, "link-sfo-shift-handoff-bay-logistics")).toEqual({
      environment: "https://contoso-dev.crm4.dynamics.com",
      tenantId: "7a1c0000-0000-4000-8000-000000000001",
      table: "account",
      recordId: "c0000000-0000-4000-8000-000000000001",
      teamUniqueName: "store-team-000135",
      channelName: "Shift handoff",
      tab: {
        displayName: "Bay Logistics",
        teamsAppId: "com.microsoft.teamspace.tab.web",
        contentUrl: page,
        websiteUrl: page,
      },
    });
  });

  it("knows where each declaration stands", () => {
    const lines = environment.resources.map(({ name, config }) => [name, config.line]);
    const text = Object.fromEntries(lines) as Record<string, number>;
    expect(text["store-000135"]).toBe(places.at(["nodes", 3]).line);
    expect(text["store-000135"]).toBeLessThan(text["store-000136"] ?? 0);
    expect(environment.resources.every(({ config }) => config.file.endsWith("org.yaml"))).toBe(true);
  });

  it("needs the consent for record linking and for chat, because enhanced collaboration and chat are on", () => {
    const needs = requiredConsent(demo, "dev");
    expect(
      needs.every(
        ({ clientAppId, resourceAppId }) => clientAppId === collaboration && resourceAppId === graph,
      ),
    ).toBe(true);
    expect(
      needs.map(({ feature, permission, kind }) => `${feature} ${permission} ${kind}`).toSorted(),
    ).toEqual([
      "chat Chat.ReadWrite.All delegated",
      "chat Directory.Read.All delegated",
      "chat Presence.Read.All delegated",
      "chat User.Read.All application",
      "chat User.ReadBasic.All delegated",
      "recordLinking Group.ReadWrite.All delegated",
      "recordLinking User.Read.All delegated",
    ]);
  });
});
