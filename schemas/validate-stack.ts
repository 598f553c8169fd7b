import { pathWords } from "./path-words.ts";
import { compareProblems } from "./problem.ts";
import type { DocumentPath, Finding, Problem } from "./problem.ts";
import { shapeFindings } from "./shape.ts";
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
  const findings = [...unknown, ...shape].map((finding) => stackProblem(source, finding));
  return [...texts, ...findings].toSorted(compareProblems([source.file]));
}

/** Path of a setting, without its prefix, in a stack file. */
export function settingPath(name: string): DocumentPath {
  return ["config", `store-teams:${name}`];
}
