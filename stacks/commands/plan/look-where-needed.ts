import { reasonOf } from "../../../providers/core/errors.ts";
import type { Reader } from "../../../providers/core/api.ts";
import { atMost } from "../../../providers/core/at-most.ts";
import type { Observation } from "../../../providers/core/resource-type.ts";
import { placeOf } from "../../../providers/pulumi-state.ts";
import { typeByToken } from "../../../providers/registry.ts";
import { inPresentNames, namesByObjectId } from "../../../schemas/present-names.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import { peopleOfRoster } from "../../changes/people-of-roster.ts";
import type { StagedTeam } from "../../derive/teams/staged.ts";
import type { NextStage } from "../../review/next-stage.ts";
import type { Org } from "../../../schemas/types/org.ts";
import type { EngineEvent } from "../../changes/engine-events.ts";
import { looksNeeded, teamsToMake, type LookNeeded } from "../../changes/looks-needed.ts";
import {
  plannedSteps,
  withLooks,
  type Inputs,
  type Looks,
  type PlannedStep,
} from "../../changes/planned-steps.ts";
import { deriveEnvironment } from "../../derive/environment.ts";
import { liveTeams } from "../../drift/live-teams.ts";
import { lookAlikes, type LiveTeam, type LookAlike } from "../../drift/similar-teams.ts";

/** So many are looked at at the same time: enough that the service's limits set the pace. */
const looksAtOnce = 500;

/** What only the tenant could tell of a plan. */
export interface LookedAt {
  /** The steps of the plan, by what the tenant showed where the state does not say enough. */
  readonly steps: readonly PlannedStep[];
  /** Teams of people that look like those that a run would make. */
  readonly twins: readonly LookAlike[];
  /** What the next stage would make of teams that are taken over by stages. */
  readonly nextStages: readonly NextStage[];
  /** What could not be read, a sentence each: the plan is not exact there. */
  readonly unread: readonly string[];
}

export const nothingLookedAt: LookedAt = { steps: [], twins: [], nextStages: [], unread: [] };

/**
 * Looks in the tenant, with the rights of whoever plans, where neither config nor state says what a run would do: at
 * teams that are taken over, at what config decides more of from now on, and for teams that are like those to be made.
 * Reads only, and nothing where nothing is to be asked: `services` is called where something is.
 */
export async function lookWhereNeeded(
  events: readonly EngineEvent[],
  {
    org,
    environment: key,
    staged,
  }: { readonly org: Org | undefined; readonly environment: string; readonly staged: readonly StagedTeam[] },
  services: () => Reader,
): Promise<LookedAt> {
  const steps = plannedSteps(events);
  const toMake = teamsToMake(steps);
  const isAsked = toMake.length > 0 || staged.length > 0 || looksNeeded(steps, () => false).length > 0;
  if (!isAsked) return { ...nothingLookedAt, steps };
  const unread: string[] = [];
  const api = services();
  const live = toMake.length === 0 ? [] : await teamsIn(api, unread);
  const names = new Set(live.flatMap(({ uniqueName }) => uniqueName ?? []));
  const seen = await atMost(
    looksAtOnce,
    looksNeeded(steps, (name) => names.has(name)),
    async (needed) => {
      try {
        return [needed.resource, await observed(api, needed)] as const;
      } catch (error) {
        unread.push(`${needed.resource} could not be read: ${reasonOf(error)}`);
        return undefined;
      }
    },
  );
  const looks: Looks = new Map(seen.filter((one) => one !== undefined));
  const nextStages = await atMost(looksAtOnce, staged, async (team) => nextStageOf(api, team, unread));
  return {
    ...{
      steps: withLooks(steps, events, looks),
      twins: org === undefined ? [] : twinsOf(org, key, live, toMake),
      unread,
    },
    nextStages: nextStages.filter((one) => one !== undefined),
  };
}

/** Who would come and go at the next stage, by who is there now. */
async function nextStageOf(
  api: Reader,
  { resource, label, stage, next }: StagedTeam,
  unread: string[],
): Promise<NextStage | undefined> {
  try {
    const seen = await observed(api, {
      resource,
      token: "graph:Team",
      wanted: { ...next.team },
      state: undefined,
    });
    const found = seen.kind === "present" ? (seen.value as Partial<Team>) : undefined;
    const named = found === undefined ? undefined : inPresentNames(found, namesByObjectId([next.team]));
    return {
      label,
      stage,
      next: next.stage,
      isThere: named !== undefined,
      ...peopleOfRoster(next.team, named?.roster ?? {}),
    };
  } catch (error) {
    unread.push(`${label}: what the next stage would change could not be read: ${reasonOf(error)}`);
    return undefined;
  }
}

function observed(api: Reader, { token, wanted, state }: LookNeeded): Promise<Observation<Inputs, unknown>> {
  const type = typeByToken(token);
  const place = state === undefined ? { remembered: {} } : placeOf(type, state.id, state.outputs);
  return type.observe(api, wanted, place);
}

async function teamsIn(api: Reader, unread: string[]): Promise<readonly LiveTeam[]> {
  try {
    return await liveTeams(api);
  } catch (error) {
    unread.push(
      `whether there are teams already like those to be made could not be read: ${reasonOf(error)}`,
    );
    return [];
  }
}

function twinsOf(
  org: Org,
  environment: string,
  live: readonly LiveTeam[],
  toMake: readonly string[],
): readonly LookAlike[] {
  const { resources } = deriveEnvironment(org, environment);
  const managed = resources.flatMap((one) =>
    one.token === "graph:Team" ? [one.props.uniqueName, one.props.existingTeamId ?? ""] : [],
  );
  const made = new Set(toMake);
  return lookAlikes(org, live, new Set(managed)).filter(
    ({ kind, store }) => kind === "twin" && store !== undefined && made.has(store.resource),
  );
}
