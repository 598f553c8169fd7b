import type { Org, OrgNode } from "../../schemas/types/org.ts";
import { storeTeamResource } from "../../schemas/names.ts";

/**
 * Node id of the region of each store's team, by resource name: the nearest node of the kind `region` above the
 * store, else the node right under the root. Empty for teams that no store stands behind.
 */
export function regionsOf(org: Pick<Org, "nodes">): (resourceName: string) => string {
  const byId = new Map((org.nodes ?? []).map((node) => [node.id, node]));
  const regions = new Map<string, string>();
  for (const node of byId.values()) {
    if (node.kind === "store") regions.set(storeTeamResource(node.storeNumber), regionAbove(node, byId));
  }
  return (resourceName) => regions.get(resourceName) ?? "";
}

function regionAbove(store: OrgNode, byId: ReadonlyMap<string, OrgNode>): string {
  let highest = "";
  for (let node = parentOf(store, byId); node !== undefined; node = parentOf(node, byId)) {
    if (node.kind === "region") return node.id;
    if (parentOf(node, byId) !== undefined) highest = node.id;
  }
  return highest;
}

function parentOf(node: OrgNode, byId: ReadonlyMap<string, OrgNode>): OrgNode | undefined {
  return node.parent === undefined ? undefined : byId.get(node.parent);
}
