import { planRoster, type Role, type Roster } from "../../providers/graph/team/roster.ts";
import type { Step } from "../../providers/core/resource-type.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { compareText } from "../../schemas/problem.ts";
import type { PlannedStep } from "./planned-steps.ts";
import { rosterChanges } from "./roster-changes.ts";

/** One person in one team. */
export interface Membership {
  readonly person: string;
  readonly team: PlannedStep;
  readonly role: Role;
}

/** Out of one team and into another in the same plan: one thing, not two. */
export interface Move {
  readonly person: string;
  readonly from: Membership;
  readonly to: Membership;
}

/** A person who stays in a team in another role. */
export interface RoleChange extends Membership {
  readonly was: Role;
}

/** Everything that happens to people. Each person in each team is in one list only. */
export interface PeopleChanges {
  readonly joins: readonly Membership[];
  readonly leaves: readonly Membership[];
  readonly moves: readonly Move[];
  readonly roles: readonly RoleChange[];
  /** Config lets go of them, or of their role, but no run touches them: they stay as they are. */
  readonly letGo: readonly Membership[];
  /** People who are in a team afterwards, as far as anybody knows. */
  readonly staying: ReadonlySet<string>;
  /** Resource names of teams that somebody moves into or out of. */
  readonly moving: ReadonlySet<string>;
}

/** Reads off the steps of all teams who comes, goes and changes, and pairs who leaves one with who joins another. */
export function peopleChanges(steps: readonly PlannedStep[]): PeopleChanges {
  const all = { joins: [], leaves: [], roles: [], letGo: [] } as Lists;
  const staying = new Set<string>();
  for (const step of steps) {
    if (step.token !== "graph:Team") continue;
    const team = step as PlannedStep<Team>;
    const there: Roster = team.there?.roster ?? {};
    const own: Lists = { joins: [], leaves: [], roles: [], letGo: [] };
    if (team.op !== "same" && !team.retained) addChanges(step, team, own);
    const gone = new Set(own.leaves.map(({ person }) => person));
    for (const person of Object.keys(there)) if (!gone.has(person)) staying.add(person);
    for (const person of Object.keys(team.after?.roster ?? {})) staying.add(person);
    for (const list of ["joins", "leaves", "roles", "letGo"] as const)
      all[list].push(...(own[list] as never[]));
  }
  const paired = withMoves(all.joins, all.leaves);
  const moving = new Set(paired.moves.flatMap(({ from, to }) => [from.team.resource, to.team.resource]));
  return { ...paired, roles: all.roles, letGo: all.letGo, staying, moving };
}

interface Lists {
  readonly joins: Membership[];
  readonly leaves: Membership[];
  readonly roles: RoleChange[];
  readonly letGo: Membership[];
}

function addChanges(
  team: PlannedStep,
  { there, after, before, steps }: PlannedStep<Team>,
  lists: Lists,
): void {
  const was: Roster = there?.roster ?? {};
  const is: Roster = after?.roster ?? {};
  const { joins, leaves, roles } = rosterChanges(rosterSteps(team, steps, was, is), was);
  for (const one of joins) lists.joins.push({ ...one, team });
  for (const one of leaves) lists.leaves.push({ ...one, team });
  for (const one of roles) lists.roles.push({ ...one, team });
  if (after === undefined) return;
  const touched = new Set([...lists.leaves, ...lists.roles].map(({ person }) => person));
  for (const [person, role] of Object.entries(before?.roster ?? {})) {
    const isThere = was[person] !== undefined;
    if (isThere && is[person] !== role && !touched.has(person)) lists.letGo.push({ person, team, role });
  }
}

/** Everybody comes into a team that is made, everybody leaves one that is deleted; else the steps say who. */
function rosterSteps(
  { op, there }: PlannedStep,
  steps: readonly Step[],
  was: Roster,
  is: Roster,
): readonly Step[] {
  const isWhole = (op === "create" && there === undefined) || op === "delete" || op === "replace";
  return isWhole ? planRoster({ roster: is, owners: "authoritative", members: "authoritative" }, was) : steps;
}

/** Pairs are made in the order of the teams' names, so that the same plan always reads the same. */
function withMoves(
  joins: readonly Membership[],
  leaves: readonly Membership[],
): Pick<PeopleChanges, "joins" | "leaves" | "moves"> {
  const leaving = new Map<string, Membership[]>();
  for (const place of leaves) {
    const list = leaving.get(place.person);
    if (list === undefined) leaving.set(place.person, [place]);
    else list.push(place);
  }
  const moves: Move[] = [];
  const arrivals = joins.filter((to) => {
    const from = leaving.get(to.person)?.shift();
    if (from !== undefined) moves.push({ person: to.person, from, to });
    return from === undefined;
  });
  return { joins: arrivals, moves, leaves: [...leaving.values()].flat().toSorted(byTeam) };
}

function byTeam(left: Membership, right: Membership): number {
  return compareText(left.team.resource, right.team.resource) || compareText(left.person, right.person);
}
