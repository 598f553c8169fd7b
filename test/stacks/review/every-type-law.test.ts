// Plan, drift, brakes and cost tell the planner's steps, and nothing but them: for every type, whatever changes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Step, Token } from "../../../providers/core/resource-type.ts";
import { partOf } from "../../../providers/graph/team/parts.ts";
import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import { callsOf } from "../../../providers/planned-calls/by-type.ts";
import { resourceTypes } from "../../../providers/registry.ts";
import { ledgerOf } from "../../../stacks/brakes/applied-rosters.ts";
import { whatChanges } from "../../../stacks/brakes/people.ts";
import type { ThingNames } from "../../../stacks/changes/line.ts";
import { stepsOfType } from "../../../stacks/changes/of-type.ts";
import { peopleChanges } from "../../../stacks/changes/people.ts";
import { plannedChange, plannedSteps, type PlannedStep } from "../../../stacks/changes/planned-steps.ts";
import { rosterChanges } from "../../../stacks/changes/roster-changes.ts";
import { wordsOf } from "../../../stacks/changes/types/every-type.ts";
import { permissionChanges } from "../../../stacks/changes/types/grants.ts";
import { keyOfStep } from "../../../stacks/changes/words.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { findingsOf } from "../../../stacks/drift/differs/findings.ts";
import { changeableTokens, propsOf, type Props } from "../../kit/random-props.ts";
import { orgs } from "../../kit/random-orgs.ts";
import { previewEvents } from "./kit.ts";

const tokens = changeableTokens(resourceTypes.map(({ token }) => token));
const same = (key: string): string => key;
const names: ThingNames = { person: same, app: same, team: same, taskList: same };

function changeOf(token: Token, before: Props, after: Props): PlannedStep {
  return plannedChange({ resource: "one", token, op: "update", before, after });
}

/** Steps that the lines of a review name, people and permissions included. */
function toldBy(step: PlannedStep): ReadonlySet<string> {
  const lines = wordsOf(step.token).lines(step, names);
  const told = [...lines, ...permissionChanges([step])].flatMap(({ steps = ["none"] }) => steps);
  const { joins, leaves, roles } = peopleChanges([step]);
  const people = step.steps.filter((one) => isAboutPeople(step, one)).map(keyOfStep);
  return new Set([...told, ...(joins.length + leaves.length + roles.length > 0 ? people : [])]);
}

function isAboutPeople({ token }: PlannedStep, step: Step): boolean {
  return token === "graph:Team" && step.kind !== "replace" && partOf(step).of === "people";
}

/** What only goes with another step, or is written in the state alone. */
const silent = /^(modes|objectIds|note)$|^bucket:/;
const sumOf = (calls: CallCounts): number => Object.values(calls).reduce((sum, count) => sum + count, 0);

describe.each(tokens)("whatever changes of %s", (token) => {
  const holds = (law: (before: Props, after: Props) => void): void => {
    fc.assert(fc.property(propsOf(token), propsOf(token), law), { numRuns: 60 });
  };

  it("every line of a review names a step or the state, and every step has a line", () => {
    holds((before, after) => {
      const step = changeOf(token, before, after);
      const told = toldBy(step);
      const planned = new Set(step.steps.map(keyOfStep));
      for (const key of planned) expect([...told], "told").toContain(key);
      for (const key of told) expect([...planned, "state"], "planned").toContain(key);
    });
  });

  it("every finding of drift is of a step, and every step has one", () => {
    // Files do not lie in the tenant, and to secrets time alone gives something to do.
    if (token.startsWith("commerce:") || token === "graph:ClientSecret") return;
    holds((found, wanted) => {
      const { steps } = changeOf(token, found, wanted);
      const told = (some: readonly Step[]): readonly string[] =>
        findingsOf({ resource: "one", token, wanted, found, steps: some }, { labels: {}, people: {} }).map(
          ({ what, who }) => `${what}: ${who}`,
        );
      for (const step of steps)
        if (!silent.test(step.part)) expect(told([step]), keyOfStep(step)).not.toEqual([]);
      const ofSteps = new Set(steps.flatMap((step) => told([step])));
      for (const finding of told(steps)) expect([...ofSteps]).toContain(finding);
    });
  });

  it("every call beyond a look is of a step, and every step calls something", () => {
    if (token.startsWith("commerce:")) return;
    holds((before, after) => {
      const around = () => ({ people: new Set<string>(), channelsOf: () => 0 });
      const change = changeOf(token, before, after);
      const callsFor = (steps: readonly Step[]): number =>
        sumOf(callsOf(token).change({ ...change, steps }, around()));
      const look = callsFor([]);
      expect(look).toBeGreaterThan(0);
      for (const step of change.steps) {
        const isOfState = /^(modes|objectIds)$/.test(step.part);
        if (isOfState) expect(callsFor([step])).toBe(look);
        else expect(callsFor([step]), keyOfStep(step)).toBeGreaterThan(look);
      }
    });
  });
});

describe("whatever organization follows another", () => {
  it("brakes count the people whom the steps take out, put in and make owners", () => {
    fc.assert(
      fc.property(orgs, orgs, (before, after) => {
        const [was, is] = [before, after].map((org) => deriveEnvironment(org, "dev"));
        if (was === undefined || is === undefined) return;
        const [had, has] = [ledgerOf(was, before), ledgerOf(is, after)];
        for (const step of stepsOfType(plannedSteps(previewEvents(was, is)), "graph:Team")) {
          const [old, now] = [had.teams[step.resource], has.teams[step.resource]];
          if (old === undefined || now === undefined) continue;
          const { joins, leaves, roles } = rosterChanges(step.steps, step.there?.roster ?? {});
          const counted = whatChanges(old, now);
          const named = (people: readonly { readonly person: string }[]): readonly string[] =>
            people.map(({ person }) => person).toSorted();
          expect(counted.comes).toEqual(named(joins));
          expect(counted.goes).toEqual(named(leaves));
          expect(counted.getsOwnership).toEqual(
            named([...joins, ...roles].filter(({ role }) => role === "owner")),
          );
        }
      }),
    );
  });
});
