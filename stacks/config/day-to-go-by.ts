import { RefusedError } from "../../providers/core/errors.ts";
import { dayAfter } from "../../schemas/task-targets.ts";

/** Names the day that a run goes by, so that `apply` takes people for what they were when the plan was made. */
export const dayVariable = "STORE_TEAMS_DAY";

/**
 * The day, in UTC, on which people have the status that config says of it: the one that the environment names, else
 * today. Throws RefusedError for what is no day.
 */
export function dayToGoBy(
  environment: Readonly<Record<string, string | undefined>>,
  nowMilliseconds = Date.now(),
): string {
  const named = environment[dayVariable];
  if (named === undefined || named === "") return new Date(nowMilliseconds).toISOString().slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(named) || dayAfter(named, 0) === undefined)
    throw new RefusedError(`${dayVariable} is "${named}": expected a day such as 2026-11-29.`);
  return named;
}
