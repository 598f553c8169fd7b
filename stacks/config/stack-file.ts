import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, relative } from "node:path";
import type { Finding, Place, Problem } from "../../schemas/problem.ts";
import { settingPath, settingsIn, stackProblem, validateStackFile } from "../../schemas/validate-stack.ts";
import type { SourceDocument } from "../../schemas/source/source-document.ts";
import { closest } from "../../schemas/suggest.ts";
import { ConfigError, stackFilesIn, type RawSettings } from "./load-org.ts";
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
  if (!existsSync(file)) throw new ConfigError([noSuchStack(shown(file))]);
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

/** A stack that no file stands for: which there are, and how another is made. */
function noSuchStack(file: string): Problem {
  const nameIn = (path: string): string => /^Pulumi\.(.+)\.yaml$/.exec(basename(path))?.[1] ?? "";
  const names = stackFilesIn(dirname(file)).map(([name]) => name);
  const meant = closest(nameIn(file), names);
  const there =
    names.length === 0 ? `No stack file lies in ${dirname(file)}.` : `There are: ${names.join(", ")}.`;
  return {
    place: { file, line: 1, column: 1, length: 0, lineText: "" },
    where: "",
    message: `there is no stack "${nameIn(file)}": this file is not there`,
    mend: meant === undefined ? there : `Did you mean "${meant}"? ${there}`,
    severity: "error",
    ruleId: "stack",
  };
}

/** A setting that is missing is told where the settings begin. */
function findingAt(source: SourceDocument, setting: string, message: string, mend: string): Finding {
  const isThere = source.written(settingPath(setting)) !== undefined;
  const path = isThere ? settingPath(setting) : ["config"];
  return { path, ...(isThere ? {} : { part: "key" }), message, mend, severity: "error", ruleId: "stack" };
}
