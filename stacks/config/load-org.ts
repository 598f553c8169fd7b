import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { parse } from "yaml";
import { colourPaint, formatProblemList, plainPaint } from "../../schemas/format-problems.ts";
import type { Place, Problem } from "../../schemas/problem.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { passedOn } from "../../schemas/text/terminal.ts";
import { readConfigFile, readNamedFiles, type Edited } from "./read-file.ts";
import type { Places } from "../derive/positions.ts";
import { shareIn, shareProblems, type Share, type SharingStack } from "../derive/share.ts";
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
 * file that cannot be read is told.
 */
export function loadOrg(path: string, edited: Edited = new Map(), namedAt?: Place): LoadedOrg {
  const main = readConfigFile(path, edited, namedAt);
  const others = readNamedFiles(main, edited);
  const { org, problems, lineOf, sourceOf } = validateOrg(main, others);
  if (org === undefined) throw new ConfigError(problems);
  return {
    org,
    warnings: problems,
    places: { at: lineOf },
    files: [main, ...others].map(({ file }) => file),
    sourceOf,
  };
}

/** A stack's settings as its file holds them, by name without prefix. Empty for a file that says nothing. */
export type RawSettings = Readonly<Record<string, unknown>>;

const settingPrefix = "store-teams:";

/** The settings of a stack file that was read, by name without prefix. */
export function settingsIn(root: unknown): RawSettings {
  const config = (root as { config?: RawSettings | null } | null | undefined)?.config ?? {};
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(settingPrefix) ? [[key.slice(settingPrefix.length), value] as const] : [],
    ),
  );
}

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

/** A stack of an environment and what its file says. */
export interface EnvironmentStack {
  readonly stack: string;
  /** The org file that it names. */
  readonly orgFile: string;
  readonly environment: string;
  readonly share: Share;
}

/**
 * What is wrong with how the stacks in a folder share the environment of one of them; empty when all is well. Two
 * stacks share an environment when they name the same org file and environment.
 */
export function sharingProblems(
  own: EnvironmentStack,
  { org }: LoadedOrg,
  folder: string,
): readonly string[] {
  const others = stacksIn(folder).filter(
    (other) =>
      other.stack !== own.stack &&
      other.environment === own.environment &&
      normalize(other.orgFile) === normalize(own.orgFile),
  );
  return shareProblems(
    org,
    [own, ...others].map(({ stack, share }): SharingStack => ({ stack, share })),
  );
}

/** Every stack of the program `environment` in a folder. A file that cannot be read is for its own stack to tell. */
function stacksIn(folder: string): readonly EnvironmentStack[] {
  return stackFilesIn(folder).flatMap(([stack, file]) => {
    const settings = settingsOf(file);
    if (settings["program"] !== "environment") return [];
    const textAt = (name: string): string => (typeof settings[name] === "string" ? settings[name] : "");
    const share = shareIn(settings);
    return [{ stack, orgFile: textAt("org"), environment: textAt("environment"), share }];
  });
}

function settingsOf(file: string): RawSettings {
  try {
    return settingsIn(parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}
