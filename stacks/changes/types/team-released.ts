import { switchGroups } from "../../../schemas/team-settings.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import { stateLine, type PlanLine } from "../line.ts";
import type { PlannedStep } from "../planned-steps.ts";

/**
 * What config mentioned and mentions no more, or says otherwise of what is given once: no run touches it, so the
 * planner has no step for it.
 */
export function releasedLines({ op, before, after }: PlannedStep<Team>): readonly PlanLine[] {
  if (op !== "update" || before === undefined || after === undefined) return [];
  const stays = "no longer managed; it stays as it is";
  return [
    ...(["description", "classification"] as const).flatMap((field) =>
      before[field] !== undefined && after[field] === undefined
        ? [stateLine("changed", field === "description" ? "Description" : "Classification", stays)]
        : [],
    ),
    ...switchGroups.flatMap((group) => {
      const now: object = after[group] ?? {};
      const gone = Object.keys(before[group] ?? {}).filter((name) => !(name in now));
      return gone.map((name) => stateLine("changed", name, stays));
    }),
    ...(Object.keys(before.apps ?? {}).length > 0 && after.apps === undefined
      ? [stateLine("removed", "Apps", "no longer managed; they stay installed")]
      : []),
    ...channelsReleased(before, after),
    ...givenOnce.flatMap(([field, words]) =>
      before[field] !== undefined && before[field] !== after[field]
        ? [stateLine("changed", "Note", `the ${words} changes in config only; the service keeps the old one`)]
        : [],
    ),
  ];
}

/** Fields that a team is made with; a later change is kept for the next team and not sent. */
const givenOnce = [
  ["mailNickname", "mail alias"],
  ["template", "template"],
] as const;

function channelsReleased(before: Partial<Team>, after: Team): readonly PlanLine[] {
  return Object.entries(before.channels ?? {}).flatMap(([key, was]): PlanLine[] => {
    const is = after.channels?.[key];
    const subject = `Channel ${is?.displayName ?? was.displayName}`;
    if (is === undefined) return [stateLine("removed", subject, "no longer managed; it stays in the team")];
    return [
      ...(was.description !== undefined && is.description === undefined
        ? [stateLine("changed", subject, "its description is no longer managed; it stays as it is")]
        : []),
      ...(Object.keys(was.tabs ?? {}).length > 0 && is.tabs === undefined
        ? [stateLine("removed", subject, "its tabs are no longer managed; they stay")]
        : []),
    ];
  });
}
