import type { PlanLine } from "../changes/line.ts";
import type { PeopleOfRoster } from "../changes/people-of-roster.ts";
import type { ManageStage } from "../../schemas/types/org.ts";

/** What the next stage would make of a team that is taken over by stages, by who is in it now. */
export interface NextStage extends PeopleOfRoster {
  readonly label: string;
  readonly stage: ManageStage;
  readonly next: ManageStage;
  /** False: the team is not there, so that it would be made. */
  readonly isThere: boolean;
}

/** A line a person, and one a team that nothing would change. */
export function nextStageLines(
  stages: readonly NextStage[],
  nameOf: (person: string) => string,
): readonly PlanLine[] {
  return stages.flatMap(({ label, next, isThere, comes, goes, losesOwnership }): readonly PlanLine[] => {
    const at = `at the stage "${next}"`;
    if (!isThere)
      return [{ change: "added", subject: label, text: `has no team yet; it would be made ${at}` }];
    const gone = new Set(goes);
    const lines = [
      ...comes.map((person): PlanLine => ({
        change: "added",
        subject: nameOf(person),
        text: `${label}: would come in ${at}`,
      })),
      ...goes.map((person): PlanLine => ({
        change: "removed",
        subject: nameOf(person),
        text: `${label}: would go ${at}`,
      })),
      ...losesOwnership
        .filter((person) => !gone.has(person))
        .map((person): PlanLine => ({
          change: "changed",
          subject: nameOf(person),
          text: `${label}: would stop owning ${at}`,
        })),
    ];
    if (lines.length > 0) return lines;
    return [{ change: "changed", subject: label, text: `nobody would come or go ${at}` }];
  });
}
