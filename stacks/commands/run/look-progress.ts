import { note } from "../../../providers/clients/out/print.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";

const secondsBetween = 10;

/** Tells a line each ten seconds, so that a long look is seen to go on. `what`: "teams"; empty for things of all kinds. */
export function lookProgress(what = ""): (done: number, of: number) => void {
  let lastToldAt = Date.now();
  return (done, of) => {
    if (Date.now() - lastToldAt < secondsBetween * 1000) return;
    lastToldAt = Date.now();
    note(terminalText`read ${done} of ${of}${what === "" ? "" : ` ${what}`}`);
  };
}
