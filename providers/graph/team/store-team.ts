import type { Team } from "../../../schemas/types/resources.ts";
import { isObject, textRecord } from "../../core/json.ts";
import { presentId, type ResourceType } from "../../core/resource-type.ts";
import { applyChannel, describeChannels, noChannels } from "./channels.ts";
import { applyRoster } from "./people/change-members.ts";
import { describeRoster, rosterWithout } from "./roster.ts";
import { tooManyWouldGo } from "./people/too-many-would-go.ts";
import { applyApps, noApps } from "./apps.ts";
import { bodyOf, describeFields } from "./fields.ts";
import { byDeclaredIdentity } from "./people/identities.ts";
import { createTeam, setArchived } from "./lifecycle.ts";
import { partOf } from "./parts.ts";
import { decidedAnew, planTeam } from "./plan.ts";
import { withAwayAsThere } from "./people/away.ts";
import { awayPart } from "./refused/part-names.ts";
import { partOfTeam, withoutParts } from "./refused/parts.ts";
import { observeTeam, type TeamRemote } from "./observe.ts";
import { teamPermissions } from "./permissions.ts";

/**
 * A Microsoft 365 group with its team, roster and channels: one resource a store, so that 10,000 stores stay
 * workable. The group's `uniqueName` is written once and says which declared key owns the team; that makes a
 * repeated create find the first one, and a team of somebody else recognisable.
 */
export const team: ResourceType<Team, TeamRemote> = {
  token: "graph:Team",
  permissions: teamPermissions,
  title: (props) => `team ${props.displayName} (${props.uniqueName})`,
  check: checkTeam,
  observe: observeTeam,

  refuseAdoption: (desired, observed) => {
    const owner = observed.value.uniqueName;
    if (owner === desired.uniqueName)
      return desired.existingTeamId === observed.id
        ? undefined
        : tooManyWouldGo(desired, observed.value.roster ?? {});
    if (owner !== undefined) return `the existing team ${observed.id} is managed already, as "${owner}".`;
    return desired.existingTeamId === observed.id
      ? undefined
      : `the existing team ${observed.id} is not ours.`;
  },

  plan: planTeam,
  decides: decidedAnew,

  planRemoval: (_last, observed) => (observed.kind === "absent" ? [] : [{ kind: "delete", part: "team" }]),

  apply: async (services, step, { props, observed }) => {
    const api = byDeclaredIdentity(services, props.objectIds);
    const where = team.title(props);
    const about = partOf(step);
    if (about.of === "team" && step.kind === "create") return createTeam(api, props, observed, where);
    const id = presentId(observed);
    const remote =
      observed.kind === "present" ? observed.remote : team.recall({}, api.clock.nowMilliseconds());
    switch (about.of) {
      case "team":
        await api.graph.send("DELETE", `/groups/${id}`);
        break;
      case "settings":
        if (step.kind === "update") await api.graph.send("PATCH", `/teams/${id}`, bodyOf(step.changes));
        break;
      case "archived":
        await setArchived(api, id, props.archived, where);
        break;
      case "apps":
        if (step.kind === "link" || step.kind === "unlink")
          await applyApps(api, id, step, props.apps ?? {}, remote.apps, where);
        break;
      case "people":
        await applyRoster(api, id, step, remote.memberships, where);
        break;
      // Both ask for a look, which every run begins with.
      case "modes":
      case "objectIds":
        break;
      default:
        await applyChannel(api, id, step, about, props.channels ?? {}, remote, where);
    }
    return id;
  },

  partOf: partOfTeam,
  awaits: ({ away = {} }) => Object.keys(away).toSorted().map(awayPart),

  without: (desired, undone, { observed, last }) => {
    const value = observed.kind === "present" ? observed.value : {};
    const { rest, people, isAnybodyAway } = withoutParts(desired, undone, value);
    const known = { there: value.roster ?? {}, last: last?.roster ?? {} };
    const asThere = isAnybodyAway ? withAwayAsThere(rest, value, last ?? {}) : rest;
    return people.length === 0 ? asThere : withoutPeople(asThere, new Set(people), known);
  },

  describe: (observed, mentioned) => {
    const { value } = observed;
    return {
      ...mentioned,
      displayName: value.displayName ?? "",
      visibility: value.visibility ?? mentioned.visibility,
      archived: value.archived ?? false,
      roster: describeRoster(mentioned, value.roster ?? {}),
      ...describeFields(mentioned, value),
      ...(mentioned.description === undefined ? {} : { description: value.description ?? "" }),
      ...(mentioned.channels === undefined
        ? {}
        : { channels: describeChannels(mentioned.channels, value.channels ?? {}, mentioned) }),
      ...(mentioned.apps === undefined ? {} : { apps: value.apps ?? {} }),
    };
  },

  remember: ({ channelIds, tabIds, apps }) => ({
    channelIds,
    ...(Object.keys(tabIds).length === 0 ? {} : { tabIds }),
    ...(Object.keys(apps.appIds).length === 0 ? {} : { appIds: apps.appIds }),
  }),
  recall: (remembered) => ({
    ...noChannels,
    hasTeam: true,
    channelIds: isObject(remembered) ? textRecord(remembered["channelIds"]) : {},
    tabIds: isObject(remembered) ? textRecord(remembered["tabIds"]) : {},
    memberships: new Map(),
    apps: { ...noApps, appIds: isObject(remembered) ? textRecord(remembered["appIds"]) : {} },
  }),
};

/** Without some people. A private channel that would hold one of them is left as it is, or not made yet. */
function withoutPeople(
  desired: Team,
  people: ReadonlySet<string>,
  known: Parameters<typeof rosterWithout>[2],
): Team {
  const { channels } = desired;
  const rest = rosterWithout(desired, people, known);
  if (channels === undefined) return rest;
  const kept = Object.entries(channels).filter(
    ([, channel]) => !Object.keys(channel.private?.roster ?? {}).some((person) => people.has(person)),
  );
  return { ...rest, channels: Object.fromEntries(kept) };
}

/** Limits that vendors set and change are not asked here: config has them from where a stack can say otherwise. */
function checkTeam(props: Team): { property: string; reason: string }[] {
  const people = Object.entries(props.roster);
  const owners = people.filter(([, role]) => role === "owner").length;
  const problems: { property: string; reason: string }[] = [];
  const wrongCase = people.map(([person]) => person).filter((person) => person !== person.toLowerCase());
  if (wrongCase.length > 0)
    problems.push({ property: "roster", reason: `write in lower case: ${wrongCase.join(", ")}` });
  if (owners === 0) problems.push({ property: "roster", reason: "a team needs at least one owner" });
  problems.push(...checkChannels(props));
  return problems;
}

function checkChannels({ channels = {}, roster, members }: Team): { property: string; reason: string }[] {
  const isPrivate = Object.entries(channels).flatMap(([key, channel]) =>
    channel.private === undefined
      ? []
      : [{ property: `channels.${key}.private`, people: channel.private.roster }],
  );
  const problems = isPrivate.flatMap(({ property, people }) => {
    const names = Object.keys(people);
    const strangers = members === "additive" ? [] : names.filter((person) => roster[person] === undefined);
    const reasons = [
      Object.values(people).includes("owner") ? "" : "a private channel needs at least one owner",
      strangers.length > 0 ? `not in the team: ${strangers.join(", ")}` : "",
    ];
    return reasons.filter((reason) => reason !== "").map((reason) => ({ property, reason }));
  });
  return problems;
}
