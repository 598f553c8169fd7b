import { readdirSync } from "node:fs";
import { join } from "node:path";
import { dayToGoBy } from "./day-to-go-by.ts";
import { peopleOn } from "../../schemas/people.ts";
import { colourPaint, formatProblemList, plainPaint } from "../../schemas/format-problems.ts";
import type { Place, Problem } from "../../schemas/problem.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { passedOn } from "../../schemas/text/terminal.ts";
import { readConfigFile, readNamedFiles, type Edited } from "./read-file.ts";
import type { Places } from "../derive/positions.ts";
import { vendorValues, type VendorValues } from "../../schemas/vendor/facts.ts";
import { validateOrg } from "../../schemas/validate.ts";
import type { CompleteOrg, ValidatedOrg } from "../../schemas/validate.ts";

/** A config without errors. */
export interface LoadedOrg {
  readonly org: CompleteOrg;
  readonly warnings: readonly Problem[];
  /** Where declarations stand in the files. */
  readonly places: Places;
  /** The files that were read, the main one first. */
  readonly files: readonly string[];
  /** The file that a path of the org leads into, and the path as that file counts. */
  readonly sourceOf: ValidatedOrg["sourceOf"];
}

/** The config cannot be used. `problems` holds all that is wrong, warnings included; `message` is the text of it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblemList(problems));
    this.problems = problems;
  }
}

/** Problems for a terminal, in colour when standard output has some. */
export function formatProblems(problems: readonly Problem[]): Encoded<"terminal"> {
  const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  return passedOn(formatProblemList(problems, colour ? colourPaint : plainPaint));
}

/**
 * Reads, validates and types the config of one organization: the file and those that it names.
 * Throws ConfigError with every problem at once when one of them is an error; reads nothing else. `namedAt`: where a
 * file that cannot be read is told. `day`: the day of the run, as of which exports are read and people have the status
 * that config says. `vendor`: what a stack says of vendors otherwise than this product does.
 */
export function loadOrg(
  path: string,
  edited: Edited = new Map(),
  namedAt?: Place,
  day = dayToGoBy(process.env),
  vendor?: Partial<VendorValues>,
): LoadedOrg {
  const main = readConfigFile(path, edited, namedAt);
  const others = readNamedFiles(main, edited, day);
  const { org, problems, lineOf, sourceOf, exportedRows } = validateOrg(main, others, vendorValues(vendor));
  if (org === undefined) throw new ConfigError(problems);
  return {
    org: { ...org, people: peopleOn(org.people, day) },
    warnings: problems,
    places: { at: lineOf, exportedRows },
    files: [main, ...others].map(({ file }) => file),
    sourceOf,
  };
}

/** A stack's settings as its file holds them, by name without prefix. Empty for a file that says nothing. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** Where the stack files of this project lie. A run of the demo, or of a test, has its own. */
export const stacksFolder = process.env["STORE_TEAMS_STACKS"] || "config/stacks";

/** Every stack file in a folder, by the name of its stack, sorted. Empty when there is no such folder. */
export function stackFilesIn(folder: string): readonly (readonly [stack: string, file: string])[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.toSorted().flatMap((name) => {
    const stack = /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1];
    return stack === undefined ? [] : [[stack, join(folder, name)] as const];
  });
}

/** What a stack's settings say of vendors, which the schema of stack files has checked. */
export function vendorIn(settings: RawSettings): Partial<VendorValues> {
  return settings["vendor"] ?? {};
}
