// How the rows of a delta are dealt out. The documents leave the service much freedom here; a fault uses it.
// Source: "Use delta query to track changes in Microsoft Graph data" (replays, empty pages), "Get incremental
// changes for groups" (a large group comes on several pages).
import type { DeltaHabits } from "../faults/plan.ts";
import type { JsonObject } from "../json.ts";

/** A row of a large group tells at most so many edges. */
const edgesMost = 1000;

/** Deals the rows out over pages; there is always one. `again` makes what a client knows already come again. */
export function dealt(
  rows: readonly JsonObject[],
  size: number,
  habits: DeltaHabits,
  again: (count: number) => JsonObject[],
): JsonObject[][] {
  const { replay = 0, repeat = 0, emptyPages = 0, edgesPerRow = edgesMost, isReversed = false } = habits;
  const all = [...rows, ...again(replay)];
  if (isReversed) all.reverse();
  const pages: JsonObject[][] = [[]];
  const put = (row: JsonObject, taken: ReadonlySet<unknown> | undefined): void => {
    const last = pages.at(-1) ?? [];
    // The parts of one object are never on one page.
    if (last.length < size && taken?.has(last) !== true) last.push(row);
    else pages.push([row]);
  };
  for (const row of all) {
    const used = new Set<unknown>();
    for (const part of partsOf(row, edgesPerRow)) {
      put(part, used);
      used.add(pages.at(-1));
    }
  }
  // A row that comes twice comes later on.
  for (const row of repeat === 0 ? [] : all.slice(0, repeat)) put(row, undefined);
  return [...Array.from({ length: emptyPages }, (): JsonObject[] => []), ...pages];
}

/** An object with many changed edges as several rows: the later ones have its id and edges only. */
function partsOf(row: JsonObject, most: number): JsonObject[] {
  const relations = Object.entries(row).filter(
    (entry): entry is [string, JsonObject[]] => entry[0].endsWith("@delta") && Array.isArray(entry[1]),
  );
  const longest = Math.max(0, ...relations.map(([, edges]) => edges.length));
  const count = Math.max(1, Math.ceil(longest / most));
  return Array.from({ length: count }, (_, index) => {
    const edges = relations.flatMap(([name, all]) => {
      const some = all.slice(index * most, (index + 1) * most);
      return some.length === 0 ? [] : [[name, some] as const];
    });
    const plain = index === 0 ? Object.entries(row).filter(([name]) => !name.endsWith("@delta")) : [];
    return Object.fromEntries<unknown>([["id", row["id"]], ...plain, ...edges]);
  });
}
