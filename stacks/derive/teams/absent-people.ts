import type { Org } from "../../../schemas/types/org.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import { storeTeamResource } from "../../../schemas/names.ts";
import type { Derived, Desired } from "../desired-resource.ts";
import { communicationsResource } from "./store-team.ts";

/** People without an account that is enabled, by user principal name in lower case: why. */
export type Absences = ReadonlyMap<string, "missing" | "disabled">;

/** Who has which role in each team, by resource name: what was applied. */
export type RostersBefore = Readonly<
  Record<string, { readonly owners: readonly string[]; readonly members: readonly string[] }>
>;

/** What is declared, with everybody who is absent told to the teams that would ask for them. Pure. */
export function withAbsences(derived: Derived, absences: Absences, before: RostersBefore = {}): Derived {
  if (absences.size === 0) return derived;
  const resources = derived.resources.map((desired) =>
    desired.token === "graph:Team" ? teamWith(desired, absences, before[desired.name]) : desired,
  );
  return { ...derived, resources };
}

function teamWith(
  desired: Desired<"graph:Team">,
  absences: Absences,
  before: RostersBefore[string] | undefined,
): Desired<"graph:Team"> {
  const { props } = desired;
  const has = { owner: new Set(before?.owners), member: new Set(before?.members) };
  const asked = [...asksFor(props)].filter((person) => {
    const role = props.roster[person];
    // Who has been let in before stays as they are; it is no matter of this team that the account is disabled.
    return absences.has(person) && !(role !== undefined && has[role].has(person));
  });
  if (asked.length === 0) return desired;
  const away = Object.fromEntries(
    asked.map((person) => [person, absences.get(person) ?? "missing"] as const),
  );
  return { ...desired, props: { ...props, away: { ...away, ...props.away } } };
}

function asksFor({ roster, channels = {} }: Team): ReadonlySet<string> {
  const rosters = [roster, ...Object.values(channels).map((channel) => channel.private?.roster ?? {})];
  return new Set(rosters.flatMap((each) => Object.keys(each)));
}

/** Teams that are still to be made and that nobody could own now, since all who would are away. Pure. */
export function teamsWithoutOwner({ resources }: Derived, before: RostersBefore = {}): readonly string[] {
  return resources.flatMap((desired) => {
    if (desired.token !== "graph:Team" || before[desired.name] !== undefined) return [];
    const { roster, away = {}, existingTeamId } = desired.props;
    const owners = Object.keys(roster).filter((person) => roster[person] === "owner");
    const isOwned = owners.some((person) => away[person] === undefined);
    return isOwned || existingTeamId !== undefined ? [] : [desired.name];
  });
}

/** The org as if nobody managed these stores: they get no team, and nothing that would rest on one. Pure. */
export function withoutManagersOf<Whole extends Org>(org: Whole, teams: readonly string[]): Whole {
  if (teams.length === 0) return org;
  const waiting = new Set(teams);
  const nodes = (org.nodes ?? []).map((node) =>
    node.kind === "store" && waiting.has(storeTeamResource(node.storeNumber))
      ? { ...node, managers: [] }
      : node,
  );
  if (!waiting.has(communicationsResource) || org.communicationsTeam === undefined) return { ...org, nodes };
  return { ...org, nodes, communicationsTeam: { ...org.communicationsTeam, owners: { people: [] } } };
}
