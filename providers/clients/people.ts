import type { JsonObject, People, ServiceReader } from "../core/api.ts";
import { textAt } from "../core/json.ts";
import { usersByKey, type UserKey } from "../core/users.ts";
import { bulkSizes } from "../limits/bulk-sizes.ts";

/**
 * Looks people up in bulk and keeps what it found for the life of the process. Needs User.Read.All, because
 * `accountEnabled` and the filter on names go beyond User.ReadBasic.All.
 */
export function peopleOver(graph: ServiceReader): People {
  const fetchBy = async (property: UserKey, values: readonly string[]): Promise<readonly JsonObject[]> => {
    const how = { select: ["id", "userPrincipalName"], inOneRead: bulkSizes.filterValues };
    return [...(await usersByKey(graph, property, values, how)).values()];
  };

  const idsByName = askedOnce(async (unknown) => {
    const users = await fetchBy("userPrincipalName", unknown);
    for (const user of users) namesById.learn(textAt(user, "id"), nameIn(user));
    return new Map(users.map((user) => [nameIn(user), textAt(user, "id")]));
  });
  const namesById = askedOnce(async (unknown) => {
    const users = await fetchBy("id", unknown);
    for (const user of users) idsByName.learn(nameIn(user), textAt(user, "id"));
    return new Map(users.map((user) => [textAt(user, "id"), nameIn(user)]));
  });
  return {
    idsByName: (names) => idsByName.lookUp(names.map((name) => name.toLowerCase())),
    namesById: (ids) => namesById.lookUp(ids),
  };
}

function nameIn(user: JsonObject): string {
  return textAt(user, "userPrincipalName").toLowerCase();
}

interface KnownValues {
  lookUp(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Takes in what another question answered. */
  learn(key: string, value: string): void;
}

/**
 * Asks for each key once, also when many callers ask at the same time. What one caller asks for goes by itself and is
 * not mixed with what others want: so the number of calls follows from the rosters alone, a plan can state it, and
 * batches of calls make up for the few that are half empty.
 */
function askedOnce(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>): KnownValues {
  const known = new Map<string, Promise<string | undefined>>();
  const lookUpAll = (keys: readonly string[]): void => {
    const answer = ask(keys);
    for (const key of keys) {
      const value = answer.then((found) => found.get(key));
      known.set(key, value);
      // A lookup that failed or found nobody is asked again next time: the account may exist by then.
      value.then(
        (id) => id === undefined && known.delete(key),
        () => known.delete(key),
      );
    }
  };
  return {
    lookUp: async (keys) => {
      const unknown = [...new Set(keys)].filter((key) => !known.has(key));
      if (unknown.length > 0) lookUpAll(unknown);
      const entries = await Promise.all(keys.map(async (key) => [key, await known.get(key)] as const));
      return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
    },
    learn: (key, value) => {
      if (!known.has(key)) known.set(key, Promise.resolve(value));
    },
  };
}
