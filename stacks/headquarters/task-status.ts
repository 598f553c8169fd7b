import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { compareText } from "../../schemas/problem.ts";

/** One task of one store. */
export interface StoreTask {
  readonly list: string;
  readonly task: string;
  readonly title: string;
  /** missing: config declares it, Planner has it not. late: not done, and its day is over. */
  readonly state: "done" | "open" | "late" | "missing";
  readonly dueDate?: string;
}

export interface StoreStatus {
  readonly label: string;
  /** Name of the region; empty for none. */
  readonly region: string;
  readonly tasks: readonly StoreTask[];
}

/** Numbers of one list in one region, or in all. */
export interface StatusRow {
  readonly region: string;
  readonly stores: number;
  /** Stores in which every task of the list is done. */
  readonly storesDone: number;
  readonly tasks: number;
  readonly done: number;
  readonly late: number;
  readonly missing: number;
}

export interface ListStatus {
  readonly id: string;
  readonly name: string;
  readonly regions: readonly StatusRow[];
  readonly total: StatusRow;
}

/** How far all stores are. This is the shape of the JSON report. */
export interface TaskStatus {
  readonly version: 1;
  readonly stack: string;
  /** The day that "late" is counted on. */
  readonly day: string;
  readonly lists: readonly ListStatus[];
  readonly stores: readonly StoreStatus[];
  /** Stores that could not be read, and why. They count nowhere. */
  readonly unread: readonly { readonly label: string; readonly reason: string }[];
}

/** Region of stores that lie in none. */
const noRegion = "No region";
/** Most late stores that are named on a terminal. */
const lateShown = 20;

/** Sums up what was read. `names`: name of each list by id, in the order in which they are shown. */
export function taskStatus(
  facts: Pick<TaskStatus, "stack" | "day" | "unread"> & { readonly names: ReadonlyMap<string, string> },
  stores: readonly StoreStatus[],
): TaskStatus {
  const { names, ...rest } = facts;
  const sorted = stores.toSorted((left, right) => compareText(left.label, right.label));
  const lists = [...names].map(([id, name]): ListStatus => {
    const having = sorted.filter(({ tasks }) => tasks.some(({ list }) => list === id));
    const regions = [...Map.groupBy(having, ({ region }) => region || noRegion)]
      .map(([region, ofRegion]) => statusRow(id, region, ofRegion))
      .toSorted((left, right) => compareText(left.region, right.region));
    return { id, name, regions, total: statusRow(id, "all", having) };
  });
  return { version: 1, ...rest, lists, stores: sorted };
}

function statusRow(list: string, region: string, stores: readonly StoreStatus[]): StatusRow {
  const perStore = stores.map(({ tasks }) => tasks.filter((task) => task.list === list));
  const tasks = perStore.flat();
  const count = (state: StoreTask["state"]): number => tasks.filter((task) => task.state === state).length;
  return {
    region,
    stores: stores.length,
    storesDone: perStore.filter((own) => own.every(({ state }) => state === "done")).length,
    tasks: tasks.length,
    done: count("done"),
    late: count("late"),
    missing: count("missing"),
  };
}

const columns = ["stores", "complete", "tasks", "done", "late", "missing"] as const;

/** For a terminal: a table a list, then the stores that are late. */
export function taskStatusText(status: TaskStatus): Encoded<"terminal"> {
  const { stack, day, lists, stores, unread } = status;
  const width = Math.max(
    16,
    ...lists.flatMap(({ regions }) => regions.map(({ region }) => region.length + 2)),
  );
  const tables = lists.map(
    ({ id, name, regions, total }) =>
      terminalText`${[
        `${name} (${id})`,
        [" ".repeat(width), ...columns.map((column) => column.padStart(9))].join(""),
        ...[...regions, total].map((row) => rowText(row, width)),
      ]}`,
  );
  const blocks = [
    terminalText`Task lists of ${stack} on ${day}, ${stores.length} ${stores.length === 1 ? "store" : "stores"} read`,
    ...(tables.length === 0 ? [terminalText`No task list is declared.`] : tables),
    lateText(stores),
    terminalText`${unread.map(({ label, reason }) => `could not be read: ${label}: ${reason}`)}`,
  ];
  return terminalText.join(
    blocks.filter((block) => block.length > 0),
    "\n\n",
  );
}

function rowText(row: StatusRow, width: number): string {
  const cells = [row.stores, row.storesDone, row.tasks, row.done, row.late, row.missing];
  const numbers = cells.map((cell) => cell.toLocaleString("en-US").padStart(9));
  return [`  ${row.region}`.padEnd(width), ...numbers].join("");
}

function lateText(stores: readonly StoreStatus[]): Encoded<"terminal"> {
  const late = stores.flatMap(({ label, tasks }) => {
    const own = tasks.filter(({ state }) => state === "late");
    const told = own.map(({ title, dueDate }) => `${title} (due ${dueDate ?? "?"})`).join(", ");
    return own.length === 0 ? [] : [`  ${label}: ${told}`];
  });
  if (late.length === 0) return terminalText``;
  const more = late.length > lateShown ? [`  … and ${late.length - lateShown} more stores`] : [];
  return terminalText`${["Late:", ...late.slice(0, lateShown), ...more]}`;
}
