import type { JsonObject, People, ServiceReader } from "../core/api.ts";
import { chunksOf } from "../core/compare.ts";
import { textAt } from "../core/json.ts";

/** Most values in one `in (…)` filter. Source: Microsoft Graph "Use the $filter query parameter", read 2026-11. */
const filterValuesMax = 15;

/**
 * Looks people up in bulk and keeps what it found for the life of the process. Needs User.Read.All, because
 * `accountEnabled` and the filter on names go beyond User.ReadBasic.All.
 */
export function peopleOver(graph: ServiceReader): People {
  async function fetchBy(
    property: "userPrincipalName" | "id",
    values: readonly string[],
  ): Promise<JsonObject[]> {
    const pages = await Promise.all(
      chunksOf(values, filterValuesMax).map((some) => {
        const list = some.map((value) => `'${value.replaceAll("'", "''")}'`).join(",");
        const filter = encodeURIComponent(`${property} in (${list})`);
        return graph.list(`/users?$filter=${filter}&$select=id,userPrincipalName&$top=${some.length}`);
      }),
    );
    return pages.flat();
  }

  const idsByName = gathered(async (unknown) => {
    const users = await fetchBy("userPrincipalName", unknown);
    for (const user of users) namesById.learn(textAt(user, "id"), nameIn(user));
    return new Map(users.map((user) => [nameIn(user), textAt(user, "id")]));
  });
  const namesById = gathered(async (unknown) => {
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

interface Gathered {
  lookUp(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Takes in what another question answered. */
  learn(key: string, value: string): void;
}

/**
 * Asks for each key once, also when many callers ask at the same time, and gathers what is asked in one turn of the
 * event loop: twenty stores with twenty people each are 27 full questions instead of 40 half empty ones.
 */
function gathered(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>): Gathered {
  const known = new Map<string, Promise<string | undefined>>();
  let waiting = new Map<string, PromiseWithResolvers<string | undefined>>();
  const leave = (): void => {
    const asked = waiting;
    waiting = new Map();
    ask([...asked.keys()]).then(
      (found) => {
        for (const [key, { resolve }] of asked) resolve(found.get(key));
      },
      (error: unknown) => {
        for (const { reject } of asked.values()) reject(error);
      },
    );
  };
  const lookUpOne = (key: string): Promise<string | undefined> => {
    const answer = Promise.withResolvers<string | undefined>();
    if (waiting.size === 0) setImmediate(leave);
    waiting.set(key, answer);
    // A lookup that failed or found nobody is asked again next time: the account may exist by then.
    answer.promise.then(
      (value) => value === undefined && known.delete(key),
      () => known.delete(key),
    );
    return answer.promise;
  };
  return {
    lookUp: async (keys) => {
      for (const key of keys) if (!known.has(key)) known.set(key, lookUpOne(key));
      const entries = await Promise.all(keys.map(async (key) => [key, await known.get(key)] as const));
      return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
    },
    learn: (key, value) => {
      if (!known.has(key)) known.set(key, Promise.resolve(value));
    },
  };
}
