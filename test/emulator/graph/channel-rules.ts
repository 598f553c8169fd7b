// Names and limits of channels. Source: "Limits and specifications for Microsoft Teams", "Create channel".
import { teamsErrors } from "../errors/teams.ts";
import type { Channel, Team } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import type { Call } from "./call.ts";

const illegalCharacters = /[~#%&*{}+/\\:<>?|'",\u0000-\u001f\u0080-\u009f]/;
const reservedNames = /^(?:forms|con|conin\$|conout\$|prn|aux|nul|com[1-9]|lpt[1-9]|desktop\.ini)$/i;
const nameBlockedDays = 30;
/** Since April 2026 private channels are limited by the number of all channels only, and their members by 5,000.
 *  Source: message MC1134737, "Limits and specifications for Microsoft Teams". */
export const channelLimits = { all: 1000, privateMembers: 5000 };

/** Throws 400 when the service would refuse the name. */
export function checkChannelName(name: string): void {
  const isIllegal =
    name.trim() === "" ||
    illegalCharacters.test(name) ||
    name.includes("..") ||
    /^[_.]/.test(name) ||
    name.endsWith(".") ||
    reservedNames.test(name) ||
    name.toLowerCase().includes("_vti_");
  if (isIllegal) throw teamsErrors.invalidValue("displayName");
  if (name.length > 50) throw teamsErrors.tooLong("displayName", 50);
}

/** Deleted channels whose name and place are still taken. */
export function blockingDeleted(call: Call, team: Team): Team["deletedChannels"] {
  const oldest = call.world.now().getTime() - nameBlockedDays * 86_400_000;
  return team.deletedChannels.filter(({ deletedDateTime }) => Date.parse(deletedDateTime) > oldest);
}

/** Throws 400 when another channel of the team has, or had in the last 30 days, this name. */
export function checkNameIsFree(call: Call, team: Team, name: string, except?: Channel): void {
  // Blanks around a name make no other name of it.
  const wanted = name.trim().toLowerCase();
  const others = [...team.channels.values()].filter((channel) => channel !== except);
  const taken = [...others, ...blockingDeleted(call, team)].some(
    ({ displayName }) => displayName.trim().toLowerCase() === wanted,
  );
  if (taken) throw teamsErrors.nameExists();
}

export function checkChannelLimits(call: Call, team: Team, membershipType: Channel["membershipType"]): void {
  const all = [...team.channels.values(), ...blockingDeleted(call, team)];
  if (all.length >= channelLimits.all) throw teamsErrors.channelLimit(membershipType, channelLimits.all);
}

export function newChannel(
  call: Pick<Call, "world">,
  facts: Pick<Channel, "displayName" | "description" | "membershipType" | "isPrimary">,
): Channel {
  return {
    ...facts,
    id: `19:${call.world.guid().replaceAll("-", "")}@thread.tacv2`,
    createdDateTime: toSeconds(call.world.now()),
    isArchived: false,
    layoutType: "post",
    email: null,
    isFavoriteByDefault: null,
    members: new Map(),
    tabs: new Map(),
  };
}
