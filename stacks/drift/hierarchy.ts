import { storeTeamResource } from "../../schemas/names.ts";
import { compareText } from "../../schemas/problem.ts";
import type { Org, OrgNode } from "../../schemas/types/org.ts";
import type { Derived, DesiredResource } from "../derive/desired-resource.ts";

/** A store, or another thing that people look up, with everything that is kept for it. */
export interface HierarchyItem {
  readonly label: string;
  /** Resource names: a store's team first, then its links and apps. */
  readonly resources: readonly string[];
}

/** A node of the organization with the items right under it. */
export interface HierarchyGroup {
  readonly name: string;
  /** 0 for a group that no other holds. */
  readonly depth: number;
  readonly items: readonly HierarchyItem[];
}

/** What of a stack lies in the tenant. Files that are made here do not, and know ids that only the state has. */
export function inTenant(resources: readonly DesiredResource[]): readonly DesiredResource[] {
  return resources.filter(({ token }) => !token.startsWith("commerce:"));
}

/**
 * What a stack has in the tenant, ordered as the organization is: each group before those that it holds. Groups that hold
 * nothing are left out. What stands behind no store comes after the stores.
 */
export function hierarchyOf(
  org: Pick<Org, "nodes">,
  { resources }: Pick<Derived, "resources">,
): readonly HierarchyGroup[] {
  const itemByHolder = Map.groupBy(inTenant(resources), holderOf);
  const itemOf = (holder: string): HierarchyItem[] => {
    const own = itemByHolder.get(holder);
    if (own === undefined) return [];
    const first = own.find(({ name }) => name === holder) ?? own[0];
    const rest = own.filter((one) => one !== first).map(({ name }) => name);
    return first === undefined ? [] : [{ label: first.label, resources: [first.name, ...rest] }];
  };
  const nodes = org.nodes ?? [];
  const children = Map.groupBy(nodes, ({ parent }) => parent);
  const placed = new Set<string>();
  const groupsUnder = (node: OrgNode, depth: number): HierarchyGroup[] => {
    const below = children.get(node.id) ?? [];
    const stores = below.filter((child) => child.kind === "store").map((child) => holderName(child));
    const items = stores.flatMap(itemOf);
    for (const store of stores) placed.add(store);
    const groups = below
      .filter((child) => child.kind !== "store")
      .flatMap((child) => groupsUnder(child, depth + 1));
    return items.length === 0 && groups.length === 0
      ? []
      : [{ name: node.name, depth, items: sorted(items) }, ...groups];
  };
  const ofStores = nodes.filter(({ parent }) => parent === undefined).flatMap((root) => groupsUnder(root, 0));
  const others = [...itemByHolder.keys()].filter((holder) => !placed.has(holder));
  const byKind = Map.groupBy(others, (holder) => kindOf(itemByHolder.get(holder)?.[0]));
  return [
    ...ofStores,
    ...[...byKind].map(([name, holders]) => ({ name, depth: 0, items: sorted(holders.flatMap(itemOf)) })),
  ];
}

function holderName(node: OrgNode): string {
  return node.kind === "store" ? storeTeamResource(node.storeNumber) : "";
}

/** What is kept for a team beside the team itself. */
const ofTeams: ReadonlySet<string> = new Set(["dataverse:ChannelLink", "graph:TeamApp", "graph:TaskPlan"]);

/** The team that a link, an app or a task list belongs to, else the resource itself. */
function holderOf({ token, name, dependsOn }: DesiredResource): string {
  return (ofTeams.has(token) ? dependsOn.find((other) => isTeam(other)) : undefined) ?? name;
}

function isTeam(resource: string): boolean {
  return resource.startsWith("store-") || resource === "communications-team";
}

function kindOf(desired: DesiredResource | undefined): string {
  switch (desired?.token) {
    case "graph:Team":
    case "graph:TeamApp":
    case "graph:TaskPlan":
    case "dataverse:ChannelLink":
      return "Other teams";
    case "dataverse:TeamsIntegration":
    case "dataverse:TeamsTables":
      return "Dynamics environment";
    default:
      return "Apps and consent";
  }
}

function sorted(items: readonly HierarchyItem[]): readonly HierarchyItem[] {
  return items.toSorted((left, right) => compareText(left.label, right.label));
}
