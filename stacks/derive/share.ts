import type { Org } from "../../schemas/types/org.ts";
import { storeTeamResource } from "../../schemas/names.ts";
import { compareText } from "../../schemas/problem.ts";
import type { Derived, DesiredResource, LeftOut } from "./desired-resource.ts";
import { deriveEnvironment } from "./environment.ts";
import { nowhere, type Places } from "./positions.ts";
import { regionsOf } from "./regions.ts";
import { storeTeamUniqueName } from "./teams/store-team.ts";

/**
 * The part of an environment that one stack owns. Unset regions: every store. What stands behind no store (the
 * communications team, the switches) is shared: it belongs to the stack that says so, or to one without regions.
 */
export interface Share {
  /** Node ids of regions. */
  readonly regions?: readonly string[] | undefined;
  readonly shared?: boolean | undefined;
}

/** A stack of an environment, as its stack file says it. */
export interface SharingStack {
  readonly stack: string;
  readonly share: Share;
}

/** The share that a stack file's settings name; Pulumi may write a boolean as text. */
export function shareIn(settings: Readonly<Record<string, unknown>>): Share {
  const { regions, shared } = settings;
  return {
    regions: Array.isArray(regions) ? regions.map(String) : undefined,
    shared: shared === undefined ? undefined : shared === true || shared === "true",
  };
}

/** Whether what stands behind no store is this stack's. */
export function ownsShared({ regions, shared }: Share): boolean {
  return shared ?? regions === undefined;
}

/** `region` is empty for a store that lies in none: it counts as shared. */
function ownsRegion(share: Share, region: string): boolean {
  if (region === "") return ownsShared(share);
  return share.regions === undefined || share.regions.includes(region);
}

/**
 * What one stack declares of an environment. A stack of some regions never deletes a team or its tasks: a store that
 * leaves its regions has moved to another stack, which has taken them over. The org must be valid.
 * Throws RangeError when no environment has the key.
 */
export function deriveShare(
  org: Org,
  environmentKey: string,
  share: Share,
  places: Places = nowhere,
): Derived {
  const whole = deriveEnvironment(org, environmentKey, places);
  if (share.regions === undefined && ownsShared(share)) return whole;
  const regionOf = storeRegions(org);
  const isOurs = (store: string | undefined): boolean =>
    store === undefined ? ownsShared(share) : ownsRegion(share, regionOf(store));
  const byName = new Map(whole.resources.map((desired) => [desired.name, desired]));
  const stores = new Map((org.nodes ?? []).flatMap((node) => storeNames(node)));
  const mine = whole.resources.filter((desired) => isOurs(storeBehind(desired, byName, stores)));
  const names = new Set(mine.map(({ name }) => name));
  const ours = mine.filter((desired) => knowsItsIds(desired, names));
  const resources = ours.map((desired): DesiredResource => {
    const dependsOn = desired.dependsOn.filter((name) => names.has(name));
    return desired.token === "graph:Team" || desired.token === "graph:TaskPlan"
      ? { ...desired, dependsOn, retainOnDelete: true }
      : { ...desired, dependsOn };
  });
  return {
    resources,
    leftOut: [
      ...whole.leftOut.filter(({ storeNumber }) => isOurs(storeNumber)),
      ...whole.resources.filter((desired) => !knowsItsIds(desired, names)).map(partialFile),
    ],
    labels: Object.fromEntries(resources.map(({ name, label }) => [name, label])),
  };
}

/** Whether this stack declares every team whose id the resource needs. */
function knowsItsIds({ idsFrom }: DesiredResource, names: ReadonlySet<string>): boolean {
  return Object.values(idsFrom?.resources ?? {}).every((name) => names.has(name));
}

/** An upload replaces the hierarchy of the whole tenant: one of a few regions would take the others out of it. */
function partialFile({ name, label }: DesiredResource): LeftOut {
  const reason =
    "this stack owns a part of the regions and knows the ids of those teams only; one stack of all regions makes it";
  return { nodeId: name, name: label, ruleId: "R17", reason };
}

/** Region by store number. */
function storeRegions(org: Org): (storeNumber: string) => string {
  const regionOf = regionsOf(org);
  return (storeNumber) => regionOf(storeTeamResource(storeNumber));
}

type Node = NonNullable<Org["nodes"]>[number];

/** Both names that resources know a store's team by, with the store's number. */
function storeNames(node: Node): readonly [string, string][] {
  if (node.kind !== "store") return [];
  return [storeTeamResource, storeTeamUniqueName].map((nameOf) => [
    nameOf(node.storeNumber),
    node.storeNumber,
  ]);
}

/** Number of the store that a resource belongs to: by its own name, its team, or what it depends on. */
function storeBehind(
  { name, props, dependsOn }: DesiredResource,
  byName: ReadonlyMap<string, DesiredResource>,
  stores: ReadonlyMap<string, string>,
): string | undefined {
  const own = stores.get(name) ?? ("teamUniqueName" in props ? stores.get(props.teamUniqueName) : undefined);
  if (own !== undefined) return own;
  for (const other of dependsOn) {
    const desired = byName.get(other);
    const store = desired === undefined ? undefined : storeBehind(desired, byName, stores);
    if (store !== undefined) return store;
  }
  return undefined;
}

/**
 * What is wrong with how the stacks of one environment share it: a store that two of them own or none, the shared
 * part likewise, a region that is not there. A sentence each; empty when all is well.
 */
export function shareProblems(org: Org, stacks: readonly SharingStack[]): readonly string[] {
  if (stacks.length === 0) return [];
  const known = new Set((org.nodes ?? []).map(({ id }) => id));
  const unknown = stacks.flatMap(({ stack, share }) =>
    (share.regions ?? [])
      .filter((region) => !known.has(region))
      .map((region) => `${stack}: no node has the id "${region}" that store-teams:regions names`),
  );
  const regionOf = storeRegions(org);
  const numbers = (org.nodes ?? []).flatMap((node) => (node.kind === "store" ? [node.storeNumber] : []));
  const stores = Map.groupBy(numbers, regionOf);
  const names = stacks.map(({ stack }) => stack).toSorted(compareText);
  const perRegion = [...stores]
    .filter(([region]) => region !== "")
    .toSorted(([left], [right]) => compareText(left, right))
    .flatMap(([region, inside]) => {
      const owners = stacks.filter(({ share }) => ownsRegion(share, region));
      return wrongOwners(
        owners,
        names,
        `region "${region}" (${someOf(inside)})`,
        "its id to store-teams:regions",
      );
    });
  const shared = stacks.filter(({ share }) => ownsShared(share));
  const loose = stores.get("") ?? [];
  const what = loose.length === 0 ? "the shared part" : `the shared part (with ${someOf(loose)})`;
  return [...unknown, ...perRegion, ...wrongOwners(shared, names, what, "store-teams:shared: true")];
}

function wrongOwners(
  owners: readonly SharingStack[],
  stacks: readonly string[],
  what: string,
  setting: string,
): readonly string[] {
  if (owners.length === 1) return [];
  if (owners.length === 0)
    return [`${what} belongs to no stack: add ${setting} in one of ${stacks.join(", ")}`];
  const names = owners.map(({ stack }) => stack).toSorted(compareText);
  return [`${what} belongs to ${names.join(" and ")}: each would undo what the other does. Keep one`];
}

function someOf(storeNumbers: readonly string[]): string {
  const shown = storeNumbers.toSorted(compareText).slice(0, 3).join(", ");
  const more = storeNumbers.length - 3;
  return `${storeNumbers.length === 1 ? "store" : "stores"} ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}
