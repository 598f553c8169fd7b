import type { ExportRows } from "./exports/export-rows.ts";
import type { DocumentPath, Finding, Place } from "../problem.ts";

/** The lists that may be long: they are read row by row and may be spread over several files. */
export const longLists = ["nodes", "people"] as const;
export type LongList = (typeof longLists)[number];

/** A finding whose place is known already, because the text itself is at fault. */
export type TextProblem = Omit<Finding, "path" | "part"> & { readonly place: Place };

/** One row of a long list. */
export interface SourceRow {
  /** undefined when the text of the row is at fault. */
  readonly value: unknown;
  /** The id that could be made out although the text is at fault. */
  readonly salvagedId?: string;
}

/** One config file after reading: values, and the way back from a value to its place in the text. */
export interface SourceDocument {
  readonly file: string;
  /** Everything but the long lists. undefined when the text is too broken to say. */
  readonly root: unknown;
  /** The long lists that the file has; one that is no list is left in `root`. */
  readonly lists: ReadonlyMap<LongList, readonly SourceRow[]>;
  /** Long lists of which the file may hold rows that could not be made out: nothing follows from their absence. */
  readonly unreadLists: readonly LongList[];
  /** What is wrong with the text itself. */
  readonly problems: readonly TextProblem[];
  /**
   * The place of what a path leads to; of the nearest thing around it when the path leads nowhere.
   * Indexes of long lists count in this file.
   */
  readonly place: (path: DocumentPath, part?: "key" | "value") => Place;
  /** The text as written at the end of a path, such as `000135` where the value is the number 135. */
  readonly written: (path: DocumentPath) => string | undefined;
  /** Rows of an export, by its mapping; unset for other files, and where nothing of it could be read. */
  readonly exported?: ExportRows;
  /** Line of a row of a long list, from 1. */
  readonly rowLine: (list: LongList, index: number) => number;
}
