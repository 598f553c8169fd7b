import type { DocumentPath } from "../../schemas/problem.ts";
import type { ChannelDeclaration } from "../../schemas/types/org.ts";
import type { DesiredResource } from "../derive/desired-resource.ts";
import { costOfChange } from "./cost.ts";
import { at, costLines, resourceLines, section, type Explained } from "./parts.ts";

/** Every table that config names, and those that are on by default. */
export function tablesOf(all: Explained): readonly string[] {
  const named = [
    ...(all.org.environments ?? []).flatMap(({ tables = [] }) => tables),
    ...linksIn(all).map(({ table }) => table),
  ];
  return [...new Set([...named, ...all.defaultTables])];
}

/** A table: which environments turn it on, and which records of it are linked. */
export function tableLines(all: Explained, table: string): readonly string[] {
  const environments = (all.org.environments ?? []).map(({ key, tables, collaboration }, index) => {
    const position = tables?.indexOf(table) ?? -1;
    if (position >= 0)
      return `${key}: on, named by config  ← ${at(all, ["environments", index, "tables", position])}`;
    if (!all.defaultTables.has(table)) {
      return tables === undefined
        ? `${key}: not touched, as config says nothing of tables`
        : `${key}: turned off where it is on, as config names other tables  ← ${at(all, ["environments", index, "tables"])}`;
    }
    return collaboration?.basic === true
      ? `${key}: on by default with basic collaboration, left as it is  ← ${at(all, ["environments", index, "collaboration"])}`
      : `${key}: a default table, not touched`;
  });
  const links = linksIn(all).filter((link) => link.table === table);
  const resources = all.derived.flatMap((one) => one.resources).filter((desired) => isAbout(desired, table));
  return [
    `table "${table}"${all.defaultTables.has(table) ? ", one of the default tables" : ""}`,
    ...section("Environments", environments),
    ...section(
      "Linked records",
      links.map(({ words, path }) => `${words}  ← ${at(all, path)}`),
    ),
    ...section("Leads to", resources.length === 0 ? ["no resource"] : resourceLines(resources)),
    ...section(
      "Costs",
      costLines(resources.map((desired) => costOfChange(`to change ${desired.name}`, desired))),
    ),
  ];
}

function isAbout(desired: DesiredResource, table: string): boolean {
  if (desired.token === "dataverse:ChannelLink") return desired.props.table === table;
  return desired.token === "dataverse:TeamsTables" && desired.props.tables.includes(table);
}

interface DeclaredLink {
  readonly table: string;
  readonly words: string;
  readonly path: DocumentPath;
}

/** Every record link where it is declared, once, however many stores inherit it. */
function linksIn({ org }: Explained): readonly DeclaredLink[] {
  const lists: readonly (readonly [readonly ChannelDeclaration[] | undefined, DocumentPath])[] = [
    [org.defaults?.team?.channels, ["defaults", "team", "channels"]],
    [org.communicationsTeam?.channels, ["communicationsTeam", "channels"]],
    ...(org.nodes ?? []).map(
      ({ team }, index) => [team?.channels, ["nodes", index, "team", "channels"]] as const,
    ),
  ];
  return lists.flatMap(([channels = [], path]) =>
    channels.flatMap(({ name, recordLinks = [] }, channel) =>
      recordLinks.map((link, index) => ({
        table: link.table,
        words: `"${link.name}" of ${link.environment}, in channel "${name}"`,
        path: [...path, channel, "recordLinks", index],
      })),
    ),
  );
}
