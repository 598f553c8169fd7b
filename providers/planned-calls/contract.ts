import { asRemoteId, type ResourceType, type Step } from "../core/resource-type.ts";
import type { CallCounts } from "../limits/call-kinds.ts";
import { summed } from "../limits/call-sum.ts";

/** What a plan does with one resource; `PlannedStep` of stacks/changes is one. */
export interface ResourceChange<Props> {
  readonly op: "same" | "create" | "update" | "replace" | "delete";
  /** What was last applied; undefined: there was nothing. */
  readonly before: Partial<Props> | undefined;
  /** undefined: config does not declare it any more. */
  readonly after: Props | undefined;
  /** What is there as far as anybody knows; undefined: nothing. */
  readonly there: Partial<Props> | undefined;
  /** What a run does, as the planner says. */
  readonly steps: readonly Step[];
}

/** What the calls of one resource depend on beside the resource itself. */
export interface Around {
  /** People whom an earlier call of the same process has found: each is looked up once. Is added to. */
  readonly people: Set<string>;
  /** How many channels config declares in a team, beside the one that it is born with. */
  readonly channelsOf: (teamUniqueName: string) => number;
}

/** What a type calls, kind by kind as the client counts. The suite `calls-of-types` holds it to what is really called. */
export interface TypeCalls<Props> {
  /** Calls of one look at what is as the state says. */
  look(known: Partial<Props>, around: Around): CallCounts;
  /** Calls of all that a run does for one change. */
  change(change: ResourceChange<Props>, around: Around): CallCounts;
}

/** The calls of a type whose run is looks around steps. */
export interface StepCalls<Props> {
  /** One look, for what config wants, at what is there. */
  look(wanted: Partial<Props>, there: Partial<Props>): CallCounts;
  /** A look that finds nothing; unset: it asks as much as one that does. */
  lookInVain?(wanted: Props): CallCounts;
  /** One step: what `apply` of the type sends for it, and what it asks before. */
  step(step: Step, change: ResourceChange<Props>, around: Around): CallCounts;
  /** What is there when only the first step of a new one is done; unset: all that is wanted. */
  born?(wanted: Props): Partial<Props>;
  /** What a removal sends, where its steps do not say it; `steps`: those that the state names, none where it is bare. */
  removal?(last: Partial<Props>, steps: readonly Step[]): CallCounts;
}

/**
 * Sums up what `reconcile` and `remove` do: look, do the steps, look until they show. Where no step calls anything, the
 * first look is the last one too.
 */
export function callsByStep<Props>(
  type: Pick<ResourceType<Props, unknown>, "plan" | "planRemoval" | "recall">,
  calls: StepCalls<Props>,
): TypeCalls<Props> {
  const sent = (change: ResourceChange<Props>, around: Around): CallCounts =>
    summed(...change.steps.map((step) => calls.step(step, change, around)));
  const rest = (wanted: Props, there: Partial<Props>, around: Around): CallCounts => {
    const seen = { kind: "present", id: unknownId, value: there, remote: type.recall({}, 0) } as const;
    const steps = type.plan(wanted, seen);
    if (steps.length === 0) return {};
    const change = { op: "update", before: there, after: wanted, there, steps } as const;
    return summed(sent(change, around), calls.look(wanted, wanted));
  };
  const made = (wanted: Props, change: ResourceChange<Props>, around: Around): CallCounts => {
    const steps = type.plan(wanted, { kind: "absent" });
    const first = calls.lookInVain?.(wanted) ?? calls.look(wanted, wanted);
    const create = sent({ ...change, op: "create", steps }, around);
    if (isNone(create)) return first;
    const born = calls.born?.(wanted);
    if (born === undefined) return summed(first, create, calls.look(wanted, wanted));
    return summed(first, create, calls.look(wanted, born), rest(wanted, born, around));
  };
  const removed = (change: ResourceChange<Props>, around: Around): CallCounts => {
    const { before = {}, steps } = change;
    const known = calls.removal?.(before, steps);
    return summed(calls.look(before, before), known ?? sent({ ...change, op: "delete", steps }, around));
  };
  return {
    look: (known) => calls.look(known, known),
    change: (change, around) => {
      const { op, before = {}, after, there, steps } = change;
      if (op === "same") return {};
      if (after === undefined) return removed(change, around);
      if (op === "create" && there === undefined) return made(after, change, around);
      if (op === "replace") {
        const seen = { kind: "present", id: unknownId, value: before, remote: type.recall({}, 0) } as const;
        const gone = { ...change, steps: type.planRemoval(before as Props, seen) };
        return summed(made(after, change, around), removed(gone, around));
      }
      const found = there ?? before;
      const written = sent({ ...change, steps }, around);
      return isNone(written)
        ? calls.look(after, found)
        : summed(calls.look(after, found), written, calls.look(after, after));
    },
  };
}

const unknownId = asRemoteId("unknown");

function isNone(calls: CallCounts): boolean {
  return Object.values(calls).every((count) => count === 0);
}

/** For types that call no service. */
export const noCalls: TypeCalls<unknown> = { look: () => ({}), change: () => ({}) };
