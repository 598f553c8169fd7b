import type { OrgModel } from "../org-model.ts";
import type { DocumentPath } from "../problem.ts";
import { closest } from "../suggest.ts";
import { dayAfter, isTargeted } from "../task-targets.ts";
import { decideTeam } from "../team-settings.ts";
import type { TaskList } from "../types/org.ts";
import { duplicates } from "./rule.ts";
import type { RuleFinding } from "./rule.ts";

/** R14: task lists have somebody who follows them up. */
export function* somebodyCommunicates({ root, people, complete, knows }: OrgModel): Iterable<RuleFinding> {
  if ((root.taskLists ?? []).length === 0 || !complete || !knows("people")) return;
  if (people.some(({ person }) => person.roles?.includes("communicationsManager"))) return;
  yield {
    path: ["taskLists"],
    part: "key",
    message: "there are task lists, but nobody is a communications manager",
    mend: "Give somebody the role communicationsManager: they follow up what is done in the stores.",
  };
}

/** R19: a task list is for at least one store with a team, and its parts are told apart by their ids. */
export function* taskLists(model: OrgModel): Iterable<RuleFinding> {
  const lists = model.root.taskLists ?? [];
  yield* distinct(lists, ["taskLists"], "task list");
  for (const [index, list] of lists.entries()) {
    const path = ["taskLists", index];
    yield* distinct(list.tasks, [...path, "tasks"], "task");
    for (const [at, task] of list.tasks.entries()) {
      yield* distinct(task.checklist ?? [], [...path, "tasks", at, "checklist"], "step");
      const links = (task.links ?? []).map(({ url }) => ({ id: url }));
      yield* distinct(links, [...path, "tasks", at, "links"], "link", "url");
    }
    yield* dates(list, path);
    yield* declaredBuckets(model, list, path);
    yield* reachesStores(model, list, path);
  }
}

function* distinct(
  rows: readonly { readonly id: string }[],
  path: DocumentPath,
  what: string,
  field = "id",
): Iterable<RuleFinding> {
  const claims = rows.map(({ id }, index) => ({
    value: id,
    text: id,
    path: [...path, index, field],
    by: id,
  }));
  yield* duplicates(claims, ({ text }) => ({
    message: `the ${what} "${text}" is there twice`,
    mend: field === "url" ? "Remove one of the two." : "Give one of the two an id of its own.",
  }));
}

function* dates({ targetDate, tasks }: TaskList, path: DocumentPath): Iterable<RuleFinding> {
  if (targetDate !== undefined && dayAfter(targetDate, 0) === undefined) {
    yield {
      path: [...path, "targetDate"],
      message: `"${targetDate}" is no day of the calendar`,
      mend: "Write a day that exists.",
    };
  }
  const first = tasks.findIndex(({ dueOffsetDays }) => dueOffsetDays !== undefined);
  if (targetDate !== undefined || first < 0) return;
  yield {
    path: [...path, "tasks", first, "dueOffsetDays"],
    message: "there is no day to count from",
    mend: "Add `targetDate` to the list, or leave dueOffsetDays out.",
  };
}

/** Buckets that publishers may choose from are a promise to them; a list should keep to it. */
function* declaredBuckets({ root }: OrgModel, list: TaskList, path: DocumentPath): Iterable<RuleFinding> {
  const declared = root.hierarchy?.csv?.buckets;
  if (declared === undefined) return;
  const named = [
    { bucket: list.bucket, at: [...path, "bucket"] },
    ...list.tasks.map(({ bucket }, index) => ({ bucket, at: [...path, "tasks", index, "bucket"] })),
  ];
  for (const { bucket, at } of named) {
    if (bucket === undefined || declared.includes(bucket)) continue;
    const meant = closest(bucket, declared);
    yield {
      path: at,
      severity: "warning",
      message: `the bucket "${bucket}" is none of those under hierarchy → csv → buckets`,
      mend: meant === undefined ? "Add it there, or name one of those." : `Did you mean "${meant}"?`,
    };
  }
}

function* reachesStores(
  model: OrgModel,
  { id, target }: TaskList,
  path: DocumentPath,
): Iterable<RuleFinding> {
  if (!model.complete) return;
  const nodeById = new Map(model.nodes.map(({ node }) => [node.id, node]));
  let isNamedRight = true;
  for (const [index, named] of (target?.nodes ?? []).entries()) {
    if (nodeById.has(named)) continue;
    isNamedRight = false;
    const meant = closest(named, nodeById.keys());
    yield {
      path: [...path, "target", "nodes", index],
      message: `no node has the id "${named}"`,
      mend: meant === undefined ? "Write the id of a node that exists." : `Did you mean "${meant}"?`,
    };
  }
  const attributes = new Set(model.stores.flatMap(({ node }) => Object.keys(node.attributes ?? {})));
  for (const key of Object.keys(target?.filter ?? {})) {
    if (attributes.has(key)) continue;
    isNamedRight = false;
    const meant = closest(key, attributes);
    yield {
      path: [...path, "target", "filter", key],
      part: "key",
      message: `no store has the attribute "${key}"`,
      mend: meant === undefined ? "Add it to stores, or leave it out here." : `Did you mean "${meant}"?`,
    };
  }
  if (!isNamedRight) return;
  const targeted = model.stores.filter(({ node }) => isTargeted(node, target, nodeById));
  if (targeted.some(({ node, settings }) => node.closed === undefined && decideTeam(node, settings).team))
    return;
  yield {
    path: target === undefined ? path : [...path, "target"],
    message:
      targeted.length === 0
        ? `the task list "${id}" is for no store`
        : `none of the stores that the task list "${id}" is for has a team`,
    mend:
      targeted.length === 0
        ? "Name nodes with stores below them, and values that stores have."
        : "Name managers for those stores, or other stores.",
  };
}
