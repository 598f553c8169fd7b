import type { Writer } from "./core/api.ts";
import { RefusedError } from "./core/errors.ts";
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
  return without([...notInputs, ...secretOutputs], state);
}

/** What `remember` once returned, secrets included: Pulumi hands them over in plain text. */
export function rememberedIn({ secretOutputs = [] }: OpaqueType, state: Inputs): Inputs {
  const remembered = state["remembered"];
  const plain = typeof remembered === "object" && remembered !== null ? (remembered as Inputs) : {};
  const secrets = secretOutputs.filter((name) => state[name] !== undefined && state[name] !== null);
  return { ...plain, ...Object.fromEntries(secrets.map((name) => [name, state[name]])) };
}

/** What the last run could not do, a sentence each; empty when it did everything. */
export function undoneIn(state: Inputs): readonly string[] {
  const undone = state["undone"];
  return Array.isArray(undone) ? undone.map(String) : [];
}

/** The state holds the inputs unchanged, since Pulumi's diff is given old outputs only, and the few ids we need. */
export function stateOf(type: OpaqueType, inputs: Inputs, remote: unknown): State {
  return { ...inputs, ...kept(type, type.remember(remote)) };
}

/** Secrets stand beside `remembered`, not in it: Pulumi encrypts whole outputs. */
function kept({ secretOutputs = [] }: OpaqueType, remembered: Inputs): State {
  const secrets = secretOutputs.filter((name) => remembered[name] !== undefined);
  return {
    ...Object.fromEntries(secrets.map((name) => [name, remembered[name]])),
    remembered: without(secretOutputs, remembered),
  };
}

function without(names: readonly string[], object: Inputs): State {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/**
 * The state after a run. When something could not be done, it holds what is there instead of the inputs, and the
 * sentences that say so: the program tells them to people, and the next run tries again.
 */
export function stateAfter(
  type: OpaqueType,
  inputs: Inputs,
  { present, undone, reached }: Reconciled<Inputs, unknown>,
): State {
  if (undone.length === 0) return stateOf(type, inputs, present.remote);
  return {
    ...stateOf(type, type.describe(present, reached), present.remote),
    undone: undone.map(({ text }) => text),
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
