import type { Writer } from "./core/api.ts";
import { RefusedError } from "./core/errors.ts";
import { declaredField, packed, unpacked, withDeclared } from "./core/packed.ts";
import { isObject } from "./core/json.ts";
import { HalfDoneError, type Reconciled } from "./core/reconcile.ts";
import { asRemoteId, type Place } from "./core/resource-type.ts";
import type { OpaqueType } from "./registry.ts";

export type Inputs = Readonly<Record<string, unknown>>;
export type State = Record<string, unknown>;

/** What lives as long as the process that the engine starts for one run. */
export interface ProviderProcess {
  /** One connection, token cache and people cache a process, made at the first call that needs it. */
  readonly services: () => Promise<Writer>;
  /** Things that are in use by a resource of this run, by token and id: see `claim` in dynamic.ts. */
  readonly claimed: Set<string>;
}

/** A type and the process that it works in. */
export interface Bound {
  readonly type: OpaqueType;
  readonly host: ProviderProcess;
}

/** Fields of the state that are not inputs, beside the secret outputs of a type. */
const notInputs: readonly string[] = ["__provider", "remembered", "undone"];

/**
 * The inputs of a resource as the engine carries them: what config declares as one text; ids of other resources, which
 * a preview may not know yet, beside it.
 */
export function engineInputs(declared: Inputs, ids: Inputs = {}): State {
  return { [declaredField]: packed(declared), ...ids };
}

/** Inputs in the form in which `given` has them: as one text, or each by itself as in states from before that form. */
export function inputsLike(given: Inputs, inputs: Inputs): State {
  if (given[declaredField] === undefined) return { ...inputs };
  const names = Object.keys(inputs);
  const part = (some: readonly string[]): Inputs =>
    Object.fromEntries(some.map((name) => [name, inputs[name]]));
  return engineInputs(
    part(names.filter((name) => given[name] === undefined)),
    part(names.filter((name) => given[name] !== undefined)),
  );
}

/** true when something that the engine gives in a preview is not known yet. What config declares always is. */
export function holdsUnknown({ [declaredField]: _known, ...others }: Inputs): boolean {
  return JSON.stringify(others).includes(unknownValue);
}

/** Pulumi's stand-in for a value that is not known in a preview. Source: @pulumi/pulumi runtime/rpc, 3.259. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The text that Pulumi keeps in the state of each resource of a type, and runs. It is the same for every resource and
 * every version, so current code always runs, also for resources made long ago.
 */
export function providerText(token: string): string {
  return `exports.handler=()=>require("@store-teams/providers").bind(${JSON.stringify(token)})`;
}

export function placeOf(type: OpaqueType, id: string, state: Inputs): Place {
  return { id: asRemoteId(id), remembered: rememberedIn(type, state) };
}

export function inputsOf({ secretOutputs = [] }: OpaqueType, state: Inputs): Inputs {
  return without([...notInputs, ...secretOutputs], withDeclared(state));
}

/** What `remember` once returned, secrets included: Pulumi hands them over in plain text. */
export function rememberedIn({ secretOutputs = [] }: OpaqueType, state: Inputs): Inputs {
  const plain = unpacked(state["remembered"]);
  const secrets = secretOutputs.filter((name) => state[name] !== undefined && state[name] !== null);
  return { ...plain, ...Object.fromEntries(secrets.map((name) => [name, state[name]])) };
}

/** What the last run could not do of a person's, since it waits for them: the state's form of `Undone`. */
export interface Waiting {
  /** User principal name in lower case. */
  readonly waitsFor: string;
  readonly text: string;
}

/** What the last run could not do, a sentence each; empty when it did everything, or only waits for people. */
export function undoneIn(state: Inputs): readonly string[] {
  const undone = state["undone"];
  return Array.isArray(undone) ? undone.filter((one): one is string => typeof one === "string") : [];
}

/** For whom a resource waits since the last run, which could not know before. */
export function waitingIn(state: Inputs): readonly Waiting[] {
  const undone = state["undone"];
  return Array.isArray(undone) ? undone.filter(isWaiting) : [];
}

/** Whether somebody for whom the last run waits is asked for again: the program has looked, and they are back. */
export function isAwaitedAgain(type: OpaqueType, olds: Inputs, news: Inputs): boolean {
  const waiting = waitingIn(olds);
  if (waiting.length === 0) return false;
  const away = inputsOf(type, news)["away"];
  return waiting.some(({ waitsFor }) => !isObject(away) || away[waitsFor] === undefined);
}

function isWaiting(one: unknown): one is Waiting {
  return isObject(one) && typeof one["waitsFor"] === "string" && typeof one["text"] === "string";
}

/**
 * The state holds the inputs, in the form in which they were `given`, since Pulumi's diff is given old outputs only,
 * and the few ids we need.
 */
export function stateOf(type: OpaqueType, given: Inputs, inputs: Inputs, remote: unknown): State {
  return { ...inputsLike(given, inputs), ...kept(type, type.remember(remote)) };
}

/** Secrets stand beside `remembered`, not in it: Pulumi encrypts whole outputs. */
function kept({ secretOutputs = [] }: OpaqueType, remembered: Inputs): State {
  const secrets = secretOutputs.filter((name) => remembered[name] !== undefined);
  return {
    ...Object.fromEntries(secrets.map((name) => [name, remembered[name]])),
    remembered: packed(without(secretOutputs, remembered)),
  };
}

function without(names: readonly string[], object: Inputs): State {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/**
 * The state after a run. When something could not be done or somebody is awaited, it holds what is there instead of the
 * inputs, and the sentences that say so: the program tells them to people, and the next run tries again.
 */
export function stateAfter(
  type: OpaqueType,
  given: Inputs,
  { present, undone, reached }: Reconciled<Inputs, unknown>,
): State {
  const wanted = inputsOf(type, given);
  const isAll = undone.length === 0 && (type.awaits?.(wanted) ?? []).length === 0;
  if (isAll) return stateOf(type, given, wanted, present.remote);
  return {
    ...stateOf(type, given, type.describe(present, reached), present.remote),
    ...(undone.length === 0
      ? {}
      : { undone: undone.map(({ text, waitsFor }) => (waitsFor === undefined ? text : { waitsFor, text })) }),
  };
}

/**
 * An error after the object exists carries its id, so that the state keeps it and the next run goes on with an
 * update. `properties` must hold every input and the provider text, `reasons` the message, or Pulumi loses them.
 */
export function initialisationFailure(type: OpaqueType, inputs: Inputs, error: unknown): unknown {
  if (!(error instanceof HalfDoneError)) return error;
  return Object.assign(new Error(error.message), {
    id: error.id,
    properties: { ...inputs, ...kept(type, error.remembered), __provider: providerText(type.token) },
    reasons: [error.message],
  });
}

/** A person's mistake, or a service's answer, is told in one sentence; Pulumi would print the stack otherwise. */
export async function forPeople<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RefusedError || (error instanceof Error && error.name === "ApiError")) {
      throw Object.assign(new Error(error.message, { cause: error }), { name: "", stack: "" });
    }
    throw error;
  }
}
