// Stacks that run at the same time, each with a part of the limits; Dataverse; what a long run keeps in memory.
import { describe, expect, it } from "vitest";
import { Limiter } from "../../providers/clients/limits/limiter.ts";
import { dataverseCost, graphCost, type CallCost } from "../../providers/limits/call-cost.ts";
import { floorOf } from "../../providers/limits/call-kinds.ts";
import { mostInAnyWindow, sendAll, sendOver, virtualClock, type Call, type Sent } from "./limiter-kit.ts";

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const lastAt = (sent: readonly Sent[]): number => Math.max(...sent.map(({ at }) => at)) / 1000;
const newTeam: Call = { method: "POST", path: "/teams" };
const members = (team: number): Call => ({ path: `/teams/t${team}/members?$top=999` });

/** So many shards at the same time, with their shares; each with its part of the calls. */
async function shards(
  shares: readonly number[],
  callsOf: (shard: number) => readonly Call[],
): Promise<Sent[]> {
  const clock = virtualClock();
  const sent = shares.map((share, shard) => sendOver(new Limiter({ clock, share }), clock, callsOf(shard)));
  await clock.run();
  return sent.flat().toSorted((left, right) => left.at - right.at);
}

describe("shards that run at the same time", () => {
  const rows: readonly [name: string, call: (index: number) => Call, perSecond: number][] = [
    ["new teams", () => newTeam, 10],
    ["members of teams", members, 60],
  ];
  it.each(rows)(
    "take together no longer than one stack, and never pass a limit: %s",
    async (_name, call, perSecond) => {
      const count = perSecond * 40;
      const alone = await sendAll(range(count).map(call));
      for (const shares of [[0.5, 0.5], [0.2, 0.3, 0.5], range(10).map(() => 0.1)]) {
        const starts = shares.map((_, shard) => shares.slice(0, shard).reduce((sum, one) => sum + one, 0));
        const together = await shards(shares, (shard) => {
          const first = Math.round((starts[shard] ?? 0) * count);
          return range(Math.round((shares[shard] ?? 0) * count)).map((at) => call(first + at));
        });
        expect(together).toHaveLength(count);
        expect(lastAt(together)).toBeLessThanOrEqual(lastAt(alone) + 1);
        const draws = together.map(({ at }) => ({ at, cost: 1 }));
        expect(mostInAnyWindow(draws, 1)).toBeLessThanOrEqual(perSecond);
      }
    },
  );

  it("by the floors: equal parts take what the whole takes, unequal ones what the largest takes", () => {
    const whole = { teams: 10_000, channels: 20_000, readMembers: 10_000 };
    const part = (share: number): number =>
      floorOf({ teams: 10_000 * share, channels: 20_000 * share, readMembers: 10_000 * share }, share)
        .seconds;
    expect(floorOf(whole).seconds).toBe(1000);
    for (const share of [0.5, 0.25, 0.1]) expect(part(share)).toBeCloseTo(1000, 6);
    // 6,000 stores in the one and 4,000 in the other, half of the limits each.
    expect(floorOf({ teams: 6000 }, 0.5).seconds).toBe(1200);
    expect(floorOf({ teams: 6000 }, 0.6).seconds).toBe(1000);
  });

  it("hurt each other by no refusal: the part of one is not the part of another", async () => {
    const clock = virtualClock();
    const [ill, well] = [0.5, 0.5].map((share) => new Limiter({ clock, share }));
    if (ill === undefined || well === undefined) throw new Error("two limiters");
    const refusals = { throttled: true, retryAfterSeconds: 60 };
    sendOver(ill, clock, range(100).map(members), () => refusals);
    const sent = sendOver(well, clock, range(600).map(members));
    await clock.run(25_000);
    expect(sent).toHaveLength(600);
    expect(lastAt(sent)).toBeLessThan(21);
  });
});

describe("what a refusal teaches", () => {
  const perSecond = (sent: readonly Sent[], second: number): number =>
    sent.filter(({ at }) => at >= second * 1000 && at < (second + 1) * 1000).length;

  it("without a wait it waits two seconds, and each further refusal slows down, to a tenth at the least", async () => {
    const answer = ({ at }: Sent): { throttled: boolean } => ({ throttled: at < 60_000 });
    const sent = await sendAll(range(4000).map(members), { answer, untilMilliseconds: 120_000 });
    const early = sent.filter(({ at }) => at < 60_000);
    // Never more than a burst each two seconds, in the end a tenth of it; and never still for long.
    expect(early.length).toBeLessThan(30 * 24);
    expect(early.length).toBeGreaterThan(60);
    const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(3500);
    // Five hundredths of the rate come back each second.
    expect(perSecond(sent, 90)).toBeGreaterThanOrEqual(58);
  });

  it("of a call that is about no team holds back all of its kind, and no other", async () => {
    const answer = ({ cost, at }: Sent): { throttled: boolean; retryAfterSeconds: number } => ({
      throttled: cost.kind === "teams" && at < 50,
      retryAfterSeconds: 30,
    });
    const sent = await sendAll([...range(50).map(() => newTeam), ...range(60).map(members)], { answer });
    const teams = sent.filter(({ cost }) => cost.kind === "teams");
    expect(teams.filter(({ at }) => at > 100 && at < 30_000)).toEqual([]);
    expect(teams).toHaveLength(50);
    expect(lastAt(sent.filter(({ cost }) => cost.kind === "readMembers"))).toBeLessThan(2);
  });
});

describe("Dataverse", () => {
  const row = (environment: string, takes = 50): Call => {
    const cost: CallCost = dataverseCost("PATCH", `https://${environment}.example`, "/accounts(1)");
    return { path: "/accounts(1)", cost, takes };
  };

  it("takes 6,000 calls in five minutes, and each environment its own", async () => {
    const calls = range(6100).flatMap(() => [row("dev", 1), row("test", 1)]);
    const sent = await sendAll(calls);
    expect(sent).toHaveLength(12_200);
    for (const name of ["dev", "test"]) {
      const own = sent.filter(({ cost }) => cost.ways[0]?.draws[0]?.name.includes(name));
      expect(
        mostInAnyWindow(
          own.map(({ at }) => ({ at, cost: 1 })),
          300,
        ),
      ).toBe(6000);
      expect(own.filter(({ at }) => at >= 300_000)).toHaveLength(100);
    }
  });

  it.each([
    [1, 40],
    [0.5, 20],
    [0.1, 4],
  ])("with %f of the limits has at most %i calls under way, of 52", async (share, most) => {
    const sent = await sendAll(
      range(300).map(() => row("dev", 900)),
      { share },
    );
    const underWay = sent.map(({ at }) => sent.filter((other) => other.at <= at && other.until > at).length);
    expect(sent).toHaveLength(300);
    expect(Math.max(...underWay)).toBe(most);
  });

  it("is kept busy for no more than twenty minutes in five, and goes on after that", async () => {
    const sent = await sendAll(range(400).map(() => row("dev", 30_000)));
    expect(sent).toHaveLength(400);
    const finished = sent.map(({ at, until }) => ({ at: until, cost: (until - at) / 1000 }));
    expect(mostInAnyWindow(finished, 300)).toBeLessThanOrEqual(1200);
    // 12,000 s of work, 4 s a second: never idle for long either.
    expect(lastAt(sent)).toBeLessThan((400 * 30) / 4);
  });
});

describe("a limiter that serves for long", () => {
  it("forgets teams and channels that have come to rest", async () => {
    const clock = virtualClock();
    const limiter = new Limiter({ clock, share: 1 });
    const seen: number[] = [];
    for (const round of range(4)) {
      const sent = sendOver(
        limiter,
        clock,
        range(3000).map((team) => ({ path: `/teams/r${round}t${team}/channels/c${round}t${team}/members` })),
      );
      await clock.run();
      expect(sent).toHaveLength(3000);
      seen.push(limiter.budgetsKept);
    }
    // Two limits a call, 24,000 in all.
    expect(Math.max(...seen)).toBeLessThanOrEqual(5000);
  });

  it("does not forget what a refusal has taught while it is still slower for it", async () => {
    const clock = virtualClock();
    const limiter = new Limiter({ clock, share: 1 });
    const refusal = { throttled: true, retryAfterSeconds: 1 };
    sendOver(limiter, clock, [newTeam], () => refusal);
    // As many objects as make it tidy up, a second after the wait is over.
    const others = range(5200).map((team): Call => ({ path: "", cost: teamOnly(team), at: 2200 }));
    sendOver(limiter, clock, others);
    const sent = sendOver(
      limiter,
      clock,
      range(20).map((): Call => ({ ...newTeam, at: 2300 })),
    );
    await clock.run();
    expect(sent).toHaveLength(20);
    // At the full rate 1.6 s.
    expect(lastAt(sent) - 2.3).toBeGreaterThan(1.8);
  });
});

/** A call that counts against a team's own limit only, so that thousands leave at once. */
function teamOnly(team: number): CallCost {
  const cost = graphCost("GET", `/teams/x${team}/installedApps`);
  return {
    ...cost,
    ways: cost.ways.map(({ path, draws }) => ({ path, draws: draws.filter(({ isOfObject }) => isOfObject) })),
  };
}
