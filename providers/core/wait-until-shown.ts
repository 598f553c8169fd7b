import type { Reader } from "./api.ts";
import { bounds } from "./bounds.ts";

/**
 * Looks for something that the service says is there already, until it shows it, with growing waits and no longer than
 * a service may take to show a write. An answer may be lost after its effect, and the directory shows what it made
 * only later: "already exists" is then no refusal. `what`: for people who wait. Undefined when it never shows.
 */
export async function waitUntilShown<Found>(
  { clock }: Pick<Reader, "clock">,
  what: string,
  find: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const sinceMilliseconds = clock.nowMilliseconds();
  const giveUpAtMilliseconds = sinceMilliseconds + bounds.settleSecondsMost * 1000;
  for (let waitMilliseconds = 250; ; waitMilliseconds = Math.min(15_000, 2 * waitMilliseconds)) {
    const found = await find();
    if (found !== undefined || clock.nowMilliseconds() + waitMilliseconds > giveUpAtMilliseconds)
      return found;
    await clock.sleep(waitMilliseconds, { what: `the service to show ${what}`, sinceMilliseconds });
  }
}
