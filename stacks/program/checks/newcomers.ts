import type { Newcomer } from "../../../providers/graph/team/accounts.ts";
import type { Org } from "../../../schemas/types/org.ts";
import type { Derived } from "../../derive/desired-resource.ts";
import type { Ledger } from "../../brakes/applied-rosters.ts";
import type { Places } from "../../derive/positions.ts";

/** Everybody who comes into a team and was in none before, in the order of the config. `before`: what was applied. */
export function newcomers(
  org: Org,
  { resources }: Derived,
  before: Pick<Ledger, "teams"> | undefined,
  places: Places,
): readonly Newcomer[] {
  const known = new Set(
    Object.values(before?.teams ?? {}).flatMap(({ owners, members }) => [...owners, ...members]),
  );
  const isOwner = new Map<string, boolean>();
  for (const { token, props } of resources) {
    if (token !== "graph:Team") continue;
    for (const [person, role] of Object.entries(props.roster))
      isOwner.set(person, role === "owner" || isOwner.get(person) === true);
  }
  return (org.people ?? []).flatMap(({ name, upn }, index) => {
    const userPrincipalName = upn.toLowerCase();
    const owns = isOwner.get(userPrincipalName);
    if (owns === undefined || known.has(userPrincipalName)) return [];
    const { file, line } = places.at(["people", index]);
    return [{ userPrincipalName, isOwner: owns, label: `${file}:${line} ${name} (${upn})` }];
  });
}
