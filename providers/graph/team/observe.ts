import type { Channel, Team } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { columnFlag, optionalText, textAt, textRecord } from "../../core/json.ts";
import { quoted } from "../../core/odata.ts";
import { asRemoteId, type Observation, type Place } from "../../core/resource-type.ts";
import { listChannels, noChannels, observeChannels, type ChannelHandles } from "./channels.ts";
import type { Membership } from "./people/change-members.ts";
import { observeRoster } from "./roster.ts";
import { byDeclaredIdentity, type Renamed } from "./people/identities.ts";
import { noApps, observeApps, type AppHandles } from "./apps.ts";
import { fieldsOf, teamSelect } from "./fields.ts";

/** What only the service knows of a team. */
export interface TeamRemote extends ChannelHandles {
  /** False while only the group behind it exists. */
  readonly hasTeam: boolean;
  readonly memberships: ReadonlyMap<string, Membership>;
  readonly apps: AppHandles;
  /** Ordinary channels that no declared one was found to be; unset when nobody looked. */
  readonly otherChannels?: readonly Channel[];
  /** People with another name than config has for their object id; unset when nobody looked. */
  readonly renamed?: Renamed;
}

const groupFields =
  "id,displayName,description,mailNickname,visibility,uniqueName,resourceProvisioningOptions";

/**
 * Looks for the team by id, else by the id that config names, else by the group's uniqueName.
 * Four reads: group, team, members, channels; more where config mentions apps, tabs and private channels. Source:
 * Microsoft Graph "Get group", "Get team", "List members of team", "List channels", read 2026-11.
 */
export async function observeTeam(
  services: Reader,
  props: Team,
  place: Place,
): Promise<Observation<Team, TeamRemote>> {
  const api = byDeclaredIdentity(services, props.objectIds);
  const knownId = place.id ?? props.existingTeamId;
  // With the id at hand all is asked for at once, so that it travels together; what the group's answer makes
  // pointless is thrown away, failures with it.
  const parts = knownId === undefined ? undefined : readParts(api, knownId, props);
  const group = await findGroup(api, props, place);
  if (group === undefined) return { kind: "absent" };
  const id = textAt(group, "id");
  const uniqueName = optionalText(group, "uniqueName");
  const known: Partial<Team> = {
    ...creationOnly(props),
    ...(uniqueName === undefined ? {} : { uniqueName }),
    ...fieldsOf(group),
  };
  const read = parts ?? readParts(api, id, props);
  const teamFound = await read.team;
  if (teamFound === undefined) {
    const remote: TeamRemote = { ...noChannels, hasTeam: false, memberships: new Map(), apps: noApps };
    return { kind: "present", id: asRemoteId(id), value: known, remote };
  }
  const [{ roster, memberships }, seen, { apps, handles }] = await Promise.all([
    read.roster,
    read.channels.then((live) =>
      observeChannels(api, id, live, { declared: props.channels ?? {}, remembered: place.remembered }),
    ),
    observeApps(api, id, props, textRecord(place.remembered["appIds"])),
  ]);
  return {
    kind: "present",
    id: asRemoteId(id),
    value: {
      ...known,
      ...fieldsOf(teamFound),
      archived: columnFlag(teamFound, "isArchived"),
      roster,
      channels: seen.channels,
      ...(props.apps === undefined ? {} : { apps }),
    },
    remote: {
      ...{ ...seen.handles, hasTeam: true, memberships, apps: handles },
      ...{ otherChannels: seen.others, renamed: api.people.renamed },
    },
  };
}

/** The three reads of a team, begun at the same time. Each may be waited for or not. */
function readParts(
  api: Reader,
  id: string,
  props: Team,
): {
  readonly team: Promise<JsonObject | undefined>;
  readonly roster: ReturnType<typeof observeRoster>;
  readonly channels: ReturnType<typeof listChannels>;
} {
  const parts = {
    team: api.graph.find(`/teams/${id}?$select=${teamSelect(props)}`),
    roster: observeRoster(api, `/teams/${id}`, props.roster),
    channels: listChannels(api, id),
  };
  // Nobody waits for members and channels of what has no team: their failure then means nothing.
  for (const part of Object.values(parts)) part.catch(() => undefined);
  return parts;
}

async function findGroup(api: Reader, props: Team, place: Place): Promise<JsonObject | undefined> {
  const id = place.id ?? props.existingTeamId;
  const key = id ?? `uniqueName=${encodeURIComponent(quoted(props.uniqueName))}`;
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
    ...(props.objectIds === undefined ? {} : { objectIds: props.objectIds }),
    ...(props.appsMode === undefined ? {} : { appsMode: props.appsMode }),
  };
}
