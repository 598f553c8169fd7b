import { compareText } from "../../schemas/problem.ts";
import { objectIn, type Inputs, type PlannedStep } from "./planned-steps.ts";

export type Role = "owner" | "member";

/** One person in one team. */
export interface Place {
  readonly person: string;
  readonly team: PlannedStep;
  readonly role: Role;
}

/** Out of one team and into another in the same plan: one thing, not two. */
export interface Move {
  readonly person: string;
  readonly from: Place;
  readonly to: Place;
}

/** A person who stays in a team in another role. */
export interface RoleChange extends Place {
  readonly was: Role;
}

/** Everything that happens to people. Each person in each team is in one list only. */
export interface PeopleChanges {
  readonly joins: readonly Place[];
  readonly leaves: readonly Place[];
  readonly moves: readonly Move[];
  readonly roles: readonly RoleChange[];
  /** Config lets go of them, but its mode says that they stay in the team. */
  readonly letGo: readonly Place[];
  /** People who are in a team afterwards, as far as the stack knows. */
  readonly staying: ReadonlySet<string>;
  /** Resource names of teams that somebody moves into or out of. */
  readonly moving: ReadonlySet<string>;
}

/** Compares the rosters of all teams and pairs who leaves one with who joins another. */
export function peopleChanges(steps: readonly PlannedStep[]): PeopleChanges {
  const joins: Place[] = [];
  const leaves: Place[] = [];
  const roles: RoleChange[] = [];
  const letGo: Place[] = [];
  const staying = new Set<string>();
  for (const team of steps) {
    if (team.token !== "graph:Team") continue;
    const before = objectIn(team.before, "roster");
    const after = objectIn(team.after, "roster");
    for (const person of Object.keys(team.retained ? before : after)) staying.add(person);
    if (team.op === "same" || team.retained) continue;
    for (const person of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const was = roleOf(before, person);
      const is = roleOf(after, person);
      if (was === is) continue;
      if (was === undefined) joins.push({ person, team, role: is ?? "member" });
      else if (is !== undefined) roles.push({ person, team, role: is, was });
      else (isManaged(team, was) ? leaves : letGo).push({ person, team, role: was });
    }
  }
  const paired = withMoves(joins, leaves);
  const moving = new Set(paired.moves.flatMap(({ from, to }) => [from.team.resource, to.team.resource]));
  return { ...paired, roles, letGo, staying, moving };
}

function roleOf(roster: Inputs, person: string): Role | undefined {
  const role = roster[person];
  return role === "owner" || role === "member" ? role : undefined;
}

/** Whether who leaves the config leaves the team too. Everybody leaves a team that is deleted. */
function isManaged({ after }: PlannedStep, role: Role): boolean {
  return after === undefined || after[role === "owner" ? "owners" : "members"] !== "additive";
}

/** Pairs are made in the order of the teams' names, so that the same plan always reads the same. */
function withMoves(
  joins: readonly Place[],
  leaves: readonly Place[],
): Pick<PeopleChanges, "joins" | "leaves" | "moves"> {
  const leaving = new Map<string, Place[]>();
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

function byTeam(left: Place, right: Place): number {
  return compareText(left.team.resource, right.team.resource) || compareText(left.person, right.person);
}
