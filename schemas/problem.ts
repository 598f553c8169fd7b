/** What is wrong with the config, for people: where, what, and how to mend it. */

export type Severity = "error" | "warning";

/** A way into a document: keys of maps and indexes of lists, outermost first. */
export type DocumentPath = readonly (string | number)[];

/** A piece of one line of a config file. Lines and columns count from 1; length is at least 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The whole line as it stands in the file. */
  readonly lineText: string;
}

/** What a check says; the position is added by whoever knows the files. */
export interface Finding {
  readonly path: DocumentPath;
  /** Point at the last key of the path instead of at its value. */
  readonly part?: "key" | "value";
  /** What could not be done or was found, with the value in quotes. */
  readonly message: string;
  /** What to write instead. */
  readonly mend: string;
  /** Another place that is part of the matter, such as the first of two equal ids. */
  readonly other?: DocumentPath;
  readonly severity: Severity;
  /** `R1` … for rules of the organization, `shape` for the schema, `yaml` or `csv` for the text itself. */
  readonly ruleId: string;
}

/** A finding with its position. */
export interface Problem {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly place: Place;
  /** The path in words and local names, such as `node "sfo" → managers[1]`; empty for the file as a whole. */
  readonly where: string;
  readonly message: string;
  readonly mend: string;
}

/** A file that cannot be read is the cause of whatever else is wrong with what rests on it. */
const causeFirst = ({ ruleId }: Problem): number => (ruleId === "file" ? 0 : 1);

/** Order of a report: files that cannot be read, then by file in the given order, line, column, rule. */
export function compareProblems(files: readonly string[]): (a: Problem, b: Problem) => number {
  const rank = new Map(files.map((file, index) => [file, index]));
  const rankOf = (problem: Problem): number => rank.get(problem.place.file) ?? files.length;
  return (a, b) =>
    causeFirst(a) - causeFirst(b) ||
    rankOf(a) - rankOf(b) ||
    a.place.line - b.place.line ||
    a.place.column - b.place.column ||
    compareText(a.ruleId, b.ruleId);
}

/** Code-unit order: the same on every machine, whatever its language settings. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
