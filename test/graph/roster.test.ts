import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Step } from "../../providers/core/resource-type.ts";
import { describeRoster, planRoster, type Role, type Roster } from "../../providers/graph/team/roster.ts";

type Mode = "authoritative" | "additive";
interface Row {
  name: string;
  owners?: Mode;
  members?: Mode;
  desired: Record<string, Role>;
  observed: Record<string, Role>;
  steps: Step[];
}

const rows: Row[] = [
  {
    name: "the same people in another order need nothing",
    desired: { a: "owner", b: "member" },
    observed: { b: "member", a: "owner" },
    steps: [],
  },
  {
    name: "missing people are added, owners first",
    desired: { a: "owner", b: "member" },
    observed: {},
    steps: [
      { kind: "link", part: "owner", targets: ["a"] },
      { kind: "link", part: "member", targets: ["b"] },
    ],
  },
  {
    name: "a manager who leaves goes after the next one has come",
    desired: { new: "owner" },
    observed: { old: "owner" },
    steps: [
      { kind: "link", part: "owner", targets: ["new"] },
      { kind: "unlink", part: "roster", targets: ["old"] },
    ],
  },
  {
    name: "owners change places: one is made owner before the other is made member",
    desired: { a: "member", b: "owner" },
    observed: { a: "owner", b: "member" },
    steps: [
      { kind: "update", part: "roster", changes: [{ path: "roster.b", from: "member", to: "owner" }] },
      { kind: "update", part: "roster", changes: [{ path: "roster.a", from: "owner", to: "member" }] },
    ],
  },
  {
    name: "additive owners: a stranger who is owner stays, a stranger who is member goes",
    owners: "additive",
    desired: { a: "owner" },
    observed: { a: "owner", x: "owner", y: "member" },
    steps: [{ kind: "unlink", part: "roster", targets: ["y"] }],
  },
  {
    name: "additive members: a stranger who is member stays, a stranger who is owner goes",
    members: "additive",
    desired: { a: "owner" },
    observed: { a: "owner", x: "owner", y: "member" },
    steps: [{ kind: "unlink", part: "roster", targets: ["x"] }],
  },
  {
    name: "additive owners: a member who was made owner by hand stays owner",
    owners: "additive",
    desired: { a: "owner", b: "member" },
    observed: { a: "owner", b: "owner" },
    steps: [],
  },
];

const roster = fc.dictionary(
  fc.constantFrom("a", "b", "c", "d", "e", "f"),
  fc.constantFrom<Role>("owner", "member"),
);
const mode = fc.constantFrom<Mode>("authoritative", "additive");
const anyCase = fc.record({ roster, owners: mode, members: mode, observed: roster });

/** What the service would show after the steps, as the vendor's documents say. */
function after(observed: Roster, steps: readonly Step[]): Record<string, Role> {
  const result: Record<string, Role> = { ...observed };
  for (const step of steps) {
    if (step.kind === "link") for (const person of step.targets) result[person] = step.part as Role;
    if (step.kind === "unlink") for (const person of step.targets) delete result[person];
    if (step.kind === "update") {
      for (const change of step.changes) result[change.path.slice("roster.".length)] = change.to as Role;
    }
  }
  return result;
}

function ownersIn(people: Roster): number {
  return Object.values(people).filter((role) => role === "owner").length;
}

describe("plan of a roster", () => {
  it.each(rows)(
    "$name",
    ({ desired, observed, steps, owners = "authoritative", members = "authoritative" }) => {
      expect(planRoster({ roster: desired, owners, members }, observed)).toEqual(steps);
    },
  );

  it("leaves nothing to do once it is applied", () => {
    fc.assert(
      fc.property(anyCase, ({ observed, ...desired }) => {
        const there = after(observed, planRoster(desired, observed));
        expect(planRoster(desired, there)).toEqual([]);
      }),
    );
  });

  it("never takes the last owner away while it goes on, when config names an owner", () => {
    fc.assert(
      fc.property(anyCase, ({ observed, ...desired }) => {
        fc.pre(ownersIn(desired.roster) > 0 && ownersIn(observed) > 0);
        const steps = planRoster(desired, observed);
        for (let count = 1; count <= steps.length; count += 1) {
          expect(ownersIn(after(observed, steps.slice(0, count)))).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("never removes somebody whom an additive list leaves alone", () => {
    fc.assert(
      fc.property(anyCase, ({ observed, ...desired }) => {
        const there = after(observed, planRoster(desired, observed));
        for (const [person, role] of Object.entries(observed)) {
          const mayGo = role === "owner" ? desired.owners : desired.members;
          if (mayGo === "additive") expect(there[person]).toBeDefined();
        }
      }),
    );
  });

  it("is empty exactly when a refresh would show no difference", () => {
    fc.assert(
      fc.property(anyCase, ({ observed, ...desired }) => {
        const shown = describeRoster(desired, observed);
        const nothingToDo = planRoster(desired, observed).length === 0;
        const sameShown = JSON.stringify(sorted(shown)) === JSON.stringify(sorted(desired.roster));
        expect(sameShown).toBe(nothingToDo);
      }),
    );
  });
});

function sorted(people: Roster): [string, Role][] {
  return Object.entries(people).toSorted(([left], [right]) => (left < right ? -1 : 1));
}
