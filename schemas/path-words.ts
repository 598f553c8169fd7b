import type { DocumentPath } from "./problem.ts";

/** Lists whose items have a name of their own: the word for an item, and the key that names it. */
const namedLists: Readonly<Record<string, { word: string; naming: "id" | "key" }>> = {
  nodes: { word: "node", naming: "id" },
  people: { word: "person", naming: "id" },
  apps: { word: "app", naming: "key" },
  environments: { word: "environment", naming: "key" },
  legalEntities: { word: "legal entity", naming: "id" },
  channels: { word: "channel", naming: "key" },
  tabs: { word: "tab", naming: "key" },
  recordLinks: { word: "record link", naming: "key" },
  taskLists: { word: "task list", naming: "id" },
  tasks: { word: "task", naming: "id" },
  checklist: { word: "step", naming: "id" },
};

function inside(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/**
 * A path in words and local names: `node "sfo" → managers[1]`.
 * `valueAt` gives the value of a long list's row, by list and index; `root` everything else.
 */
export function pathWords(
  path: DocumentPath,
  root: unknown,
  valueAt: (list: string, index: number) => unknown,
): string {
  const words: string[] = [];
  let value = root;
  for (const [position, key] of path.entries()) {
    const list = position === 0 ? undefined : String(path[position - 1]);
    const row = position === 1 && typeof key === "number" ? valueAt(String(list), key) : undefined;
    value = row ?? inside(value, key);
    if (typeof key === "string") words.push(key);
    else words.push(itemWords(words.pop() ?? "", list, key, value));
  }
  return words.join(" → ");
}

function itemWords(before: string, list: string | undefined, index: number, item: unknown): string {
  const named = list === undefined ? undefined : namedLists[list];
  const name = named === undefined ? undefined : inside(item, named.naming);
  return named !== undefined && typeof name === "string"
    ? `${named.word} "${name}"`
    : `${before}[${String(index)}]`;
}
