import { open } from "node:fs/promises";
import { note, noteInPlace } from "../../../providers/clients/out/print.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { parseEvents } from "../../changes/engine-events.ts";
import { advanced, progressBar, progressText, startOf } from "../../review/progress.ts";

/** How often the event log is read, and how often a log gets a line. */
const lookMilliseconds = 500;
const logEverySeconds = 10;

/**
 * Shows how far a run is, from the event log that Pulumi writes meanwhile: a bar that is drawn over on a terminal, a
 * line every 10 s elsewhere. Both on standard error, so that standard output holds results only.
 */
export function showProgress(
  stack: string,
  planned: readonly string[],
  eventLog: string,
): { readonly end: () => void } {
  const startedAt = performance.now();
  const log = logReader(eventLog);
  let progress = startOf(planned);
  let saidAt = startedAt;
  let isBusy = false;
  const look = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    progress = advanced(progress, parseEvents(await log()));
    isBusy = false;
    const now = performance.now();
    if (process.stderr.isTTY) {
      noteInPlace(progressBar(stack, progress, (now - startedAt) / 1000));
    } else if (now - saidAt >= logEverySeconds * 1000) {
      saidAt = now;
      note(terminalText`${stack}: ${progressText(progress)}`);
    }
  };
  const timer = setInterval(() => void look(), lookMilliseconds);
  return {
    end: () => {
      clearInterval(timer);
      noteInPlace(undefined);
    },
  };
}

/** Gives the whole lines that were written since the last call. The file may not be there yet. */
function logReader(file: string): () => Promise<string> {
  let offset = 0;
  return async () => {
    const handle = await open(file).catch(() => undefined);
    if (handle === undefined) return "";
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.max(0, size - offset));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
      const end = bytes.subarray(0, bytesRead).lastIndexOf("\n") + 1;
      offset += end;
      return bytes.subarray(0, end).toString("utf8");
    } finally {
      await handle.close();
    }
  };
}
