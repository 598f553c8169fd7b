import type { LongList, SourceDocument, SourceRow } from "./source-document.ts";

/** A cell of an export from which a value of another row was taken. */
export interface TakenFrom {
  readonly source: SourceDocument;
  readonly index: number;
  readonly field: string;
}

/** A row of a long list with the file it stands in. */
export interface PlacedRow {
  readonly source: SourceDocument;
  readonly indexInSource: number;
  readonly row: SourceRow;
  /** Where values stand that come from elsewhere, by their path in the row: `workers/3`, `upn`. */
  readonly taken?: ReadonlyMap<string, TakenFrom>;
}

/** All rows of a list that the files hold themselves, file after file. */
export function rowsOf(sources: readonly SourceDocument[], list: LongList): readonly PlacedRow[] {
  return sources.flatMap((source) =>
    (source.lists.get(list) ?? []).map((row, indexInSource) => ({ source, indexInSource, row })),
  );
}
