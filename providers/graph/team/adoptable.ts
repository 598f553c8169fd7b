import type { Team } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { optionalText, textsAt } from "../../core/json.ts";

/** A team that config takes over, and what to call it: store and line of the config. */
export interface TakenOver {
  readonly label: string;
  readonly props: Team;
}

/** Why a team cannot be taken over, and how to mend it. */
export interface NotAdoptable {
  readonly problem: string;
  readonly mend: string;
}

/**
 * R18: what config takes over is a group with a team, whose people no rule decides, and which nobody else manages.
 * One read a team. Throws what a read throws: a group that could not be read is not told to be missing.
 * Source: Microsoft Graph "Get group", groupTypes and resourceProvisioningOptions, read 2026-11.
 */
export async function adoptionProblems(
  api: Reader,
  teams: readonly TakenOver[],
): Promise<readonly NotAdoptable[]> {
  const select = "$select=id,displayName,uniqueName,groupTypes,resourceProvisioningOptions";
  const found = await Promise.all(
    teams.map(async ({ label, props }) => {
      const id = props.existingTeamId ?? "";
      const group = await api.graph.find(`/groups/${id}?${select}`);
      return { label, problem: problemOf(id, group, props) };
    }),
  );
  return found.flatMap(({ label, problem }) =>
    problem === undefined ? [] : [{ ...problem, problem: `${label}: ${problem.problem}` }],
  );
}

function problemOf(
  id: string,
  group: JsonObject | undefined,
  { uniqueName }: Team,
): NotAdoptable | undefined {
  if (group === undefined) {
    return {
      problem: `no group has the id ${id} that existingTeamId names`,
      mend: "Copy the group id of the team from the Teams admin center, or leave existingTeamId out.",
    };
  }
  const name = `the group "${optionalText(group, "displayName") ?? ""}" (${id})`;
  const owner = optionalText(group, "uniqueName");
  if (owner !== undefined && owner !== uniqueName) {
    return {
      problem: `${name} is managed already, as "${owner}"`,
      mend: "Name another team, or take it out of the other config first.",
    };
  }
  if (textsAt(group, "groupTypes").includes("DynamicMembership")) {
    return {
      problem: `a rule decides who is in ${name}, so nobody can be added or removed`,
      mend: "Change it to assigned membership in Entra, or name another team.",
    };
  }
  if (!textsAt(group, "resourceProvisioningOptions").includes("Team")) {
    return {
      problem: `${name} has no team`,
      mend: "Add a team to it in Teams, or leave existingTeamId out.",
    };
  }
  return undefined;
}
