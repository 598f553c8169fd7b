import { waitingIn } from "../../../providers/pulumi-state.ts";
import type { UnfitPerson } from "../../../providers/graph/team/people/accounts.ts";
import type { CompleteOrg } from "../../../schemas/validate.ts";
import type { AppliedResource, Ledger } from "../../brakes/applied-rosters.ts";
import { waitingLines, type WaitingLine } from "../../changes/waiting.ts";
import type { Derived, LeftOut } from "../../derive/desired-resource.ts";
import type { Places } from "../../derive/positions.ts";
import { deriveShare, type Share } from "../../derive/share.ts";
import { teamsWithoutOwner, withAbsences, withoutManagersOf } from "../../derive/teams/absent-people.ts";
import { connected } from "../connect.ts";
import { lookAtAccounts } from "./accounts.ts";
import { peopleToLookAt } from "./newcomers.ts";

/** For whom the last run waits since it could not know before, in lower case. */
export function awaitedIn(resources: readonly AppliedResource[]): ReadonlySet<string> {
  return new Set(resources.flatMap(({ props }) => waitingIn(props).map(({ waitsFor }) => waitsFor)));
}

/** What is asked of people, and what was applied. */
interface Asked {
  readonly org: CompleteOrg;
  readonly environment: string;
  readonly share: Share;
  readonly places: Places;
  readonly derived: Derived;
  readonly before: Ledger | undefined;
  readonly awaited: ReadonlySet<string>;
}

/**
 * What can be asked for now, and for whom the rest waits, each person once. A team that nobody could own yet is left
 * out with what rests on it. Preview and run both look, so that they declare the same.
 */
export async function lookForPeople(
  asked: Asked,
  isPreview: boolean,
): Promise<{ readonly derived: Derived; readonly waiting: readonly WaitingLine[] }> {
  const { org, environment, share, places, derived, before, awaited } = asked;
  const people = peopleToLookAt(org, derived, before, places, awaited);
  const absent = await lookAtAccounts(people, isPreview, connected);
  const absences = new Map(
    absent.map(({ about, absence = "missing" }) => [about.userPrincipalName, absence] as const),
  );
  const told = withAbsences(derived, absences, before?.teams);
  const unowned = teamsWithoutOwner(told, before?.teams);
  const waiting = waitingLines(absent, teamsThatWait(told, absent));
  if (unowned.length === 0) return { derived: told, waiting };
  const rest = deriveShare(withoutManagersOf(org, unowned), environment, share, places);
  const known = new Set(derived.leftOut.map(({ nodeId }) => nodeId));
  const leftOut = rest.leftOut.map((one): LeftOut =>
    known.has(one.nodeId) || one.ruleId !== "R8" ? one : { ...one, reason: nobodyYet },
  );
  return { derived: withAbsences({ ...rest, leftOut }, absences, before?.teams), waiting };
}

const nobodyYet = "everybody who would own the team is away, so it is made when one of them is there";

/** Labels of the teams that would have somebody. */
function teamsThatWait(
  { resources }: Derived,
  absent: readonly UnfitPerson[],
): (person: string) => readonly string[] {
  const teams = new Map(absent.map(({ about }) => [about.userPrincipalName, [] as string[]]));
  for (const { token, props, label } of resources) {
    if (token !== "graph:Team") continue;
    for (const person of Object.keys(props.away ?? {})) teams.get(person)?.push(label);
  }
  return (person) => teams.get(person) ?? [];
}
