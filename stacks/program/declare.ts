import * as pulumi from "@pulumi/pulumi";
import { unpacked } from "../../providers/core/packed.ts";
import { engineInputs, providerText } from "../../providers/pulumi-state.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { DesiredResource, ResourceToken } from "../derive/desired-resource.ts";

/**
 * One resource of any type. Not `dynamic.Resource`: that serialises a closure into each resource, this writes one
 * constant line. Sources: @pulumi/pulumi 3.259, docs/decisions/provider-text.md.
 */
export class StoreTeamsResource extends pulumi.CustomResource {
  // `declare`: a class field would overwrite what the base class sets.
  /** JSON of what the type remembers, where this program reads it; unset in a preview of something new. */
  declare readonly remembered: pulumi.Output<string | undefined> | undefined;
  /** What a run could not do, as the state has it. Not in a preview. */
  declare readonly undone: pulumi.Output<unknown> | undefined;
  /** Of a client secret that the state keeps; else its value is undefined. */
  declare readonly clientSecret: pulumi.Output<string | undefined> | undefined;

  constructor(
    desired: DesiredResource,
    ids: Readonly<Record<string, pulumi.Input<unknown>>>,
    options: pulumi.CustomResourceOptions,
  ) {
    // Named here, so that the engine encrypts them whatever a provider returns.
    const additionalSecretOutputs = [...(typeByToken(desired.token).secretOutputs ?? [])];
    const names = [...outputsRead(desired.token), ...additionalSecretOutputs];
    const outputs = Object.fromEntries(names.map((name): [string, undefined] => [name, undefined]));
    super(
      `pulumi-nodejs:dynamic/${desired.token}`,
      desired.name,
      {
        ...outputs,
        ...engineInputs({ ...desired.props }, ids),
        __provider: providerText(desired.token),
      },
      { ...options, additionalSecretOutputs },
    );
  }
}

/** Outputs that the program itself reads: each costs as much as an input, so there are no others. */
function outputsRead(token: ResourceToken): readonly string[] {
  const remembered = rememberedIsRead.has(token) ? ["remembered"] : [];
  return pulumi.runtime.isDryRun() ? remembered : [...remembered, "undone"];
}

/** Types of which the program says something to people that only the service or the run knows. */
const rememberedIsRead: ReadonlySet<ResourceToken> = new Set<ResourceToken>([
  "commerce:StoreMapping",
  "commerce:TargetingHierarchy",
  "graph:AppRegistration",
]);

/** What a resource remembers of what it made, by name. Empty when nothing is declared; unknown before it is made. */
export function rememberedBy(
  resource: StoreTeamsResource | undefined,
): pulumi.Output<Readonly<Record<string, unknown>>> {
  return pulumi.output(resource?.remembered).apply(unpacked);
}

/**
 * Declares everything, in an order in which each resource follows those it depends on, and no more at a time than the
 * engine can have in its hands: whatever waits for the engine takes memory here.
 */
export async function declareAll(
  resources: readonly DesiredResource[],
): Promise<ReadonlyMap<string, StoreTeamsResource>> {
  const declared = new Map<string, StoreTeamsResource>();
  const atOnce = new Window(pulumi.runtime.isDryRun() ? declaredAtOnce.preview : declaredAtOnce.run);
  for (const desired of inOrder(resources)) {
    await atOnce.enter();
    const { protect, retainOnDelete } = desired;
    const dependsOn = desired.dependsOn.flatMap((name) => declared.get(name) ?? []);
    const options = { dependsOn, protect, retainOnDelete };
    const resource = new StoreTeamsResource(desired, idInputs(desired, declared), options);
    void atOnce.leaveWith(registered(resource));
    declared.set(desired.name, resource);
  }
  return declared;
}

/**
 * How many resources wait for the engine. In a run it works on --parallel of them (512 by our commands), each of which
 * may take 45 s; in a preview on one after the other.
 */
const declaredAtOnce = { preview: 128, run: 2_048 };

/** Lets a number of things be under way at the same time. */
class Window {
  readonly #size: number;
  #open = 0;
  #next: (() => void) | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  async enter(): Promise<void> {
    if (this.#open === this.#size)
      await new Promise<void>((resolve) => {
        this.#next = resolve;
      });
    this.#open += 1;
  }

  async leaveWith(underWay: Promise<unknown>): Promise<void> {
    await underWay.catch(() => undefined);
    this.#open -= 1;
    this.#next?.();
    this.#next = undefined;
  }
}

/** Settles when the engine has done with a resource, well or not. Shape: @pulumi/pulumi 3.259, OutputImpl. */
function registered({ urn }: StoreTeamsResource): Promise<unknown> {
  return (urn as unknown as { promise(): Promise<unknown> }).promise();
}

/** Each resource after those it depends on. */
function inOrder(resources: readonly DesiredResource[]): readonly DesiredResource[] {
  const byName = new Map(resources.map((desired) => [desired.name, desired]));
  const ordered = new Set<DesiredResource>();
  const place = (desired: DesiredResource, chain: readonly string[]): void => {
    if (ordered.has(desired)) return;
    const { name, dependsOn } = desired;
    if (chain.includes(name)) {
      throw new Error(`resources depend on each other in a circle: ${[...chain, name].join(" → ")}`);
    }
    for (const other of dependsOn.flatMap((other) => byName.get(other) ?? [])) place(other, [...chain, name]);
    ordered.add(desired);
  };
  for (const desired of resources) place(desired, []);
  return [...ordered];
}

/** Outputs of other resources as inputs of this one: what makes the engine wait, and see that an id has changed. */
function idInputs(
  { name, idsFrom }: DesiredResource,
  declared: ReadonlyMap<string, StoreTeamsResource>,
): Readonly<Record<string, pulumi.Input<unknown>>> {
  if (idsFrom === undefined) return {};
  const ids = Object.entries(idsFrom.resources).map(([key, resource]) => {
    const other = declared.get(resource);
    if (other === undefined)
      throw new Error(`"${name}" needs the id of "${resource}", which is not declared`);
    return [key, pulumi.recover(other.id, () => notMade(name, resource))] as const;
  });
  return { [idsFrom.property]: Object.fromEntries(ids) };
}

/** Pulumi tells a RunError without the stack, and the failure itself with the resource that has it. */
function notMade(name: string, resource: string): never {
  throw new pulumi.RunError(`${name} waits for ${resource}, which failed: see there. The next run goes on.`);
}
