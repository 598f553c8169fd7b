import type { DocumentPath } from "../../schemas/problem.ts";
import { count } from "../../schemas/rules/rule.ts";
import type { OrgNode } from "../../schemas/types/org.ts";
import type { DesiredResource, LeftOut } from "../derive/desired-resource.ts";
import { costOfAll, costsOfTeam } from "./cost.ts";
import { at, costLines, resourceLines, section, teamsIn, type Explained } from "./parts.ts";
import { settingLines, wayDown } from "./settings.ts";

/** Resources of one store's team: the team itself and what belongs to it. */
function resourcesOf({ derived }: Explained, node: OrgNode): readonly DesiredResource[] {
  if (node.kind !== "store") return [];
  const uniqueName = `store-team-${node.storeNumber}`;
  return derived
    .flatMap(({ resources }) => resources)
    .filter(({ props }) =>
      "uniqueName" in props
        ? props.uniqueName === uniqueName
        : "teamUniqueName" in props && props.teamUniqueName === uniqueName,
    );
}

/** A store, or a node with stores below: people, settings, resources, costs. */
export function nodeLines(all: Explained, node: OrgNode, index: number): readonly string[] {
  const way = wayDown(all.org, node).map(({ name }) => name);
  const people = (["managers", "workers"] as const).flatMap((part) =>
    peopleIn(node, part).map((id, position) => personAt(all, part, id, ["nodes", index, part, position])),
  );
  const lines = settingLines(all.org, node, all.places);
  const width = Math.max(...lines.map(({ setting }) => setting.length));
  const resources = resourcesOf(all, node);
  const leftOut = all.derived.flatMap((one) => one.leftOut).filter(({ nodeId }) => nodeId === node.id);
  const costs = [...teamsIn(resources).flatMap(costsOfTeam), ...costOfAll(resources)];
  return [
    ...headingLines(all, node, index),
    `  under ${way.join(" → ")}`,
    ...section("People", people),
    ...section(
      node.kind === "store" ? "Settings of its team" : "Settings for the teams below",
      lines.map(({ setting, value, from }) => `${setting.padEnd(width)}  ${value}  ← ${from}`),
    ),
    ...section("Leads to", [...resourceLines(resources), ...leftOutLines(leftOut), ...belowLines(all, node)]),
    ...section("Costs", resources.length === 0 ? [] : costLines(costs)),
  ];
}

/** What a node is, where it is declared, and the company that it belongs to. */
export function headingLines(
  all: Pick<Explained, "org" | "places">,
  node: OrgNode,
  index: number,
): readonly string[] {
  const number = node.kind === "store" ? `${node.storeNumber} ` : "";
  const { legalEntity, channelId, partyNumber } = node;
  const inHeadquarters = [
    ...(channelId === undefined ? [] : [`channel ${channelId}`]),
    ...(partyNumber === undefined ? [] : [`party ${partyNumber}`]),
  ];
  const company = all.org.legalEntities?.find(({ id }) => id === legalEntity);
  const name = company?.name === undefined ? "" : ` (${company.name})`;
  return [
    `${node.kind} "${node.id}": ${number}${node.name}`,
    `  declared at ${at(all, ["nodes", index])}`,
    ...(inHeadquarters.length === 0 ? [] : [`  in headquarters: ${inHeadquarters.join(", ")}`]),
    ...(legalEntity === undefined
      ? []
      : [`  of the legal entity ${legalEntity}${name}  ← ${at(all, ["nodes", index, "legalEntity"])}`]),
  ];
}

/** Ids of those whom a node names. */
export function peopleIn(node: OrgNode, part: "managers" | "workers"): readonly string[] {
  if (part === "managers") return node.managers ?? [];
  return node.kind === "store" ? (node.workers ?? []) : [];
}

function personAt(all: Explained, part: "managers" | "workers", id: string, path: DocumentPath): string {
  const person = all.org.people?.find((each) => each.id === id);
  const role = part === "managers" ? "manager" : "worker";
  return `${role} ${person?.name ?? id} (${id})  ← ${at(all, path)}`;
}

function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  return leftOut.map(({ reason, ruleId }) => `no team: ${reason} (rule ${ruleId})`);
}

/** How many stores are below a node that is none itself, and how many of them have a team. */
function belowLines(all: Explained, node: OrgNode): readonly string[] {
  if (node.kind === "store") return [];
  const below = (all.org.nodes ?? []).filter(
    (each) => each.kind === "store" && wayDown(all.org, each).includes(node),
  );
  const withTeam = below.filter((each) => teamsIn(resourcesOf(all, each)).length > 0);
  return [`${count(withTeam.length, "team")} for ${count(below.length, "store")} below`];
}
