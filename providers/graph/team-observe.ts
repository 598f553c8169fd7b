import type { Team } from "../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../core/api.ts";
import { optionalText, textAt, textRecord } from "../core/json.ts";
import { asRemoteId, type Observation, type Place } from "../core/resource-type.ts";
import { listChannels, matchChannels } from "./channels.ts";
import { observeRoster, type Membership } from "./roster.ts";
import { noApps, observeApps, type AppHandles } from "./team-apps.ts";

/** What only the service knows of a team. */
export interface TeamRemote {
  /** False while only the group behind it exists. */
  readonly hasTeam: boolean;
  /** Channel id by declared key. */
  readonly channelIds: Readonly<Record<string, string>>;
  readonly memberships: ReadonlyMap<string, Membership>;
  readonly apps: AppHandles;
}

const groupFields =
  "id,displayName,description,mailNickname,visibility,uniqueName,resourceProvisioningOptions";
const teamFields = "id,displayName,description,visibility,isArchived";

/**
 * Looks for the team by id, else by the id that config names, else by the group's uniqueName.
 * Four reads: group, team, members, channels, and a fifth when config mentions apps. Source: Microsoft Graph
 * "Get group", "Get team", "List members of team", "List channels", read 2026-11.
 */
export async function observeTeam(
  api: Reader,
  props: Team,
  place: Place,
): Promise<Observation<Team, TeamRemote>> {
  const knownId = place.id ?? props.existingTeamId;
  // With the id at hand all is asked for at once, so that it travels together; what the group's answer makes
  // pointless is thrown away, failures with it.
  const parts = knownId === undefined ? undefined : readParts(api, knownId);
  const group = await findGroup(api, props, place);
  if (group === undefined) return { kind: "absent" };
  const id = textAt(group, "id");
  const uniqueName = optionalText(group, "uniqueName");
  const known: Partial<Team> = {
    ...creationOnly(props),
    ...(uniqueName === undefined ? {} : { uniqueName }),
    ...settingsOf(group),
  };
  const read = parts ?? readParts(api, id);
  const teamFound = await read.team;
  if (teamFound === undefined) {
    const remote: TeamRemote = { hasTeam: false, channelIds: {}, memberships: new Map(), apps: noApps };
    return { kind: "present", id: asRemoteId(id), value: known, remote };
  }
  const [{ roster, memberships }, live, { apps, handles }] = await Promise.all([
    observeRoster(api, id),
    listChannels(api, id),
    observeApps(api, id, props, textRecord(place.remembered["appIds"])),
  ]);
  const matched = matchChannels(props.channels ?? {}, live, textRecord(place.remembered["channelIds"]));
  return {
    kind: "present",
    id: asRemoteId(id),
    value: {
      ...known,
      ...settingsOf(teamFound),
      archived: teamFound["isArchived"] === true,
      roster,
      channels: matched.channels,
      ...(props.apps === undefined ? {} : { apps }),
    },
    remote: { hasTeam: true, channelIds: matched.idByKey, memberships, apps: handles },
  };
}

/** The three reads of a team, begun at the same time. Each may be waited for or not. */
function readParts(
  api: Reader,
  id: string,
): {
  readonly team: Promise<JsonObject | undefined>;
  readonly roster: ReturnType<typeof observeRoster>;
  readonly channels: ReturnType<typeof listChannels>;
} {
  const parts = {
    team: api.graph.find(`/teams/${id}?$select=${teamFields}`),
    roster: observeRoster(api, id),
    channels: listChannels(api, id),
  };
  // Nobody waits for members and channels of what has no team: their failure then means nothing.
  for (const part of Object.values(parts)) part.catch(() => undefined);
  return parts;
}

async function findGroup(api: Reader, props: Team, place: Place): Promise<JsonObject | undefined> {
  const id = place.id ?? props.existingTeamId;
  const key = id ?? `uniqueName='${encodeURIComponent(props.uniqueName.replaceAll("'", "''"))}'`;
  const path = id === undefined ? `/groups(${key})` : `/groups/${key}`;
  return api.graph.find(`${path}?$select=${groupFields}`);
}

/** Fields that matter at creation only; the service either hides them or may have changed them since. */
function creationOnly(props: Team): Partial<Team> {
  return {
    mailNickname: props.mailNickname,
    template: props.template,
    owners: props.owners,
    members: props.members,
    ...(props.existingTeamId === undefined ? {} : { existingTeamId: props.existingTeamId }),
    ...(props.appsMode === undefined ? {} : { appsMode: props.appsMode }),
  };
}

/** Lower case on teams, capitalised on groups. HiddenMembership is shown as private: nobody finds either. */
function settingsOf(object: JsonObject): Partial<Team> {
  const visibility = optionalText(object, "visibility")?.toLowerCase();
  const displayName = optionalText(object, "displayName");
  const description = optionalText(object, "description");
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    ...(visibility === undefined ? {} : { visibility: visibility === "public" ? "public" : "private" }),
  };
}
