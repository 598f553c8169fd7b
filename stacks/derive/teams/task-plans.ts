import { storeTeamResource } from "../../../schemas/names.ts";
import { compareText } from "../../../schemas/problem.ts";
import { dayAfter, isTargeted } from "../../../schemas/task-targets.ts";
import type { Org, StoreNode, TaskDeclaration, TaskList } from "../../../schemas/types/org.ts";
import type { PlannedTask } from "../../../schemas/types/resources.ts";
import type { Desired } from "../desired-resource.ts";
import type { Places } from "../positions.ts";
import type { DeclaredTeams } from "../commerce/targeting-hierarchy.ts";
import { storeTeamUniqueName } from "./store-team.ts";

/** Title of the plan when config does not say. */
const usualTitle = "Store tasks";

/** Key of the resource that is a store's tasks. */
export function taskPlanResource(storeNumber: string): string {
  return `tasks-${storeNumber}`;
}

/** Key of a task in its resource: list and task. */
export function taskKey(listId: string, taskId: string): string {
  return `${listId}/${taskId}`;
}

/**
 * One plan a store with a team that at least one list is for, with the tasks of all its lists. Closed stores get
 * nothing more: their open tasks go, what is done stays on record.
 */
export function taskPlans(org: Org, teams: DeclaredTeams, places: Places): Desired<"graph:TaskPlan">[] {
  const lists = org.taskLists ?? [];
  if (lists.length === 0) return [];
  const nodeById = new Map((org.nodes ?? []).map((node) => [node.id, node]));
  const tasksByList = new Map(lists.map((list) => [list, tasksOf(list)]));
  return (org.nodes ?? []).flatMap((node, index): Desired<"graph:TaskPlan">[] => {
    if (node.kind !== "store" || node.closed !== undefined) return [];
    const team = storeTeamResource(node.storeNumber);
    if (!teams.has(team)) return [];
    const targeting = lists.filter(({ target }) => isTargeted(node, target, nodeById));
    const tasks = targeting.flatMap((list) => tasksByList.get(list) ?? []);
    if (tasks.length === 0) return [];
    return [
      {
        token: "graph:TaskPlan",
        name: taskPlanResource(node.storeNumber),
        props: {
          teamUniqueName: storeTeamUniqueName(node.storeNumber),
          title: org.taskPlanName ?? usualTitle,
          tasks: Object.fromEntries(tasks.toSorted(([left], [right]) => compareText(left, right))),
        },
        label: labelOf(node),
        because: `${targeting
          .map(({ id }) => `task list "${id}"`)
          .toSorted(compareText)
          .join(", ")} for this store`,
        dependsOn: [team],
        protect: false,
        retainOnDelete: false,
        config: places.at(targeting.length === 1 ? listPath(lists, targeting) : ["nodes", index]),
      },
    ];
  });
}

function listPath(lists: readonly TaskList[], targeting: readonly TaskList[]): (string | number)[] {
  return ["taskLists", lists.findIndex((list) => list === targeting[0])];
}

function labelOf({ storeNumber, name }: StoreNode): string {
  return `${storeNumber} ${name}: tasks`;
}

function tasksOf(list: TaskList): readonly (readonly [string, PlannedTask])[] {
  return list.tasks.map((task) => [taskKey(list.id, task.id), plannedTask(list, task)] as const);
}

function plannedTask(list: TaskList, task: TaskDeclaration): PlannedTask {
  const { title, description, dueOffsetDays, priority, checklist, links } = task;
  const dueDate =
    list.targetDate === undefined || dueOffsetDays === undefined
      ? undefined
      : dayAfter(list.targetDate, dueOffsetDays);
  return {
    title,
    bucket: task.bucket ?? list.bucket ?? list.name,
    ...(dueDate === undefined ? {} : { dueDate }),
    ...(priority === undefined ? {} : { priority }),
    ...(description === undefined ? {} : { description }),
    ...(checklist === undefined
      ? {}
      : { checklist: Object.fromEntries(checklist.map((item) => [item.id, item.title])) }),
    ...(links === undefined ? {} : { links: Object.fromEntries(links.map(({ url, name }) => [url, name])) }),
  };
}
