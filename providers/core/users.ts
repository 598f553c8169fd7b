import type { JsonObject, ServiceReader } from "./api.ts";
import { chunksOf } from "./compare.ts";
import { textAt } from "./json.ts";
import { isOneOf } from "./odata.ts";

/** What users are found by. */
export type UserKey = "userPrincipalName" | "id";

/** The key of a user, as keys are compared: a directory knows no capitals in them. */
export function userKey(user: JsonObject, property: UserKey): string {
  return textAt(user, property).toLowerCase();
}

/**
 * Accounts by key (in lower case), read in bulk with the properties of `select`. The directory is documented as
 * eventually consistent and a filter may leave somebody out, so whoever a bulk answer does not show is asked for by
 * key: only "not found" of that read means that there is no such account. Answers that nobody asked for do not count.
 * Throws what a read throws. Source: Microsoft Graph "List users", "Get user", "Advanced query capabilities on
 * directory objects", read 2026-11.
 */
export async function usersByKey(
  graph: ServiceReader,
  property: UserKey,
  wanted: readonly string[],
  { select, inOneRead }: { readonly select: readonly string[]; readonly inOneRead: number },
): Promise<ReadonlyMap<string, JsonObject>> {
  const fields = `$select=${[...new Set([...select, property])].join(",")}`;
  const keys = [...new Set(wanted.map((key) => key.toLowerCase()))];
  const found = new Map<string, JsonObject>();
  const note = (user: JsonObject, asked: ReadonlySet<string>): void => {
    const key = userKey(user, property);
    if (asked.has(key)) found.set(key, user);
  };
  await Promise.all(
    chunksOf(keys, inOneRead).map(async (some) => {
      const filter = encodeURIComponent(isOneOf(property, some));
      const users = await graph.list(`/users?$filter=${filter}&${fields}&$top=${some.length}`);
      const asked = new Set(some);
      for (const user of users) note(user, asked);
    }),
  );
  const notShown = keys.filter((key) => !found.has(key));
  await Promise.all(
    notShown.map(async (key) => {
      const user = await graph.find(`/users/${encodeURIComponent(key)}?${fields}`);
      if (user !== undefined) note(user, new Set([key]));
    }),
  );
  return found;
}
