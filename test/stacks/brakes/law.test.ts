import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChannelDeclaration, Org, OrgNode } from "../../../schemas/types/org.ts";
import type { Approval, BrakeName, Limit } from "../../../schemas/types/stack.ts";
import {
  checkBrakes,
  checkConsentBrakes,
  usualBrakes,
  type BrakeResult,
  type ConsentChange,
} from "../../../stacks/brakes/check.ts";
import { deriveEnvironment, type ConsentNeed } from "../../../stacks/derive/environment.ts";
import { appliedLedger, ledgerOf, type AppliedResource } from "../../../stacks/brakes/applied-rosters.ts";
import { nowhere } from "../../../stacks/derive/positions.ts";
import { packNotes, unpackNotes, type Notes } from "../../../stacks/brakes/applied-rosters-kept.ts";
import { excessOf, type Excess, type Side } from "./oracle.ts";
import { org, organization, person } from "../org-builder.ts";

/** Low limits, so that short sequences of small configs reach every one of them. */
const low: Limit = { atLeast: 2, fraction: 0.3 };
const limits = Object.fromEntries(Object.keys(usualBrakes).map((brake) => [brake, low])) as Record<
  BrakeName,
  Limit
>;

const owners = ["o0", "o1", "o2", "o3", "o4", "o5"];
/** Two of them may own a team as well: one who only stops doing so stays in it. */
const workers = ["w0", "w1", "w2", "w3", "w4", "w5", "w6", "o0", "o1"];

interface StoreWish {
  readonly region: string;
  readonly managers: readonly string[];
  readonly workers: readonly string[];
  readonly channels: readonly string[];
  /** Channels to which a record is linked. */
  readonly links: readonly string[];
  /** Who is in the private channel beside its owner; nobody has one where it is empty. */
  readonly leads: readonly string[];
}
/** A config: what each store asks for (undefined: it is not in it), and how many people belong to no store. */
interface Wish {
  readonly stores: readonly (StoreWish | undefined)[];
  readonly others: number;
}

const channelKeys = ["news", "shifts", "tips"];

const storeWish = fc.record({
  region: fc.constantFrom("west", "east"),
  managers: fc.subarray(owners, { minLength: 2 }),
  workers: fc.subarray(workers, { minLength: 4 }),
  channels: fc.subarray(channelKeys, { minLength: 2 }),
  links: fc.subarray(channelKeys, { minLength: 1 }),
  leads: fc.subarray(workers),
});
const wishes: fc.Arbitrary<Wish> = fc.record({
  stores: fc.array(storeWish, { minLength: 4, maxLength: 4 }),
  others: fc.nat(12),
});

/** What is left after a mistake in a file: few stores, few people. */
const fewStores: fc.Arbitrary<Wish> = fc.record({
  stores: fc.array(
    fc.option(
      fc.record({
        region: fc.constantFrom("west", "east"),
        managers: fc.subarray(owners, { minLength: 1, maxLength: 2 }),
        workers: fc.subarray(workers, { maxLength: 3 }),
        channels: fc.subarray(channelKeys),
        links: fc.constant([]),
        leads: fc.subarray(workers),
      }),
      { nil: undefined, freq: 1 },
    ),
    { minLength: 4, maxLength: 4 },
  ),
  others: fc.nat(12),
});

/** A change to one store: somebody or something comes or goes, the store moves, leaves the config or comes back. */
const edit = fc.record({
  store: fc.nat(3),
  what: fc.constantFrom(
    ...(["managers", "managers", "workers", "workers", "workers", "channels"] as const),
    ...(["links", "leads", "leads", "move", "drop", "others"] as const),
  ),
  which: fc.nat(8),
});
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;
const edits = fc.array(edit, { maxLength: 9 });

function edited(wish: Wish, changes: readonly Edit[]): Wish {
  return changes.reduce(({ stores, others }, change) => {
    if (change.what === "others") return { stores, others: change.which };
    const now = stores.map((store, index) => (index === change.store ? editedStore(store, change) : store));
    return { stores: now, others };
  }, wish);
}

const poolOf = { managers: owners, workers, channels: channelKeys, links: channelKeys, leads: workers };
const bareStore: StoreWish = {
  region: "west",
  managers: ["o0"],
  workers: ["w0"],
  channels: [],
  links: [],
  leads: [],
};

function editedStore(store: StoreWish | undefined, { what, which }: Edit): StoreWish | undefined {
  if (store === undefined) return bareStore;
  if (what === "others") return store;
  if (what === "drop") return which < 2 ? undefined : store;
  if (what === "move") return { ...store, region: store.region === "west" ? "east" : "west" };
  const pool = poolOf[what];
  const one = pool[which % pool.length] ?? "";
  const list = store[what];
  return { ...store, [what]: list.includes(one) ? list.filter((other) => other !== one) : [...list, one] };
}

function orgOf(wish: Wish): Org {
  const regions: OrgNode[] = ["west", "east"].map((id) => ({
    id,
    kind: "region",
    parent: "contoso",
    name: id,
  }));
  const stores = wish.stores.flatMap((store, index): OrgNode[] =>
    store === undefined
      ? []
      : [
          {
            id: `s-${index}`,
            kind: "store",
            parent: store.region,
            name: `Store ${index}`,
            storeNumber: `00000${index}`,
            managers: [...store.managers],
            workers: [...store.workers],
            team: { channels: [...store.channels.map((key) => channelOf(key, store)), ...leadsOf(store)] },
          },
        ],
  );
  const others = Array.from({ length: wish.others }, (_, index) => person(`x${index}`));
  return org({
    defaults: { team: { members: "authoritative" } },
    nodes: [organization, ...regions, ...stores],
    people: [...[...new Set([...owners, ...workers])].map((id) => person(id)), ...others],
  });
}

function channelOf(key: string, { links }: StoreWish): ChannelDeclaration {
  const recordId = "c0000000-0000-4000-8000-000000000001";
  const link = { key: "record", environment: "dev", table: "account", recordId, name: "Record" };
  return { key, name: key, recordLinks: links.includes(key) ? [link] : [] };
}

/** Its people are those of the wish who are in the team; the first of several owns it, else who owns the team. */
function leadsOf({ leads, workers: staff }: StoreWish): readonly ChannelDeclaration[] {
  const people = leads.filter((one) => staff.includes(one));
  const ownedByOne = { owners: people.slice(0, 1), members: people.slice(1) };
  const its = people.length > 1 ? ownedByOne : { members: people };
  return leads.length === 0 ? [] : [{ key: "leads", name: "Leads", private: its }];
}

/** As if an export of each region had said who works there. */
function declared(of: Org): ReturnType<typeof ledgerOf> {
  const exportedRows: Record<string, number> = {};
  for (const node of of.nodes ?? [])
    if (node.kind === "store")
      exportedRows[`${node.parent}.csv`] =
        (exportedRows[`${node.parent}.csv`] ?? 0) + (node.workers ?? []).length;
  return ledgerOf(deriveEnvironment(of, "dev"), of, { ...nowhere, exportedRows });
}

/** What the engine would hold, and what a run noted. */
interface World {
  readonly state: ReadonlyMap<string, AppliedResource>;
  readonly notes: Notes | undefined;
}

function check(world: World, of: Org, approvals: readonly Approval[] = []): BrakeResult {
  const before = appliedLedger([...world.state.values()], world.notes);
  const settings = { brakes: limits, approvals, today: "2026-11-21" };
  return checkBrakes(before, declared(of), settings);
}

/** The world after a run that did everything, or only the resources that `done` picks and none that leave. */
function after(world: World, of: Org, done: (name: string) => boolean, isWhole: boolean): World {
  const derived = deriveEnvironment(of, "dev");
  const all = new Map(derived.resources.map((one) => [one.name, one as unknown as AppliedResource]));
  if (isWhole) return { state: all, notes: unpackNotes(packNotes(declared(of))) };
  const made = [...all].filter(([name]) => done(name));
  return { ...world, state: new Map([...world.state, ...made]) };
}

/** What a run takes away or gives beyond a limit, counted from the facts themselves. */
function excess(world: World, of: Org): readonly Excess[] {
  const whole = after(world, of, () => true, true);
  return excessOf(sideOf(world), sideOf(whole), low);
}

function sideOf({ state, notes }: World): Side {
  const people = Object.values(notes?.people ?? {}).reduce((sum, count) => sum + count, 0);
  return { resources: state, regions: notes?.regions ?? {}, people, exportedRows: notes?.exportedRows ?? {} };
}

const start: World = { state: new Map(), notes: undefined };
const step = fc.record({
  changes: edits,
  isWhole: fc.boolean(),
  done: fc.array(fc.boolean(), { minLength: 4 }),
});

describe("no sequence of configs", () => {
  it("takes away more than a limit in one run without approval, whatever runs broke off before", () => {
    let [passed, refused] = [0, 0];
    fc.assert(
      fc.property(wishes, fc.array(step, { minLength: 1, maxLength: 4 }), (first, steps) => {
        let world = after(start, orgOf(first), () => true, true);
        let wish = first;
        for (const { changes, isWhole, done } of steps) {
          const next = edited(wish, changes);
          const of = orgOf(next);
          const result = check(world, of);
          if (result.refused.length > 0 || result.forbidden.length > 0) {
            refused += 1;
            continue;
          }
          passed += 1;
          wish = next;
          expect(excess(world, of)).toEqual([]);
          const names = [...world.state.keys()].toSorted();
          world = after(world, of, (name) => done[names.indexOf(name) % done.length] ?? true, isWhole);
        }
      }),
      { numRuns: 150 },
    );
    // The law says something: both ends were reached.
    expect(passed).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(20);
  });

  it("is refused for anything else than what goes beyond a limit, and for all of that", () => {
    const told = new Set<string>();
    fc.assert(
      fc.property(wishes, fc.oneof(edits, wishes, fewStores), (first, change) => {
        const world = after(start, orgOf(first), () => true, true);
        const of = orgOf("stores" in change ? change : edited(first, change));
        const { refused, forbidden } = check(world, of);
        // A team that would lose its last owner is refused by a rule of its own, and nothing of it is counted.
        fc.pre(forbidden.length === 0);
        for (const { brake, where } of refused) told.add(`${brake} ${where.split("/")[1] ?? ""}`.trim());
        const trips = refused.map(({ brake, where, count, of }) => `${brake} ${where} ${count}/${of}`);
        expect(trips.toSorted()).toEqual(excess(world, of));
      }),
      { numRuns: 400 },
    );
    // Every brake that an environment has was reached.
    const ofApps = ["consents", "high-risk-consents"];
    expect([...told]).toEqual(
      expect.arrayContaining(Object.keys(usualBrakes).filter((brake) => !ofApps.includes(brake))),
    );
    expect([...told]).toContain("store-members private-channels");
  });

  it("passes with all approvals that its refusal asks for, and with none of them missing or of another count", () => {
    fc.assert(
      fc.property(wishes, wishes, fc.nat(), fc.integer({ min: 1, max: 9 }), (first, second, pick, more) => {
        const world = after(start, orgOf(first), () => true, true);
        const of = orgOf(second);
        const { refused } = check(world, of);
        const approvals = refused.map(({ brake, where, count }): Approval => {
          return { brake, where, count, until: "2026-11-21", because: "meant" };
        });
        expect(check(world, of, approvals).refused).toEqual([]);
        if (approvals.length === 0) return;
        const left = pick % approvals.length;
        const others = approvals.filter((_, index) => index !== left);
        expect(check(world, of, others).refused).toEqual([refused[left]]);
        for (const by of [more, -more]) {
          const wrong = approvals.map((one, index) =>
            index === left ? { ...one, count: one.count + by } : one,
          );
          expect(check(world, of, wrong).refused).toEqual([refused[left]]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is refused when nothing changes", () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const of = orgOf(wish);
        const { refused, forbidden } = check(
          after(start, of, () => true, true),
          of,
        );
        expect([...refused, ...forbidden]).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("no change of consent", () => {
  const permissions = ["read", "write", "send", "riskyRead", "riskyWrite", "riskyAll"];
  const isHighRisk = ({ permission }: ConsentNeed): boolean => permission.startsWith("risky");
  const row = (permission: string): ConsentNeed => {
    return { clientAppId: "app", resourceAppId: "graph", permission, kind: "application" };
  };
  const rows = fc.subarray(permissions).map((chosen) => chosen.map(row));
  const limitOf = fc.record({
    atLeast: fc.integer({ min: 1, max: 3 }),
    fraction: fc.constantFrom(0, 0.3, 0.6),
  });

  it("takes or gives more than a limit without approval of exactly that, nor takes anything from the own app", () => {
    let refusals = 0;
    fc.assert(
      fc.property(
        rows,
        rows,
        rows,
        limitOf,
        fc.integer({ min: 1, max: 4 }),
        (before, granted, now, limit, by) => {
          const settings = { brakes: { consents: limit, "high-risk-consents": limit }, today: "2026-11-21" };
          const checked = (approvals: readonly Approval[], guarded: ConsentChange["guarded"] = []) =>
            checkConsentBrakes({ before, granted, now, guarded }, isHighRisk, { ...settings, approvals });
          const held = new Set([...before, ...granted].map(({ permission }) => permission));
          const is = new Set(now.map(({ permission }) => permission));
          const gone = [...held].filter((one) => !is.has(one));
          const risky = [...is].filter((one) => !held.has(one) && one.startsWith("risky"));
          const expected = [
            ["consents", gone.length] as const,
            ["high-risk-consents", risky.length] as const,
          ].filter(([, count]) => count >= limit.atLeast && count > limit.fraction * held.size);
          const { refused } = checked([]);
          refusals += refused.length;
          expect(refused.map(({ brake, count }) => [brake, count])).toEqual(expected);
          const approvals = refused.map(({ brake, where, count }): Approval => {
            return { brake, where, count, until: "2026-11-21", because: "meant" };
          });
          expect(checked(approvals).refused).toEqual([]);
          for (const more of [by, -by]) {
            const wrong = approvals.map((one) => ({ ...one, count: one.count + more }));
            expect(checked(wrong).refused).toEqual(refused);
          }
          expect(checked(approvals, [{ appId: "app", who: "the own app" }]).forbidden).toHaveLength(
            gone.length === 0 ? 0 : 1,
          );
        },
      ),
      { numRuns: 150 },
    );
    expect(refusals).toBeGreaterThan(20);
  });
});
