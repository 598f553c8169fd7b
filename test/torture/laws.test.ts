// The thirteen invariants, each a law over random organizations, histories and faults. `npm test` tries a few histories of
// each; `npm run torture -- laws` more than 10,000 in all. docs/reliability.md has the figures.
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Place } from "../../providers/core/resource-type.ts";
import { ledgerOf } from "../../stacks/brakes/applied-rosters.ts";
import { checkBrakes } from "../../stacks/brakes/check.ts";
import { deriveEnvironment } from "../../stacks/derive/environment.ts";
import type { Org } from "../../schemas/types/org.ts";
import { essenceOf } from "../kit/essence.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { watchOwners } from "../kit/owner-watch.ts";
import { watchPeople } from "../kit/people-watch.ts";
import {
  resourcesOf,
  turned,
  withEverybody,
  withoutDescription,
  withSwitchesOff,
} from "../kit/random-orgs.ts";
import {
  badReads,
  kills,
  mishaps,
  smallOrgs,
  StackHistory,
  throttlings,
  turns,
  type Mishap,
} from "./history.ts";
import { differenceOfCalls, plannedRun } from "./planned-calls.ts";
import { differenceOfRoles, peopleTold, rolesIn } from "./people-told.ts";
import { groupsOf, namesGivenTwice, writesSince } from "./tenant-facts.ts";
import { leaveFigures } from "./whole.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
afterEach(() => {
  leaveFigures("laws", { laws: 1, histories });
  histories = 0;
});

/** Of each of the laws. */
const numRuns = Math.ceil(Number(process.env["STORE_TEAMS_LAW_RUNS"] ?? "26") / 13);
let histories = 0;
/** Plays one history again: "seed path", as a failure tells them. */
const [seed, path] = (process.env["STORE_TEAMS_LAW_REPLAY"] ?? "").split(" ");
const replay = path === undefined ? {} : { seed: Number(seed), path };

/** A law over two generated things; each trial begins with the tenant of the seed. */
async function law<A, B>(
  first: fc.Arbitrary<A>,
  second: fc.Arbitrary<B>,
  holds: (first: A, second: B) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(first, second, async (one, other) => {
    await tenant.admin("POST", "/reset");
    histories += 1;
    await holds(one, other);
  });
  await fc.assert(property, { numRuns, endOnFailure: true, ...replay });
}

/** How the tenant looks after these days when nothing goes wrong, from the seed on. */
async function straight(...days: readonly Org[]): Promise<string> {
  await tenant.admin("POST", "/reset");
  const history = new StackHistory(tenant);
  for (const org of days) await history.up(org);
  const essence = await essenceOf(tenant);
  await tenant.admin("POST", "/reset");
  return essence;
}

describe("whatever the organization and its history", () => {
  it("I1: a preview never writes", () =>
    law(turns, fc.tuple(smallOrgs, badReads), async (days, [next, mishap]) => {
      const history = new StackHistory(tenant);
      await history.play(days, true);
      const before = await tenant.writes();
      await history.engine("reader").preview(resourcesOf(next));
      await history.look(mishap).catch(() => undefined);
      expect(await tenant.writes()).toBe(before);
    }));

  it("I2: a second run is empty", () =>
    law(turns, fc.constant(undefined), async (days) => {
      const history = new StackHistory(tenant);
      await history.play(days);
      const resources = resourcesOf(days.at(-1)?.org as Org);
      const before = await tenant.writes();
      expect(await history.engine().preview(resources)).toEqual([]);
      expect(await history.engine().up(resources)).toEqual([]);
      expect(await history.engine("reader").drifted()).toEqual([]);
      expect(await tenant.writes()).toBe(before);
    }));

  it("I3: the order of files, people and resources changes nothing", () =>
    law(smallOrgs, fc.tuple(smallOrgs, mishaps), async (first, [second, mishap]) => {
      const want = await straight(first, second);
      const history = new StackHistory(tenant);
      await history.up(resourcesOf(turned(first)).toReversed());
      await history.up(resourcesOf(turned(second)).toReversed(), mishap);
      await history.settle(turned(second));
      expect(await essenceOf(tenant)).toBe(want);
    }));

  it("I4: killed anywhere, then run again, is the straight run", () =>
    law(smallOrgs, fc.tuple(smallOrgs, kills, kills), async (first, [second, kill, another]) => {
      const want = await straight(first, second);
      const history = new StackHistory(tenant);
      await history.up(first, another);
      await history.settle(first);
      await history.up(second, kill);
      await history.settle(second);
      expect(await essenceOf(tenant)).toBe(want);
    }));

  it("I5: a team has its least number of owners at every request", () =>
    law(turns, fc.constant(undefined), async (days) => {
      const owners = watchOwners(tenant);
      const history = new StackHistory(tenant);
      for (const { org, mishap } of days) {
        owners.begin();
        await history.up(org, mishap);
        expect(owners.shortages()).toEqual([]);
        owners.begin();
        await history.settle(org);
        expect(owners.shortages()).toEqual([]);
      }
    }));

  it("I6: no more people leave a store than its brake lets pass", () =>
    law(smallOrgs, fc.tuple(smallOrgs, mishaps), async (first, [second, mishap]) => {
      const limit = { atLeast: 2, fraction: 0.3 };
      const history = new StackHistory(tenant);
      await history.up(first);
      const ledgers = [first, second].map((org) => ledgerOf(deriveEnvironment(org, "dev"), org));
      const settings = {
        brakes: { "store-members": limit, "store-owners": limit },
        approvals: [],
        today: "2026-11-21",
      };
      const [before, now] = ledgers;
      if (now === undefined || checkBrakes(before, now, settings).refused.length > 0) return;
      const people = watchPeople(tenant);
      const sizes = new Map(groupsOf(tenant).map(({ id, team }) => [id, team?.members.size ?? 0]));
      people.begin();
      await history.up(second, mishap);
      await history.settle(second);
      const gone = Map.groupBy(people.leftTeams(), ({ team }) => team);
      for (const [team, leavers] of gone)
        expect(leavers.length).toBeLessThanOrEqual(mostThatMayLeave(limit, sizes.get(team) ?? 0));
    }));

  it("I7: an unknown is never a delete", () =>
    law(smallOrgs, badReads, async (org, mishap) => {
      const history = new StackHistory(tenant);
      await history.up(org);
      const people = watchPeople(tenant);
      people.begin();
      const line = tenant.core.journal.count;
      await history.up(withEverybody(org), mishap);
      await history.settle(withEverybody(org));
      expect(people.left()).toEqual([]);
      expect(
        writesSince(tenant, line).filter((write) => /^DELETE|members\/remove|archive/.test(write)),
      ).toEqual([]);
    }));

  it("I8: nothing is there twice", () =>
    law(turns, fc.constant(undefined), async (days) => {
      const history = new StackHistory(tenant);
      await history.play(days);
      expect(namesGivenTwice(tenant)).toEqual([]);
      expect(groupsOf(tenant)).toHaveLength(resourcesOf(days.at(-1)?.org as Org).length);
    }));

  it("I9: a field that config does not mention stays as somebody set it", () =>
    law(smallOrgs, fc.tuple(smallOrgs, mishaps), async (first, [second, mishap]) => {
      const history = new StackHistory(tenant);
      await history.up(withoutDescription(first));
      for (const group of groupsOf(tenant)) group.description = "Written by an owner";
      await history.up(withoutDescription(second), mishap);
      await history.settle(withoutDescription(second));
      for (const { description } of groupsOf(tenant)) expect(description).toBe("Written by an owner");
    }));

  it("I10: throttling changes timing only", () =>
    law(smallOrgs, fc.tuple(smallOrgs, throttlings), async (first, [second, mishap]) => {
      const run = async (how: Mishap): Promise<readonly [string, readonly string[]]> => {
        await tenant.admin("POST", "/reset");
        const line = tenant.core.journal.count;
        const history = new StackHistory(tenant);
        for (const org of [first, second]) await history.up(org, how);
        return [await essenceOf(tenant), writesSince(tenant, line)];
      };
      const [want, writes] = await run({ what: "nothing" });
      const [essence, writesThen] = await run(mishap);
      expect(essence).toBe(want);
      expect(writesThen).toEqual(writes);
    }));

  it("I11: stacks that share an environment do not interfere", () =>
    law(smallOrgs, fc.tuple(smallOrgs, mishaps), async (first, [second, mishap]) => {
      const want = await straight(first, second);
      const partsOf = (org: Org) => {
        const [mine, ...others] = resourcesOf(org);
        return [mine === undefined ? [] : [mine], others] as const;
      };
      const [one, other] = [new StackHistory(tenant), new StackHistory(tenant)];
      const [firstOfOne, firstOfOther] = partsOf(first);
      await Promise.all([one.up(firstOfOne), other.up(firstOfOther)]);
      const [ofOne, ofOther] = partsOf(second);
      // Whatever goes wrong with the one, the other comes through at the same time.
      await Promise.all([one.up(ofOne, mishap), other.up(ofOther)]);
      expect(await other.engine().preview(ofOther)).toEqual([]);
      expect(await other.engine("reader").drifted()).toEqual([]);
      await one.settle(ofOne);
      expect(await essenceOf(tenant)).toBe(want);
    }));

  it("I12: a plan's calls are the calls that its run makes", () =>
    // Nobody knows before which switches a new team has as config wants them, so the plan counts a call for them.
    law(smallOrgs.map(withSwitchesOff), smallOrgs, async (first, second) => {
      const places = new Map<string, Place>();
      expect(differenceOfCalls(await plannedRun(tenant, places, undefined, first))).toEqual([]);
      expect(differenceOfCalls(await plannedRun(tenant, places, first, second))).toEqual([]);
    }));

  it("I13: people who come, go, move and change role by a review are those of its run", () =>
    law(smallOrgs, smallOrgs, async (first, second) => {
      const places = new Map<string, Place>();
      for (const [before, after] of [[undefined, first] as const, [first, second] as const]) {
        const there = rolesIn(tenant);
        const { steps } = await plannedRun(tenant, places, before, after);
        expect(peopleTold(steps)).toEqual(differenceOfRoles(there, rolesIn(tenant)));
      }
    }));
});

/** The most that leave without tripping the brake: fewer than `atLeast`, or no more than the share. */
function mostThatMayLeave({ atLeast, fraction }: { atLeast: number; fraction: number }, of: number): number {
  return Math.max(atLeast - 1, Math.floor(fraction * of));
}
