import { asRemoteId, type Present, type Step } from "./core/resource-type.ts";
import { inputsOf, rememberedIn, type Inputs } from "./pulumi-state.ts";
import type { OpaqueType } from "./registry.ts";

/** A resource as the state of a stack holds it. */
export interface InState {
  readonly id: string;
  /** The outputs: what was applied or, after a refresh or a run that could not do everything, what is there. */
  readonly outputs: Inputs;
}

/**
 * The steps of a run, made from the state and the inputs alone. Provider and review both ask here, so that a review
 * never tells anything else than what the engine is told. `nowMilliseconds` is for types to which time gives work.
 * Pure.
 */
export function stepsFromState(
  type: OpaqueType,
  state: InState,
  news: Inputs,
  nowMilliseconds: number,
): readonly Step[] {
  const present = presentIn(type, state, nowMilliseconds);
  const desired = inputsOf(type, news);
  return [...lookSteps(type, present.value, desired), ...type.plan(desired, present)];
}

/**
 * The same where the tenant was looked at. `before` is what the state holds, undefined where it knows of nothing:
 * an object that is there is then taken over.
 */
export function stepsFromLook(
  type: OpaqueType,
  before: Inputs | undefined,
  observed: Parameters<OpaqueType["plan"]>[1],
  news: Inputs,
): readonly Step[] {
  const desired = inputsOf(type, news);
  const first = before === undefined ? [] : lookSteps(type, inputsOf(type, before), desired);
  return [...first, ...type.plan(desired, observed)];
}

/** The steps that take away what the state holds. Pure. */
export function removalFromState(type: OpaqueType, state: InState, nowMilliseconds: number): readonly Step[] {
  const present = presentIn(type, state, nowMilliseconds);
  return type.planRemoval(present.value, present);
}

/** What a run starts from, as the state tells it. */
function presentIn(
  type: OpaqueType,
  { id, outputs }: InState,
  nowMilliseconds: number,
): Present<Inputs, unknown> {
  const remote = type.recall(rememberedIn(type, outputs), nowMilliseconds);
  return { kind: "present", id: asRemoteId(id), value: inputsOf(type, outputs), remote };
}

/** A look, where config decides about more than before: no state says what that changes. */
function lookSteps(type: OpaqueType, before: Partial<Inputs>, desired: Inputs): readonly Step[] {
  const changes = type.decides?.(desired, before) ?? [];
  return changes.length === 0 ? [] : [{ kind: "update", part: "modes", changes }];
}
