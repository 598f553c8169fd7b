import { describe, expect, it } from "vitest";
import { asRemoteId, type Present, type Step } from "../../providers/core/resource-type.ts";
import type { TeamRemote } from "../../providers/graph/team/observe.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import type { Team } from "../../schemas/types/resources.ts";

const wanted: Team = {
  uniqueName: "store-team-000135",
  displayName: "San Francisco",
  mailNickname: "San_Francisco_D365",
  visibility: "private",
  template: "standard",
  archived: false,
  owners: "authoritative",
  members: "authoritative",
  roster: { "sam.miller@contoso.example": "owner" },
  channels: { handoff: { displayName: "Shift handoff" } },
};
const id = asRemoteId("b0000000-0000-4000-8000-000000000135");

function present(value: Partial<Team> = {}, remote: Partial<TeamRemote> = {}): Present<Team, TeamRemote> {
  return {
    kind: "present",
    id,
    value: { ...wanted, ...value },
    remote: {
      hasTeam: true,
      channelIds: { handoff: "19:1@thread.tacv2" },
      tabIds: {},
      channelMemberships: new Map(),
      memberships: new Map(),
      apps: { appIds: {}, installationIds: new Map() },
      ...remote,
    },
  };
}

const createStep: Step = { kind: "create", part: "team", body: { ...wanted } };
const archive: Step = {
  kind: "update",
  part: "archived",
  changes: [{ path: "archived", from: false, to: true }],
};
const reopen: Step = {
  kind: "update",
  part: "archived",
  changes: [{ path: "archived", from: true, to: false }],
};
const rename: Step = {
  kind: "update",
  part: "settings",
  changes: [{ path: "displayName", from: "SF", to: "San Francisco" }],
};

describe("plan of a team", () => {
  it.each([
    {
      name: "nothing there: one create",
      desired: wanted,
      observed: { kind: "absent" as const },
      steps: [createStep],
    },
    { name: "all there: nothing", desired: wanted, observed: present(), steps: [] },
    {
      name: "a group without a team: creation goes on",
      desired: wanted,
      observed: present({}, { hasTeam: false }),
      steps: [createStep],
    },
    {
      name: "a team taken over that does not carry our name yet: creation goes on",
      desired: { ...wanted, existingTeamId: id },
      observed: { ...present(), value: without(wanted, "uniqueName") },
      steps: [{ kind: "create", part: "team", body: { ...wanted, existingTeamId: id } }],
    },
    {
      name: "another name: one change of settings",
      desired: wanted,
      observed: present({ displayName: "SF" }),
      steps: [rename],
    },
    {
      name: "a description that config does not mention is left alone",
      desired: wanted,
      observed: present({ description: "by hand" }),
      steps: [],
    },
    {
      name: "an empty description in config clears it",
      desired: { ...wanted, description: "" },
      observed: present({ description: "by hand" }),
      steps: [
        { kind: "update", part: "settings", changes: [{ path: "description", from: "by hand", to: "" }] },
      ],
    },
    {
      name: "a closed store: other changes first, archived last",
      desired: { ...wanted, archived: true },
      observed: present({ displayName: "SF" }),
      steps: [rename, archive],
    },
    {
      name: "a reopened store: reopened first",
      desired: wanted,
      observed: present({ displayName: "SF", archived: true }),
      steps: [reopen, rename],
    },
    {
      name: "an archived team is read-only: settings wait until it is reopened",
      desired: { ...wanted, archived: true },
      observed: present({ displayName: "SF", archived: true }),
      steps: [],
    },
    {
      name: "alias and template matter at creation only",
      desired: { ...wanted, mailNickname: "Other", template: "retailStore" },
      observed: present(),
      steps: [],
    },
    {
      name: "channels that config does not name are left alone",
      desired: without(wanted, "channels"),
      observed: present({ channels: { handoff: { displayName: "Anything" } } }),
      steps: [],
    },
    {
      name: "a renamed channel is renamed back",
      desired: wanted,
      observed: present({ channels: { handoff: { displayName: "Shifts" } } }),
      steps: [
        {
          kind: "update",
          part: "channel:handoff",
          changes: [{ path: "channels.handoff.displayName", from: "Shifts", to: "Shift handoff" }],
        },
      ],
    },
    {
      name: "another declared key is another team",
      desired: { ...wanted, uniqueName: "store-team-000136" },
      observed: present(),
      steps: [
        {
          kind: "replace",
          part: "team",
          because: [{ path: "uniqueName", from: "store-team-000135", to: "store-team-000136" }],
        },
      ],
    },
  ])("$name", ({ desired, observed, steps }) => {
    expect(team.plan(desired as Team, observed)).toEqual(steps);
  });

  it("removes the group when the team is there, and nothing when it is gone", () => {
    expect(team.planRemoval(wanted, present())).toEqual([{ kind: "delete", part: "team" }]);
    expect(team.planRemoval(wanted, { kind: "absent" })).toEqual([]);
  });
});

/** People whom config does not name. */
function crowd(size: number, role: "owner" | "member" = "member"): Team["roster"] {
  const people = Array.from({ length: size }, (_, at) => `hand-${at}@contoso.example`);
  return Object.fromEntries(people.map((person) => [person, role]));
}

describe("taking over a team", () => {
  it.each([
    { name: "ours", desired: wanted, value: wanted, refused: undefined },
    {
      name: "ours, with most of its people to go",
      desired: wanted,
      value: { ...wanted, roster: { ...wanted.roster, ...crowd(10) } },
      refused: /take 10 of \d+ people out\. If the state was lost/,
    },
    {
      name: "ours, with fewer to go than a brake counts",
      desired: wanted,
      value: { ...wanted, roster: { ...wanted.roster, ...crowd(9) } },
      refused: undefined,
    },
    {
      name: "ours, with most of its owners to go",
      desired: wanted,
      value: { ...wanted, roster: crowd(3, "owner") },
      refused: /take 3 of 3 owners out/,
    },
    {
      name: "ours, with most of its people to go, and named in config: brakes count them",
      desired: { ...wanted, existingTeamId: id },
      value: { ...wanted, roster: crowd(40) },
      refused: undefined,
    },
    {
      name: "ours, with people of whom config does not decide",
      desired: { ...wanted, members: "additive" as const },
      value: { ...wanted, roster: { ...wanted.roster, ...crowd(40) } },
      refused: undefined,
    },
    {
      name: "free, and named in config",
      desired: { ...wanted, existingTeamId: id },
      value: without(wanted, "uniqueName"),
      refused: undefined,
    },
    {
      name: "another store's",
      desired: { ...wanted, existingTeamId: id },
      value: { ...wanted, uniqueName: "store-team-000140" },
      refused: /managed already, as "store-team-000140"/,
    },
    {
      name: "somebody's, not named in config",
      desired: wanted,
      value: without(wanted, "uniqueName"),
      refused: /not ours/,
    },
  ])("$name", ({ desired, value, refused }) => {
    const reason = team.refuseAdoption(desired, { ...present(), value });
    if (refused === undefined) expect(reason).toBeUndefined();
    else expect(reason).toMatch(refused);
  });
});

describe("what a refresh shows of a team", () => {
  it("is what config says when nothing differs", () => {
    expect(team.describe(present(), wanted)).toEqual(wanted);
  });

  it("has only the fields that config mentions", () => {
    const shown = team.describe(present({ description: "by hand" }), without(wanted, "channels"));
    expect(Object.keys(shown)).not.toContain("description");
    expect(Object.keys(shown)).not.toContain("channels");
  });
});

describe("inputs of a team", () => {
  it.each([
    { name: "no owner", roster: { "a@contoso.example": "member" as const }, problem: /at least one owner/ },
    { name: "upper case", roster: { "A@contoso.example": "owner" as const }, problem: /lower case/ },
  ])("are refused: $name", ({ roster, problem }) => {
    const problems = team.check({ ...wanted, roster });
    expect(problems.map(({ reason }) => reason).join()).toMatch(problem);
  });
});

function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = object;
  return rest;
}
