import { describe, expect, it } from "vitest";
import type { Environment, TeamSettings } from "../../../schemas/types/org.ts";
import type { Derived } from "../../../stacks/derive/desired-resource.ts";
import { deriveEnvironment, requiredConsent } from "../../../stacks/derive/environment.ts";
import { personalAppByHand } from "../../../stacks/headquarters/personal-app-steps.ts";
import { dev, org, organization, orgWithDefaults, store } from "../org-builder.ts";

describe("switches and tables of an environment", () => {
  const withChat = { ...dev, collaboration: { basic: true, enhanced: false, chat: true } };
  const derivedFrom = (environment: Environment) =>
    deriveEnvironment(org({ environments: [environment] }), "dev").resources.filter(({ token }) =>
      token.startsWith("dataverse:"),
    );

  it("chat and tables are declared where config mentions them, tables after the switch", () => {
    expect(derivedFrom({ ...withChat, tables: ["new_site", "lead"] })).toMatchObject([
      { name: "switch-dev", props: { basic: true, enhanced: false, chat: true }, dependsOn: [] },
      { name: "tables-dev", props: { tables: ["lead", "new_site"] }, dependsOn: ["switch-dev"] },
    ]);
  });

  it("[] is a wish, and not mentioned is none", () => {
    expect(derivedFrom({ ...dev, tables: [] })).toMatchObject([{ props: { tables: [] }, dependsOn: [] }]);
    expect(derivedFrom(dev)).toEqual([]);
    const [plain] = derivedFrom({ ...dev, collaboration: { basic: true, enhanced: false } });
    expect(plain?.props).toEqual({ environment: dev.url, basic: true, enhanced: false });
  });

  it("chat needs the consent for chat, enhanced that for record linking, basic none", () => {
    const consent = (["chat", "recordLinking"] as const).map((feature) => ({
      app: "app",
      api: "graph" as const,
      kind: "delegated" as const,
      permission: `Some.${feature}`,
      for: feature,
    }));
    const integration = { apps: [{ key: "app", appId: "5d0c0000-0000-4000-8000-0000000000c0" }], consent };
    const needs = (environment: Environment) =>
      requiredConsent(org({ environments: [environment], integration }), "dev").map(
        (need) => need.permission,
      );
    expect(needs(withChat)).toEqual(["Some.chat"]);
    expect(needs({ ...dev, collaboration: { basic: true, enhanced: true } })).toEqual(["Some.recordLinking"]);
    expect(needs({ ...dev, collaboration: { basic: true, enhanced: true, chat: true } })).toHaveLength(2);
    expect(needs({ ...dev, collaboration: { basic: true, enhanced: false, chat: false } })).toEqual([]);
  });
});

describe("a link by alternate key", () => {
  const link = {
    key: "hq",
    environment: "dev",
    table: "new_site",
    recordKey: { new_code: "SFO-1" },
    documents: true,
    name: "Site",
  };
  const channels = [{ key: "ops", name: "Operations", recordLinks: [link] }];
  const [found] = deriveEnvironment(orgWithDefaults({ channels }), "dev").resources.filter(
    ({ token }) => token === "dataverse:ChannelLink",
  );

  it("leaves the id in the tab's address to the run, which looks the key up", () => {
    const page = `${dev.url}/main.aspx?pagetype=entityrecord&etn=new_site&id={recordId}`;
    expect(found?.props).toMatchObject({
      table: "new_site",
      recordKey: { new_code: "SFO-1" },
      documents: true,
      tab: { contentUrl: page, websiteUrl: page },
    });
    expect(found?.props).not.toHaveProperty("recordId");
  });

  it("says that it opens the record to nobody", () => {
    expect(found?.because).toBe(
      'channel "ops" of "sfo" links the new_site "hq"; a link grants nobody access to the record',
    );
  });
});

describe("the app behind the tab of a link", () => {
  const dynamics = "cd2d8695-bdc9-4d8e-9620-cc963ed81f41";
  const link = {
    key: "acc",
    environment: "dev",
    table: "account",
    recordId: "c0000000-0000-4000-8000-000000000001",
    name: "Acc",
  };
  const tab = { teamsAppId: dynamics, entityId: "e", contentUrl: "https://c.example/" };
  const channels = [
    {
      key: "ops",
      name: "Operations",
      recordLinks: [
        { ...link, tab },
        { ...link, key: "web" },
      ],
    },
  ];
  const derivedFrom = (team: TeamSettings) =>
    deriveEnvironment(orgWithDefaults({ channels, ...team }), "dev");
  const tokensIn = ({ resources }: Derived) =>
    resources.map(({ token, name, dependsOn }) => ({ token, name, after: dependsOn }));
  const app = `app-${dynamics}-in-store-000135`;

  it("is installed before the link and after the team, once; a website tab needs none", () => {
    expect(tokensIn(derivedFrom({}))).toEqual([
      { token: "graph:TeamApp", name: app, after: ["store-000135"] },
      { token: "dataverse:ChannelLink", name: "link-sfo-ops-acc", after: [app, "store-000135"] },
      { token: "dataverse:ChannelLink", name: "link-sfo-ops-web", after: ["store-000135"] },
      { token: "graph:Team", name: "store-000135", after: [] },
    ]);
  });

  it("is left to a team that lists it, and added to a list that is complete", () => {
    const listed = derivedFrom({ apps: [{ id: dynamics }] });
    expect(tokensIn(listed).some(({ token }) => token === "graph:TeamApp")).toBe(false);
    const complete = derivedFrom({ apps: [], appsMode: "authoritative" });
    expect(tokensIn(complete).some(({ token }) => token === "graph:TeamApp")).toBe(false);
    expect(complete.resources.find(({ token }) => token === "graph:Team")?.props).toMatchObject({
      apps: { [dynamics]: "teamsAppId" },
    });
  });
});

describe("the personal app", () => {
  it("is told to an administrator: the policy to make, and the exact command", () => {
    const personalApp = { policy: "Store people", group: "D0000000-0000-4000-8000-000000000001" };
    expect(personalAppByHand({ ...dev, personalApp })).toEqual([
      'Teams admin center, Teams apps, Setup policies: let the policy "Store people" install and pin Dynamics 365 (cd2d8695-bdc9-4d8e-9620-cc963ed81f41).',
      "Teams PowerShell: Grant-CsTeamsAppSetupPolicy -Group 'd0000000-0000-4000-8000-000000000001' -PolicyName 'Store people' -Rank 1",
    ]);
    expect(personalAppByHand({})).toEqual([]);
  });
});

describe("stores that are left out", () => {
  const environments = [
    { ...dev, teams: true },
    { key: "prod", url: "https://contoso.crm4.dynamics.com", teams: false },
  ];
  const source = org({ environments, nodes: [organization, store({ managers: [] })] });

  it("are told by the stack that owns the teams, and by no other", () => {
    expect(deriveEnvironment(source, "dev").leftOut).toMatchObject([{ nodeId: "sfo", ruleId: "R8" }]);
    expect(deriveEnvironment(source, "prod").leftOut).toEqual([]);
  });
});
