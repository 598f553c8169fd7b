import type { Team } from "../../../schemas/types/resources.ts";
import { changedFields } from "../../core/compare.ts";
import type { FieldChange, Observation, Step } from "../../core/resource-type.ts";
import { planChannels } from "./channels.ts";
import { inPresentNames, namesByObjectId } from "../../../schemas/present-names.ts";
import { planRoster } from "./roster.ts";
import { planApps } from "./apps.ts";
import { changedTeamFields } from "./fields.ts";

/** What to do to a team. Pure; see the contract. */
export function planTeam(
  desired: Team,
  observed: Observation<Team, { readonly hasTeam: boolean }>,
): readonly Step[] {
  if (observed.kind === "absent") return [{ kind: "create", part: "team", body: { ...desired } }];
  const there = observed.value;
  const because = changedFields(
    { uniqueName: desired.uniqueName },
    { uniqueName: there.uniqueName ?? desired.uniqueName },
  );
  if (desired.existingTeamId !== undefined && desired.existingTeamId !== observed.id) {
    because.push({ path: "existingTeamId", from: observed.id, to: desired.existingTeamId });
  }
  if (because.length > 0) return [{ kind: "replace", part: "team", because }];
  const create: Step = { kind: "create", part: "team", body: { ...desired } };
  // A group without a team: creation goes on from there.
  if (!observed.remote.hasTeam) return [create];
  const parts = planParts(desired, inPresentNames(there, namesByObjectId([desired])));
  // A team taken over that does not carry our name yet is given it first.
  return there.uniqueName === undefined ? [create, ...parts] : parts;
}

/**
 * Ways of deciding that are others now. Those of private channels too: a channel that was not private cannot become it,
 * and one that is new is made with its people.
 */
export function decidedAnew(desired: Team, before: Partial<Team>): readonly FieldChange[] {
  const appsMode = (team: Partial<Team>): string | undefined =>
    team.apps === undefined ? undefined : (team.appsMode ?? "additive");
  const ofTeam = [
    { path: "owners", from: before.owners, to: desired.owners },
    { path: "members", from: before.members, to: desired.members },
    { path: "appsMode", from: appsMode(before), to: appsMode(desired) },
  ];
  const ofChannels = Object.entries(desired.channels ?? {}).flatMap(([key, channel]) => {
    const [was, is] = [before.channels?.[key]?.private, channel.private];
    if (was === undefined || is === undefined) return [];
    return (["owners", "members"] as const).map((mode) => ({
      path: `channels.${key}.private.${mode}`,
      ...{ from: was[mode], to: is[mode] },
    }));
  });
  return [...ofTeam, ...ofChannels].filter(({ from, to }) => to !== undefined && from !== to);
}

/**
 * People come first, since private channels take only who is in the team; then apps, since tabs rest on them; people
 * and apps that go are last. An archived team is read-only but for its members: it is reopened first, archived last.
 */
function planParts(desired: Team, there: Partial<Team>): readonly Step[] {
  const archivedChange = changedFields({ archived: desired.archived }, { archived: there.archived ?? false });
  const archivedSteps: Step[] =
    archivedChange.length === 0 ? [] : [{ kind: "update", part: "archived", changes: archivedChange }];
  const roster = planRoster(desired, there.roster ?? {});
  const stays = desired.archived && there.archived === true;
  const parts = [
    ...identitySteps(desired, there),
    ...roster.filter(({ kind }) => kind !== "unlink"),
    ...(stays ? [] : planContent(desired, there)),
    ...roster.filter(({ kind }) => kind === "unlink"),
  ];
  return desired.archived ? [...parts, ...archivedSteps] : [...archivedSteps, ...parts];
}

/**
 * Somebody whom config knows by an object id from now on: who has the name must be looked at, which only the service
 * can tell. What is seen there is told under the declared ids already, so this is never left to be done.
 */
function identitySteps({ objectIds = {} }: Team, there: Partial<Team>): readonly Step[] {
  const changes = Object.entries(objectIds)
    .filter(([person, id]) => there.objectIds?.[person] !== id)
    .map(([person, to]) => ({ path: `objectIds.${person}`, from: there.objectIds?.[person], to }));
  return changes.length === 0 ? [] : [{ kind: "update", part: "objectIds", changes }];
}

function planContent(desired: Team, there: Partial<Team>): readonly Step[] {
  const changes = changedTeamFields(desired, there);
  const apps = planApps(desired.apps, there.apps ?? {});
  return [
    ...(changes.length === 0 ? [] : [{ kind: "update" as const, part: "settings", changes }]),
    ...apps.install,
    ...planChannels(desired.channels ?? {}, there.channels ?? {}, desired),
    ...apps.uninstall,
  ];
}
