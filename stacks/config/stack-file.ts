import { isAbsolute, relative } from "node:path";
import type { Finding, Place, Problem } from "../../schemas/problem.ts";
import { settingPath, stackProblem, validateStackFile } from "../../schemas/validate-stack.ts";
import type { SourceDocument } from "../../schemas/source/source-document.ts";
import { closest } from "../../schemas/suggest.ts";
import { shareIn } from "../derive/share.ts";
import {
  ConfigError,
  loadOrg,
  settingsIn,
  sharingProblems,
  type LoadedOrg,
  type RawSettings,
} from "./load-org.ts";
import { readConfigFile } from "./read-file.ts";

/** A stack file that is well-formed. */
export interface StackFile {
  /** As people read it. */
  readonly file: string;
  readonly settings: RawSettings;
  readonly program: string;
  /** Empty where the stack has none. */
  readonly environment: string;
  /** Where a setting stands, or the file's beginning. */
  readonly placeOf: (setting: string) => Place;
  readonly problem: (setting: string, message: string, mend: string) => Problem;
}

/** A path as people read it: as it counts from here when it lies below. */
function shown(file: string): string {
  const from = relative(process.cwd(), file);
  return isAbsolute(file) && !from.startsWith("..") ? from : file;
}

/** Reads a stack file. Throws ConfigError with everything that is wrong with it, each at its place. */
export function readStackFile(file: string): StackFile {
  const source = readConfigFile(shown(file), new Map());
  const problems = validateStackFile(source);
  if (problems.some(({ severity }) => severity === "error")) throw new ConfigError(problems);
  const settings = settingsIn(source.root);
  const textAt = (name: string): string => (typeof settings[name] === "string" ? settings[name] : "");
  return {
    file: source.file,
    settings,
    program: textAt("program"),
    environment: textAt("environment"),
    placeOf: (setting) => source.place(settingPath(setting)),
    problem: (setting, message, mend) => stackProblem(source, findingAt(source, setting, message, mend)),
  };
}

/** A setting that is missing is told where the settings begin. */
function findingAt(source: SourceDocument, setting: string, message: string, mend: string): Finding {
  const isThere = source.written(settingPath(setting)) !== undefined;
  const path = isThere ? settingPath(setting) : ["config"];
  return { path, ...(isThere ? {} : { part: "key" }), message, mend, severity: "error", ruleId: "stack" };
}

/**
 * The org behind a stack of the programs `tenant` and `environment`; `folder` is where the other stacks lie. Throws
 * ConfigError with what is wrong with the org, or with what the stack says of it.
 */
export function orgOfStack(stackFile: StackFile, stack: string, folder: string): LoadedOrg {
  const { settings, problem, placeOf } = stackFile;
  const orgFile = settings["org"];
  if (typeof orgFile !== "string")
    throw new ConfigError([
      problem(
        "org",
        "`store-teams:org` is missing",
        "Add the org file of this stack: `store-teams:org: config/…/org.yaml`.",
      ),
    ]);
  const loaded = loadOrg(orgFile, new Map(), placeOf("org"));
  const problems = problemsWithOrg(stackFile, stack, folder, loaded);
  if (problems.length > 0) throw new ConfigError(problems);
  return loaded;
}

/** What a stack says of an org that is sound, and that does not fit it. `folder` is where the other stacks lie. */
export function problemsWithOrg(
  { settings, program, environment, problem }: StackFile,
  stack: string,
  folder: string,
  loaded: LoadedOrg,
): readonly Problem[] {
  if (program !== "environment") return [];
  const orgFile = String(settings["org"]);
  const keys = (loaded.org.environments ?? []).map(({ key }) => key);
  if (!keys.includes(environment)) {
    const meant = closest(environment, keys);
    const all = keys.length === 0 ? "The org file declares none." : `Declared are: ${keys.join(", ")}.`;
    const mend = meant === undefined ? all : `Did you mean "${meant}"? ${all}`;
    return [problem("environment", `${orgFile} has no environment "${environment}"`, mend)];
  }
  const own = { stack, orgFile, environment, share: shareIn(settings) };
  const mend = "Every store belongs to exactly one stack of its environment.";
  return sharingProblems(own, loaded, folder).map((text) => problem("regions", text, mend));
}
