import type { HierarchyCsv, Org, OrgNode, StoreNode } from "../../../schemas/types/org.ts";
import type { HierarchyRow } from "../../../schemas/types/resources.ts";
import { storeTeamResource, targetNameOf } from "../../../schemas/names.ts";
import { compareText } from "../../../schemas/problem.ts";
import type { Desired } from "../desired-resource.ts";
import type { Places } from "../positions.ts";
import { communicationsResource } from "../teams/store-team.ts";

/** Where the file goes when config does not say. */
const usualFile = "out/targeting-hierarchy.csv";

/** Names of the resources of all teams that this stack declares. */
export type DeclaredTeams = ReadonlySet<string>;

/**
 * The targeting hierarchy, or undefined when config asks for none or no store has a team.
 *
 * Only leaves receive publications, and a leaf must have a team: stores without one are left out, and so is every node
 * that is left without children. The communications team stands above the root of the config, because only members of
 * a team with something below it may publish. Closed stores receive nothing more.
 * Source: "Set up your team hierarchy", read 2026-11.
 */
export function targetingHierarchy(
  org: Org,
  teams: DeclaredTeams,
  places: Places,
): Desired<"commerce:TargetingHierarchy"> | undefined {
  const { csv, id } = org.hierarchy ?? {};
  const rows = csv === undefined ? {} : rowsOf(org, csv, teams, places);
  if (csv === undefined || id === undefined || Object.keys(rows).length === 0) return undefined;
  const resources = Object.fromEntries(
    (org.nodes ?? [])
      .filter((node) => node.kind === "store" && rows[node.id] !== undefined)
      .map((node) => [node.id, storeTeamResource((node as StoreNode).storeNumber)] as const)
      .concat(
        rows[communicationsResource] === undefined ? [] : [[communicationsResource, communicationsResource]],
      )
      .toSorted(([left], [right]) => compareText(left, right)),
  );
  const leaves = Object.keys(resources).length;
  return {
    token: "commerce:TargetingHierarchy",
    name: "targeting-hierarchy",
    props: {
      hierarchy: id,
      file: csv.file ?? usualFile,
      upload: csv.upload ?? "byHand",
      nameColumn: csv.nameColumn ?? "TargetName",
      columns: [...attributeColumns(org, csv), ...(csv.buckets ?? []).map((bucket) => `#${bucket}`)],
      rows,
      teamIds: {},
    },
    label: `Targeting hierarchy ${org.hierarchy?.name ?? id}`,
    because: `hierarchy "${id}" has csv, and ${String(leaves)} of its nodes have a team`,
    dependsOn: [...new Set(Object.values(resources))].toSorted(compareText),
    idsFrom: { property: "teamIds", resources },
    protect: false,
    retainOnDelete: (csv.onDestroy ?? "retain") === "retain",
    config: places.at(["hierarchy", "csv"]),
  };
}

/** Rows by node id, sorted by it; empty when no store is left. */
function rowsOf(
  org: Org,
  csv: HierarchyCsv,
  teams: DeclaredTeams,
  places: Places,
): Record<string, HierarchyRow> {
  const nodes = org.nodes ?? [];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const kept = new Set<string>();
  for (const node of nodes) {
    if (node.kind !== "store" || node.closed !== undefined || !teams.has(storeTeamResource(node.storeNumber)))
      continue;
    for (let at: OrgNode | undefined = node; at !== undefined && !kept.has(at.id);) {
      kept.add(at.id);
      at = at.parent === undefined ? undefined : byId.get(at.parent);
    }
  }
  const top =
    org.communicationsTeam !== undefined && teams.has(communicationsResource) ? communicationsResource : "";
  const multiValued = multiValuedAttributes(org);
  const rows = nodes.flatMap((node, index): [string, HierarchyRow][] => {
    if (!kept.has(node.id)) return [];
    const parent = node.parent ?? top;
    const at = placeText(places, ["nodes", index]);
    return [[node.id, { name: targetNameOf(node), parent, cells: cellsOf(node, csv, multiValued), at }]];
  });
  if (rows.length > 0 && top !== "" && org.communicationsTeam !== undefined) {
    const at = placeText(places, ["communicationsTeam"]);
    rows.push([top, { name: targetNameOf(org.communicationsTeam), parent: "", cells: {}, at }]);
  }
  return Object.fromEntries(rows.toSorted(([left], [right]) => compareText(left, right)));
}

function placeText(places: Places, path: (string | number)[]): string {
  const { file, line } = places.at(path);
  return `${file}:${String(line)}`;
}

/** Attributes that any node gives as a list: they become one column a value. */
function multiValuedAttributes(org: Org): ReadonlySet<string> {
  const keys = (org.nodes ?? []).flatMap(({ attributes = {} }) =>
    Object.entries(attributes).flatMap(([key, value]) => (Array.isArray(value) ? [key] : [])),
  );
  return new Set(keys);
}

/** The headers of all attribute columns, in the order of their attributes' keys and values. */
export function attributeColumns(org: Org, csv: HierarchyCsv): readonly string[] {
  const multiValued = multiValuedAttributes(org);
  const columns = Object.entries(csv.attributes ?? {}).toSorted(([left], [right]) =>
    compareText(left, right),
  );
  return columns.flatMap(([key, column]) => {
    if (!multiValued.has(key)) return [column];
    const values = (org.nodes ?? []).flatMap(({ attributes = {} }) => attributes[key] ?? []);
    return [...new Set(values)].toSorted(compareText).map((value) => `${column}:${value}`);
  });
}

function cellsOf(node: OrgNode, csv: HierarchyCsv, multiValued: ReadonlySet<string>): Record<string, string> {
  const cells = Object.entries(csv.attributes ?? {}).flatMap(([key, column]): [string, string][] => {
    const values = [node.attributes?.[key] ?? []].flat();
    return multiValued.has(key)
      ? values.map((value) => [`${column}:${value}`, "1"])
      : values.map((value) => [column, value]);
  });
  return Object.fromEntries(cells.toSorted(([left], [right]) => compareText(left, right)));
}
