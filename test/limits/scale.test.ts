// The figures of docs/scale.md, calculated again: each stands in the document as it comes out here.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { floorOf, type CallCounts } from "../../providers/limits/call-kinds.ts";
import { callEstimate } from "../../stacks/review/cost/estimate.ts";
import { engineTime } from "../../stacks/review/cost/engine-time.ts";
import { plannedChange, type Inputs, type PlannedStep } from "../../stacks/changes/planned-steps.ts";

const document = readFileSync("docs/scale.md", "utf8").replaceAll(/ +/g, " ");

/** A store of 20 people and two channels, none of whom is in another. */
function store(op: "create" | "same"): PlannedStep {
  const people = Array.from({ length: 20 }, (_, at) => [`p${at}@x.example`, at === 0 ? "owner" : "member"]);
  const after: Inputs = {
    ...{ uniqueName: "s", displayName: "S", mailNickname: "s", template: "standard", archived: false },
    ...{ owners: "authoritative", members: "authoritative", visibility: "private" },
    roster: Object.fromEntries(people) as Inputs,
    channels: { a: { displayName: "A" }, b: { displayName: "B" } },
  };
  const before = op === "create" ? undefined : after;
  return plannedChange({ resource: "s", token: "graph:Team", op, before, after });
}

function callsOf(step: PlannedStep): CallCounts {
  const { kinds } = callEstimate([step], step.op === "same");
  return Object.fromEntries(kinds.map(({ kind, calls }) => [kind, calls]));
}

const made = callsOf(store("create"));
const looked = callsOf(store("same"));
const sumOf = (calls: CallCounts): number => Object.values(calls).reduce((sum, count) => sum + count, 0);
const times = (count: number, calls: CallCounts): CallCounts =>
  Object.fromEntries(Object.entries(calls).map(([kind, each]) => [kind, each * count]));
const minutes = (calls: CallCounts): string => `${(floorOf(calls).seconds / 60).toFixed(1)} min`;
const only = (calls: CallCounts, ...kinds: readonly (keyof CallCounts)[]): CallCounts =>
  Object.fromEntries(kinds.map((kind) => [kind, calls[kind] ?? 0]));

describe("docs/scale.md", () => {
  it("counts the calls of a store", () => {
    expect(document).toContain(`${sumOf(made)} calls for a new store, ${sumOf(looked)} for a look.`);
  });

  it.each<readonly [row: string, kinds: readonly (keyof CallCounts)[]]>([
    ["make teams", ["teams"]],
    ["make channels", ["channels"]],
    ["make groups", ["groups"]],
    ["add people, up to 200 a call", ["add"]],
    ["ask whether the team is made", ["readOther"]],
    ["read teams", ["readTeams"]],
    ["read members", ["readMembers"]],
    ["read channels", ["readChannels"]],
    ["read groups, look people up", ["readDirectory", "readPeople"]],
  ])("%s: how often, and how long for 10,000", (row, kinds) => {
    const cells = new RegExp(`\\| ${row} \\|(.*)\\|`).exec(document)?.[1]?.replaceAll("*", "").split(" | ");
    const [created, look, , newTime, lookTime] = (cells ?? []).map((cell) => cell.trim());
    const [ofNew, ofLook] = [only(made, ...kinds), only(looked, ...kinds)];
    expect(created?.replace("+", "")).toBe(String(sumOf(ofNew)));
    expect(look).toBe(sumOf(ofLook) === 0 ? "–" : String(sumOf(ofLook)));
    expect(newTime).toBe(minutes(times(10_000, ofNew)));
    expect(lookTime).toBe(sumOf(ofLook) === 0 ? "–" : minutes(times(10_000, ofLook)));
  });

  it("says what 100,000 stores take, with one app and with six", () => {
    const [first, all] = [floorOf(times(100_000, made)), floorOf(times(100_000, looked))];
    expect(first.kind).toBe("teams");
    expect(document).toContain(`made in ${(first.seconds / 3600).toFixed(1)} hours`);
    expect(document).toContain(`looked at in ${Math.round(all.seconds / 60)} minutes`);
    // Six apps: ten teams a second each, and 18,000 directory writes in 300 s for all.
    const withSix = Math.max(first.seconds / 6, 100_000 / (18_000 / 300));
    expect(document).toContain(`100,000 stores in ${Math.round(withSix / 60)} minutes`);
    expect(all.seconds / 6).toBeLessThan(300);
  });

  it("says what Dataverse takes for links", () => {
    const [plain, shown] = [5, 12].map((calls) => floorOf({ dataverse: 10_000 * calls }).seconds / 60);
    expect(document).toContain(
      `take ${Math.round(plain ?? 0)} minutes, ${Math.round(shown ?? 0)} with documents`,
    );
  });

  it("says what shards take", () => {
    expect(floorOf({ teams: 10_000 }, 0.1).seconds).toBe(floorOf({ teams: 100_000 }).seconds);
    expect(document).toContain(
      `half of the limits take ${floorOf({ teams: 6000 }, 0.5).seconds / 60} minutes`,
    );
    expect(document).toContain(`in one stack take ${Math.round(floorOf({ teams: 10_000 }).seconds / 60)}`);
    const seconds = (each: number): number => 2 + 10_000 * each;
    const { knownSeconds, newSeconds } = engineTime;
    expect(document).toContain(
      `takes ${seconds(knownSeconds)} seconds when they are there and ${seconds(newSeconds)} when they are new`,
    );
  });
});
