import { atStage, decideTeam, observedRule, teamSettings } from "../../../schemas/team-settings.ts";
import { storeTeamResource } from "../../../schemas/names.ts";
import type { ManageStage, Org } from "../../../schemas/types/org.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import type { Derived } from "../desired-resource.ts";
import { nowhere } from "../positions.ts";
import { objectIdsIn, protectedIn } from "./roster-of.ts";
import { storeTeam, type TeamContext } from "./store-team.ts";

/** A team that is being taken over by stages, and what the next one would make of it. */
export interface StagedTeam {
  readonly resource: string;
  readonly label: string;
  readonly stage: ManageStage;
  readonly next: { readonly stage: ManageStage; readonly team: Team };
}

const nextOf: Readonly<Record<ManageStage, ManageStage | undefined>> = {
  observe: "additive",
  additive: "authoritative",
  authoritative: undefined,
};

/** The teams of a stack that have a stage before them: those that `derived` has, or leaves out because it only observes. */
export function stagedTeams(org: Org, { resources, leftOut }: Derived): readonly StagedTeam[] {
  const entries = (org.nodes ?? []).map((node, index) => ({ node, index }));
  const settings = teamSettings(org.defaults, entries);
  const context: TeamContext = {
    ...{
      domain: org.tenant.domain,
      people: new Map((org.people ?? []).map((person) => [person.id, person])),
    },
    ...{ protectedPeople: protectedIn(org), objectIds: objectIdsIn(org) },
  };
  const ours = new Set(resources.map(({ name }) => name));
  const observed = new Set(leftOut.flatMap((one) => (one.ruleId === observedRule ? [one.nodeId] : [])));
  return entries.flatMap((entry): StagedTeam[] => {
    const { node } = entry;
    if (node.kind !== "store") return [];
    const effective = settings.of(entry);
    const resource = storeTeamResource(node.storeNumber);
    const stage = effective.manage;
    const next = stage === undefined ? undefined : nextOf[stage];
    if (stage === undefined || next === undefined || !(ours.has(resource) || observed.has(node.id)))
      return [];
    const then = atStage(effective, next);
    if (!decideTeam(node, then).team) return [];
    const { label, props } = storeTeam(node, then, context, nowhere.at([]));
    return [{ resource, label, stage, next: { stage: next, team: props } }];
  });
}
