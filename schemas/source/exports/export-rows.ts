import type { FileContent } from "../../types/org.ts";

/** One row of an export in the words of the config. */
export interface ExportRow {
  /** Texts by field; fields that are empty are left out. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether the row holds on the day of the run, does not any more, or not yet. */
  readonly holds: "now" | "before" | "later";
}

/** The rows of an export, in their order. */
export interface ExportRows {
  readonly kind: FileContent;
  readonly onlyKnown: boolean;
  readonly rows: readonly ExportRow[];
}
