import type { PlannedTask, TaskPlan } from "../../../schemas/types/resources.ts";
import { objectIn } from "../../core/answers.ts";
import type { Writer } from "../../core/api.ts";
import { changedFields } from "../../core/compare.ts";
import { textAt } from "../../core/json.ts";
import { asRemoteId, presentId, type ResourceType, type Step } from "../../core/resource-type.ts";
import { applyTask, changeItem, removeItem } from "./apply.ts";
import { partOfPlan, withoutTasks } from "./parts.ts";
import { groupIdOf, linkMarks, observeTaskPlan, unseen, type TaskPlanRemote } from "./observe.ts";

/**
 * The tasks that config gives to one team, in one Planner plan of its group.
 *
 * A task is known by a line in its notes, an item of a checklist by its id: a create that was cut off is found again.
 * Progress, ticks, assignments, and whatever people add are never written; a task that is done stays when config
 * drops it. Every change names the etag it was planned on; when somebody was quicker, it is looked at again.
 * An app needs no membership of the group. Source: Graph "Use the Planner REST API", read 2026-11.
 */
export const taskPlan: ResourceType<TaskPlan, TaskPlanRemote> = {
  token: "graph:TaskPlan",
  permissions: { observe: ["GroupMember.Read.All", "Tasks.Read.All"], apply: ["Tasks.ReadWrite.All"] },
  title: ({ title, teamUniqueName }) => `tasks "${title}" of ${teamUniqueName}`,
  check: checkTasks,
  observe: observeTaskPlan,
  // A plan of people that has the title is shared with them: only tasks of ours are ever changed or removed.
  refuseAdoption: () => undefined,
  plan: planTasks,
  partOf: partOfPlan,
  without: (desired, undone, { observed }) =>
    withoutTasks(desired, undone, observed.kind === "present" ? (observed.value.tasks ?? {}) : {}),

  planRemoval: (_last, observed) => {
    if (observed.kind === "absent") return [];
    if (observed.remote.isOursAlone) return [{ kind: "delete", part: "plan" }];
    // The state does not say which are done, and stay.
    if (observed.remote.buckets === undefined) return Object.keys(observed.value.tasks ?? {}).map(removalOf);
    return removable(observed.remote, observed.value.tasks ?? {});
  },

  apply: async (api, step, { props, observed }) => {
    if (step.part === "plan" && step.kind === "create") return createPlan(api, props);
    const id = presentId(observed);
    const remote = observed.kind === "present" ? observed.remote : unseen;
    if (step.part === "plan" && step.kind === "delete")
      await removeItem(api, `/planner/plans/${id}`, remote.etag);
    else if (step.part === "plan")
      await changeItem(api, `/planner/plans/${id}`, { title: props.title }, remote.etag);
    else if (step.part.startsWith("bucket:"))
      await api.graph.send("POST", "/planner/buckets", {
        name: step.part.slice(7),
        planId: id,
        orderHint: " !",
      });
    else await applyTask(api, step, { planId: id, remote, tasks: props.tasks });
    return id;
  },

  describe: ({ value }, mentioned) => ({
    teamUniqueName: mentioned.teamUniqueName,
    title: value.title ?? "",
    tasks: Object.fromEntries(
      Object.entries(value.tasks ?? {}).map(([key, task]) => [key, shownTask(task, mentioned.tasks[key])]),
    ),
  }),
  remember: ({ links }) => (Object.keys(links).length === 0 ? {} : { links }),
  recall: (remembered) => ({ ...unseen, links: linkMarks(remembered) }),
};

/** The fields that config mentions; all of a task that it does not name. */
function shownTask(task: PlannedTask, mentioned: PlannedTask | undefined): PlannedTask {
  if (mentioned === undefined) return task;
  return Object.fromEntries(
    Object.entries(task).filter(([field]) => Object.hasOwn(mentioned, field)),
  ) as unknown as PlannedTask;
}

/** Source: Graph "Use the Planner REST API" and Planner limits, read 2026-11. */
function checkTasks({ tasks }: TaskPlan): { property: string; reason: string }[] {
  const days = Object.entries(tasks).flatMap(([key, { dueDate }]) =>
    dueDate === undefined || isDay(dueDate)
      ? []
      : [{ property: `tasks.${key}.dueDate`, reason: `"${dueDate}" is no day of the calendar` }],
  );
  return Object.keys(tasks).length > 9000
    ? [...days, { property: "tasks", reason: "a plan holds at most 9,000 tasks" }]
    : days;
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

type Observed = Parameters<typeof taskPlan.plan>[1];

/** Buckets, new tasks, changes, removals. */
function planTasks(desired: TaskPlan, observed: Observed): readonly Step[] {
  if (observed.kind === "absent") return [{ kind: "create", part: "plan", body: { title: desired.title } }];
  const { value, remote } = observed;
  const because = changedFields({ teamUniqueName: desired.teamUniqueName }, value);
  if (because.length > 0) return [{ kind: "replace", part: "plan", because }];
  const there = value.tasks ?? {};
  const title = changedFields({ title: desired.title }, value);
  const tasks = Object.entries(desired.tasks).flatMap(([key, task]) =>
    taskSteps(key, task, there[key], remote),
  );
  const gone = Object.fromEntries(Object.entries(there).filter(([key]) => desired.tasks[key] === undefined));
  return [
    ...(title.length === 0 ? [] : [{ kind: "update" as const, part: "plan", changes: title }]),
    ...missingBuckets(tasks, desired, remote),
    ...tasks,
    ...Object.keys(gone).map(removalOf),
  ];
}

function taskSteps(
  key: string,
  task: PlannedTask,
  there: PlannedTask | undefined,
  remote: TaskPlanRemote,
): readonly Step[] {
  const part = `task:${key}`;
  if (there === undefined) return [{ kind: "create", part, body: { ...task } }];
  const changes = changedFields({ ...task }, { ...there }, `tasks.${key}.`);
  if (remote.tasks.get(key)?.isMarked === false)
    changes.push({ path: `tasks.${key}.mark`, from: undefined, to: key });
  return changes.length === 0 ? [] : [{ kind: "update", part, changes }];
}

/** Buckets that the tasks to be made or moved want and the plan has not. Before the first look nobody knows. */
function missingBuckets(
  steps: readonly Step[],
  { tasks }: TaskPlan,
  { buckets }: TaskPlanRemote,
): readonly Step[] {
  if (buckets === undefined) return [];
  const wanted = steps.flatMap(({ part }) => tasks[part.slice("task:".length)]?.bucket ?? []);
  return [...new Set(wanted)]
    .filter((name) => !buckets.has(name))
    .map((name) => ({ kind: "create", part: `bucket:${name}`, body: { name } }));
}

/** What is done stays on record; what a person made is theirs, whatever its notes say. */
function removable({ tasks }: TaskPlanRemote, there: Readonly<Record<string, PlannedTask>>): readonly Step[] {
  return Object.keys(there)
    .filter((key) => tasks.get(key)?.isRemovable === true)
    .map(removalOf);
}

function removalOf(key: string): Step {
  return { kind: "delete", part: `task:${key}` };
}

async function createPlan(api: Writer, props: TaskPlan): Promise<ReturnType<typeof asRemoteId>> {
  const groupId = await groupIdOf(api, props.teamUniqueName);
  if (groupId === undefined) throw new Error(`no group has the unique name "${props.teamUniqueName}"`);
  const made = await api.graph.send("POST", "/planner/plans", {
    container: { url: `https://graph.microsoft.com/v1.0/groups/${groupId}` },
    title: props.title,
  });
  return asRemoteId(textAt(objectIn(made), "id"));
}
