import { RefusedError } from "../../../providers/core/errors.ts";
import type { EditCommit } from "../../drift/accept/proposed-edits.ts";

/** Where a pipeline tells people things: GitHub or Azure DevOps. Texts are Markdown and begin with a marker. */
export interface Forge {
  /**
   * Writes the one comment of the pull request that begins with the marker, or changes it. With `onlyChange` it writes
   * none where there is none. Answers whether the pull request has it now.
   */
  comment(marker: string, text: string, options: { readonly onlyChange: boolean }): Promise<boolean>;
  /** Opens the one issue whose text begins with the marker, or changes it. `text` unset: closes it when it is open. */
  issue(marker: string, title: string, text: string | undefined): Promise<void>;
  /**
   * Puts commits on top of the one that this run has checked out, as a branch of its own, and opens the one pull request
   * of that branch, or changes it. No commits: closes it where it is open. Throws RefusedError where somebody else has
   * changed the branch.
   */
  propose(branch: string, proposal: Proposal): Promise<void>;
}

/** What a pull request proposes. */
export interface Proposal {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly commits: readonly EditCommit[];
}

/** Ends the message of each commit that is ours: a branch whose last commit has it may be written anew. */
export const commitMark = "Proposed-By: store-teams drift";

/** The branch was changed by somebody. */
export function changedByOthers(branch: string): RefusedError {
  return new RefusedError(
    `the branch "${branch}" has commits of somebody else, so it stays as it is. Merge or close its pull request first.`,
  );
}

/** The pipeline's surroundings do not say where to tell. The text names what is missing. Exit code 2. */
export class NoForgeError extends Error {
  override readonly name = "NoForgeError";
}

/** Longest text of a comment or an issue, in characters, on GitHub. */
const textLengthMax = 65_536;
const cutNote = "\n\n… The rest is in the report that the pipeline keeps.\n";

/** The marker and the text, cut at a line so that the service takes it, then the end, which is never cut. */
export function markedText(marker: string, text: string, end = ""): string {
  const whole = `${marker}\n${text}`;
  if (whole.length + end.length < textLengthMax) return whole + end;
  const cut = whole.slice(0, textLengthMax - cutNote.length - end.length - 1);
  return cut.slice(0, cut.lastIndexOf("\n")) + cutNote + end;
}

/** The last line of what is told: where the whole report is. */
export function reportLink(runUrl: string | undefined): string {
  return runUrl === undefined ? "" : `\n[The whole report is kept with this run](${runUrl})\n`;
}

/** The page of a run. Undefined when one of its parts is not known. */
export function pageOf(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.every((part) => part) ? parts.join("") : undefined;
}

/** Variables of the pipeline. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that must be set. Throws NoForgeError. */
export function needed(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new NoForgeError(`${name} is not set: this tells people on GitHub or Azure DevOps, from a pipeline.`);
}

/** One call that answers JSON. Throws when the answer is no success; the token is never shown. */
export async function askJson(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<unknown> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url, { method, headers, ...sent });
  const text = await response.text();
  if (response.ok) return text === "" ? undefined : (JSON.parse(text) as unknown);
  const { origin, pathname } = new URL(url);
  throw new Error(`${method} ${origin}${pathname}: answer ${response.status}: ${text.slice(0, 300)}`);
}
