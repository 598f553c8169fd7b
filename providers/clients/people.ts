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
  const idByName = new Map<string, Promise<string | undefined>>();
  const nameById = new Map<string, Promise<string | undefined>>();

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

  /** Asks for what is not known yet, once, also when many callers ask at the same time. */
  async function resolve(
    known: Map<string, Promise<string | undefined>>,
    keys: readonly string[],
    ask: (unknown: readonly string[]) => Promise<ReadonlyMap<string, string>>,
  ): Promise<ReadonlyMap<string, string>> {
    const unknown = [...new Set(keys)].filter((key) => !known.has(key));
    if (unknown.length > 0) {
      const answer = ask(unknown);
      for (const key of unknown) {
        const one = answer.then((found) => found.get(key));
        known.set(key, one);
        // A lookup that failed or found nobody is asked again next time: the account may exist by then.
        one.then(
          (value) => value === undefined && known.delete(key),
          () => known.delete(key),
        );
      }
    }
    const entries = await Promise.all(keys.map(async (key) => [key, await known.get(key)] as const));
    return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  return {
    idsByName: (names) =>
      resolve(
        idByName,
        names.map((name) => name.toLowerCase()),
        async (unknown) =>
          new Map(
            (await fetchBy("userPrincipalName", unknown)).map((user) => [
              textAt(user, "userPrincipalName").toLowerCase(),
              textAt(user, "id"),
            ]),
          ),
      ),
    namesById: (ids) =>
      resolve(
        nameById,
        ids,
        async (unknown) =>
          new Map(
            (await fetchBy("id", unknown)).map((user) => [
              textAt(user, "id"),
              textAt(user, "userPrincipalName").toLowerCase(),
            ]),
          ),
      ),
  };
}
