import * as pulumi from "@pulumi/pulumi";
import { unpacked } from "../providers/core/packed.ts";
import { engineInputs, providerText } from "../providers/pulumi-state.ts";
import { typeByToken } from "../providers/registry.ts";
import type { DesiredResource } from "./derive/desired-resource.ts";

/**
 * One resource of any type. Not `dynamic.Resource`: that serialises a closure into each resource, this writes one
 * constant line. Sources: @pulumi/pulumi 3.259, docs/decisions/provider-text.md.
 */
export class StoreTeamsResource extends pulumi.CustomResource {
  // `declare`: a class field would overwrite what the base class sets.
  /** JSON of what the type remembers; unset in a preview of something new. */
  declare readonly remembered: pulumi.Output<string | undefined>;
  /** What the last run could not do, a sentence each. */
  declare readonly undone: pulumi.Output<readonly string[] | undefined>;
  /** Of a client secret that the state keeps; else its value is undefined. */
  declare readonly clientSecret: pulumi.Output<string | undefined> | undefined;

  constructor(
    desired: DesiredResource,
    ids: Readonly<Record<string, pulumi.Input<unknown>>>,
    options: pulumi.CustomResourceOptions,
  ) {
    // Named here, so that the engine encrypts them whatever a provider returns.
    const additionalSecretOutputs = [...(typeByToken(desired.token).secretOutputs ?? [])];
    const outputs = Object.fromEntries(
      ["remembered", "undone", ...additionalSecretOutputs].map((name) => [name, undefined]),
    );
    super(
      `pulumi-nodejs:dynamic/${desired.token}`,
      desired.name,
      { ...outputs, ...engineInputs({ ...desired.props }, ids), __provider: providerText(desired.token) },
      { ...options, additionalSecretOutputs },
    );
  }
}

/** What a resource remembers of what it made, by name. Empty when nothing is declared; unknown before it is made. */
export function rememberedBy(
  resource: StoreTeamsResource | undefined,
): pulumi.Output<Readonly<Record<string, unknown>>> {
  return pulumi.output(resource?.remembered).apply(unpacked);
}

/** Declares everything, in an order in which each resource follows those it depends on. */
export function declareAll(resources: readonly DesiredResource[]): ReadonlyMap<string, StoreTeamsResource> {
  const byName = new Map(resources.map((desired) => [desired.name, desired]));
  const declared = new Map<string, StoreTeamsResource>();
  const declare = (desired: DesiredResource, chain: readonly string[]): StoreTeamsResource => {
    const done = declared.get(desired.name);
    if (done !== undefined) return done;
    if (chain.includes(desired.name)) {
      throw new Error(`resources depend on each other in a circle: ${[...chain, desired.name].join(" → ")}`);
    }
    const dependsOn = desired.dependsOn.flatMap((name) => {
      const other = byName.get(name);
      return other === undefined ? [] : [declare(other, [...chain, desired.name])];
    });
    const resource = new StoreTeamsResource(desired, idInputs(desired, declared), {
      dependsOn,
      protect: desired.protect,
      retainOnDelete: desired.retainOnDelete,
    });
    declared.set(desired.name, resource);
    return resource;
  };
  for (const desired of resources) declare(desired, []);
  return declared;
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
    return [key, other.id] as const;
  });
  return { [idsFrom.property]: Object.fromEntries(ids) };
}
