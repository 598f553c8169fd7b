import { inPresentNames, namesByObjectId } from "../../schemas/present-names.ts";
import { packed, withDeclared } from "../../providers/core/packed.ts";
import { compareText } from "../../schemas/problem.ts";
import { nameIn, tokenIn, type EngineEvent, type ResourceState, type StepMetadata } from "./engine-events.ts";

export type Inputs = Readonly<Record<string, unknown>>;
export type StepOp = "same" | "create" | "update" | "replace" | "delete";

/** What the engine will do with one resource, seen from its inputs. */
export interface PlannedStep {
  readonly resource: string;
  /** Such as `graph:Team`. */
  readonly token: string;
  readonly op: StepOp;
  /** What was last applied or, after a refresh, found. undefined: there was nothing. */
  readonly before: Inputs | undefined;
  /** undefined: config does not declare it any more. */
  readonly after: Inputs | undefined;
  /** The object stays in the service although the stack lets go of it. */
  readonly retained: boolean;
  /** What the last run could not do here, a sentence each. `before` is then what it could do. */
  readonly undone: readonly string[];
}

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
  const byUrn = new Map<string, PlannedStep>();
  for (const event of events) {
    const metadata = event.resourcePreEvent?.metadata;
    const op = metadata === undefined ? undefined : opOf[metadata.op];
    if (metadata === undefined || op === undefined || isOfEngine(metadata.type)) continue;
    byUrn.set(metadata.urn, stepOf(metadata, op));
  }
  return inNamesOfNow([...byUrn.values()]).toSorted(
    (left, right) => compareText(left.resource, right.resource) || compareText(left.token, right.token),
  );
}

/** Whoever has another name now, by the object id that config declares, neither comes nor goes. */
function inNamesOfNow(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const names = namesByObjectId(
    steps.flatMap(({ token, after }) => (token === "graph:Team" ? [after ?? {}] : [])),
  );
  if (names.size === 0) return steps;
  return steps.map((step) =>
    step.token === "graph:Team" && step.before !== undefined
      ? { ...step, before: inPresentNames(step.before, names) }
      : step,
  );
}

function stepOf({ urn, type, old, new: made }: StepMetadata, op: StepOp): PlannedStep {
  const undone = textsIn(old?.outputs, "undone");
  return {
    resource: nameIn(urn),
    token: tokenIn(type),
    op,
    before: op === "create" ? undefined : undone.length > 0 ? reachedIn(old) : inputsIn(old?.inputs),
    after: op === "delete" ? undefined : inputsIn(made?.inputs),
    retained: op === "delete" && old?.retainOnDelete === true,
    undone,
  };
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
export function stepText({ undone: _said, ...step }: PlannedStep): string {
  return packed(step);
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
