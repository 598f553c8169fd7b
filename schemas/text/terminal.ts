import { encoderOf, type Encoded } from "./encoded.ts";
import { visible } from "./visible.ts";

/**
 * Pipelines read orders in what a step prints: Azure Pipelines `##vso[…]` and `##[…]` anywhere in a line, GitHub
 * `::name::` at its beginning and, of old, `##[…]` anywhere. This product gives none, so none may come out.
 * Sources: microsoft/azure-pipelines-agent Command.cs, actions/runner ActionCommand.cs, read 2026-11.
 */
export function withoutOrders(text: string): string {
  return text.replace(/#(?=#\w*\[)/g, "\\u0023").replace(/^(\s*):(?=:)/gm, "$1\\u003a");
}

/**
 * For a terminal and for the log of a pipeline, which are one thing to the one who prints: nothing moves the cursor,
 * colours, turns the direction of letters, begins a line or gives an order.
 */
export const terminalText = encoderOf(
  "terminal",
  (raw) => visible(raw.replaceAll("\t", "  ")),
  withoutOrders,
);

const escape = terminalText.asWritten("\u001b");

/** A text in a colour or style of the terminal. `code`: SGR, such as 31 for red. */
export function painted(code: number, text: Encoded<"terminal">): Encoded<"terminal"> {
  return terminalText`${escape}[${code}m${text}${escape}[0m`;
}

/** What somebody else's program printed, for a terminal or log: colours stay, all else that is not text goes. */
export function passedOn(output: string): Encoded<"terminal"> {
  const pieces = output.split(/(\u001b\[[\d;]*m|\r?\n)/);
  const kept = pieces.map((piece, index) =>
    index % 2 === 1 ? terminalText.asWritten(piece) : terminalText.of(piece),
  );
  return terminalText.join(kept, "");
}
