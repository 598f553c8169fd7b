import { lessAwaited } from "./core/less-awaited.ts";
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
  const desired = lessAwaited(type, inputsOf(type, news), present, present.value);
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
  const last = before === undefined ? undefined : inputsOf(type, before);
  const desired = lessAwaited(type, inputsOf(type, news), observed, last);
  const first = last === undefined ? [] : lookSteps(type, last, desired);
  return [...first, ...type.plan(desired, observed)];
}

/**
 * What config asks for now, as steps are made of it: less those who are awaited. `look`: what the tenant showed, where
 * somebody looked. Pure.
 */
export function askedFor(
  type: OpaqueType,
  { state, look }: { readonly state: InState | undefined; readonly look: Seen | undefined },
  news: Inputs,
): Inputs {
  if ((type.awaits?.(news) ?? []).length === 0) return news;
  const known: Seen = state === undefined ? { kind: "absent" } : presentIn(type, state, 0);
  return lessAwaited(
    type,
    news,
    look ?? known,
    state === undefined ? undefined : inputsOf(type, state.outputs),
  );
}

type Seen = Parameters<OpaqueType["plan"]>[1];

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
