import { findingId, type Finding } from "../../changes/finding.ts";

/** Edits that a pull request proposes, a commit for each finding. This is the shape of `edits-<stack>.json`. */
export interface DriftEdits {
  readonly version: 1;
  readonly stack: string;
  readonly commits: readonly EditCommit[];
  /** What a person has to edit, a sentence each. */
  readonly byHand: readonly string[];
}

/** One commit: its message, and the new text of each file that it changes, by path from the checkout. */
export interface EditCommit {
  readonly message: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Most findings that one pull request takes over: each is tried on the whole config, and people read them all. */
export const editsMost = 50;

/** Where a look for drift leaves them, beside its reports. */
export function editsFileName(stack: string): string {
  return `edits-${stack}.json`;
}

/** What became of each finding, as commits. Findings that no edit takes over are told. */
export function driftEdits(
  stack: string,
  {
    accepted,
  }: {
    readonly accepted: readonly {
      readonly finding: Finding;
      readonly byHand?: string;
      readonly files?: ReadonlyMap<string, string>;
    }[];
  },
): DriftEdits {
  const told = ({ label, what, who }: Finding): string => oneLine(`${label}: ${what} ${who}`);
  return {
    version: 1,
    stack,
    commits: accepted.flatMap(({ finding, files }): EditCommit[] =>
      files === undefined || files.size === 0
        ? []
        : [
            {
              message: `Let config say: ${told(finding)}\n\nFinding ${findingId(finding)} of the stack ${stack}.`,
              files: Object.fromEntries(files),
            },
          ],
    ),
    byHand: accepted.flatMap(({ finding, byHand }) =>
      byHand === undefined ? [] : [`${told(finding)}: ${oneLine(byHand)}`],
    ),
  };
}

/**
 * Names come from the tenant: in a message they begin no other line, and close, mention and link nothing. Forges read
 * "#12", "GH-12", "@name" and addresses wherever they stand.
 */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .replaceAll("#", "no. ")
    .replaceAll(/\bGH-(?=\d)/gi, "GH ")
    .replaceAll("://", ": //")
    .replaceAll(/(^|\s)@/g, "$1")
    .trim()
    .slice(0, 200);
}
