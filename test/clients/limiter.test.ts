import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphCost, type Draw } from "../../providers/limits/call-cost.ts";
import { mostInAnyWindow, sendAll, type Call, type Sent } from "./limiter-kit.ts";

const members = (team: number): Call => ({ path: `/teams/t${team}/members?$top=999` });
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Draws of a set of sent calls by limit, in the order in which they left. */
function drawsByLimit(sent: readonly Sent[]): Map<string, { draw: Draw; at: number; cost: number }[]> {
  const byLimit = new Map<string, { draw: Draw; at: number; cost: number }[]>();
  for (const { cost, path, at } of sent) {
    for (const draw of cost.ways.find((way) => way.path === path)?.draws ?? []) {
      const list = byLimit.get(draw.name) ?? [];
      list.push({ draw, at, cost: draw.cost });
      byLimit.set(draw.name, list);
    }
  }
  return byLimit;
}

const anyCall: fc.Arbitrary<Call> = fc.record({
  method: fc.constantFrom("GET", "POST", "PATCH", "DELETE"),
  path: fc
    .tuple(
      fc.constantFrom(
        ...["", "/members", "/members/add", "/channels", "/channels/19:c/tabs", "/channels/19:c/tabs/1"],
        "/operations('o')",
      ),
      fc.integer({ min: 1, max: 6 }),
    )
    .map(([part, team]) => `/teams/t${team}${part}`),
  at: fc.integer({ min: 0, max: 3000 }),
  takes: fc.integer({ min: 1, max: 900 }),
});

describe("the limiter", () => {
  it("never passes a documented limit in any window, and lets every call leave, for any schedule", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 120 }), async (calls) => {
        const sent = await sendAll(calls);
        expect(sent).toHaveLength(calls.length);
        for (const draws of drawsByLimit(sent).values()) {
          const limit = draws[0]?.draw.limit ?? { calls: 0, windowSeconds: 1 };
          expect(mostInAnyWindow(draws, limit.windowSeconds)).toBeLessThanOrEqual(limit.calls);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("keeps to limits of long windows: 3,000 writes leave at once, the next ones when those have passed", async () => {
    const sent = await sendAll(range(3100).map((group) => ({ method: "PATCH", path: `/groups/g${group}` })));
    const atOnce = sent.filter(({ at }) => at < 100_000);
    expect(atOnce).toHaveLength(3000);
    expect(sent.at(-1)?.at).toBeGreaterThanOrEqual(150_000);
  });

  const fullUse = [
    { name: "members of 1,200 teams", calls: range(1200).map(members), floorSeconds: 20 },
    {
      name: "1,200 teams, read in both documented ways",
      calls: range(1200).map((team) => ({ path: `/teams/t${team}?$select=id` })),
      floorSeconds: 20,
    },
    {
      name: "100 new teams",
      calls: range(100).map(() => ({ method: "POST", path: "/teams" })),
      floorSeconds: 10,
    },
    {
      name: "members with half of the limits",
      calls: range(600).map(members),
      floorSeconds: 20,
      share: 0.5,
    },
  ];
  it.each(fullUse)("uses the limits to the full: $name", async ({ calls, floorSeconds, share }) => {
    const sent = await sendAll(calls, share === undefined ? {} : { share });
    const seconds = (sent.at(-1)?.at ?? 0) / 1000;
    expect(seconds).toBeLessThan(floorSeconds * 1.05);
    expect(seconds).toBeGreaterThan(floorSeconds * 0.9 - 1);
  });

  it("is fair: a team with 500 calls does not hold up 60 teams with one each that come later", async () => {
    const calls = [...range(500).map(() => members(0)), ...range(60).map((team) => members(team + 1))];
    const sent = await sendAll(calls);
    const others = sent.filter(({ cost }) => cost.object !== "t0");
    expect(others).toHaveLength(60);
    expect(others.at(-1)?.at).toBeLessThan(1500);
  });

  it("lets no slow team hold up others", async () => {
    const calls = [
      ...range(20).map(() => ({ ...members(0), takes: 60_000 })),
      ...range(50).map((team) => members(team + 1)),
    ];
    const sent = await sendAll(calls);
    expect(sent.findLast(({ cost }) => cost.object !== "t0")?.at).toBeLessThan(1500);
    expect(sent).toHaveLength(70);
  });

  it("holds back one team that was refused, and nobody else", async () => {
    const answer = ({ cost, at }: Sent): { throttled: boolean; retryAfterSeconds: number } => ({
      throttled: cost.object === "t0" && at < 1000,
      retryAfterSeconds: 20,
    });
    const later = [
      { ...members(0), at: 200 },
      ...range(50).map((team) => ({ ...members(team + 1), at: 200 })),
    ];
    const sent = await sendAll([members(0), ...later], { answer });
    expect(sent.findLast(({ cost }) => cost.object === "t0")?.at).toBeGreaterThanOrEqual(20_000);
    expect(sent.findLast(({ cost }) => cost.object !== "t0")?.at).toBeLessThan(2000);
  });

  it("waits as long as the service asks, goes on more slowly, and finds back to the full rate", async () => {
    const answer = ({ at }: Sent): { throttled: boolean; retryAfterSeconds: number } => ({
      throttled: at < 100,
      retryAfterSeconds: 5,
    });
    const sent = await sendAll(range(3000).map(members), { answer, untilMilliseconds: 60_000 });
    const inSecond = (second: number): number =>
      sent.filter(({ at }) => at >= second * 1000 && at < (second + 1) * 1000).length;
    expect(sent.filter(({ at }) => at > 200 && at < 5000)).toEqual([]);
    expect(inSecond(6)).toBeGreaterThan(0);
    expect(inSecond(6)).toBeLessThan(55);
    expect(inSecond(30)).toBeGreaterThanOrEqual(58);
  });
});

describe("what a call counts against", () => {
  const rows = [
    {
      method: "GET",
      path: "/groups(uniqueName='store-1')?$select=id",
      kind: "readDirectory",
      names: ["units"],
    },
    {
      method: "PATCH",
      path: "/groups(uniqueName='store-1')",
      kind: "groups",
      names: ["units", "directoryWrites"],
    },
    { method: "GET", path: "/groups/g/team", kind: "readTeams", names: ["getTeamOfGroup", "team g"] },
    {
      method: "GET",
      path: "/teams/T/members?$top=999",
      kind: "readMembers",
      names: ["getMembers", "team t"],
    },
    { method: "POST", path: "/teams/t/members/add", kind: "add", names: ["otherTeamsWrites", "team t"] },
    {
      method: "POST",
      path: "/teams/t/members",
      kind: "addOne",
      names: ["postMember", "team t", "members of t"],
    },
    {
      method: "GET",
      path: "/teams('t')/operations('o')",
      kind: "readOther",
      names: ["getOther", "team t"],
    },
    {
      method: "DELETE",
      path: "/teams/t/channels/19:c/tabs/x",
      kind: "deletions",
      names: ["deleteChannelOrTab", "team t", "channel 19:c"],
    },
    { method: "POST", path: "/teams", kind: "teams", names: ["createTeam"] },
    {
      method: "GET",
      path: "/auditLogs/directoryAudits?$top=100",
      kind: "readAuditLog",
      names: ["units", "auditLog"],
    },
  ];
  it.each(rows)("$method $path", ({ method, path, kind, names }) => {
    const cost = graphCost(method, path);
    expect(cost.kind).toBe(kind);
    expect(cost.ways[0]?.draws.map(({ name }) => name)).toEqual(names);
  });

  it("a team can be read in two ways, each with a limit of its own", () => {
    expect(graphCost("GET", "/teams/t?$select=id").ways.map(({ path }) => path)).toEqual([
      "/teams/t?$select=id",
      "/groups/t/team?$select=id",
    ]);
  });
});
