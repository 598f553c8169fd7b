import { describe, expect, it } from "vitest";
import { bind } from "../../providers/dynamic.ts";
import { resourceTypes } from "../../providers/registry.ts";

interface Provider {
  check(
    olds: object,
    news: object,
  ): Promise<{ inputs: object; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: object, news: object): Promise<{ changes?: boolean; replaces?: string[] }>;
}
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const bound = (token: string): Provider => bind(token) as Provider;

const graph = "00000003-0000-0000-c000-000000000000";
const app = "a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a";
const record = "c0000000-0000-4000-8000-000000000001";

const tab = {
  displayName: "Bay Logistics",
  teamsAppId: "com.microsoft.teamspace.tab.web",
  contentUrl: "https://dev.example/record",
  websiteUrl: "https://dev.example/record",
};

/** For each type: good inputs, the same with one more wish, the same as another object (undefined: none), bad ones. */
const cases: Record<
  string,
  {
    good: object;
    changed: object | undefined;
    replaced: object | undefined;
    bad: object;
    says: RegExp;
    /** What the state holds beside the inputs, where it matters. */
    remembered?: object;
  }
> = {
  "commerce:StoreMapping": {
    good: { file: "out/stores.csv", teamIds: { "000135": app } },
    changed: { file: "out/stores.csv", teamIds: { "000135": graph } },
    replaced: undefined,
    bad: { file: "out/stores.csv", teamIds: { "000135": app, "000136": app } },
    says: /teamIds.000136: is the team of store 000135 already/,
  },
  "commerce:TargetingHierarchy": {
    good: hierarchy({}),
    changed: hierarchy({ teamIds: { top: graph } }),
    replaced: hierarchy({ hierarchy: "other" }),
    bad: hierarchy({ teamIds: {} }),
    says: /teamIds.top: is missing: "Top" is a root/,
  },
  "graph:TaskPlan": {
    good: taskPlan({ title: "Lights" }),
    changed: taskPlan({ title: "Lights", dueDate: "2026-03-02" }),
    replaced: { ...taskPlan({ title: "Lights" }), teamUniqueName: "store-team-000136" },
    bad: taskPlan({ title: "Lights", dueDate: "2026-02-30" }),
    says: /tasks.opening\/lights.dueDate: "2026-02-30" is no day/,
  },
  "graph:Team": {
    good: team({}),
    changed: team({ displayName: "Downtown" }),
    replaced: team({ uniqueName: "store-team-000136" }),
    bad: team({ roster: {}, visibility: "secret" }),
    says: /visibility: must be one of private, public/,
  },
  "graph:AppRegistration": {
    good: registration({}),
    changed: registration({ displayName: "Teams for stores" }),
    replaced: registration({ uniqueName: "store-teams-other" }),
    bad: registration({ signInAudience: "AzureADMultipleOrgs" }),
    says: /signInAudience/,
  },
  "graph:ClientSecret": {
    good: secret({}),
    changed: undefined,
    replaced: secret({ displayName: "Store Teams: other" }),
    remembered: {
      keyInUse: app,
      keys: [{ keyId: app, startMilliseconds: 0, endMilliseconds: Date.UTC(2999, 0, 1) }],
    },
    bad: secret({ renewDaysBefore: 180 }),
    says: /renewDaysBefore: must be less than validDays \(180\)/,
  },
  "graph:EnterpriseApp": {
    good: { appId: app, accountEnabled: true },
    changed: { appId: app, accountEnabled: false },
    replaced: { appId: graph, accountEnabled: true },
    bad: { appId: "nonsense" },
    says: /appId: must match pattern/,
  },
  "graph:DelegatedGrant": {
    good: grant(["A.Read"]),
    changed: grant(["A.Read", "B.Read"]),
    replaced: { ...grant(["A.Read"]), clientAppId: graph },
    bad: grant(["has space"]),
    says: /scopes/,
  },
  "graph:AppRoleGrant": {
    good: { clientAppId: app, resourceAppId: graph, role: "User.Read.All" },
    changed: undefined,
    replaced: { clientAppId: app, resourceAppId: graph, role: "Group.Read.All" },
    bad: { clientAppId: app, resourceAppId: graph },
    says: /role: is missing/,
  },
  "graph:TeamApp": {
    good: { teamUniqueName: "store-team-000135", teamsAppId: app },
    changed: undefined,
    replaced: { teamUniqueName: "store-team-000136", teamsAppId: app },
    bad: { teamUniqueName: "store-team-000135" },
    says: /teamsAppId: is missing/,
  },
  "dataverse:ChannelLink": {
    good: link({}),
    changed: link({ tab: { ...tab, displayName: "Renamed" } }),
    replaced: link({ recordId: app }),
    bad: link({ environment: "http://plain.example" }),
    says: /environment/,
  },
  "dataverse:TeamsIntegration": {
    good: { environment: "https://dev.example", basic: true, enhanced: false },
    changed: { environment: "https://dev.example", basic: true, enhanced: true },
    replaced: { environment: "https://other.example", basic: true, enhanced: false },
    bad: { environment: "https://dev.example", basic: false, enhanced: true },
    says: /enhanced needs basic/,
  },
  "dataverse:TeamsTables": {
    good: { environment: "https://dev.example", tables: ["new_site"] },
    changed: { environment: "https://dev.example", tables: [] },
    replaced: { environment: "https://other.example", tables: ["new_site"] },
    bad: { environment: "https://dev.example", tables: ["New Site"] },
    says: /tables/,
  },
};

function hierarchy(more: object): object {
  return {
    hierarchy: "by-region",
    file: "out/hierarchy.csv",
    upload: "byHand",
    nameColumn: "TargetName",
    columns: [],
    rows: { top: { name: "Top", parent: "", cells: {}, at: "org.yaml:7" } },
    teamIds: { top: app },
    ...more,
  };
}

function taskPlan(task: object): object {
  return { teamUniqueName: "store-team-000135", title: "Store tasks", tasks: { "opening/lights": task } };
}

function team(more: object): object {
  return {
    uniqueName: "store-team-000135",
    displayName: "San Francisco",
    mailNickname: "San_Francisco",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "authoritative",
    roster: { "sam.miller@contoso.example": "owner" },
    ...more,
  };
}

function registration(more: object): object {
  return {
    uniqueName: "store-teams-commerce",
    displayName: "Teams Commerce",
    signInAudience: "AzureADMyOrg",
    redirectUris: ["https://hq.contoso.example/oauth"],
    ...more,
  };
}

function secret(more: object): object {
  const displayName = "Store Teams: commerce";
  return { appId: app, displayName, validDays: 180, renewDaysBefore: 60, overlapDays: 30, ...more };
}

function grant(scopes: string[]): object {
  return { clientAppId: app, resourceAppId: graph, scopes, exclusive: false };
}

function link(more: object): object {
  return {
    environment: "https://dev.example",
    tenantId: app,
    table: "account",
    recordId: record,
    teamUniqueName: "store-team-000135",
    channelName: "Shift handoff",
    tab,
    ...more,
  };
}

describe("the adapter that Pulumi calls", () => {
  it("is tried here for every type of the registry", () => {
    expect(Object.keys(cases).toSorted()).toEqual(resourceTypes.map(({ token }) => token).toSorted());
  });

  // None of these has an identity in the environment: a call to a service would fail.
  describe.each(Object.entries(cases))(
    "%s",
    (token, { good, changed, replaced, bad, says, remembered = { any: "thing" } }) => {
      it("accepts good inputs, says what is wrong with bad ones", async () => {
        expect((await bound(token).check({}, good)).failures).toEqual([]);
        const { failures } = await bound(token).check({}, bad);
        expect(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n")).toMatch(says);
      });

      it("names unknown fields and never drops them", async () => {
        const { failures, inputs } = await bound(token).check({}, { ...good, colour: "red" });
        expect(failures.map(({ reason }) => reason)).toEqual(['has an unknown field "colour"']);
        expect(inputs).toHaveProperty("colour");
      });

      it("bears values that are not known yet", async () => {
        const unknown = { ...good, clientAppId: unknownValue };
        expect((await bound(token).check({}, unknown)).failures).toEqual([]);
        expect(await bound(token).diff("id", good, unknown)).toEqual({});
      });

      it("says a definite no when nothing changed", async () => {
        const state = { ...good, remembered, __provider: "old text" };
        expect(await bound(token).diff("id", state, { ...good, __provider: "new text" })).toEqual({
          changes: false,
        });
      });

      it("leaves the paths to the engine when something changed", async () => {
        if (changed !== undefined)
          expect(await bound(token).diff("id", good, changed)).toEqual({ replaces: [] });
      });

      it("asks for another object when its identity changed", async () => {
        if (replaced === undefined) return;
        const { changes, replaces } = await bound(token).diff("id", good, replaced);
        expect(changes).toBeUndefined();
        expect(replaces).not.toEqual([]);
      });
    },
  );

  it("refuses a token that it does not know", () => {
    expect(() => bind("graph:Nothing")).toThrow(/no resource type has the token "graph:Nothing"/);
  });
});
