import { describe, expect, it } from "vitest";
import { driftIn, driftText } from "../../../stacks/drift/text.ts";
import { changesIn, parseEvents, type EngineEvent } from "../../../stacks/changes/engine-events.ts";

/** What a resource has at least, so that its type knows it. */
const teamProps = {
  ...{ uniqueName: "store-team-000135", displayName: "Fresno", mailNickname: "fresno", template: "standard" },
  ...{
    visibility: "private",
    archived: false,
    owners: "authoritative",
    members: "authoritative",
    roster: {},
  },
};
const grantProps = { clientAppId: "a", resourceAppId: "b", exclusive: true };
const names = {
  labels: { "store-000135": "000135 San Francisco" },
  people: { "sam.miller@contoso.example": "Sam Miller" },
};

function refreshed(wanted: object, found: object, op = "update", suffix = ""): EngineEvent {
  const [token, props] =
    "scopes" in wanted ? ["graph:DelegatedGrant", grantProps] : ["graph:Team", teamProps];
  const type = `pulumi-nodejs:dynamic/${token}`;
  const metadata = {
    ...{ op, type, urn: `urn:pulumi:dev::store-teams::${type}::store-000135${suffix}` },
    old: { inputs: { ...props, ...wanted } },
    new: { inputs: { ...props, ...found } },
  };
  return { resOutputsEvent: { metadata } };
}

const owner = { roster: { "sam.miller@contoso.example": "owner" } };

describe("drift", () => {
  it.each([
    {
      name: "an owner removed is high, and the person has a name",
      event: refreshed(owner, { roster: {} }),
      line: "HIGH   000135 San Francisco: owner removed  Sam Miller (sam.miller@contoso.example)  → up puts them back",
    },
    {
      name: "a stranger made owner is high",
      event: refreshed({ roster: {} }, { roster: { "x@contoso.example": "owner" } }),
      line: "HIGH   000135 San Francisco: owner added by hand  x@contoso.example  → up removes them",
    },
    {
      name: "a stranger who is member is low",
      event: refreshed({ roster: {} }, { roster: { "x@contoso.example": "member" } }),
      line: "LOW    000135 San Francisco: member added by hand  x@contoso.example  → up removes them",
    },
    {
      name: "a member made owner is high",
      event: refreshed(
        { roster: { "x@contoso.example": "member" } },
        { roster: { "x@contoso.example": "owner" } },
      ),
      line: "HIGH   000135 San Francisco: member made owner  x@contoso.example  → up makes them member again",
    },
    {
      name: "a channel renamed is low",
      event: refreshed(
        { channels: { h: { displayName: "Handoff" } } },
        { channels: { h: { displayName: "Shifts" } } },
      ),
      line: 'LOW    000135 San Francisco: channel renamed  "Handoff" to "Shifts"  → up renames it back',
    },
    {
      name: "a channel that is gone is medium",
      event: refreshed({ channels: { h: { displayName: "Handoff" } } }, { channels: {} }),
      line: "MEDIUM 000135 San Francisco: channel missing  Handoff  → up makes it again",
    },
    {
      name: "a team that is gone is high",
      event: refreshed(owner, {}, "delete"),
      line: "HIGH   000135 San Francisco: is gone from the tenant  → up makes it again",
    },
    {
      name: "a team that opened up is high",
      event: refreshed({ visibility: "private" }, { visibility: "public" }),
      line: 'HIGH   000135 San Francisco: changed by hand  visibility is "public", should be "private"  → up sets it back',
    },
    {
      name: "any other field is medium",
      event: refreshed({ displayName: "Fresno" }, { displayName: "Frisco" }),
      line: 'MEDIUM 000135 San Francisco: changed by hand  displayName is "Frisco", should be "Fresno"  → up sets it back',
    },
    {
      name: "consent that was revoked is high",
      event: refreshed({ scopes: ["Chat.ReadWrite.All", "User.Read"] }, { scopes: ["User.Read"] }),
      line: "HIGH   000135 San Francisco: consent revoked  Chat.ReadWrite.All  → up gives it again",
    },
    {
      name: "consent given past the config is as severe as its risk",
      event: refreshed({ scopes: [] }, { scopes: ["User.Read"] }),
      line: "LOW    000135 San Francisco: consent given by hand  User.Read  → up takes it back",
    },
  ])("$name", ({ event, line }) => {
    expect(
      driftText(driftIn([event], names), "dev")
        .text.split("\n")
        .slice(1),
    ).toEqual([line]);
  });

  it("is not found where nothing differs, and says so", () => {
    expect(driftIn([refreshed(owner, owner, "same"), refreshed(owner, owner)], names)).toEqual([]);
    expect(driftText([], "dev").text).toBe("No drift in dev.");
  });

  it("is not found in the content of an archived team, which no run touches, but for its people", () => {
    const archived = { archived: true, roster: {}, channels: { h: { displayName: "Handoff" } } };
    const found = { ...archived, channels: { h: { displayName: "Shifts" } } };
    expect(driftIn([refreshed(archived, found)], names)).toEqual([]);
    const stranger = { ...found, roster: { "x@contoso.example": "member" } };
    expect(driftIn([refreshed(archived, stranger)], names).map(({ what }) => what)).toEqual([
      "member added by hand",
    ]);
  });

  it("is told worst first", () => {
    const other = refreshed({ roster: {} }, { roster: { "x@contoso.example": "member" } }, "update", "x");
    const findings = driftIn([other, refreshed(owner, { roster: {} })], names);
    expect(findings.map(({ severity }) => severity)).toEqual(["high", "low"]);
  });
});

describe("engine events", () => {
  it("bear a last line that was cut off", () => {
    expect(parseEvents('{"summaryEvent":{}}\n{"summ')).toHaveLength(1);
  });

  it("count only what changes", () => {
    const events = [{ summaryEvent: { resourceChanges: { same: 9, update: 2, read: 1 } } }];
    expect(changesIn(events)).toEqual({ update: 2 });
  });
});
