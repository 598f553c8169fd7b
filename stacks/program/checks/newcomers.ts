import type { TeamPerson } from "../../../providers/graph/team/people/accounts.ts";
import type { Org } from "../../../schemas/types/org.ts";
import type { Derived } from "../../derive/desired-resource.ts";
import type { Ledger } from "../../brakes/applied-rosters.ts";
import type { Places } from "../../derive/positions.ts";

/**
 * Whose accounts are worth a look: everybody who comes into a team and was in none before, and whom the last run waits
 * for; then those of the others whom config knows by their object id; each in the order of the config. Nobody on leave.
 * `before`: what was applied; `awaited`: for whom the last run waits, in lower case.
 */
export function peopleToLookAt(
  org: Org,
  { resources }: Derived,
  before: Pick<Ledger, "teams"> | undefined,
  places: Places,
  awaited: ReadonlySet<string> = new Set(),
): readonly TeamPerson[] {
  const known = new Set(
    Object.values(before?.teams ?? {}).flatMap(({ owners, members }) => [...owners, ...members]),
  );
  const isOwner = new Map<string, boolean>();
  for (const { token, props } of resources) {
    if (token !== "graph:Team") continue;
    for (const [person, role] of Object.entries(props.roster))
      isOwner.set(person, role === "owner" || isOwner.get(person) === true);
  }
  const people = (org.people ?? []).flatMap(({ name, upn, objectId, status }, index): TeamPerson[] => {
    const userPrincipalName = upn.toLowerCase();
    const owns = isOwner.get(userPrincipalName);
    const isThere = known.has(userPrincipalName) && !awaited.has(userPrincipalName);
    if (owns === undefined || status === "leave" || (isThere && objectId === undefined)) return [];
    const { file, line } = places.at(["people", index]);
    return [
      {
        ...{ userPrincipalName, isOwner: owns, isThere, label: `${file}:${line} ${name} (${upn})` },
        ...(objectId === undefined ? {} : { objectId: objectId.toLowerCase() }),
      },
    ];
  });
  return people.toSorted((left, right) => Number(left.isThere) - Number(right.isThere));
}
