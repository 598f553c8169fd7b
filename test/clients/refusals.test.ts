// What refusals of a service teach, exactly: whom they hold back, and how much slower they make.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Budget } from "../../providers/clients/limits/budget.ts";
import { type Call, sendAll, type Sent } from "./limiter-kit.ts";

const members = (team: number): Call => ({ path: `/teams/t${team}/members?$top=999` });

describe("whom refusals hold back", () => {
  /** Refuses the first calls of some teams; tells when the last call of the others left. Unit: milliseconds. */
  async function othersLeave(refused: readonly number[], calls: readonly Call[]): Promise<number> {
    const names = refused.map((team) => `t${team}`);
    const answer = ({ cost, at }: Sent): { throttled: boolean; retryAfterSeconds: number } => ({
      throttled: names.includes(cost.object) && at < 150,
      retryAfterSeconds: 20,
    });
    const others = Array.from({ length: 50 }, (_, index) => ({ ...members(index + 10), at: 300 }));
    const sent = await sendAll([...calls, ...others], { answer });
    expect(sent).toHaveLength(calls.length + others.length);
    return sent.findLast(({ cost }) => !names.includes(cost.object))?.at ?? Number.NaN;
  }

  it("several of one team say nothing of the others", async () => {
    // All are under way before the first answer holds the team back.
    const calls = [members(0), members(0), members(0)];
    expect(await othersLeave([0], calls)).toBeLessThan(2000);
  });

  it("those of two teams within ten seconds are the app's own", async () => {
    expect(await othersLeave([0, 1], [members(0), members(1)])).toBeGreaterThanOrEqual(20_000);
  });
});

describe("how much slower refusals make", () => {
  const limit = { calls: 100, windowSeconds: 1 };
  const budget = (): Budget => new Budget(limit, { share: 1, countsFromAnswer: false });

  /** How many calls leave in a second, each answered at once. */
  function leaving(of: Budget, fromMilliseconds: number): number {
    let count = 0;
    for (let now = fromMilliseconds; now < fromMilliseconds + 1000; now += 1) {
      while (of.freeAt(1, now) <= now) {
        of.take(1, now);
        of.answered(1, now, now);
        count += 1;
      }
    }
    return count;
  }

  it("all that come during one pause count as one", () => {
    const property = fc.property(fc.array(fc.integer({ min: 0, max: 4999 }), { maxLength: 20 }), (later) => {
      const [one, many] = [budget(), budget()];
      for (const of of [one, many]) of.refused(5, 0, true);
      // Those within the pause ask for no longer a wait than is left.
      for (const now of later.toSorted((a, b) => a - b)) many.refused((5000 - now) / 1000, now, true);
      expect(leaving(many, 5000)).toBe(leaving(one, 5000));
    });
    fc.assert(property, { numRuns: 20 });
  });

  it("one at the very end of the pause is the first of the next, and cuts again", () => {
    const [once, twice] = [budget(), budget()];
    for (const of of [once, twice]) of.refused(5, 0, true);
    twice.refused(5, 5000, true);
    expect(leaving(twice, 10_000)).toBeLessThan(leaving(once, 10_000));
  });

  it("a team's own limit waits, and is as large as before", () => {
    const of = budget();
    of.refused(5, 0, false);
    expect(of.freeAt(1, 0)).toBe(5000);
    expect(of.isFresh(4999)).toBe(false);
    expect(of.isFresh(5000)).toBe(true);
  });

  it("a shorter wait does not end a longer one", () => {
    const of = budget();
    of.refused(20, 0, true);
    of.refused(1, 100, true);
    expect(of.freeAt(1, 100)).toBe(20_000);
  });
});
