import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RefusedError } from "../../../providers/core/errors.ts";
import { remedies } from "../../../schemas/remedies.ts";
import { decodeText } from "../../../schemas/source/decode-text.ts";
import { readyMapping } from "../../../schemas/source/exports/mapping.ts";
import type { FileMapping } from "../../../schemas/types/org.ts";
import { hasTeamColumn, withMappingRows, withTeamIdsInCsv } from "../../adopt/accept/csv-ids.ts";
import type { AcceptedPair } from "../../adopt/accept/decisions.ts";
import { withTeamIds } from "../../adopt/accept/team-ids.ts";
import type { LoadedOrg } from "../../config/load-org.ts";
import { CannotEditError } from "../../drift/accept/yaml-edit.ts";

/** Text of each file that changes, by its path. */
export type Edits = ReadonlyMap<string, { readonly before: string; readonly after: string }>;

/** A pair, and the row of the config that declares its store. */
interface PlacedPair {
  readonly pair: AcceptedPair;
  readonly file: string;
  readonly path: ReturnType<LoadedOrg["sourceOf"]>["path"];
  readonly line: number;
}

/**
 * The files of the config with the teams of the pairs: at the store in YAML; in the column of a list of stores that
 * holds them; for stores of an export that has none, in a list of stores and teams. Throws RefusedError.
 */
export function editedFiles(
  loaded: LoadedOrg,
  orgFile: string,
  pairs: readonly AcceptedPair[],
  stack: string,
): Edits {
  const placed = placedPairs(loaded, pairs, stack);
  const mappings = mappingsIn(loaded, orgFile);
  const edits = new Map<string, { readonly before: string; readonly after: string }>();
  const edit = (file: string, change: (before: string) => string): void => {
    const before = edits.get(file)?.before ?? textOf(file);
    edits.set(file, { before, after: changed(file, edits.get(file)?.after ?? before, change) });
  };
  for (const [file, all] of Map.groupBy(placed, (one) => one.file)) {
    const mapping = mappings.get(file);
    if (mapping === undefined) {
      edit(file, (text) =>
        withTeamIds(
          text,
          all.map(({ path, pair }) => ({ path, teamId: pair.teamId })),
        ),
      );
    } else if (hasTeamColumn(textOf(file).replace(/^\ufeff/, ""), mapping)) {
      edit(file, (text) =>
        withTeamIdsInCsv(
          text,
          mapping,
          all.map(({ line, pair }) => ({ line, teamId: pair.teamId })),
        ),
      );
    } else {
      const [list, listed] = listOfTeams(mappings) ?? refuseExport(file);
      const rows = all.map(({ pair }) => ({ storeNumber: pair.store.storeNumber, teamId: pair.teamId }));
      edit(list, (text) => withMappingRows(text, listed, rows));
    }
  }
  return edits;
}

function placedPairs(
  { org, sourceOf, places }: LoadedOrg,
  pairs: readonly AcceptedPair[],
  stack: string,
): readonly PlacedPair[] {
  const indexes = new Map(org.nodes.map((node, index) => [node.id, index]));
  return pairs.map((pair) => {
    const index = indexes.get(pair.store.nodeId);
    if (index === undefined)
      throw new RefusedError(
        `Config does not declare "${pair.store.nodeId}" any more. Propose again: ${remedies.proposeTeams(stack)}`,
      );
    return { pair, ...sourceOf(["nodes", index]), line: places.at(["nodes", index]).line };
  });
}

/** The exports that the config names, by path as they were read. */
function mappingsIn({ org }: LoadedOrg, orgFile: string): ReadonlyMap<string, FileMapping> {
  const named = (org.files ?? []).filter((one): one is FileMapping => typeof one !== "string");
  return new Map(named.map((mapping) => [join(dirname(orgFile), mapping.path), mapping]));
}

/** A list of stores and teams that people keep: one of another system would be overwritten by its next export. */
function listOfTeams(
  mappings: ReadonlyMap<string, FileMapping>,
): readonly [file: string, FileMapping] | undefined {
  return [...mappings].find(
    ([, mapping]) => mapping.layout === undefined && readyMapping(mapping)?.kind === "mapping",
  );
}

function refuseExport(file: string): never {
  throw new RefusedError(
    `${file}: the stores stand in an export that has no column for their teams. Nothing was written.\n` +
      "Keep a list of your own beside it: make team-ids.csv with the one line `store,existingTeamId`, and name it under\n" +
      "`files`: `- { path: team-ids.csv, as: mapping }`. Then accept again.",
  );
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  const decoded = decodeText(bytes);
  if ("text" in decoded) return bytes.toString("utf8");
  throw new RefusedError(`${file}: ${decoded.message}, so it is not edited. ${decoded.mend}`);
}

function changed(file: string, before: string, change: (before: string) => string): string {
  // A byte order mark is no part of what is edited, and stays.
  const mark = before.startsWith("\ufeff") ? "\ufeff" : "";
  try {
    return mark + change(before.slice(mark.length));
  } catch (error) {
    if (error instanceof CannotEditError)
      throw new RefusedError(`${file}: ${error.message}. Nothing was written.`);
    throw error;
  }
}
