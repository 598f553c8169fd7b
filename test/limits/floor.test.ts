import { describe, expect, it } from "vitest";
import {
  buckets,
  callKinds,
  floorOf,
  perSecondOf,
  type BucketName,
  type CallCounts,
  type CallKind,
} from "../../providers/limits/call-kinds.ts";

/** Each kind alone for a thousand seconds, by the tables of the documents. */
const aSecond: Readonly<Partial<Record<CallKind, number>>> = {
  readTeams: 60,
  readMembers: 60,
  readChannels: 60,
  readTabs: 30,
  teams: 10,
  teamsByPut: 6,
  add: 30,
  channels: 30,
  deletions: 15,
  groups: 20,
  readPeople: 350,
  dataverse: 20,
};

describe("the floor of", () => {
  it.each(Object.entries(aSecond) as [CallKind, number][])("%s alone is %i a second", (kind, perSecond) => {
    expect(perSecondOf(kind)).toBe(perSecond);
    const { calls, windowSeconds } = buckets[callKinds[kind].buckets[0]];
    const fresh = windowSeconds > 1 ? calls : 0;
    const floor = floorOf({ [kind]: 1000 * perSecond + fresh });
    expect(floor).toEqual({ seconds: 1000, kind });
  });

  it.each<readonly [string, CallCounts, number, CallKind | undefined]>([
    ["no call", {}, 0, undefined],
    ["kinds side by side: the longest", { teams: 600, channels: 1200, readMembers: 1200 }, 60, "teams"],
    ["kinds that share a limit: their sum", { add: 600, roles: 300 }, 30, "add"],
    ["tabs and channels: one limit", { tabs: 900, channels: 600 }, 50, "tabs"],
    ["what fits into a fresh long window", { groups: 3000, dataverse: 6000 }, 0, undefined],
    ["the rest beyond it", { groups: 3200 }, 10, "groups"],
    [
      "10,000 new stores of 20",
      { groups: 10_000, teams: 10_000, add: 10_000, channels: 20_000 },
      1000,
      "teams",
    ],
    [
      "a look at 10,000 teams of 20",
      { readTeams: 10_000, readMembers: 10_000, readPeople: 20_000 },
      10_000 / 60,
      "readTeams",
    ],
  ])("%s", (_name, calls, seconds, kind) => {
    const floor = floorOf(calls);
    expect(floor.seconds).toBeCloseTo(seconds, 6);
    expect(floor.kind).toBe(kind);
  });

  it("a part of the limits is longer in proportion, fresh windows included", () => {
    expect(floorOf({ teams: 600 }, 0.25).seconds).toBe(240);
    expect(floorOf({ groups: 3000 }, 0.5).seconds).toBe(150);
  });

  it("every kind rests on a limit that is documented here", () => {
    const names = new Set<string>(Object.keys(buckets) satisfies string[] as BucketName[]);
    for (const { what, buckets: used } of Object.values(callKinds)) {
      expect(what).not.toBe("");
      for (const name of used) expect(names).toContain(name);
    }
  });
});
