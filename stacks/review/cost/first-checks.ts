import { lookAtThere } from "../../../providers/graph/team/calls/whole.ts";
import { partOf } from "../../../providers/graph/team/parts.ts";
import { bulkSizes } from "../../../providers/limits/bulk-sizes.ts";
import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import { summed } from "../../../providers/limits/call-sum.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import { stepsOfType } from "../../changes/of-type.ts";
import type { PlannedStep } from "../../changes/planned-steps.ts";

// What the program asks before it declares anything, a function for each of stacks/program/checks/.

/** Whether the environment is ready: `environment-ready.ts`. */
export function readinessCalls(steps: readonly PlannedStep[]): CallCounts {
  const isDeclared = ({ after }: { readonly after: unknown }): boolean => after !== undefined;
  const teams = stepsOfType(steps, "graph:Team").filter(isDeclared);
  const switches = stepsOfType(steps, "dataverse:TeamsIntegration").filter(
    ({ after }) => after?.basic === true,
  );
  const tables = stepsOfType(steps, "dataverse:TeamsTables").filter(isDeclared);
  const links = stepsOfType(steps, "dataverse:ChannelLink").filter(isDeclared);
  const takenOver = teams.filter(({ after }) => after?.existingTeamId !== undefined).length;
  const named = new Set([
    ...tables.flatMap(({ after }) => after?.tables ?? []),
    ...links.flatMap(({ after }) => after?.table ?? []),
  ]);
  // Sites are asked for only when basic goes on.
  const goesOn = switches.some(({ before }) => before?.basic !== true);
  const isAsked = switches.length + tables.length + links.length > 0;
  const reads = goesOn ? 2 : isAsked ? 1 : 0;
  return {
    ...(takenOver === 0 ? {} : { readDirectory: takenOver }),
    ...(reads === 0 ? {} : { readDataverse: reads + (named.size === 0 ? 0 : 1 + named.size) }),
  };
}

/**
 * Who is in teams that are taken over, and in those of which config decides from now on: `people-in-tenant.ts`. A
 * process of its own, so nobody is known.
 */
export function peopleThereCalls(steps: readonly PlannedStep[]): CallCounts {
  const known = new Set<string>();
  const looks = stepsOfType(steps, "graph:Team").map((step) => {
    const { after, there } = step;
    if (after === undefined || there === undefined) return {};
    return decidesFirst(step, after) ? lookAtThere(after, there, known) : {};
  });
  return summed(...looks);
}

/** Whether config decides about people from now on that no run decided about. Apps are no matter of the brakes. */
function decidesFirst({ op, steps }: PlannedStep<Team>, after: Team): boolean {
  const rosters = [after, ...Object.values(after.channels ?? {}).flatMap((channel) => channel.private ?? [])];
  const decides = rosters.some(({ owners, members }) => [owners, members].includes("authoritative"));
  if (op === "create" && after.existingTeamId !== undefined) return decides;
  return steps.some(
    (step) =>
      step.kind === "update" &&
      partOf(step).of === "modes" &&
      step.changes.some(({ path, to }) => path !== "appsMode" && to === "authoritative"),
  );
}

/** As many as the program looks up: see `accounts.ts`. */
const lookedUpMax = 1500;

/** How somebody is looked up. */
interface AskedFor {
  readonly hasId: boolean;
  readonly isMissing: boolean;
}

/**
 * Whether people have accounts: everybody who comes into a team and was in none before, and those whom config knows by
 * their object id. `accounts.ts` and `newcomers.ts`.
 */
export function accountCalls(steps: readonly PlannedStep[]): CallCounts {
  const all = [...peopleAskedFor(stepsOfType(steps, "graph:Team")).values()];
  const byId = all.filter(({ hasId }) => hasId).length;
  // Who is not found in bulk is asked for alone, by each key.
  const byName = all.filter(({ hasId, isMissing }) => !hasId || isMissing).length;
  const alone = all.reduce((sum, { hasId, isMissing }) => sum + (isMissing ? (hasId ? 2 : 1) : 0), 0);
  const reads = [byId, byName].reduce((sum, count) => sum + Math.ceil(count / bulkSizes.filterValues), alone);
  return reads === 0 ? {} : { readPeople: reads };
}

/** Those who are new first, as far as the program looks people up. */
function peopleAskedFor(teams: readonly PlannedStep<Team>[]): ReadonlyMap<string, AskedFor> {
  const known = new Set(teams.flatMap(({ before }) => Object.keys(before?.roster ?? {})));
  const asked = new Map<string, AskedFor>();
  const ask = (isNew: boolean): void => {
    for (const { after } of teams) {
      const { objectIds = {}, away = {}, roster = {} } = after ?? {};
      for (const person of Object.keys({ ...roster, ...away })) {
        const hasId = objectIds[person] !== undefined;
        const counts = isNew ? !known.has(person) : known.has(person) && hasId;
        if (counts && away[person] !== "leave" && asked.size < lookedUpMax)
          asked.set(person, { hasId, isMissing: away[person] === "missing" });
      }
    }
  };
  ask(true);
  ask(false);
  return asked;
}
