import type { SourceFile } from "./source-file.ts";

/** All files of the project, and the TypeScript ones parsed. */
export interface Project {
  readonly sources: readonly SourceFile[];
  /** Text of every file that is tracked or about to be, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface RuleBreach {
  readonly file: string;
  /** Counted from 1; undefined when the whole file is meant. */
  readonly line?: number | undefined;
  readonly wrong: string;
  readonly mend: string;
}

export interface Rule {
  /** The rule as a sentence; it is the test's name. */
  readonly name: string;
  check(project: Project): readonly RuleBreach[];
}

/** A rule that looks at one TypeScript file at a time. */
export function sourceRule(name: string, check: (source: SourceFile) => readonly RuleBreach[]): Rule {
  return { name, check: ({ sources }) => sources.flatMap(check) };
}

/** True when `path` is one of `places` or lies in one of them (a place that ends in "/"). */
export function isIn(path: string, ...places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith("/") ? path.startsWith(place) : path === place));
}

/** For the reader of a failing test. */
export function explain(findings: readonly RuleBreach[]): string {
  return findings
    .map(
      ({ file, line, wrong, mend }) => `${file}${line === undefined ? "" : `:${line}`}: ${wrong}. ${mend}.`,
    )
    .join("\n");
}
