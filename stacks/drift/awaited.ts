import type { Reader } from "../../providers/core/api.ts";
import type { Step } from "../../providers/core/resource-type.ts";
import {
  accountProblems,
  type TeamPerson,
  type UnfitPerson,
} from "../../providers/graph/team/people/accounts.ts";
import { partOf } from "../../providers/graph/team/parts.ts";
import { waitingLines, type WaitingLine } from "../changes/waiting.ts";
import type { Derived, DesiredResource } from "../derive/desired-resource.ts";
import { withAbsences, type Absences } from "../derive/teams/absent-people.ts";
import type { Names } from "./differs/findings.ts";

/**
 * People whom a run would put into a team, by what it would do there; `undefined`: it would make the team, for which
 * those count who would own it.
 */
export function whoWouldCome(
  desired: DesiredResource,
  steps: readonly Step[] | undefined,
): readonly string[] {
  if (desired.token !== "graph:Team") return [];
  const { roster } = desired.props;
  if (steps === undefined) return Object.keys(roster).filter((person) => roster[person] === "owner");
  return steps.flatMap((step) => {
    const { of } = partOf(step);
    return step.kind === "link" && (of === "people" || of === "members") ? step.targets : [];
  });
}

/** Whether nobody is there who could own a team that is still to be made. */
export function isWithoutOwner({ token, props }: DesiredResource): boolean {
  if (token !== "graph:Team") return false;
  const { roster, away = {} } = props;
  return !Object.entries(roster).some(([person, role]) => role === "owner" && away[person] === undefined);
}

/**
 * Those of the people who would come into teams who have no account that is enabled: no run puts them there. Throws
 * what a read throws: nothing is known of anybody then.
 */
export async function absentAmong(
  api: Reader,
  people: readonly string[],
  { resources }: Pick<Derived, "resources">,
  names: Names,
): Promise<readonly UnfitPerson[]> {
  if (people.length === 0) return [];
  const ids = new Map(
    resources.flatMap(({ token, props }) =>
      token === "graph:Team" ? Object.entries(props.objectIds ?? {}) : [],
    ),
  );
  const asked = [...new Set(people)].toSorted().map((person): TeamPerson => {
    const [name, objectId] = [names.people[person], ids.get(person)];
    return {
      ...{ userPrincipalName: person, isOwner: false, isThere: false },
      label: name === undefined ? person : `${name} (${person})`,
      ...(objectId === undefined ? {} : { objectId }),
    };
  });
  const problems = await accountProblems(api, asked);
  return problems.filter(({ absence }) => absence !== undefined);
}

export function absencesOf(absent: readonly UnfitPerson[]): Absences {
  return new Map(absent.map(({ about, absence = "missing" }) => [about.userPrincipalName, absence] as const));
}

/** One resource as it is asked for while these people are away. */
export function asAskedFor(desired: DesiredResource, absences: Absences): DesiredResource {
  const [asked = desired] = withAbsences(
    { resources: [desired], leftOut: [], labels: {} },
    absences,
  ).resources;
  return asked;
}

/** A line for each of them, with the teams that would have them. */
export function waitingFor(
  absent: readonly UnfitPerson[],
  comes: readonly { readonly label: string; readonly people: readonly string[] }[],
): readonly WaitingLine[] {
  return waitingLines(absent, (person) =>
    comes.flatMap(({ label, people }) => (people.includes(person) ? [label] : [])),
  );
}
