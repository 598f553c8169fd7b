import type { Encoded, Sink } from "../../../schemas/text/encoded.ts";
import { passedOn, withoutOrders } from "../../../schemas/text/terminal.ts";

/**
 * A result on standard output, with a line break. Whatever it was made for, a terminal or the log of a pipeline may
 * read it too, so no order comes out.
 */
export function print(result: Encoded<Exclude<Sink, "html" | "xml">>): void {
  process.stdout.write(`${withoutOrders(result.text).replace(/\n$/, "")}\n`);
}

/** What is said beside the result, on standard error. */
export function note(text: Encoded<"terminal">): void {
  process.stderr.write(`${text.text}\n`);
}

/** A line of a terminal that the next one is drawn over. Undefined takes it away. Nothing where no terminal is. */
export function noteInPlace(text: Encoded<"terminal"> | undefined): void {
  if (!process.stderr.isTTY) return;
  const shown = (text?.text ?? "").slice(0, (process.stderr.columns || 80) - 1);
  process.stderr.write(`\r\u001b[K${shown}`);
}

/**
 * What another program prints, line by line as it comes, so that no order is cut in two and missed. `end` gives out the
 * last line when it has no end.
 */
export function passingOn(to: "stdout" | "stderr"): {
  readonly take: (text: string) => void;
  readonly end: () => void;
} {
  let waiting = "";
  const give = (text: string): void => {
    if (text !== "") process[to].write(passedOn(text).text);
  };
  return {
    take: (text) => {
      const end = text.lastIndexOf("\n") + 1;
      if (end > 0) give(waiting + text.slice(0, end));
      waiting = (end > 0 ? "" : waiting) + text.slice(end);
    },
    end: () => {
      give(waiting);
      waiting = "";
    },
  };
}
