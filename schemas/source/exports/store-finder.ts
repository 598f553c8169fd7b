import type { TextProblem } from "../source-document.ts";
import { suggester } from "../../suggest.ts";
import type { PlacedExportRow } from "./records.ts";

/** Finds the store that a row means, and remembers the rows that mean none. */
export interface StoreFinder {
  /** Index among the nodes; undefined where the row names no store, or one that is not there. */
  find(row: PlacedExportRow): number | undefined;
  /** The rows that name a store that is not there, each name told once. */
  problems(): readonly TextProblem[];
}

/** Names that are told one by one. */
const namesToldMost = 5;

const plainNumber = (text: string): string => text.toLowerCase().replace(/^([a-z]*)[-_ ]?0+(?=\d)/, "$1");

/**
 * By number, id, channel, party or name, in this order; zeros in front of a number, which spreadsheets lose, are put
 * back where one single store fits. `nodes`: values as they were read, whatever their shape.
 */
export function storeFinder(nodes: readonly unknown[]): StoreFinder {
  const stores = nodes.flatMap((value, index) =>
    typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "store"
      ? [{ index, value: value as Readonly<Record<string, unknown>> }]
      : [],
  );
  const textAt = (value: Readonly<Record<string, unknown>>, key: string): string => {
    const text = value[key];
    return typeof text === "string" ? text : "";
  };
  const levels = [
    ...["storeNumber", "id", "channelId", "partyNumber"].map((key) =>
      uniqueBy(stores, ({ value }) => textAt(value, key)),
    ),
    uniqueBy(stores, ({ value }) => textAt(value, "name").normalize("NFC").toLowerCase()),
    uniqueBy(stores, ({ value }) => plainNumber(textAt(value, "storeNumber"))),
  ];
  const askedAs = [
    ...Array.from({ length: 4 }, () => (text: string) => text),
    (text: string) => text.normalize("NFC").toLowerCase(),
    plainNumber,
  ];
  const unknown = new Map<string, { readonly row: PlacedExportRow; count: number }>();
  return {
    find: (row) => {
      const name = row.fields["store"];
      if (name === undefined) return undefined;
      for (const [level, byText] of levels.entries()) {
        const found = byText.get(askedAs[level]?.(name) ?? name);
        if (found !== undefined) return found.index;
      }
      const key = `${row.source.file} ${name}`;
      const known = unknown.get(key);
      if (known === undefined) unknown.set(key, { row, count: 1 });
      else known.count += 1;
      return undefined;
    },
    problems: () => {
      const names = stores.flatMap(({ value }) => [textAt(value, "storeNumber"), textAt(value, "name")]);
      return unknownProblems(
        [...unknown.values()],
        suggester(() => names),
      );
    },
  };
}

/** Entries by a text that only one of them has; an empty text is none. */
function uniqueBy<Entry>(
  entries: readonly Entry[],
  textOf: (entry: Entry) => string,
): ReadonlyMap<string, Entry> {
  const groups = Map.groupBy(entries, textOf);
  return new Map(
    [...groups].flatMap(([text, [only, other]]) =>
      text === "" || only === undefined || other !== undefined ? [] : [[text, only]],
    ),
  );
}

function unknownProblems(
  all: readonly { readonly row: PlacedExportRow; readonly count: number }[],
  suggest: (name: string) => string | undefined,
): readonly TextProblem[] {
  return [...Map.groupBy(all, ({ row }) => row.source)].flatMap(([source, found]) => {
    // Another list may name stores that are not ours: that is told, and stops nothing.
    const isOnlyTold = source.exported?.onlyKnown === true || source.exported?.kind === "mapping";
    const rest = found.length - namesToldMost;
    return found.slice(0, namesToldMost).map(({ row, count }, index): TextProblem => {
      const name = row.fields["store"] ?? "";
      const meant = suggest(name);
      const more = index === namesToldMost - 1 && rest > 0 ? `; ${String(rest)} more such names` : "";
      const inRows = count === 1 ? "1 row" : `${String(count)} rows`;
      const hint = meant === undefined ? "" : `Did you mean "${meant}"? `;
      return {
        ...{
          ruleId: "files",
          severity: isOnlyTold ? "warning" : "error",
          place: source.place(["", row.index, "store"]),
        },
        message: `no store is called "${name}" (${inRows})${more}${isOnlyTold ? ": left out" : ""}`,
        mend: `${hint}Declare the store, or say what is meant: \`values: { store: { "${name}": "000135" } }\`, with "" for no store.`,
      };
    });
  });
}
