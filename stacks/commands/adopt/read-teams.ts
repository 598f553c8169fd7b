import type { JsonObject, Reader } from "../../../providers/core/api.ts";
import { ApiError } from "../../../providers/core/errors.ts";
import { optionalText, textAt } from "../../../providers/core/json.ts";
import type { FoundTeam, TeamPerson } from "../../adopt/estate.ts";
import type { UnreadPart } from "../../adopt/report.ts";

/** Teams that are looked at at the same time: enough that the service's limits, not this, set the pace. */
const readsAtOnce = 500;

export interface ReadTeams {
  readonly teams: readonly FoundTeam[];
  readonly unread: readonly UnreadPart[];
}

const groupFields = [
  ...["id", "displayName", "description", "mailNickname", "uniqueName", "visibility", "createdDateTime"],
  ...[
    "expirationDateTime",
    "groupTypes",
    "onPremisesSyncEnabled",
    "isAssignableToRole",
    "isManagementRestricted",
  ],
].join(",");
const personFields = "id,userPrincipalName,userType,accountEnabled,officeLocation,department";

/**
 * Every team of the tenant with its people and channels, and those in the bin. One list, then four reads a team, which
 * travel in batches. A part that cannot be read is unset in its team and told; without the list itself this throws.
 * Source: Microsoft Graph "List groups", "List group owners", "List group members", "Get team", "List channels",
 * "List deleted items", read 2026-11.
 */
export async function readTeams(
  api: Reader,
  onProgress: (done: number, of: number) => void,
): Promise<ReadTeams> {
  const filter = encodeURIComponent("resourceProvisioningOptions/Any(x:x eq 'Team')");
  const [groups, bin] = await Promise.all([
    api.graph.list(`/groups?$filter=${filter}&$select=${groupFields}&$top=999`),
    readBin(api),
  ]);
  const unread: UnreadPart[] = [...bin.unread];
  const teams: FoundTeam[] = [];
  const waiting = [...groups.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, group] = next;
      teams[at] = await readTeam(api, group, unread);
      onProgress(groups.length - waiting.length, groups.length);
    }
  };
  await Promise.all(Array.from({ length: readsAtOnce }, worker));
  return { teams: [...teams, ...bin.teams], unread };
}

async function readTeam(api: Reader, group: JsonObject, unread: UnreadPart[]): Promise<FoundTeam> {
  const id = textAt(group, "id");
  const outline = outlineOf(group);
  const part = async <Value>(what: string, read: Promise<Value>): Promise<Value | undefined> => {
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      unread.push({ what: `${outline.displayName} (${id}): ${what}`, reason: error.message });
      return undefined;
    }
  };
  const people = (relation: "owners" | "members"): Promise<readonly TeamPerson[]> =>
    api.graph
      .list(`/groups/${id}/${relation}?$select=${personFields}&$top=999`)
      .then((all) => all.flatMap(personOf));
  const [team, owners, members, channels] = await Promise.all([
    part("settings", api.graph.get(`/teams/${id}?$select=id,isArchived,specialization`)),
    part("owners", people("owners")),
    part("members", people("members")),
    part("channels", api.graph.list(`/teams/${id}/channels?$select=id,displayName`)),
  ]);
  const specialization = team === undefined ? undefined : optionalText(team, "specialization");
  return {
    ...outline,
    ...(team === undefined ? {} : { isArchived: team["isArchived"] === true }),
    ...(specialization === undefined || specialization === "none" ? {} : { specialization }),
    ...(owners === undefined ? {} : { owners }),
    ...(members === undefined ? {} : { members }),
    ...(channels === undefined
      ? {}
      : { channels: channels.flatMap((one) => optionalText(one, "displayName") ?? []) }),
  };
}

/** What a list of groups tells of one. */
function outlineOf(group: JsonObject): FoundTeam {
  const text = <Key extends string>(key: Key): Partial<Record<Key, string>> => {
    const value = optionalText(group, key);
    return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
  };
  const groupTypes = Array.isArray(group["groupTypes"]) ? group["groupTypes"] : [];
  return {
    id: textAt(group, "id"),
    displayName: optionalText(group, "displayName") ?? "",
    ...{ ...text("description"), ...text("mailNickname"), ...text("uniqueName"), ...text("visibility") },
    ...{ ...text("createdDateTime"), ...text("expirationDateTime") },
    isDynamic: groupTypes.includes("DynamicMembership"),
    isSynced: group["onPremisesSyncEnabled"] === true,
    isRestricted: group["isAssignableToRole"] === true || group["isManagementRestricted"] === true,
  };
}

/** Undefined for what is no user: apps and devices own and join groups too. */
function personOf(entry: JsonObject): TeamPerson[] {
  const type = optionalText(entry, "@odata.type") ?? "#microsoft.graph.user";
  if (!type.endsWith(".user")) return [];
  const upn = optionalText(entry, "userPrincipalName")?.toLowerCase();
  const places = ["officeLocation", "department"].flatMap((key) => optionalText(entry, key) ?? []);
  return [
    {
      id: textAt(entry, "id"),
      ...(upn === undefined ? {} : { upn }),
      isGuest: entry["userType"] === "Guest",
      ...(typeof entry["accountEnabled"] === "boolean" ? { isEnabled: entry["accountEnabled"] } : {}),
      ...(places.length === 0 ? {} : { places }),
    },
  ];
}

/** Teams in the bin. Who may not look there is told so: unknown is not empty. */
async function readBin(api: Reader): Promise<ReadTeams> {
  const fields =
    "id,displayName,description,mailNickname,createdDateTime,deletedDateTime,groupTypes,resourceProvisioningOptions";
  try {
    const groups = await api.graph.list(
      `/directory/deletedItems/microsoft.graph.group?$select=${fields}&$top=999`,
    );
    const teams = groups.flatMap((group): FoundTeam[] => {
      const options = group["resourceProvisioningOptions"];
      const deletedDateTime = optionalText(group, "deletedDateTime");
      if (!Array.isArray(options) || !options.includes("Team") || deletedDateTime === undefined) return [];
      return [{ ...outlineOf(group), deletedDateTime }];
    });
    return { teams, unread: [] };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const what = "the bin";
    if (error.status !== 403) return { teams: [], unread: [{ what, reason: error.message }] };
    const permission = "Group.Read.All";
    return { teams: [], unread: [{ what, reason: `only ${permission} lets it be seen`, permission }] };
  }
}
