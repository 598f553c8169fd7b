import { isTooMuch, storeLosses } from "../../../../schemas/store-losses.ts";
import type { Team } from "../../../../schemas/types/resources.ts";
import { planRoster, type Roster } from "../roster.ts";

/**
 * Why a team that is ours but not in the state may not be taken over: config would take most of its people out. Brakes
 * compare with the state, so after it was lost they know of nobody, and a file that was cut off would pass them. A team
 * that a cut off run made has only people of the config. Undefined when it may.
 */
export function tooManyWouldGo(desired: Team, there: Roster): string | undefined {
  const steps = planRoster(desired, there);
  const gone = steps.flatMap((step) => (step.kind === "unlink" ? step.targets : []));
  const demoted = steps.flatMap((step) =>
    step.kind === "update" ? step.changes.filter(({ from }) => from === "owner") : [],
  );
  const owners = Object.values(there).filter((role) => role === "owner").length;
  const lostOwners = demoted.length + gone.filter((person) => there[person] === "owner").length;
  const people = Object.keys(there).length;
  const lost = isTooMuch(storeLosses.owners, lostOwners, owners)
    ? `${lostOwners} of ${owners} owners`
    : isTooMuch(storeLosses.members, gone.length, people)
      ? `${gone.length} of ${people} people`
      : undefined;
  if (lost === undefined) return undefined;
  return (
    `the team is there, the state does not know it, and config would take ${lost} out. ` +
    "If the state was lost, bring it back first. Look for drift in this stack, which shows who is in the team. " +
    `If this is meant, name the team as existingTeamId of the store: brakes then count it, and an approval lets it pass.`
  );
}
