import { Encoded } from "./encoded.ts";
import { escapeOf, hasUnseen, unseenCharacters } from "./visible.ts";

/**
 * A value as JSON, for a file, a terminal or a log: the same value to whoever parses it. Within its texts unseen
 * characters and what a pipeline takes for an order are written as escapes.
 */
export function jsonText(value: unknown, indent: number): Encoded<"json"> {
  return new Encoded("json", `${escapedIn(JSON.stringify(value, null, indent))}\n`);
}

/** JSON for a script element of a page: nothing in it can end that element. */
export function jsonInScript(value: unknown): Encoded<"html"> {
  return new Encoded("html", escapedIn(JSON.stringify(value)).replaceAll("<", "\\u003c"));
}

/** Both occur within quotes only, but for the line breaks of the indentation. */
function escapedIn(text: string): string {
  const shown = hasUnseen(text)
    ? text.replace(unseenCharacters, (one) => (one === "\n" ? one : escapeOf(one)))
    : text;
  return shown.replace(/#(?=#)/g, "\\u0023");
}
