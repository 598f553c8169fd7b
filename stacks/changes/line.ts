export type Change = "added" | "moved" | "changed" | "removed";

/** One thing that happens, in the words of the business: who or what, then what becomes of it. */
export interface PlanLine {
  readonly change: Change;
  /** A person with name, a store with number and name, a record: never an id alone. */
  readonly subject: string;
  readonly text: string;
  /**
   * What of the planner's steps it tells, kind and part of each, such as "update settings"; `state` where the run
   * notes something in the state and writes nothing in the tenant.
   */
  readonly steps?: readonly string[];
}

/** How things are called. Nothing is only an id. */
export interface ThingNames {
  /** By user principal name in lower case. */
  readonly person: (name: string) => string;
  /** An app or API by application id. */
  readonly app: (id: string) => string;
  /** Label of the team with a `uniqueName`. */
  readonly team: (uniqueName: string) => string;
  /** Name of a task list by id; the id in quotes when config does not declare it any more. */
  readonly taskList: (id: string) => string;
}

/** Stands for the state where a line tells of no step: what config lets go of, or takes over as it is. */
export const stateOnly = ["state"] as const;

/** A line for what config lets go of, or takes over as it is: no run writes anything for it. */
export function stateLine(change: Change, subject: string, text: string): PlanLine {
  return { change, subject, text, steps: stateOnly };
}
