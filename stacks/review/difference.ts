import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import type { PlanReport } from "./model.ts";

/** How the world differs from what was reviewed, in words. Empty lists: it does not. */
export interface PlanDifference {
  /** Config files that changed, came or went. */
  readonly files: readonly string[];
  /** The state was written since: somebody ran `up`, or an earlier `apply` got somewhere. */
  readonly state: boolean;
  /** Resources whose planned step is another one now. */
  readonly steps: readonly string[];
}

/** The digests that are compared. */
export interface Digests {
  readonly files: Readonly<Record<string, string>>;
  readonly state: string;
  readonly steps: Readonly<Record<string, string>>;
}

export function differenceOf(reviewed: Digests, now: Digests): PlanDifference {
  return {
    files: differentKeys(reviewed.files, now.files),
    state: reviewed.state !== now.state,
    steps: differentKeys(reviewed.steps, now.steps),
  };
}

export function isSame({ files, state, steps }: PlanDifference): boolean {
  return files.length === 0 && !state && steps.length === 0;
}

function differentKeys(
  left: Readonly<Record<string, string>>,
  right: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((key) => left[key] !== right[key])
    .toSorted();
}

/** Most lines of each list that are shown. */
const linesShown = 15;

/** Why `apply` stops: what moved, what the run would do now and did not when it was reviewed, and the reverse. */
export function differenceText(
  difference: PlanDifference,
  reviewed: PlanReport,
  now: PlanReport,
): Encoded<"terminal"> {
  const was = new Set(storyOf(reviewed));
  const is = new Set(storyOf(now));
  const refused =
    now.refusal.length > 0
      ? [
          `  a run would be stopped now:`,
          ...now.refusal.map((text) => terminalText`    ${terminalText.lines(text)}`),
        ]
      : [];
  const lines = [
    ...difference.files.map((file) => `  config: ${file} is not as it was reviewed`),
    ...(difference.state ? ["  state: the stack was changed since, by another run"] : []),
    ...refused,
    ...(refused.length > 0
      ? []
      : [
          ...listed(
            "a run would now also do",
            [...is].filter((text) => !was.has(text)),
          ),
          ...listed(
            "a run would no longer do",
            [...was].filter((text) => !is.has(text)),
          ),
        ]),
  ];
  const unsaid =
    difference.steps.length > 0 && is.size === was.size && [...is].every((text) => was.has(text));
  if (refused.length === 0 && unsaid) {
    lines.push(...listed("a run would do these in another way", difference.steps));
  }
  return terminalText`stopped before the first write: the world has moved since this plan was reviewed\n${lines}`;
}

/** Every line of a report, with the store it is about. */
function storyOf({ regions }: PlanReport): readonly string[] {
  return regions.flatMap(({ moves, entries }) => [
    ...moves.map(({ subject, text }) => `${subject}: ${text}`),
    ...entries.flatMap(({ label, lines }) =>
      lines.map(({ subject, text }) => `${label}: ${subject}: ${text}`),
    ),
  ]);
}

function listed(title: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  const more = texts.length - linesShown;
  return [
    `  ${title}:`,
    ...texts.slice(0, linesShown).map((text) => `    ${text}`),
    ...(more > 0 ? [`    … ${more.toLocaleString("en-US")} more`] : []),
  ];
}
