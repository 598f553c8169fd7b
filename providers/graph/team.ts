import type { Team } from "../../schemas/types/resources.ts";
import { changedFields } from "../core/compare.ts";
import { isObject, textRecord } from "../core/json.ts";
import { presentId, type Observation, type ResourceType, type Step } from "../core/resource-type.ts";
import { applyChannel, describeChannels, planChannels } from "./channels.ts";
import { applyRoster, describeRoster, planRoster } from "./roster.ts";
import { applyApps, noApps, planApps } from "./team-apps.ts";
import { createTeam, setArchived } from "./team-lifecycle.ts";
import { observeTeam, type TeamRemote } from "./team-observe.ts";

/**
 * A Microsoft 365 group with its team, roster and channels: one resource a store, so that 10,000 stores stay
 * workable. The group's `uniqueName` is written once and says which declared key owns the team; that makes a
 * repeated create find the first one, and a team of somebody else recognisable.
 */
export const team: ResourceType<Team, TeamRemote> = {
  token: "graph:Team",
  permissions: {
    observe: [
      "Group.Read.All",
      "TeamSettings.Read.All",
      "TeamMember.Read.All",
      "Channel.ReadBasic.All",
      "TeamsAppInstallation.ReadForTeam.All",
      "User.Read.All",
    ],
    apply: [
      "Group.ReadWrite.All",
      "Team.Create",
      "TeamSettings.ReadWrite.All",
      "TeamMember.ReadWrite.All",
      "Channel.Create",
      "ChannelSettings.ReadWrite.All",
      "TeamsAppInstallation.ReadWriteForTeam.All",
      "AppCatalog.Read.All",
      "User.Read.All",
    ],
  },
  title: (props) => `team ${props.displayName} (${props.uniqueName})`,
  check: checkTeam,
  observe: observeTeam,

  refuseAdoption: (desired, observed) => {
    const owner = observed.value.uniqueName;
    if (owner === desired.uniqueName) return undefined;
    if (owner !== undefined) return `the existing team ${observed.id} is managed already, as "${owner}".`;
    return desired.existingTeamId === observed.id
      ? undefined
      : `the existing team ${observed.id} is not ours.`;
  },

  plan: planTeam,

  planRemoval: (_last, observed) => (observed.kind === "absent" ? [] : [{ kind: "delete", part: "team" }]),

  apply: async (api, step, { props, observed }) => {
    const where = team.title(props);
    if (step.kind === "create" && step.part === "team") return createTeam(api, props, observed, where);
    const id = presentId(observed);
    const remote = observed.kind === "present" ? observed.remote : team.recall({});
    if (step.part.startsWith("channel:")) {
      await applyChannel(api, id, step, props.channels ?? {}, remote.channelIds, where);
    } else if (step.part === "apps" && (step.kind === "link" || step.kind === "unlink")) {
      await applyApps(api, id, step, props.apps ?? {}, remote.apps, where);
    } else if (step.part === "settings" && step.kind === "update") {
      await api.graph.send("PATCH", `/teams/${id}`, valuesOf(step));
    } else if (step.part === "archived") {
      await setArchived(api, id, props.archived, where);
    } else if (step.kind === "delete") {
      await api.graph.send("DELETE", `/groups/${id}`);
    } else {
      await applyRoster(api, id, step, remote.memberships, where);
    }
    return id;
  },

  describe: (observed, mentioned) => {
    const { value } = observed;
    return {
      ...mentioned,
      displayName: value.displayName ?? "",
      visibility: value.visibility ?? mentioned.visibility,
      archived: value.archived ?? false,
      roster: describeRoster(mentioned, value.roster ?? {}),
      ...(mentioned.description === undefined ? {} : { description: value.description ?? "" }),
      ...(mentioned.channels === undefined
        ? {}
        : { channels: describeChannels(mentioned.channels, value.channels ?? {}) }),
      ...(mentioned.apps === undefined ? {} : { apps: value.apps ?? {} }),
    };
  },

  remember: ({ channelIds, apps }) => ({
    channelIds,
    ...(Object.keys(apps.appIds).length === 0 ? {} : { appIds: apps.appIds }),
  }),
  recall: (remembered) => ({
    hasTeam: true,
    channelIds: isObject(remembered) ? textRecord(remembered["channelIds"]) : {},
    memberships: new Map(),
    apps: { ...noApps, appIds: isObject(remembered) ? textRecord(remembered["appIds"]) : {} },
  }),
};

function checkTeam(props: Team): { property: string; reason: string }[] {
  const people = Object.entries(props.roster);
  const owners = people.filter(([, role]) => role === "owner").length;
  const problems: { property: string; reason: string }[] = [];
  const wrongCase = people.map(([person]) => person).filter((person) => person !== person.toLowerCase());
  if (wrongCase.length > 0)
    problems.push({ property: "roster", reason: `write in lower case: ${wrongCase.join(", ")}` });
  if (owners === 0) problems.push({ property: "roster", reason: "a team needs at least one owner" });
  // Source: Microsoft Teams "Limits and specifications", read 2026-11.
  if (owners > 100) problems.push({ property: "roster", reason: `${owners} owners; a team has at most 100` });
  if (people.length > 25_000)
    problems.push({ property: "roster", reason: `${people.length} people; at most 25,000` });
  return problems;
}

function planTeam(desired: Team, observed: Observation<Team, TeamRemote>): readonly Step[] {
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
  // A group without a team, or a team taken over that does not carry our name yet: creation goes on from there.
  if (!observed.remote.hasTeam || there.uniqueName === undefined) {
    return [{ kind: "create", part: "team", body: { ...desired } }];
  }
  return planParts(desired, there);
}

/** An archived team is read-only but for its members: it is reopened first and archived last. */
function planParts(desired: Team, there: Partial<Team>): readonly Step[] {
  const archivedChange = changedFields({ archived: desired.archived }, { archived: there.archived ?? false });
  const archivedSteps: Step[] =
    archivedChange.length === 0 ? [] : [{ kind: "update", part: "archived", changes: archivedChange }];
  const stays = desired.archived && there.archived === true;
  const settings = changedFields(
    { displayName: desired.displayName, description: desired.description, visibility: desired.visibility },
    there,
  );
  const apps = planApps(stays ? undefined : desired.apps, there.apps ?? {});
  const parts: Step[] = [
    ...planRoster(desired, there.roster ?? {}),
    ...(stays || settings.length === 0
      ? []
      : [{ kind: "update" as const, part: "settings", changes: settings }]),
    ...apps.install,
    ...(stays ? [] : planChannels(desired.channels ?? {}, there.channels ?? {})),
    ...apps.uninstall,
  ];
  return desired.archived ? [...parts, ...archivedSteps] : [...archivedSteps, ...parts];
}

function valuesOf(step: Extract<Step, { kind: "update" }>): Record<string, unknown> {
  return Object.fromEntries(step.changes.map((change) => [change.path, change.to]));
}
