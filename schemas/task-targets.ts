import type { OrgNode, StoreNode, TaskTarget } from "./types/org.ts";

/** Whether a task list is for a store: it lies below one of the nodes, or is one, and has all the attributes. */
export function isTargeted(
  store: StoreNode,
  target: TaskTarget | undefined,
  nodeById: ReadonlyMap<string, OrgNode>,
): boolean {
  const { nodes, filter = {} } = target ?? {};
  const hasAttributes = Object.entries(filter).every(([key, wanted]) => {
    const has = [store.attributes?.[key] ?? []].flat();
    return [wanted].flat().some((value) => has.includes(value));
  });
  return hasAttributes && (nodes === undefined || liesBelow(store, new Set(nodes), nodeById));
}

/** Circles (rule R2 reports them) end the way up. */
function liesBelow(
  store: StoreNode,
  wanted: ReadonlySet<string>,
  nodeById: ReadonlyMap<string, OrgNode>,
): boolean {
  const seen = new Set<string>();
  for (let at: OrgNode | undefined = store; at !== undefined && !seen.has(at.id);) {
    if (wanted.has(at.id)) return true;
    seen.add(at.id);
    at = at.parent === undefined ? undefined : nodeById.get(at.parent);
  }
  return false;
}

/** The day so many days after another; undefined when the first is no day of the calendar. */
export function dayAfter(day: string, days: number): string | undefined {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(day)) return undefined;
  return new Date(start + days * 86_400_000).toISOString().slice(0, 10);
}
