import type { Finding } from "../../problem.ts";
import type { FileContent, FileMapping } from "../../types/org.ts";
import { layouts } from "./layouts.ts";

/** A field that a column can hold. */
export type ExportField = string;

/** Fields by what a file holds. */
export const fieldsOf: Readonly<Record<FileContent, readonly ExportField[]>> = {
  people: [
    ...["id", "name", "upn", "objectId", "personnelNumber", "roles", "protected"],
    ...["status", "statusFrom", "statusUntil", "store", "position", "from", "until"],
  ],
  stores: [
    ...["id", "kind", "name", "storeNumber", "parent", "channelId", "partyNumber", "parentPartyNumber"],
    ...["legalEntity", "targetName", "existingTeamId", "from", "until"],
  ],
  assignments: ["person", "store", "position", "status", "from", "until"],
  mapping: ["store", "existingTeamId"],
};

/** Of each of these lists a file has at least one field: else nobody can say what its rows are about. */
export const neededOf: Readonly<Record<FileContent, readonly (readonly ExportField[])[]>> = {
  people: [["upn", "objectId", "personnelNumber", "id"]],
  stores: [["storeNumber", "channelId", "partyNumber", "id"]],
  assignments: [["person"], ["store"]],
  mapping: [["store"], ["existingTeamId"]],
};

/** A mapping with its layout, ready to read by. */
export interface ReadyMapping {
  readonly kind: FileContent;
  /** Columns by field; `isOwn`: the config names them itself, so each must be there. */
  readonly columns: ReadonlyMap<ExportField, { readonly names: readonly string[]; readonly isOwn: boolean }>;
  readonly values: ReadonlyMap<ExportField, Readonly<Record<string, string>>>;
  readonly always: Readonly<Record<ExportField, string>>;
  readonly where: readonly (readonly [column: string, values: readonly string[]])[];
  readonly ignoresOtherColumns: boolean;
  readonly onlyKnown: boolean;
  readonly dates: FileMapping["dates"];
}

/** The name of a column as it is compared: exports write `TEAMID`, `Team ID` and `team_id` for one thing. */
export function columnKey(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_]/g, "");
}

const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

/** The mapping with what its layout says; undefined when nothing says what the file holds. */
export function readyMapping(mapping: FileMapping): ReadyMapping | undefined {
  const layout = mapping.layout === undefined ? undefined : layouts[mapping.layout];
  const kind = mapping.as ?? layout?.as;
  if (kind === undefined) return undefined;
  const own = Object.entries(mapping.columns ?? {});
  const usual =
    layout === undefined
      ? own.length > 0
        ? []
        : fieldsOf[kind].map((field) => [field, field] as const)
      : Object.entries(layout.columns);
  const columns: ReadyMapping["columns"] = new Map<string, { names: readonly string[]; isOwn: boolean }>([
    ...usual.map(([field, names]) => [field, { names: listOf(names), isOwn: false }] as const),
    ...own.map(([field, names]) => [field, { names: listOf(names), isOwn: true }] as const),
  ]);
  return {
    ...{ kind, columns, always: mapping.always ?? {}, dates: mapping.dates },
    values: new Map(Object.entries({ ...layout?.values, ...mapping.values })),
    where: Object.entries({ ...layout?.where, ...mapping.where }).map(
      ([column, values]) => [column, listOf(values)] as const,
    ),
    // An export of a known system has many columns that mean nothing here.
    ignoresOtherColumns: mapping.ignoreOtherColumns ?? layout !== undefined,
    onlyKnown: mapping.onlyKnown ?? layout?.onlyKnown ?? false,
  };
}

/** What is wrong with a mapping beside its shape; `at`: where it stands in the main file. */
export function mappingFindings(mapping: FileMapping, at: readonly (string | number)[]): readonly Finding[] {
  const found = (path: Finding["path"], message: string, mend: string, part?: "key"): Finding => ({
    ...{ ruleId: "files", severity: "error", path: [...at, ...path], message, mend },
    ...(part === undefined ? {} : { part }),
  });
  const ready = readyMapping(mapping);
  if (ready === undefined) {
    const mend = "Write `as: people`, `stores`, `assignments` or `mapping`, or a `layout`.";
    return [found([], "nothing says what this file holds", mend)];
  }
  const fields = fieldsOf[ready.kind];
  return (["columns", "values", "always"] as const).flatMap((part) =>
    Object.keys(mapping[part] ?? {}).flatMap((field) =>
      fields.includes(field)
        ? []
        : [
            found(
              [part, field],
              `a file of ${ready.kind} has no field "${field}"`,
              `Its fields are: ${fields.join(", ")}.`,
              "key",
            ),
          ],
    ),
  );
}
