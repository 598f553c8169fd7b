import { createHash } from "node:crypto";
import type { HierarchyRow, TargetingHierarchy } from "../../schemas/types/resources.ts";
import { Encoded } from "../../schemas/text/encoded.ts";
import { csvText } from "../../schemas/text/csv.ts";

/** The file as it must be, and which node stands in which row. */
export interface HierarchyFile {
  readonly text: Encoded<"csv">;
  /** First 12 hexadecimal digits of the SHA-256 of the text. */
  readonly hash: string;
  /** The configured file with the hash before .csv, so that the name of an upload says what was uploaded. */
  readonly path: string;
  /** Node ids in the order of the rows; the header is row 1, the first node row 2. */
  readonly nodeIds: readonly string[];
  /** Line of each node, by node id. */
  readonly lines: Readonly<Record<string, string>>;
  readonly header: string;
}

/**
 * Renders the targeting hierarchy: parents above their children, siblings by name, so that the order of the config
 * leaves no trace. A multi-valued column (`Departments:clothing`) has 0 where nothing is said, others stay empty.
 * Source: "Set up your team hierarchy", "Set-TeamTargetingHierarchy", read 2026-11.
 */
export function renderHierarchy(props: TargetingHierarchy): HierarchyFile {
  const nodeIds = inTreeOrder(props.rows);
  const header = csvText([[props.nameColumn, "ParentName", "TeamId", ...props.columns]]).text;
  const lines = Object.fromEntries(nodeIds.map((id) => [id, lineOf(props, id)]));
  const text = new Encoded("csv", header + nodeIds.map((id) => lines[id]).join(""));
  const hash = createHash("sha256").update(text.text).digest("hex").slice(0, 12);
  return { text, hash, path: props.file.replace(/\.csv$/, `-${hash}.csv`), nodeIds, lines, header };
}

function lineOf({ rows, teamIds, columns }: TargetingHierarchy, id: string): string {
  const row = rows[id];
  if (row === undefined) return "";
  const cells = columns.map((column) => row.cells[column] ?? (column.includes(":") ? "0" : ""));
  return csvText([[row.name, rows[row.parent]?.name ?? "", teamIds[id] ?? "", ...cells]]).text;
}

function inTreeOrder(rows: Readonly<Record<string, HierarchyRow>>): readonly string[] {
  const children = Map.groupBy(Object.entries(rows), ([, row]) => (row.parent in rows ? row.parent : ""));
  const ordered: string[] = [];
  const waiting = byName(children.get("") ?? []);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    ordered.push(next[0]);
    waiting.unshift(...byName(children.get(next[0]) ?? []));
  }
  return ordered;
}

function byName(entries: readonly [string, HierarchyRow][]): [string, HierarchyRow][] {
  return entries.toSorted(([, left], [, right]) => (left.name < right.name ? -1 : 1));
}

/**
 * The service's complaints with the nodes that they are about: "row 5" becomes "row 5 (sfo "San Francisco",
 * config/org.yaml:57)". Rows count from the header, which is row 1.
 */
export function explainRows(message: string, file: HierarchyFile, props: TargetingHierarchy): string {
  return message.replaceAll(/\brow (\d+)\b/gi, (whole, number: string) => {
    const id = file.nodeIds[Number(number) - 2];
    const row = id === undefined ? undefined : props.rows[id];
    return row === undefined ? whole : `${whole} (${id} "${row.name}", ${row.at})`;
  });
}
