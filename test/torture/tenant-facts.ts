// What laws look at in the emulated tenant.
import type { Group } from "../emulator/tenant/model.ts";
import type { LiveTenant } from "../kit/live-tenant.ts";

/** The teams that runs have made, which carry a unique name. */
export function groupsOf({ core }: LiveTenant): readonly Group[] {
  return [...core.state.tenant.groups.values()].filter(
    ({ uniqueName, deletedDateTime }) => uniqueName !== null && deletedDateTime === null,
  );
}

/** Names that two teams, two channels of a team, or two tabs of a channel have. */
export function namesGivenTwice(tenant: LiveTenant): readonly string[] {
  const groups = groupsOf(tenant);
  const channels = groups.flatMap(({ id, team }) =>
    [...(team?.channels.values() ?? [])].map((channel) => ({ id, channel })),
  );
  return twice([
    ...groups.flatMap(({ uniqueName, mailNickname }) => [
      `team ${uniqueName ?? ""}`,
      `address ${mailNickname}`,
    ]),
    ...channels.map(({ id, channel }) => `channel ${id} ${channel.displayName}`),
    ...channels.flatMap(({ channel }) =>
      [...channel.tabs.values()].map(({ displayName }) => `tab ${channel.id} ${displayName}`),
    ),
  ]);
}

function twice(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

interface Line {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly requestBody?: { readonly requests?: unknown } | null;
}

/** "POST /v1.0/teams/<id>/channels": each write that was done after a line of the journal, sorted. */
export function writesSince({ core }: LiveTenant, line: number): readonly string[] {
  return core.journal
    .since(line)
    .map(({ text }) => JSON.parse(text) as Line)
    .filter(({ method, url, status }) => method !== "GET" && status < 400 && !/\$batch$|\/token$/.test(url))
    .map(({ method, url }) => `${method} ${withoutIds(url)}`)
    .toSorted();
}

/** Ids are made anew in each run. */
function withoutIds(url: string): string {
  return url
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "<id>")
    .replaceAll(/19(:|%3A)[^/]*/g, "<thread>")
    .replace(/^https:\/\/[^/]+/, "")
    .replaceAll(/(members|conversationMembers)\/[^/]+$/g, "$1/<membership>")
    .replace("members/<membership>", "members/<id>");
}
