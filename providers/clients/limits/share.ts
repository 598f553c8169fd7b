import { RefusedError } from "../../core/errors.ts";

/**
 * The part of each limit that this process may use, from `STORE_TEAMS_LIMIT_SHARE`: above 0, at most 1, and 1 when it
 * is not set. Stacks that run at the same time against one tenant with one app share its limits: give each its part,
 * together at most 1. Throws RefusedError for anything else.
 */
export function limitShareIn(environment: Readonly<Record<string, string | undefined>>): number {
  const text = environment["STORE_TEAMS_LIMIT_SHARE"];
  if (text === undefined || text.trim() === "") return 1;
  const share = Number(text);
  if (share > 0 && share <= 1) return share;
  throw new RefusedError(
    `STORE_TEAMS_LIMIT_SHARE is "${text}". Expected a number above 0 and at most 1, such as 0.25.`,
  );
}
