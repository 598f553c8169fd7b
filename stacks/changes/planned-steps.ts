import { inPresentNames, namesByObjectId } from "../../schemas/present-names.ts";
import { packed, withDeclared } from "../../providers/core/packed.ts";
import type { Observation, Step } from "../../providers/core/resource-type.ts";
import {
  askedFor,
  removalFromState,
  stepsFromLook,
  stepsFromState,
  type InState,
} from "../../providers/plan-again.ts";
import { isOurs, typeByToken } from "../../providers/registry.ts";
import { compareText } from "../../schemas/problem.ts";
import { nameIn, tokenIn, type EngineEvent, type ResourceState, type StepMetadata } from "./engine-events.ts";

export type Inputs = Readonly<Record<string, unknown>>;
export type StepOp = "same" | "create" | "update" | "replace" | "delete";

/** What the engine will do with one resource, seen from its inputs. */
export interface PlannedStep<Props extends object = Inputs> {
  readonly resource: string;
  /** Such as `graph:Team`. */
  readonly token: string;
  readonly op: StepOp;
  /** What was last applied or, after a refresh, found. undefined: there was nothing. */
  readonly before: Partial<Props> | undefined;
  /** undefined: config does not declare it any more. */
  readonly after: Props | undefined;
  /**
   * What is there: `before`, or what a look in the tenant showed where the state does not know enough. undefined where
   * nothing is there as far as anybody knows.
   */
  readonly there: Partial<Props> | undefined;
  /** As the state holds it; undefined where it knows of nothing. */
  readonly state: InState | undefined;
  /** What a run does, as the provider's own planner says; empty where it writes the state only. */
  readonly steps: readonly Step[];
  /** The object stays in the service although the stack lets go of it. */
  readonly retained: boolean;
  /** What the last run could not do here, a sentence each. `before` is then what it could do. */
  readonly undone: readonly string[];
}

/** What a look in the tenant showed, by resource name. */
export type Looks = ReadonlyMap<string, Observation<Inputs, unknown>>;

const noLooks: Looks = new Map();

const opOf: Readonly<Record<string, StepOp>> = {
  same: "same",
  create: "create",
  import: "create",
  update: "update",
  delete: "delete",
  "create-replacement": "replace",
  replace: "replace",
};

/** Resources of the engine itself: the stack, providers, references to other stacks. */
function isOfEngine(type: string): boolean {
  return type.startsWith("pulumi:");
}

/** The steps of a preview, one a resource, sorted by name; resources that stay as they are included. */
export function plannedSteps(events: readonly EngineEvent[]): readonly PlannedStep[] {
  const { all, known } = toldIn(events, noLooks);
  return all
    .map(({ metadata, op }) => stepOf(metadata, op, known))
    .toSorted(
      (left, right) => compareText(left.resource, right.resource) || compareText(left.token, right.token),
    );
}

/** The same steps where `looks` says what the tenant shows: only those are planned anew. */
export function withLooks(
  steps: readonly PlannedStep[],
  events: readonly EngineEvent[],
  looks: Looks,
): readonly PlannedStep[] {
  if (looks.size === 0) return steps;
  const { all, known } = toldIn(events, looks);
  const anew = all
    .filter(({ metadata }) => looks.has(nameIn(metadata.urn)))
    .map(({ metadata, op }) => stepOf(metadata, op, known));
  const byName = new Map(anew.map((step) => [`${step.token} ${step.resource}`, step]));
  return steps.map((step) => byName.get(`${step.token} ${step.resource}`) ?? step);
}

/** What the engine tells of each resource, and what all of it says together. */
function toldIn(
  events: readonly EngineEvent[],
  looks: Looks,
): {
  readonly all: readonly { readonly metadata: StepMetadata; readonly op: StepOp }[];
  readonly known: Known;
} {
  const byUrn = new Map<string, { readonly metadata: StepMetadata; readonly op: StepOp }>();
  for (const event of events) {
    const metadata = event.resourcePreEvent?.metadata;
    const op = metadata === undefined ? undefined : opOf[metadata.op];
    if (metadata === undefined || op === undefined || isOfEngine(metadata.type)) continue;
    byUrn.set(metadata.urn, { metadata, op });
  }
  const all = [...byUrn.values()];
  // Whoever has another name now, by the object id that config declares, neither comes nor goes.
  const teams = all.filter(({ metadata, op }) => tokenIn(metadata.type) === "graph:Team" && op !== "delete");
  const names = namesByObjectId(teams.map(({ metadata }) => inputsIn(metadata.new?.inputs)));
  const nowMilliseconds = 1000 * Math.max(0, ...events.flatMap(({ timestamp }) => timestamp ?? []));
  return { all, known: { names, looks, nowMilliseconds } };
}

/**
 * A change of one resource that no engine was asked about: `before` as it would stand in the state, `look` what the
 * tenant shows of it where that was asked. `state`: what the state holds; unset: `before` and nothing remembered.
 */
export function plannedChange(
  change: Pick<PlannedStep, "resource" | "token" | "op" | "before" | "after"> & {
    readonly retained?: boolean;
    readonly look?: Observation<Inputs, unknown>;
    readonly state?: InState;
  },
): PlannedStep {
  const { look, ...named } = change;
  const { token, op, before, after, retained = false } = named;
  const state = named.state ?? (before === undefined ? undefined : { id: "unknown", outputs: before });
  const wanted = op === "delete" ? undefined : after;
  return {
    ...named,
    ...{ retained, there: look?.kind === "present" ? look.value : before, undone: [], state },
    steps: op === "same" || retained ? [] : stepsOf(token, { op, state, after: wanted, look }, 0),
  };
}

interface Known {
  /** Present name of people by the one that the state has. */
  readonly names: ReturnType<typeof namesByObjectId>;
  readonly looks: Looks;
  /** When the preview was made: to some types time alone gives something to do. */
  readonly nowMilliseconds: number;
}

function stepOf(metadata: StepMetadata, op: StepOp, known: Known): PlannedStep {
  const { urn, type, old, new: made } = metadata;
  const [resource, token] = [nameIn(urn), tokenIn(type)];
  const undone = textsIn(old?.outputs, "undone");
  const inNames = (inputs: Inputs): Inputs =>
    token === "graph:Team" && known.names.size > 0 ? inPresentNames(inputs, known.names) : inputs;
  const before =
    op === "create" ? undefined : inNames(isPartly(old) ? reachedIn(old) : inputsIn(old?.inputs));
  const declared = op === "delete" ? undefined : inputsIn(made?.inputs);
  const retained = op === "delete" && old?.retainOnDelete === true;
  const look = known.looks.get(resource);
  const seen = look?.kind === "present" ? inNames(look.value) : undefined;
  const outputs = old === undefined || old === null ? undefined : inNames(withDeclared(old.outputs ?? {}));
  const state = outputs === undefined ? undefined : { id: old?.id ?? "unknown", outputs };
  const after =
    declared === undefined || !isOurs(token)
      ? declared
      : askedFor(typeByToken(token), { state: op === "create" ? undefined : state, look }, declared);
  return {
    ...{ resource, token, op, before, after, retained, undone, state },
    there: op === "create" ? seen : (seen ?? before),
    steps: op === "same" || retained ? [] : stepsOf(token, { op, state, after, look }, known.nowMilliseconds),
  };
}

/** The planner's steps; none for what is not ours, such as identities of pipelines. */
function stepsOf(
  token: string,
  {
    op,
    state,
    after,
    look,
  }: {
    readonly op: StepOp;
    readonly state: InState | undefined;
    readonly after: Inputs | undefined;
    readonly look: Observation<Inputs, unknown> | undefined;
  },
  nowMilliseconds: number,
): readonly Step[] {
  const type = isOurs(token) ? typeByToken(token) : undefined;
  if (type === undefined) return [];
  if (after === undefined) return state === undefined ? [] : removalFromState(type, state, nowMilliseconds);
  const because =
    op === "replace" && state !== undefined ? stepsFromState(type, state, after, nowMilliseconds) : [];
  if (op === "replace" && look === undefined) return because;
  if (op === "update" && look === undefined && state !== undefined)
    return stepsFromState(type, state, after, nowMilliseconds);
  const last = op === "update" ? state?.outputs : undefined;
  return [...because, ...stepsFromLook(type, last, look ?? { kind: "absent" }, after)];
}

/**
 * Whether the state holds less than was asked for. Where a run had nothing to do, the engine has kept the outputs and
 * taken the new inputs, in which those who are awaited stand.
 */
function isPartly(old: ResourceState | null | undefined): boolean {
  const { undone, away } = inputsIn(old?.outputs);
  return (undone ?? away ?? inputsIn(old?.inputs)["away"]) !== undefined;
}

/** Where the last run could not do everything: the inputs hold all that was asked for, the outputs what was reached. */
function reachedIn(old: ResourceState | null | undefined): Inputs {
  const reached = inputsIn(old?.outputs);
  const asked = Object.keys(inputsIn(old?.inputs));
  return Object.fromEntries(asked.flatMap((field) => (field in reached ? [[field, reached[field]]] : [])));
}

/** Without the provider's text, which is the same for all. */
function inputsIn(inputs: Inputs | undefined): Inputs {
  const { __provider: _text, ...rest } = withDeclared(inputs ?? {});
  return rest;
}

/** A step as text: equal steps give equal texts, whatever the order of their fields. */
export function stepText({ undone: _said, there: _seen, state: _held, ...step }: PlannedStep): string {
  return packed({ ...step });
}

export function objectIn(inputs: Inputs | undefined, key: string): Inputs {
  const value = inputs?.[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Inputs) : {};
}

/** The text of a field; empty when there is none. */
export function textIn(inputs: Inputs | undefined, key: string): string {
  const value = inputs?.[key];
  return typeof value === "string" ? value : "";
}

export function textsIn(inputs: Inputs | undefined, key: string): readonly string[] {
  const value = inputs?.[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
