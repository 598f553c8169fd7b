import type { DocumentPath } from "../../schemas/problem.ts";
import type { ConfigPlace } from "./desired-resource.ts";

/** Knows where declarations stand. Indexes in paths count as in the org that was loaded. */
export interface Places {
  readonly at: (path: DocumentPath) => ConfigPlace;
  /** How many rows each export gives, by file; unset where nothing was read from files. */
  readonly exportedRows?: Readonly<Record<string, number>>;
}

/** For an org that was not read from files: an empty file name and line 0. */
export const nowhere: Places = { at: () => ({ file: "", line: 0 }) };
