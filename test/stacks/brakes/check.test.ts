import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Approval, Brakes } from "../../../schemas/types/stack.ts";
import { checkBrakes } from "../../../stacks/brakes/check.ts";
import {
  appliedLedger,
  type DeclaredNow,
  type Ledger,
  type LedgerTeam,
} from "../../../stacks/brakes/applied-rosters.ts";
import { packNotes, unpackNotes, type Notes } from "../../../stacks/brakes/applied-rosters-kept.ts";
import { approvalLines, refusalText } from "../../../stacks/brakes/refusal-text.ts";

interface TeamSketch {
  owners?: string[];
  members?: string[];
  region?: string;
  channels?: string[];
  decides?: LedgerTeam["decides"];
  privateChannels?: LedgerTeam["privateChannels"];
}
type Teams = Record<string, TeamSketch>;

const emptyTeam: LedgerTeam = {
  owners: [],
  members: [],
  decides: ["owner", "member"],
  channels: [],
  privateChannels: {},
  keep: [],
};

/** What config declares. The stores are those with a team unless the facts say otherwise. */
function ledger(teams: Teams, links: string[] = [], facts: Partial<DeclaredNow> = {}): DeclaredNow {
  const entries = Object.entries(teams);
  return {
    teams: Object.fromEntries(entries.map(([name, sketch]) => [name, { ...emptyTeam, ...sketch }])),
    regions: Object.fromEntries(entries.map(([name, { region = "west" }]) => [name, region])),
    links,
    people: {},
    protectedPeople: [],
    minimumOwners: new Map(),
    stores: new Map(entries.map(([name, { region = "west" }]) => [name, region])),
    ownerless: new Set(),
    ...facts,
  };
}

const people = (count: number, prefix = "p"): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const today = "2026-11-21";
const check = (
  before: Ledger | undefined,
  now: DeclaredNow,
  brakes: Brakes = {},
  approvals: Approval[] = [],
) => checkBrakes(before, now, { brakes, approvals, today });
const tripsOf = (...args: Parameters<typeof check>): string[] =>
  check(...args).refused.map(({ brake, where, count, of }) => `${brake} ${where} ${count}/${of}`);

interface Row {
  name: string;
  before: Ledger | undefined;
  now: DeclaredNow;
  brakes?: Brakes;
  trips: string[];
}

const limit = { atLeast: 2, fraction: 0.1 };

/** Stores `store-0` … with one owner each. */
function manyStores(count: number, more: Teams[string] = {}): Teams {
  return Object.fromEntries(people(count, "").map((store) => [`store-${store}`, { owners: ["o"], ...more }]));
}

/** Stores of 40 people with a private channel each: the manager and these people. */
function withPrivate(
  count: number,
  members: string[],
  decides: LedgerTeam["decides"] = ["owner", "member"],
): Teams {
  const leads = { owners: ["o"], members, decides };
  return manyStores(count, { members: people(39), privateChannels: { leads } });
}

const rows: Row[] = [
  {
    name: "nothing was applied yet",
    before: undefined,
    now: ledger({ "store-1": { owners: ["a"] } }),
    trips: [],
  },
  {
    name: "the same again",
    before: ledger({ "store-1": { owners: ["a"] } }),
    now: ledger({ "store-1": { owners: ["a"] } }),
    trips: [],
  },
  {
    name: "one of two owners leaves: an ordinary day",
    before: ledger({ "store-1": { owners: ["a", "b"], members: people(5) } }),
    now: ledger({ "store-1": { owners: ["a"], members: people(5) } }),
    trips: [],
  },
  {
    name: "most people of a store go",
    before: ledger({ "store-1": { owners: ["a"], members: people(20) } }),
    now: ledger({ "store-1": { owners: ["a"], members: people(8) } }),
    trips: ["store-members 1 12/21"],
  },
  {
    name: "members leave the list of a team whose members config leaves alone",
    before: ledger({ "store-1": { owners: ["a"], members: people(20) } }),
    now: ledger({ "store-1": { owners: ["a"], decides: ["owner"] } }),
    trips: [],
  },
  {
    name: "a tenth of a region goes, a few from each store",
    before: ledger(
      Object.fromEntries(
        people(20).map((store) => [`store-${store}`, { owners: [`o-${store}`], members: people(9, store) }]),
      ),
    ),
    now: ledger(
      Object.fromEntries(
        people(20).map((store) => [`store-${store}`, { owners: [`o-${store}`], members: people(7, store) }]),
      ),
    ),
    trips: ["region-members west 40/200"],
  },
  {
    name: "people who move within the region are no loss to it",
    before: ledger({ "store-1": { owners: ["a"], members: people(30) }, "store-2": { owners: ["b"] } }),
    now: ledger({ "store-1": { owners: ["a"] }, "store-2": { owners: ["b"], members: people(30) } }),
    trips: ["store-members 1 30/31"],
  },
  {
    name: "people who move to another region are a loss to theirs, not to the tenant",
    before: ledger({
      "store-1": { owners: ["a"], members: people(60) },
      "store-2": { owners: ["b"], region: "east" },
    }),
    now: ledger({
      "store-1": { owners: ["a"] },
      "store-2": { owners: ["b"], members: people(60), region: "east" },
    }),
    trips: ["store-members 1 60/61", "region-members west 60/61"],
  },
  {
    name: "a store that leaves the config without being closed",
    before: ledger({ "store-1": { owners: ["a"] }, "store-2": { owners: ["b"] } }),
    now: ledger({ "store-1": { owners: ["a"] } }),
    trips: ["teams tenant 1/2"],
  },
  {
    name: "links that go, by a limit of the stack",
    before: ledger({}, ["l1", "l2", "l3"]),
    now: ledger({}, ["l1"]),
    brakes: { links: limit },
    trips: ["links tenant 2/3"],
  },
  {
    name: "channels that leave many teams",
    before: ledger(manyStores(12, { channels: ["news", "shifts"] })),
    now: ledger(manyStores(12, { channels: [] })),
    trips: ["channels tenant 24/24"],
  },
  {
    name: "a channel that one store drops: an ordinary day",
    before: ledger(manyStores(12, { channels: ["news", "shifts"] })),
    now: ledger({ ...manyStores(12, { channels: ["news", "shifts"] }), "store-0": { owners: ["o"] } }),
    trips: [],
  },
  {
    name: "a list of people that was cut off, though nobody leaves a team",
    before: ledger(manyStores(3), [], { people: { "people.csv": 120 } }),
    now: ledger(manyStores(3), [], { people: { "people.csv": 3 } }),
    trips: ["declared-people tenant 117/120"],
  },
  {
    name: "a short list of people that is empty now",
    before: ledger(manyStores(3), [], { people: { "people.csv": 4 } }),
    now: ledger(manyStores(3)),
    trips: ["declared-people tenant 4/4"],
  },
  {
    name: "an export that has shrunk, while another one has grown by as many",
    before: ledger(manyStores(3), [], { exportedRows: { "hr.csv": 120, "shops.csv": 90 } }),
    now: ledger(manyStores(3), [], { exportedRows: { "hr.csv": 60, "shops.csv": 150 } }),
    trips: ["exported-rows hr.csv 60/120"],
  },
  {
    name: "an export of an ordinary day",
    before: ledger(manyStores(3), [], { exportedRows: { "hr.csv": 120 } }),
    now: ledger(manyStores(3), [], { exportedRows: { "hr.csv": 117 } }),
    trips: [],
  },
  {
    name: "a short export that is empty now",
    before: ledger(manyStores(3), [], { exportedRows: { "hr.csv": 4 } }),
    now: ledger(manyStores(3), [], { exportedRows: { "hr.csv": 0 } }),
    trips: ["exported-rows hr.csv 4/4"],
  },
  {
    name: "people who only stand in another file",
    before: ledger(manyStores(3), [], { people: { "people.csv": 120 } }),
    now: ledger(manyStores(3), [], { people: { "west.csv": 60, "east.csv": 60 } }),
    trips: [],
  },
  {
    name: "new owners in many places, by a limit of the stack",
    before: ledger({ "store-1": { owners: ["a"] }, "store-2": { owners: ["b"] } }),
    now: ledger({ "store-1": { owners: ["a", "x"] }, "store-2": { owners: ["b", "x"] } }),
    brakes: { "new-owners": limit },
    trips: ["new-owners tenant 2/2"],
  },
  {
    name: "private channels that are emptied, while all their people stay in the teams",
    before: ledger(withPrivate(30, ["p1", "p2"])),
    now: ledger(withPrivate(30, [])),
    trips: ["region-members west/private-channels 60/90", "tenant-members tenant/private-channels 60/90"],
  },
  {
    name: "private channels that get other owners, by a limit of the stack",
    before: ledger(withPrivate(2, ["p1", "p2"])),
    now: ledger(
      manyStores(2, {
        members: people(39),
        privateChannels: { leads: { owners: ["p1"], members: ["o", "p2"], decides: ["owner", "member"] } },
      }),
    ),
    brakes: { "tenant-owners": limit, "new-owners": limit },
    trips: ["tenant-owners tenant/private-channels 2/2", "new-owners tenant/private-channels 2/2"],
  },
  {
    name: "private channels whose people config leaves alone from now on",
    before: ledger(withPrivate(30, ["p1", "p2"])),
    now: ledger(withPrivate(30, [], ["owner"])),
    trips: [],
  },
  {
    name: "a private channel that leaves the config keeps its people",
    before: ledger(withPrivate(30, ["p1", "p2"])),
    now: ledger(manyStores(30, { members: people(39) })),
    trips: [],
  },
  {
    name: "who leaves the team as well is counted there only",
    before: ledger(withPrivate(1, people(39))),
    now: ledger(
      manyStores(1, { privateChannels: { leads: { owners: ["o"], members: [], decides: ["member"] } } }),
    ),
    trips: ["store-members 0 39/40", "region-members west 39/40"],
  },
  {
    name: "owners of the tenant, by a limit of the stack",
    before: ledger({ "store-1": { owners: ["a", "b", "c"] } }),
    now: ledger({ "store-1": { owners: ["a"], members: ["b", "c"] } }),
    brakes: { "tenant-owners": limit },
    trips: ["tenant-owners tenant 2/3"],
  },
];

describe("brakes", () => {
  it.each(rows)("$name", ({ before, now, brakes, trips }) => {
    expect(tripsOf(before, now, brakes)).toEqual(trips);
  });

  it("never trip on additions of members, whatever the numbers", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(2000), (there, more) => {
        const before = ledger({ "store-1": { owners: ["a"], members: people(there) } });
        const now = ledger({ "store-1": { owners: ["a"], members: people(there + more) } });
        expect(tripsOf(before, now)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe("an approval", () => {
  const before = ledger({ "store-1": { owners: ["a"] }, "store-2": { owners: ["b"] } });
  const now = ledger({ "store-1": { owners: ["a"] } });
  const right: Approval = { brake: "teams", where: "tenant", count: 1, until: "2026-11-21", because: "sold" };

  it.each([
    {
      name: "for this brake, place and count passes, on its last day too",
      approval: right,
      refused: 0,
      says: "approved: teams in tenant, 1",
    },
    {
      name: "for another count does not",
      approval: { ...right, count: 2 },
      refused: 1,
      says: "approval not used: teams in tenant, 2. Remove it.",
    },
    {
      name: "for another place does not",
      approval: { ...right, where: "west" },
      refused: 1,
      says: "approval not used: teams in west, 1. Remove it.",
    },
    {
      name: "that has run out does not",
      approval: { ...right, until: "2026-11-20" },
      refused: 1,
      says: "approval has run out: teams in tenant, until 2026-11-20.",
    },
  ])("$name", ({ approval, refused, says }) => {
    const result = check(before, now, {}, [approval]);
    expect(result.refused).toHaveLength(refused);
    expect(approvalLines(result)).toEqual([says]);
  });

  it("is proposed, ready to copy, when a brake trips", () => {
    const result = check(before, now);
    const facts = {
      labels: { "store-2": "000002 Reno" },
      stackFile: "config/stacks/Pulumi.dev.yaml",
      until: "2026-12-05",
    };
    expect(refusalText(result, facts)).toBe(
      [
        "refused before the first write:",
        "  the tenant would stop managing 1 of 2 teams (50.0 %, limit 0 % from 1 on)",
        "    which: 000002 Reno",
        '    A store that closes stays in the config: `closed: { on: …, because: "…" }`. Its team is archived then.',
        "  If this is meant, add to config/stacks/Pulumi.dev.yaml and have it reviewed:",
        "  store-teams:approvals:",
        '    - { brake: teams, where: "tenant", count: 1, until: "2026-12-05", because: "…" }',
      ].join("\n"),
    );
  });
});

describe("what a run notes for the next one", () => {
  it("comes back as it was", () => {
    const notes: fc.Arbitrary<Notes> = fc.record({
      regions: fc.dictionary(fc.stringMatching(/^store-\d{6}$/), fc.constantFrom("west", "east", "")),
      people: fc.dictionary(fc.constantFrom("config/a, b|c=d.csv", "org.yaml", "ä.csv"), fc.nat(9)),
      protectedPeople: fc.array(fc.emailAddress()),
    });
    fc.assert(
      fc.property(notes, (before) => {
        expect(unpackNotes(packNotes(before))).toEqual(before);
      }),
    );
  });

  it.each([undefined, "", 7, null, "store-1|west|0123456789ab|\nlinks|"])(
    "is none when the output is %j",
    (output) => {
      expect(unpackNotes(output)).toBeUndefined();
    },
  );
});

describe("what was applied", () => {
  const team = {
    token: "graph:Team",
    name: "store-1",
    props: {
      owners: "authoritative",
      members: "additive",
      roster: { a: "owner", b: "member" },
      channels: { news: {} },
    },
  };
  const link = { token: "dataverse:ChannelLink", name: "link-1", props: {} };
  const notes: Notes = {
    regions: { "store-1": "west" },
    people: { "org.yaml": 2 },
    exportedRows: { "hr.csv": 3 },
    protectedPeople: ["a"],
  };

  it("is nothing before the first run", () => {
    expect(appliedLedger([], undefined)).toBeUndefined();
  });

  it("is what the state holds, also when the run before did not come to its end", () => {
    const teams = {
      "store-1": {
        owners: ["a"],
        members: ["b"],
        decides: ["owner"],
        channels: ["news"],
        privateChannels: {},
        keep: [],
      },
    };
    expect(appliedLedger([team, link], undefined)).toMatchObject({ teams, links: ["link-1"] });
    expect(appliedLedger([team, link], notes)).toEqual({ ...notes, teams, links: ["link-1"] });
  });
});
