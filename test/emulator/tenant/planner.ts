// What Planner keeps. Plain data: maps of it can be saved and read back as they are.
import type { JsonObject } from "../json.ts";

/** Every entity and every part of one has a version of its own: its etag. */
export interface Versioned {
  version: number;
  /** Property to the version that last changed it: tells conflicts from mere age. */
  changed: Record<string, number>;
}

export interface PlanDetails extends Versioned {
  sharedWith: Record<string, boolean>;
  categoryDescriptions: Record<string, string | null>;
}

export interface Plan extends Versioned {
  readonly id: string;
  title: string;
  /** The group that holds the plan. */
  readonly groupId: string;
  readonly createdDateTime: string;
  readonly createdBy: JsonObject;
  readonly details: PlanDetails;
}

export interface Bucket extends Versioned {
  readonly id: string;
  readonly planId: string;
  name: string;
  orderHint: string;
}

export interface TaskDetails extends Versioned {
  description: string;
  previewType: string;
  checklist: Record<string, JsonObject>;
  references: Record<string, JsonObject>;
}

export interface TaskBoard extends Versioned {
  orderHint: string | null;
  /** The board of assignees: user id to hint. */
  orderHintsByAssignee: Record<string, string>;
}

export interface Task extends Versioned {
  readonly id: string;
  readonly planId: string;
  bucketId: string | null;
  title: string;
  orderHint: string;
  assigneePriority: string;
  percentComplete: number;
  priority: number;
  startDateTime: string | null;
  dueDateTime: string | null;
  completedDateTime: string | null;
  completedBy: JsonObject | null;
  conversationThreadId: string | null;
  assignments: Record<string, JsonObject>;
  appliedCategories: Record<string, boolean>;
  readonly createdDateTime: string;
  readonly createdBy: JsonObject;
  readonly details: TaskDetails;
  readonly boards: Record<BoardName, TaskBoard>;
}

export type BoardName = "assignedToTaskBoardFormat" | "bucketTaskBoardFormat" | "progressTaskBoardFormat";

export interface Planner {
  readonly plans: Map<string, Plan>;
  readonly buckets: Map<string, Bucket>;
  readonly tasks: Map<string, Task>;
}

export function emptyPlanner(): Planner {
  return { plans: new Map(), buckets: new Map(), tasks: new Map() };
}
