import type { Encoded } from "../../schemas/text/encoded.ts";
import { mermaidText } from "../../schemas/text/mermaid.ts";
import { compareText } from "../../schemas/problem.ts";
import { count } from "../../schemas/rules/rule.ts";
import { storeTeamResource } from "../../schemas/names.ts";
import type { Org, OrgNode } from "../../schemas/types/org.ts";
import type { DesiredResource, LeftOut } from "../derive/desired-resource.ts";
import { deriveEnvironment } from "../derive/environment.ts";
import { deriveTenant } from "../derive/tenant/enterprise-apps.ts";

type Line = Encoded<"mermaid">;

/** How much is drawn. */
export interface GraphWish {
  /** Id of the node to begin with; the root if unset. */
  readonly from?: string | undefined;
  /** Most boxes for nodes and stores. Mermaid draws up to 500 arrows and 50,000 characters unless told otherwise. */
  readonly boxesMax: number;
}

/** A drawing, and what it leaves out. */
export interface OrgGraph {
  readonly mermaid: Encoded<"mermaid">;
  /** A sentence for each folded node; empty when all is drawn. */
  readonly folded: readonly string[];
}

/** What the lines of a drawing rest on. */
interface Drawing {
  readonly childrenOf: ReadonlyMap<string, readonly OrgNode[]>;
  readonly open: ReadonlySet<string>;
  readonly boxesMax: number;
  readonly resources: ReadonlyMap<string, DesiredResource>;
  /** By unique name of the team: resources that hang on it. */
  readonly onTeam: ReadonlyMap<string, readonly DesiredResource[]>;
  readonly leftOut: ReadonlyMap<string, LeftOut>;
  /** Short ids of boxes, as Mermaid wants them. */
  readonly idOf: (name: string) => string;
}

/**
 * The hierarchy with the resources of its stores, and those of tenant and environments beside it, as a Mermaid
 * flowchart. What does not fit is folded and shown with its counts. Pure; the org must be
 * valid. Throws RangeError when no node has the id `from`. Source: Mermaid "Configuration" (maxEdges, maxTextSize),
 * read 2026-11.
 */
export function orgGraph(org: Org, { from, boxesMax }: GraphWish): OrgGraph {
  const nodes = org.nodes ?? [];
  const start =
    from === undefined
      ? nodes.find(({ parent }) => parent === undefined)
      : nodes.find(({ id }) => id === from);
  if (from !== undefined && start === undefined) throw new RangeError(`no node has the id "${from}"`);
  const drawing = drawingOf(org, start, boxesMax);
  const folded: string[] = [];
  const lines = [
    mermaidText`flowchart LR`,
    ...(start === undefined ? [] : nodeLines(start, drawing, folded)),
    ...(from === undefined ? besideLines(org, drawing) : []),
    ...classLines,
  ];
  return { mermaid: mermaidText.join(lines, "\n"), folded };
}

const classLines: readonly Line[] = [
  mermaidText`  classDef team fill:#e6f2ec,stroke:#2f7d5b`,
  mermaidText`  classDef none fill:#f6f6f6,stroke:#999,stroke-dasharray:4`,
  mermaidText`  classDef folded fill:#eef,stroke:#66a`,
];

function drawingOf(org: Org, start: OrgNode | undefined, boxesMax: number): Drawing {
  const derived = (org.environments ?? []).map(({ key }) => deriveEnvironment(org, key));
  const all = derived.flatMap(({ resources }) => resources);
  const childrenOf = new Map<string, OrgNode[]>();
  for (const node of org.nodes ?? []) {
    if (node.parent === undefined) continue;
    const children = childrenOf.get(node.parent);
    if (children === undefined) childrenOf.set(node.parent, [node]);
    else children.push(node);
  }
  for (const children of childrenOf.values()) children.sort((a, b) => compareText(a.id, b.id));
  const onTeam = Map.groupBy(
    all.filter(({ props }) => "teamUniqueName" in props),
    ({ props }) => ("teamUniqueName" in props ? props.teamUniqueName : ""),
  );
  const ids = new Map<string, string>();
  return {
    childrenOf,
    boxesMax,
    open: openNodes(start, childrenOf, boxesMax),
    resources: new Map(all.map((desired) => [desired.name, desired])),
    onTeam,
    leftOut: new Map(derived.flatMap(({ leftOut }) => leftOut.map((one) => [one.nodeId, one]))),
    idOf: (name) => {
      const id = ids.get(name) ?? `b${ids.size}`;
      ids.set(name, id);
      return id;
    },
  };
}

/** Opens the first node, then level by level, the smallest first, as long as the children of a node fit as a whole. */
function openNodes(
  start: OrgNode | undefined,
  childrenOf: Drawing["childrenOf"],
  boxesMax: number,
): ReadonlySet<string> {
  const open = new Set<string>();
  let boxes = 1;
  for (let level = start === undefined ? [] : [start]; level.length > 0;) {
    const countOf = ({ id }: OrgNode): number => childrenOf.get(id)?.length ?? 0;
    const next: OrgNode[] = [];
    for (const node of level.toSorted((a, b) => countOf(a) - countOf(b) || compareText(a.id, b.id))) {
      if (node !== start && boxes + countOf(node) > boxesMax) continue;
      boxes += countOf(node);
      open.add(node.id);
      next.push(...(childrenOf.get(node.id) ?? []));
    }
    level = next;
  }
  return open;
}

function nodeLines(node: OrgNode, drawing: Drawing, folded: string[]): readonly Line[] {
  const id = drawing.idOf(`node ${node.id}`);
  if (node.kind === "store") return storeLines(node, id, drawing);
  const all = drawing.childrenOf.get(node.id) ?? [];
  // Only the first node is opened although its children do not fit: then some of them are drawn.
  const children = all.slice(0, Math.max(1, drawing.boxesMax - 1));
  if (!drawing.open.has(node.id)) {
    const { stores, teams } = below(node, drawing);
    const counted = `${count(stores, "store")}, ${count(teams, "team")}`;
    folded.push(`${node.kind} "${node.id}" (${node.name}): ${counted}`);
    return [box(id, [node.name, counted], "folded")];
  }
  const more = all.length - children.length;
  if (more > 0) folded.push(`${node.kind} "${node.id}" (${node.name}): ${more} more below it`);
  return [
    box(id, [node.name, node.kind, ...(more > 0 ? [`… ${more} more below it`] : [])]),
    ...children.flatMap((child) => [
      ...nodeLines(child, drawing, folded),
      mermaidText`  ${id} --> ${drawing.idOf(`node ${child.id}`)}`,
    ]),
  ];
}

type Store = Extract<OrgNode, { readonly kind: "store" }>;

function storeLines(store: Store, id: string, drawing: Drawing): readonly Line[] {
  const team = drawing.resources.get(storeTeamResource(store.storeNumber));
  const heading = `${store.storeNumber} ${store.name}`;
  if (team?.token !== "graph:Team") {
    const reason = drawing.leftOut.get(store.id)?.reason ?? "another environment's stack owns its team";
    return [box(id, [heading, `no team: ${reason}`], "none")];
  }
  const roles = Object.values(team.props.roster);
  const owners = roles.filter((role) => role === "owner").length;
  const said = [heading, `team: ${count(owners, "owner")}, ${count(roles.length - owners, "member")}`];
  const hanging = drawing.onTeam.get(team.props.uniqueName) ?? [];
  return [
    box(id, team.props.archived ? [...said, "archived"] : said, "team"),
    ...hanging.flatMap((desired) => {
      const other = drawing.idOf(desired.name);
      return [box(other, [desired.name, desired.token]), mermaidText`  ${id} --- ${other}`];
    }),
  ];
}

function below(node: OrgNode, drawing: Drawing): { readonly stores: number; readonly teams: number } {
  const counts = { stores: 0, teams: 0 };
  for (let level = [node]; level.length > 0;) {
    for (const each of level) {
      if (each.kind !== "store") continue;
      counts.stores += 1;
      if (drawing.resources.has(storeTeamResource(each.storeNumber))) counts.teams += 1;
    }
    level = level.flatMap(({ id }) => drawing.childrenOf.get(id) ?? []);
  }
  return counts;
}

/** What stands behind no store: apps and consent, switches and tables, the communications team. */
function besideLines(org: Org, drawing: Drawing): readonly Line[] {
  const stores = new Set(
    (org.nodes ?? []).flatMap((node) => (node.kind === "store" ? [storeTeamResource(node.storeNumber)] : [])),
  );
  const hanging = new Set([...drawing.onTeam.values()].flat());
  const rest = [...drawing.resources.values()].filter(
    (desired) => !stores.has(desired.name) && !hanging.has(desired),
  );
  return [...group("tenant", deriveTenant(org).resources, drawing), ...group("environments", rest, drawing)];
}

function group(title: string, resources: readonly DesiredResource[], { idOf }: Drawing): readonly Line[] {
  if (resources.length === 0) return [];
  const names = new Set(resources.map(({ name }) => name));
  const arrows = resources.flatMap(({ name, dependsOn }) =>
    dependsOn
      .filter((first) => names.has(first))
      .map((first) => mermaidText`  ${idOf(`${title} ${first}`)} --> ${idOf(`${title} ${name}`)}`),
  );
  const boxes = resources.map(
    ({ name, token }) => mermaidText`  ${box(idOf(`${title} ${name}`), [name, token])}`,
  );
  return [mermaidText`  subgraph ${title}`, ...boxes, mermaidText`  end`, ...arrows];
}

function box(id: string, lines: readonly string[], style?: string): Line {
  const text = mermaidText.join(lines, "<br/>");
  return mermaidText`  ${id}["${text}"]${style === undefined ? "" : mermaidText`:::${style}`}`;
}
