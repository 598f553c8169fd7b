import { Option } from "commander";
import { note } from "../../../providers/clients/out/print.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { orgFilesOfStacks } from "../../config/load-stack.ts";
import { typedPath } from "./places.ts";

/** `--org`: the org file to look at. */
export const orgOption = new Option(
  "--org <file>",
  "the org file (default: the first that a stack names)",
).argParser(typedPath);

/**
 * The org file that was asked for, or the first that a stack names; told on standard error where there are more.
 * Throws RefusedError when there is none.
 */
export function orgFileFor(asked: string | undefined): string {
  if (asked !== undefined) return asked;
  const [first = "", ...others] = orgFilesOfStacks();
  if (others.length > 0) note(terminalText`Looking at ${first}. --org names another: ${others.join(", ")}`);
  return first;
}
