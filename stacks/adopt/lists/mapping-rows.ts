import { RefusedError } from "../../../providers/core/errors.ts";
import type { MappingRow } from "../estate.ts";
import { readTable, type Table, type TableRow } from "./table.ts";

/** A kind of list that names stores and their teams. */
interface ListKind {
  readonly name: string;
  readonly columns: readonly string[];
  readonly keptBy: MappingRow["keptBy"];
  readonly rowOf: (row: TableRow) => Omit<MappingRow, "place" | "keptBy"> | undefined;
}

const cell = ({ cells }: TableRow, key: string): string => (cells[key] ?? "").trim();

/** Sources: Commerce "Map existing teams"; frontline "Link existing teams"; "Set-TeamTargetingHierarchy"; read 2026-11. */
const kinds: readonly ListKind[] = [
  {
    name: "headquarters' mapping (SOURCETYPE, SOURCEID, TEAMID)",
    columns: ["sourcetype", "sourceid", "teamid"],
    keptBy: "headquarters",
    rowOf: (row) =>
      cell(row, "sourcetype").toLowerCase() === "retailstore"
        ? { store: cell(row, "sourceid"), teamId: cell(row, "teamid") }
        : undefined,
  },
  {
    name: "linked frontline teams (Locations, Team ID, FlexibleMembership)",
    columns: ["locations", "teamid", "flexiblemembership"],
    keptBy: "byHand",
    rowOf: (row) => ({
      ...{ store: cell(row, "locations"), teamId: cell(row, "teamid") },
      isFlexible: cell(row, "flexiblemembership").toLowerCase() === "true",
    }),
  },
  {
    name: "an uploaded hierarchy (TargetName, ParentName, TeamId)",
    columns: ["targetname", "teamid"],
    keptBy: "byHand",
    rowOf: (row) => ({ store: cell(row, "targetname"), teamId: cell(row, "teamid") }),
  },
  {
    name: "an uploaded hierarchy (DisplayName, ParentName, TeamId)",
    columns: ["displayname", "parentname", "teamid"],
    keptBy: "byHand",
    rowOf: (row) => ({ store: cell(row, "displayname"), teamId: cell(row, "teamid") }),
  },
  {
    name: "a list of your own (storeNumber, teamId)",
    columns: ["storenumber", "teamid"],
    keptBy: "byHand",
    rowOf: (row) => ({ store: cell(row, "storenumber"), teamId: cell(row, "teamid") }),
  },
];

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * The rows of one list. Rows without a team are left out: they say that there is none yet. Throws RefusedError for a
 * list of no known kind and for a team id that is none, with its line.
 */
export function mappingRows(file: string, bytes: Uint8Array): readonly MappingRow[] {
  const table = readTable(file, bytes);
  const kind = kindOf(table);
  return table.rows.flatMap((row): MappingRow[] => {
    const found = kind.rowOf(row);
    if (found === undefined || found.teamId === "" || found.store === "") return [];
    const place = `${file}:${String(row.line)}`;
    if (!guid.test(found.teamId))
      throw new RefusedError(
        `${place}: "${found.teamId}" is no id of a team; expected one such as 4f7a0000-0000-4000-8000-000000000001.`,
      );
    return [{ ...found, teamId: found.teamId.toLowerCase(), place, keptBy: kind.keptBy }];
  });
}

function kindOf({ file, columns }: Table): ListKind {
  const kind = kinds.find((one) => one.columns.every((column) => columns.includes(column)));
  if (kind !== undefined) return kind;
  const known = kinds.map(({ name }) => `  ${name}`).join("\n");
  throw new RefusedError(
    `${file}: its columns are ${columns.join(", ") || "none"}. Expected are those of one of\n${known}`,
  );
}
