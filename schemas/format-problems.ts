import type { Problem } from "./problem.ts";
import { unseenCharacters, visible } from "./text/visible.ts";

/** Column at which the rule id ends, where the line leaves room. */
const width = 100;

/** Letters of a source line that are shown, and how many of them before the marked place when it is cut. */
const lineRoom = 94;
const shownBefore = 40;

const shownMax = 100;

/** How to make text stand out; the identity where there is no colour. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly dim: (text: string) => string;
}

export const plainPaint: Paint = { error: (text) => text, warning: (text) => text, dim: (text) => text };

const wrap =
  (code: number) =>
  (text: string): string =>
    `\u001b[${String(code)}m${text}\u001b[0m`;

export const colourPaint: Paint = { error: wrap(31), warning: wrap(33), dim: wrap(2) };

/**
 * The source line without its indentation, cut to a window around the marked place, and the marks below it. What cannot
 * be seen takes the room that it had, so that the marks stay below what they mark.
 */
function excerpt({ place: { lineText, column, length } }: Problem): { line: string; marks: string } {
  const text = lineText
    .replaceAll("\t", " ")
    .replace(unseenCharacters, (one) => "\ufffd".repeat(one.length))
    .trimEnd();
  const at = column - 1;
  const indent = Math.min(text.length - text.trimStart().length, at);
  const fits = at + length - indent <= lineRoom;
  const from = fits ? indent : Math.max(indent, at - shownBefore);
  const to = Math.max(from + lineRoom, at + length);
  const before = from > indent ? "… " : "";
  const line = `    ${before}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
  return { line, marks: " ".repeat(4 + before.length + at - from) + "^".repeat(length) };
}

function formatProblem(problem: Problem, paint: Paint): string {
  const { place, severity, ruleId } = problem;
  const [where, message, mend] = [problem.where, problem.message, problem.mend].map(visible) as [
    string,
    string,
    string,
  ];
  const at = `${visible(place.file)}:${String(place.line)}:${String(place.column)}`;
  const word = severity === "warning" ? paint.warning("warning: ") : "";
  const { line, marks } = excerpt(problem);
  const rule = `rule ${ruleId}`;
  const gap = Math.max(2, width - 2 - mend.length - rule.length);
  const mark = severity === "warning" ? paint.warning(marks) : paint.error(marks);
  const head = `${at}  ${word}${where === "" ? "" : `${where}: `}${message}`;
  const source = line.trim() === "" ? [] : [line, mark];
  return [head, ...source, `  ${mend}${" ".repeat(gap)}${paint.dim(rule)}`].join("\n");
}

function amount(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** "2 errors, 1 warning." */
export function problemCounts(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const parts = [
    ...(errors > 0 ? [amount(errors, "error")] : []),
    ...(warnings > 0 ? [amount(warnings, "warning")] : []),
  ];
  return parts.length === 0 ? "No problems." : `${parts.join(", ")}.`;
}

/**
 * The problems that are shown when there are too many, in their order: the first of every kind (rule and file), then
 * the second of every kind, and so on, so that a thousand of one kind hide no other. Errors go before warnings.
 */
function fairShare(problems: readonly Problem[]): readonly Problem[] {
  const amounts = new Map<string, number>();
  const rounds = problems.map((problem) => {
    const kind = `${problem.severity} ${problem.ruleId} ${problem.place.file}`;
    const before = amounts.get(kind) ?? 0;
    amounts.set(kind, before + 1);
    return { problem, round: before + (problem.severity === "error" ? 0 : problems.length) };
  });
  const shown = new Set(rounds.toSorted((a, b) => a.round - b.round).slice(0, shownMax));
  return rounds.flatMap((each) => (shown.has(each) ? [each.problem] : []));
}

/** "(1,100 of rule R10)": what is not shown, by rule. */
function restInWords(problems: readonly Problem[], shown: readonly Problem[]): string {
  const isShown = new Set(shown);
  const hidden = problems.filter((problem) => !isShown.has(problem));
  const byRule = Map.groupBy(hidden, ({ ruleId }) => ruleId);
  const parts = [...byRule].map(([rule, all]) => `${all.length.toLocaleString("en-US")} of rule ${rule}`);
  return `… and ${String(hidden.length)} more, not shown: ${parts.join(", ")}`;
}

/**
 * Problems for people: position, path in words, the line with carets, the mend, the rule. The last line counts them
 * and, with errors among them, says that nothing was sent. At most 100 are shown, of every kind some and errors first.
 */
export function formatProblemList(problems: readonly Problem[], paint: Paint = plainPaint): string {
  const errors = problems.filter(({ severity }) => severity === "error");
  const chosen = problems.length > shownMax ? fairShare(problems) : problems;
  const shown = chosen.map((problem) => formatProblem(problem, paint));
  const rest = problems.length > shownMax ? [restInWords(problems, chosen)] : [];
  const end = errors.length > 0 ? `${problemCounts(problems)} Nothing was sent.` : problemCounts(problems);
  return [...shown, ...rest, end].join("\n");
}
