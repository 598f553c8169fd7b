import type { BrakeName } from "../../schemas/types/stack.ts";
import { inPrivateChannels, overAll, type Limits, type Part, type Tripped } from "./count.ts";
import { peopleIn, whatChanges } from "./people.ts";
import type { Ledger } from "./applied-rosters.ts";

/** What one private channel would lose and gain while its team stays. */
interface ChannelLoss {
  readonly team: string;
  readonly region: string;
  /** `<resource of the team>/<key of the channel>`. */
  readonly resource: string;
  readonly ownersBefore: number;
  readonly peopleBefore: number;
  readonly ownersGone: number;
  readonly peopleGone: number;
  readonly ownersNew: number;
}

/**
 * The brakes on people, for the private channels alone: they are small, so among the people of all teams nobody would
 * notice that they were emptied. Each channel counts by itself. Whoever leaves the team too, or stops owning it, is
 * counted there. Places are named `<place>/private-channels`.
 */
export function trippedByPrivateChannels(before: Ledger, now: Ledger, limits: Limits): readonly Tripped[] {
  const losses = Object.keys(before.teams).flatMap((team) => lossesOf(team, before, now));
  const byStore = Map.groupBy(losses, ({ team }) => team.replace(/^store-/, ""));
  const byRegion = Map.groupBy(losses, ({ region }) => region);
  return [
    ...[...byStore].flatMap(([store, inside]) => [
      ...trip("store-owners", store, inside, limits, "owners"),
      ...trip("store-members", store, inside, limits, "people"),
    ]),
    ...[...byRegion].flatMap(([region, inside]) => [
      ...trip("region-owners", region, inside, limits, "owners"),
      ...trip("region-members", region, inside, limits, "people"),
    ]),
    ...trip("tenant-owners", "tenant", losses, limits, "owners"),
    ...trip("tenant-members", "tenant", losses, limits, "people"),
    ...trip("new-owners", "tenant", losses, limits, "new owners"),
  ];
}

/** Losses of the private channels that config still decides about. One that leaves it keeps its people. */
function lossesOf(team: string, before: Ledger, now: Ledger): readonly ChannelLoss[] {
  const [teamWas, teamIs] = [before.teams[team], now.teams[team]];
  if (teamWas === undefined || teamIs === undefined) return [];
  return Object.entries(teamWas.privateChannels).flatMap(([key, was]) => {
    const is = teamIs.privateChannels[key];
    if (is === undefined) return [];
    const inTeam = whatChanges(teamWas, teamIs);
    const inChannel = whatChanges(was, is);
    const countedThere = new Set([...inTeam.goes, ...inTeam.losesOwnership, ...inTeam.getsOwnership]);
    const isOwn = (person: string): boolean => !countedThere.has(person);
    const leavesTeam = new Set(inTeam.goes);
    return [
      {
        team,
        region: before.regions[team] ?? "",
        resource: `${team}/${key}`,
        ownersBefore: was.owners.length,
        peopleBefore: peopleIn(was).length,
        ownersGone: inChannel.losesOwnership.filter(isOwn).length,
        peopleGone: inChannel.goes.filter((person) => !leavesTeam.has(person)).length,
        ownersNew: inChannel.getsOwnership.filter(isOwn).length,
      },
    ];
  });
}

function trip(
  brake: BrakeName,
  place: string,
  losses: readonly ChannelLoss[],
  limits: Limits,
  who: "owners" | "people" | "new owners",
): readonly Tripped[] {
  const parts = losses.map((loss): Part => {
    if (who === "people") return { resource: loss.resource, count: loss.peopleGone, of: loss.peopleBefore };
    const count = who === "owners" ? loss.ownersGone : loss.ownersNew;
    return { resource: loss.resource, count, of: loss.ownersBefore };
  });
  return overAll(brake, parts, limits, `${place}${inPrivateChannels}`);
}
