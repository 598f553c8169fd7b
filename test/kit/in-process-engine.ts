import { isDeepStrictEqual } from "node:util";
import { bind } from "../../providers/dynamic.ts";
import { engineInputs } from "../../providers/pulumi-state.ts";
import type { Writer } from "../../providers/core/api.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";

type Inputs = Readonly<Record<string, unknown>>;

/** The adapter that Pulumi calls. Shapes: @pulumi/pulumi dynamic.ResourceProvider, 3.259. */
interface Provider {
  check(
    olds: Inputs,
    news: Inputs,
  ): Promise<{ inputs: Inputs; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Inputs, news: Inputs): Promise<{ changes?: boolean; replaces?: string[] }>;
  create(inputs: Inputs): Promise<{ id: string; outs: Inputs }>;
  read(id: string, state: Inputs): Promise<{ id: string; inputs: Inputs }>;
  update(id: string, olds: Inputs, news: Inputs): Promise<{ outs: Inputs }>;
  delete(id: string, state: Inputs): Promise<void>;
}

/** What the state keeps of one resource. */
export interface Kept {
  readonly desired: DesiredResource;
  readonly id: string;
  readonly inputs: Inputs;
  readonly outs: Inputs;
}

/** The state of one stack: opaque, to be kept from one process to the next. */
export type EngineState = Map<string, Kept>;

/** Pulumi's stand-in for a value that is not known in a preview. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Verb = "create" | "update" | "replace" | "delete" | "same";

/** Runs a stack in this process: its state, and the verbs of the CLI. Each verb is a process of its own to the adapter. */
export interface InProcessEngine {
  /** `create store-000135`: what a run would do, in its order; what stays the same is left out. Reads nothing. */
  preview(resources: readonly DesiredResource[]): Promise<readonly string[]>;
  /** Does it, and says what it did. Throws the first failure; what is done stays in the state. */
  up(resources: readonly DesiredResource[]): Promise<readonly string[]>;
  /** Names of resources that the tenant shows otherwise than the state has them. */
  drifted(): Promise<readonly string[]>;
  /** Removes everything. Throws when something is protected. */
  destroy(): Promise<readonly string[]>;
}

/**
 * Orders resources as the engine does: each after those it depends on, independent ones side by side; then what is not
 * declared any more, dependents first. Retained resources leave the state only. Source: Pulumi "How Pulumi works",
 * resource options, read 2026-11. `state` is what runs before left; it is changed as each resource is done.
 */
export function inProcessEngine(services: Writer, state: EngineState = new Map()): InProcessEngine {
  const newProcess = (): ((token: string) => Provider) => {
    const host = { services: () => Promise.resolve(services), claimed: new Set<string>() };
    return (token) => bind(token, host) as Provider;
  };
  const preview = async (resources: readonly DesiredResource[]): Promise<readonly string[]> => {
    const provider = newProcess();
    const steps: string[] = [];
    for (const desired of wavesOf(resources).flat()) {
      const inputs = inputsOf(desired, (name) => state.get(name)?.id ?? unknownValue);
      const verb = await verbFor(provider(desired.token), desired.name, inputs, state.get(desired.name));
      if (verb !== "same") steps.push(`${verb} ${desired.name}`);
    }
    const gone = goneFrom(state, resources);
    refuseProtected(gone);
    return [...steps, ...gone.map(({ desired }) => removalText(desired))];
  };
  const up = async (resources: readonly DesiredResource[]): Promise<readonly string[]> => {
    refuseProtected(goneFrom(state, resources));
    const provider = newProcess();
    const steps: string[] = [];
    const replaced: Kept[] = [];
    for (const wave of wavesOf(resources)) {
      const done = await Promise.all(
        wave.map((desired) => applyOne(provider(desired.token), desired, state, replaced)),
      );
      steps.push(...done.filter((step) => step !== undefined));
    }
    const gone = goneFrom(state, resources);
    for (const kept of [...replaced.toReversed(), ...gone]) {
      if (!kept.desired.retainOnDelete) await provider(kept.desired.token).delete(kept.id, kept.outs);
      if (gone.includes(kept)) state.delete(kept.desired.name);
    }
    return [...steps, ...gone.map(({ desired }) => removalText(desired))];
  };
  return {
    preview,
    up,
    destroy: () => up([]),
    drifted: async () => {
      const provider = newProcess();
      const found = await Promise.all(
        [...state.values()].map(async ({ desired, id, inputs, outs }) => {
          const seen = await provider(desired.token).read(id, outs);
          return isDeepStrictEqual(plain(seen.inputs), plain(inputs)) ? [] : [desired.name];
        }),
      );
      return found.flat();
    },
  };
}

function removalText({ name, retainOnDelete }: DesiredResource): string {
  return `${retainOnDelete ? "forget" : "delete"} ${name}`;
}

/** One resource, as far as it must change; "update store-000135", or undefined when it stays the same. */
async function applyOne(
  provider: Provider,
  desired: DesiredResource,
  state: Map<string, Kept>,
  replaced: Kept[],
): Promise<string | undefined> {
  const before = state.get(desired.name);
  const inputs = inputsOf(desired, (name) => state.get(name)?.id ?? "");
  const verb = await verbFor(provider, desired.name, inputs, before);
  if (verb === "same" || verb === "update") {
    if (before === undefined) throw new Error(`${desired.name}: nothing to ${verb}`);
    const { outs } = verb === "same" ? before : await provider.update(before.id, before.outs, { ...inputs });
    state.set(desired.name, { ...before, desired, inputs, outs });
  } else {
    if (verb === "replace" && before !== undefined) replaced.push(before);
    const made = await provider.create({ ...inputs });
    state.set(desired.name, { desired, id: made.id, inputs, outs: made.outs });
  }
  return verb === "same" ? undefined : `${verb} ${desired.name}`;
}

/** What is declared, with the ids of other resources where it takes them. */
function inputsOf({ props, idsFrom }: DesiredResource, idOf: (name: string) => string): Inputs {
  if (idsFrom === undefined) return engineInputs({ ...props });
  const ids = Object.entries(idsFrom.resources).map(([key, name]) => [key, idOf(name)] as const);
  return engineInputs({ ...props }, { [idsFrom.property]: Object.fromEntries(ids) });
}

/** The engine's own comparison of inputs counts when the adapter gives no definite answer. */
async function verbFor(
  provider: Provider,
  name: string,
  news: Inputs,
  before: Kept | undefined,
): Promise<Verb> {
  const { failures, inputs } = await provider.check(before?.inputs ?? {}, news);
  if (failures.length > 0) {
    const reasons = failures.map(({ property, reason }) => `${property}: ${reason}`);
    throw new Error(`${name}: ${reasons.join("; ")}`);
  }
  if (before === undefined) return "create";
  const { changes, replaces = [] } = await provider.diff(before.id, before.outs, inputs);
  if (changes === false) return "same";
  if (replaces.length > 0) return "replace";
  if (changes === true) return "update";
  return isDeepStrictEqual(plain(inputs), plain(before.inputs)) ? "same" : "update";
}

/** Resources by depth: those in one wave do not depend on each other. */
function wavesOf(resources: readonly DesiredResource[]): readonly (readonly DesiredResource[])[] {
  const byName = new Map(resources.map((desired) => [desired.name, desired]));
  const depths = new Map<string, number>();
  const depthOf = ({ name, dependsOn }: DesiredResource): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const first = dependsOn.flatMap((other) => byName.get(other) ?? []);
    const depth = Math.max(-1, ...first.map(depthOf)) + 1;
    depths.set(name, depth);
    return depth;
  };
  const waves: DesiredResource[][] = [];
  for (const desired of resources) (waves[depthOf(desired)] ??= []).push(desired);
  return waves;
}

/** What the state has and the program does not declare, dependents first. */
function goneFrom(state: ReadonlyMap<string, Kept>, resources: readonly DesiredResource[]): readonly Kept[] {
  const declared = new Set(resources.map(({ name }) => name));
  const kept = [...state.values()];
  return wavesOf(kept.map(({ desired }) => desired))
    .toReversed()
    .flat()
    .filter(({ name }) => !declared.has(name))
    .flatMap(({ name }) => state.get(name) ?? []);
}

function refuseProtected(gone: readonly Kept[]): void {
  const held = gone.filter(({ desired }) => desired.protect).map(({ desired }) => desired.name);
  if (held.length > 0) throw new Error(`protected: ${held.join(", ")}`);
}

/** Inputs as the engine keeps them: JSON, without what is not set. */
function plain(inputs: Inputs): unknown {
  const clean = Object.entries(inputs).filter(([key]) => key !== "__provider");
  return JSON.parse(JSON.stringify(Object.fromEntries(clean))) as unknown;
}
