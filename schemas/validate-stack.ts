import { pathWords } from "./path-words.ts";
import { compareProblems } from "./problem.ts";
import type { DocumentPath, Finding, Problem } from "./problem.ts";
import { shapeFindings } from "./shape.ts";
import { settingsWithoutEffect, withoutEffect } from "./stack-settings.ts";
import { longLists } from "./source/source-document.ts";
import type { SourceDocument } from "./source/source-document.ts";
import { fitToShow } from "./validate.ts";

/** A finding about a stack file with its place and its words. */
export function stackProblem(source: SourceDocument, finding: Finding): Problem {
  const { path, part, message, mend, severity, ruleId } = finding;
  const named = part === "key" ? path.slice(0, -1) : path;
  // Everything of interest stands under `config`.
  const where = pathWords(named, source.root, () => undefined).replace(/^config( → )?/, "");
  return fitToShow({ ruleId, severity, place: source.place(path, part), where, message, mend });
}

/** Everything that is wrong with the text and the shape of a stack file. */
export function validateStackFile(source: SourceDocument): readonly Problem[] {
  const texts = source.problems.map((fault) => fitToShow({ ...fault, where: "" }));
  // Such lists are taken out of the root, and a stack file has none.
  const strange = longLists.filter((list) => source.lists.has(list));
  const unknown = strange.map((list): Finding => ({
    ...{ path: [list], part: "key", ruleId: "shape", severity: "error" },
    ...{ message: `the key "${list}" is not known here`, mend: "It belongs into the org file." },
  }));
  const shape =
    source.root === undefined ? [] : shapeFindings("stack", source.root, [], (path) => source.written(path));
  const findings = [...unknown, ...shape, ...idleSettings(source.root)].map((finding) =>
    stackProblem(source, finding),
  );
  return [...texts, ...findings].toSorted(compareProblems([source.file]));
}

const settingPrefix = "store-teams:";

/** The settings of a stack file that was read, by name without prefix. Empty for one that holds none. */
export function settingsIn(root: unknown): Readonly<Record<string, unknown>> {
  const config = (root as { config?: unknown } | null | undefined)?.config;
  if (typeof config !== "object" || config === null) return {};
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(settingPrefix) ? [[key.slice(settingPrefix.length), value as unknown] as const] : [],
    ),
  );
}

/** Settings that are for another program. */
function idleSettings(root: unknown): readonly Finding[] {
  const settings = settingsIn(root);
  return settingsWithoutEffect(settings).map((name) => ({
    ...{ path: settingPath(name), part: "key", ruleId: "stack", severity: "error" },
    ...withoutEffect(name, settings["program"]),
  }));
}

/** Path of a setting, without its prefix, in a stack file. */
export function settingPath(name: string): DocumentPath {
  return ["config", `${settingPrefix}${name}`];
}
