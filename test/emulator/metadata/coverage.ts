// How much of what is documented the tenant emulates: operations by area, properties by type. The tables stand in
// DIFFERENCES.md, made by this file; a test makes them anew and compares.
// Run: npx node test/emulator/metadata/coverage.ts
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findRoute, isWordForKey } from "../graph/find-route.ts";
import { parsePath } from "../http/path.ts";
import { modelledTypes } from "../odata/modelled.ts";
import { documentedOperations, modelProperties } from "./graph-model.ts";
import { areaOf, areas } from "./scope.ts";

/** An id that fits no word of the documents. */
export const anyId = "00000000-0000-4000-8000-00000000000f";

/** A path of the documents with ids put in. */
export function pathOf(template: string): string {
  return template.replaceAll("'{}'", `'${anyId}'`).replaceAll("{}", anyId);
}

/** True when a request to the path reaches a handler. */
export function isEmulated(method: string, template: string): boolean {
  const { match } = findRoute(method, parsePath(pathOf(template)));
  return match.kind === "found" && !isWordForKey(match.route, match.keys);
}

export interface AreaCoverage {
  readonly area: string;
  readonly documented: number;
  readonly emulated: number;
}

/** Documented operations in scope, and how many of them are answered; the others are 501. */
export function coverage(): AreaCoverage[] {
  const counts = new Map(areas.map(([area]) => [area, { documented: 0, emulated: 0 }]));
  for (const [template, methods] of documentedOperations) {
    const count = counts.get(areaOf(template) ?? "");
    if (count === undefined) continue;
    count.documented += methods.length;
    count.emulated += methods.filter((method) => isEmulated(method, template)).length;
  }
  return [...counts].map(([area, count]) => ({ area, ...count }));
}

const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

/** The table as it stands in DIFFERENCES.md, without padding. */
export function coverageTable(): string[][] {
  const rows = coverage();
  const sum = (name: "documented" | "emulated"): number => rows.reduce((all, row) => all + row[name], 0);
  const line = (area: string, documented: number, emulated: number): string[] => [
    area,
    String(documented),
    String(emulated),
    String(documented - emulated),
    share(emulated, documented),
  ];
  return [
    ["Area", "Documented operations", "Emulated", "501", "Share"],
    ...rows.map(({ area, documented, emulated }) => line(area, documented, emulated)),
    line("All", sum("documented"), sum("emulated")),
  ];
}

export interface TypeCoverage {
  readonly type: string;
  /** In the model of v1.0 or beta; all of them can be asked for. */
  readonly documented: number;
  /** Those that clients may set. */
  readonly settable: number;
  /** Those of them that are set; the others are 501. */
  readonly set: number;
}

/** Documented properties of each type that the tenant shows, and what becomes of setting them. */
export function propertyCoverage(): TypeCoverage[] {
  return [...modelledTypes]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([type, properties]) => {
      const documented = [...modelProperties(type).values()];
      const settable = documented.filter(({ isReadOnly }) => !isReadOnly);
      const isSet = ({ name }: { readonly name: string }): boolean =>
        ["create", "always"].includes(properties[name]?.write ?? "unknown");
      return {
        type,
        documented: documented.length,
        settable: settable.length,
        set: settable.filter(isSet).length,
      };
    });
}

/** The table as it stands in DIFFERENCES.md, without padding. */
export function propertyTable(): string[][] {
  const rows = propertyCoverage();
  const sum = (name: "documented" | "settable" | "set"): number =>
    rows.reduce((all, row) => all + row[name], 0);
  const all = { type: "All", documented: sum("documented"), settable: sum("settable"), set: sum("set") };
  return [
    ["Type", "Documented properties", "Clients may set", "Set", "501", "Share"],
    ...[...rows, all].map(({ type, documented, settable, set }) => [
      type,
      ...[documented, settable, set, settable - set].map(String),
      settable === 0 ? "–" : share(set, settable),
    ]),
  ];
}

const marks = {
  begin: "<!-- coverage: made by test/emulator/metadata/coverage.ts -->",
  end: "<!-- /coverage -->",
};
export const differencesFile = join(import.meta.dirname, "..", "DIFFERENCES.md");

/** The table as Markdown, padded as the formatter does. */
function markdown(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? "").length)),
  );
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...rows] = table;
  return [
    lineOf(head),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...rows.map(lineOf),
  ].join("\n");
}

/** DIFFERENCES.md with the tables as they are now. Throws when the file has no place for it. */
export function withCoverage(text: string): string {
  const begin = text.indexOf(marks.begin);
  const end = text.indexOf(marks.end);
  if (begin < 0 || end < begin) throw new Error(`DIFFERENCES.md has no place for the table: ${marks.begin}`);
  const tables = [coverageTable(), propertyTable()].map(markdown).join("\n\n");
  return `${text.slice(0, begin)}${marks.begin}\n\n${tables}\n\n${text.slice(end)}`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(differencesFile, withCoverage(readFileSync(differencesFile, "utf8")));
