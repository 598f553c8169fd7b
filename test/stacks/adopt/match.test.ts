// Which team belongs to which store: rows of what must and must not be preselected, and figures over whole estates.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Estate, EstateStore, FoundTeam, MappingRow } from "../../../stacks/adopt/estate.ts";
import { bestAssignment, chances, type Edge } from "../../../stacks/adopt/decide/assignment.ts";
import { matchEstate } from "../../../stacks/adopt/match.ts";
import { chanceOf } from "./estates/chance.ts";
import { makeEstate } from "./estates/make-estate.ts";
import { calibrationError, measure, nothingMeasured } from "./estates/measure.ts";

const person = (id: string): EstateStore["managers"][number] => ({
  id,
  name: id.toUpperCase(),
  upn: `${id}@contoso.example`,
});
const account = (id: string): { id: string; upn: string } => ({
  id: `id-${id}`,
  upn: `${id}@contoso.example`,
});

function storeOf(storeNumber: string, name: string, people: readonly string[]): EstateStore {
  const [manager = "", ...workers] = people;
  return {
    ...{
      nodeId: `n${storeNumber}`,
      storeNumber,
      name,
      above: ["West"],
      codes: [],
      isClosed: false,
      namesWorkers: true,
    },
    uniqueName: `store-team-${storeNumber}`,
    alias: `${name
      .normalize("NFD")
      .replaceAll(/\P{ASCII}/gu, "")
      .replaceAll(" ", "_")}_D365`,
    teamName: name,
    managers: [person(manager)],
    workers: workers.map(person),
  };
}

function teamOf(
  id: string,
  displayName: string,
  people: readonly string[],
  more: Partial<FoundTeam> = {},
): FoundTeam {
  return {
    ...{ id, displayName, mailNickname: `g-${id}`, isArchived: false },
    owners: people.slice(0, 1).map(account),
    members: people.map(account),
    ...more,
  };
}

const lyon = storeOf("000212", "Lyon Part-Dieu", ["a1", "a2", "a3", "a4"]);
const koeln = storeOf("000305", "Köln Süd", ["b1", "b2", "b3", "b4"]);
const nagoya = storeOf("1952", "Nagoya", ["c1", "c2", "c3", "c4"]);
const staffOfLyon = ["a1", "a2", "a3", "a4"];

function estateOf(
  teams: readonly FoundTeam[],
  mapping: readonly MappingRow[] = [],
  stores = [lyon, koeln, nagoya],
): Estate {
  return { stores, teams, mapping, taken: new Map(), usualChannels: [] };
}

const row = (store: string, teamId: string, more: Partial<MappingRow> = {}): MappingRow => ({
  ...{ store, teamId, place: "map.csv:2", keptBy: "headquarters" },
  ...more,
});

const decidedFor = (estate: Estate, storeNumber = "000212") => {
  const found = matchEstate(estate).proposals.find(({ store }) => store.storeNumber === storeNumber);
  if (found === undefined) throw new Error("the store is gone");
  return { decision: found.decision, team: found.candidates[0]?.team.id, because: found.because };
};

describe("preselected", () => {
  const rows: readonly { name: string; teams: FoundTeam[]; mapping?: MappingRow[]; team: string }[] = [
    {
      name: "our own mark",
      teams: [teamOf("t", "Anything", ["x"], { uniqueName: "store-team-000212" })],
      team: "t",
    },
    { name: "number and staff", teams: [teamOf("t", "Filiale 212", staffOfLyon)], team: "t" },
    { name: "name and staff", teams: [teamOf("t", "Équipe Lyon Part-Dieu", staffOfLyon)], team: "t" },
    {
      name: "a name in another Unicode form",
      teams: [teamOf("t", "Lyon Part-Dieu".normalize("NFD"), staffOfLyon)],
      team: "t",
    },
    {
      name: "a single row that staff confirms",
      teams: [teamOf("t", "Blue team", ["a1", "x", "y"])],
      mapping: [row("000212", "t")],
      team: "t",
    },
    {
      name: "a row whose number has lost its zeros",
      teams: [teamOf("t", "Lyon", ["a1", "x"])],
      mapping: [row("212", "T")],
      team: "t",
    },
    {
      name: "number and staff, although the number stands in a team of other people",
      teams: [
        teamOf("t", "Filiale 212 Lyon", staffOfLyon),
        teamOf("u", "Payroll 212", ["x", "y", "z"]),
        teamOf("v", "Filiale 305 Köln", ["b1", "b2", "b3"]),
      ],
      team: "t",
    },
  ];
  it.each(rows)("$name", ({ teams, mapping, team }) => {
    expect(decidedFor(estateOf(teams, mapping))).toMatchObject({ decision: "adopt", team });
  });
});

describe("never preselected, but proposed", () => {
  const whole = (more: Partial<FoundTeam>): FoundTeam[] => [
    teamOf("t", "Filiale 212 Lyon Part-Dieu", staffOfLyon, more),
  ];
  const rows: readonly {
    name: string;
    teams: FoundTeam[];
    mapping?: MappingRow[];
    stores?: EstateStore[];
    because: RegExp;
  }[] = [
    {
      name: "only a number",
      teams: [teamOf("t", "Filiale 000212", ["x"])],
      because: /too few of the people/,
    },
    { name: "only staff", teams: [teamOf("t", "Blue team", staffOfLyon)], because: /only who is in it/ },
    { name: "archived", teams: whole({ isArchived: true }), because: /archived/ },
    { name: "a rule decides who is in it", teams: whole({ isDynamic: true }), because: /rule decides/ },
    { name: "in the bin", teams: whole({ deletedDateTime: "2026-11-20T00:00:00Z" }), because: /bin/ },
    { name: "marked by somebody else", teams: whole({ uniqueName: "other-7" }), because: /managed already/ },
    { name: "synchronized", teams: whole({ isSynced: true }), because: /premises/ },
    {
      name: "a guest owns it",
      teams: whole({ owners: [{ id: "g", upn: "g@x.example", isGuest: true }] }),
      because: /guest/,
    },
    {
      name: "people could not be read",
      teams: [teamOf("t", "Filiale 212", [])].map(({ members: _gone, ...team }) => team),
      because: /could not be read/,
    },
    {
      name: "flexible frontline membership",
      teams: whole({}),
      mapping: [row("000212", "t", { isFlexible: true, keptBy: "byHand" })],
      because: /flexible/,
    },
    {
      name: "another store's number beside its own name",
      teams: [teamOf("t", "Lyon Part-Dieu 305", staffOfLyon)],
      because: /another store/,
    },
    {
      name: "another store's name beside its number",
      teams: [teamOf("t", "Köln Süd 212", staffOfLyon)],
      because: /Köln Süd/,
    },
    {
      name: "another store's number that could be a year",
      teams: [teamOf("t", "212 / 1952", staffOfLyon)],
      because: /"1952", the number of another store/,
    },
    {
      name: "two of one name",
      teams: [teamOf("t", "Filiale 212 Lyon", staffOfLyon), teamOf("u", "Filiale 212 Lyon", [])],
      because: /another team is near/,
    },
    {
      name: "a row that staff contradicts",
      teams: [teamOf("t", "Köln", ["b1", "b2", "b3"])],
      mapping: [row("000212", "t")],
      because: /./,
    },
    {
      name: "a row for two stores",
      teams: [teamOf("t", "Lyon Part-Dieu", ["x"])],
      mapping: [row("000212", "t"), row("000305", "t")],
      because: /none of the store's 4 people/,
    },
    {
      name: "a team of managers where config names nobody else",
      teams: [teamOf("t", "Amigos 212", ["a1", "x"])],
      stores: [{ ...storeOf("000212", "Lyon Part-Dieu", ["a1"]), namesWorkers: false }],
      because: /names only managers/,
    },
    {
      name: "some of the staff by themselves",
      teams: [teamOf("t", "Crew 212", ["a2", "a3", "a4"])],
      because: /worker owns it/,
    },
  ];
  it.each(rows)("$name", ({ teams, mapping, stores, because }) => {
    const { decision, because: told } = decidedFor(estateOf(teams, mapping, stores));
    expect(decision).not.toBe("adopt");
    expect(told).toMatch(because);
  });
});

describe("proposals", () => {
  it("give no team to two stores, and none to a store that nothing fits", () => {
    const two = [lyon, storeOf("000213", "Lyon Part-Dieu", ["c1", "c2", "c3"]), koeln];
    const { proposals } = matchEstate(estateOf([teamOf("t", "Lyon Part-Dieu", staffOfLyon)], [], two));
    expect(proposals.map(({ decision }) => decision)).toEqual(["propose", "none", "none"]);
  });

  it("leave out what config has declared, the store as well as its team", () => {
    const declared = { ...koeln, existingTeamId: "T" };
    const { proposals } = matchEstate(
      estateOf([teamOf("t", "Lyon Part-Dieu", staffOfLyon)], [], [lyon, declared]),
    );
    expect(proposals.map(({ decision }) => decision)).toEqual(["none", "declared"]);
  });

  it("tell of each team that looks like ours why no store has it", () => {
    const teams = [
      teamOf("t", "Filiale 212 Lyon", staffOfLyon),
      teamOf("old", "Filiale 212 Lyon (alt)", ["x"]),
      teamOf("mark", "Gone", ["x"], { uniqueName: "store-team-000999" }),
      teamOf("all", "Managers", ["a1", "b1", "a2", "b2"]),
      teamOf("none", "Payroll", ["x", "y"]),
    ];
    const { unmatched } = matchEstate(estateOf(teams));
    const told = Object.fromEntries(unmatched.map(({ team, because }) => [team.id, because]));
    expect(told["old"]).toMatch(/fits better/);
    expect(told["mark"]).toMatch(/no such store/);
    expect(told["none"]).toBeUndefined();
    expect(Object.keys(told)).not.toContain("t");
  });

  it("do not depend on the order of stores, teams and rows", () => {
    const { estate } = makeEstate(7, 40);
    const decided = (one: Estate): unknown =>
      matchEstate(one)
        .proposals.map(({ store, decision, candidates }) => [
          store.storeNumber,
          decision,
          candidates[0]?.confidence.toFixed(4),
        ])
        .toSorted();
    const usual = decided(estate);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const chance = chanceOf(seed);
        const mix = <Item>(items: readonly Item[]): Item[] => chance.some(items, items.length);
        const mixed = {
          ...estate,
          stores: mix(estate.stores),
          teams: mix(estate.teams),
          mapping: mix(estate.mapping),
        };
        expect(decided(mixed)).toEqual(usual);
      }),
      { numRuns: 3 },
    );
  });
});

describe("over whole estates with known truth", () => {
  const sums = nothingMeasured();
  it("nothing wrong is preselected, nearly all that is certain is, and hardly a true pair is missed", () => {
    for (const seed of [1003, 1007, 1014, 1020, 1026, 1033]) {
      const known = makeEstate(seed, 50);
      measure(sums, known, matchEstate(known.estate));
    }
    expect([sums.wrongPreselected, sums.neverPreselected]).toEqual([0, 0]);
    expect(sums.certain).toBeGreaterThan(60);
    expect(sums.certainPreselected / sums.certain).toBeGreaterThanOrEqual(0.9);
    expect(sums.found / sums.pairs).toBeGreaterThanOrEqual(0.98);
    expect(calibrationError(sums)).toBeLessThanOrEqual(0.05);
  });

  it("the naive matcher is wrong where this one is not", () => {
    expect(sums.naiveWrong).toBeGreaterThan(10);
  });
});

describe("the assignment", () => {
  const edges = fc.uniqueArray(
    fc.record({
      row: fc.integer({ min: 0, max: 5 }),
      column: fc.integer({ min: 0, max: 5 }),
      weight: fc.integer({ min: -5, max: 9 }),
    }),
    { selector: ({ row: left, column }) => `${String(left)} ${String(column)}`, maxLength: 20 },
  );

  it("is the best there is: as good as trying all", () => {
    fc.assert(
      fc.property(edges, (all) => {
        const chosen = bestAssignment(all);
        const columns = [...chosen.values()].filter((column) => column >= 0);
        expect(new Set(columns).size).toBe(columns.length);
        const weight = all
          .filter((edge) => chosen.get(edge.row) === edge.column)
          .reduce((sum, edge) => sum + edge.weight, 0);
        expect(weight).toBe(bestByTrying(all, 0, new Set()));
      }),
    );
  });

  it("gives chances that add up to one at most, for each store and for each team", () => {
    fc.assert(
      fc.property(edges, (all) => {
        const found = chances(all);
        for (const side of ["row", "column"] as const) {
          const totals = new Map<number, number>();
          all.forEach((edge, at) => totals.set(edge[side], (totals.get(edge[side]) ?? 0) + (found[at] ?? 0)));
          for (const total of totals.values()) expect(total).toBeLessThanOrEqual(1.05);
        }
      }),
    );
  });
});

function bestByTrying(edges: readonly Edge[], from: number, taken: ReadonlySet<number>): number {
  if (from > 5) return 0;
  const without = bestByTrying(edges, from + 1, taken);
  const own = edges.filter(({ row: at, column }) => at === from && !taken.has(column));
  return Math.max(
    without,
    ...own.map(({ column, weight }) => weight + bestByTrying(edges, from + 1, new Set([...taken, column]))),
  );
}
