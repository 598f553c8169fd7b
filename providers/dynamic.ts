import { flushCompileCache } from "node:module";
import { inputProblems, type InputProblem } from "../schemas/resource-inputs.ts";
import { terminalText } from "../schemas/text/terminal.ts";
import { note } from "./clients/out/print.ts";
import { endProviderWithEngine } from "./clients/process/end-with-engine.ts";
import { withSmallHeap } from "./clients/process/small-heap.ts";
import { calling, connected } from "./clients/process/this-process.ts";
import { changedFields, inSpellingOf } from "./core/compare.ts";
import { HalfDoneError, look, reconcile, remove, usualPatience } from "./core/reconcile.ts";
import { stepsFromState } from "./plan-again.ts";
import {
  forPeople,
  holdsUnknown,
  initialisationFailure,
  inputsLike,
  inputsOf,
  placeOf,
  stateAfter,
  stateOf,
  isAwaitedAgain,
  undoneIn,
  type Bound,
  type Inputs,
  type ProviderProcess,
  type State,
} from "./pulumi-state.ts";
import { typeByToken, type OpaqueType } from "./registry.ts";

// Pulumi kills the process that runs this, so Node would never write what it has compiled (NODE_COMPILE_CACHE).
setImmediate(flushCompileCache);
withSmallHeap();
endProviderWithEngine();

/**
 * Notes that a resource of the current program stands for this object. When a resource was renamed, the new one takes
 * the object over and Pulumi then deletes the old one; that delete must not remove what is in use. Every resource of
 * a program passes `diff` or `create` before the first delete, so the note is there, also after a run cut off midway.
 */
function claim({ type, host }: Bound, id: string): void {
  host.claimed.add(`${type.token} ${id}`);
}

const thisProcess: ProviderProcess = { services: connected, claimed: new Set() };

/** Pulumi's view of one resource type. Shapes: @pulumi/pulumi dynamic.ResourceProvider, 3.259. */
export function bind(token: string, host = thisProcess): object {
  const type = typeByToken(token);
  const bound = { type, host };
  return {
    check: async (_olds: Inputs, news: Inputs) => ({ inputs: { ...news }, failures: problemsOf(type, news) }),
    diff: async (id: string, olds: Inputs, news: Inputs) => difference(bound, id, olds, news),
    create: (inputs: Inputs) => forPeople(() => calling(() => create(bound, inputs))),
    read: (id: string, state: Inputs) => forPeople(() => calling(() => read(bound, id, state))),
    update: (id: string, olds: Inputs, news: Inputs) =>
      forPeople(() => calling(() => update(bound, id, olds, news))),
    delete: (id: string, state: Inputs) => forPeople(() => calling(() => destroy(bound, id, state))),
  };
}

function problemsOf(type: OpaqueType, news: Inputs): readonly InputProblem[] {
  if (holdsUnknown(news)) return [];
  const props = inputsOf(type, news);
  const problems = inputProblems(type.token, props);
  return problems.length > 0 ? problems : type.check(props);
}

/**
 * The plan against what was last seen. Equal: a definite no. Different: `changes` stays unset, so that the engine
 * compares the inputs itself and shows exact paths; where time alone has made something to do there are none.
 */
function difference(
  bound: Bound,
  id: string,
  olds: Inputs,
  news: Inputs,
): { changes?: boolean; replaces?: string[] } {
  if (holdsUnknown(news)) return {};
  const { type } = bound;
  const steps = stepsFromState(type, { id, outputs: olds }, news, Date.now());
  const because = steps.flatMap((step) => (step.kind === "replace" ? step.because : []));
  if (because.length === 0) claim(bound, id);
  // The inputs are as they were, so only a definite yes makes the engine try again.
  if (undoneIn(olds).length > 0 || isAwaitedAgain(bound.type, olds, news))
    return { changes: true, replaces: because.map((change) => change.path) };
  if (steps.length === 0) return { changes: false };
  const isByTime = changedFields(inputsOf(type, news), inputsOf(type, olds)).length === 0;
  return { ...(isByTime ? { changes: true } : {}), replaces: because.map((change) => change.path) };
}

async function create(bound: Bound, inputs: Inputs): Promise<{ id: string; outs: State }> {
  const props = inputsOf(bound.type, inputs);
  try {
    const done = await reconcile(await runOf(bound, props), { remembered: {} });
    claim(bound, done.present.id);
    return { id: done.present.id, outs: stateAfter(bound.type, inputs, done) };
  } catch (error) {
    if (error instanceof HalfDoneError) claim(bound, error.id);
    throw initialisationFailure(bound.type, inputs, error);
  }
}

async function update(bound: Bound, id: string, olds: Inputs, news: Inputs): Promise<{ outs: State }> {
  const props = inputsOf(bound.type, news);
  claim(bound, id);
  try {
    const run = { ...(await runOf(bound, props)), last: inputsOf(bound.type, olds) };
    return { outs: stateAfter(bound.type, news, await reconcile(run, placeOf(bound.type, id, olds))) };
  } catch (error) {
    throw initialisationFailure(bound.type, news, error);
  }
}

/** What is there, as inputs that config would have to say. An empty id tells Pulumi that it is gone. */
async function read(
  { type, host }: Bound,
  id: string,
  state: Inputs,
): Promise<{ id: string; props: State; inputs: State }> {
  const props = inputsOf(type, state);
  const present = await look(type, await host.services(), props, placeOf(type, id, state));
  if (present === undefined) return { id: "", props: {}, inputs: {} };
  const shown = inSpellingOf(props, type.describe(present, props)) as Inputs;
  const inputs = inputsLike(state, shown);
  return { id: present.id, props: stateOf(type, state, shown, present.remote), inputs };
}

async function destroy(bound: Bound, id: string, state: Inputs): Promise<void> {
  const { type, host } = bound;
  const props = inputsOf(type, state);
  if (host.claimed.has(`${type.token} ${id}`)) {
    note(terminalText`kept: ${type.title(props)} is managed by another resource of this stack now`);
    return;
  }
  await remove(await runOf(bound, props), placeOf(type, id, state));
}

async function runOf(
  { type, host }: Bound,
  desired: Inputs,
): Promise<Parameters<typeof reconcile<Inputs, unknown>>[0]> {
  return { type, api: await host.services(), desired, patience: usualPatience };
}
