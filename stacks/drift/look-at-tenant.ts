import type { Reader } from "../../providers/core/api.ts";
import { inSpellingOf } from "../../providers/core/compare.ts";
import { atMost } from "../../providers/core/at-most.ts";
import { ApiError, SignInError, reasonOf } from "../../providers/core/errors.ts";
import { lessAwaited } from "../../providers/core/less-awaited.ts";
import type { UnfitPerson } from "../../providers/graph/team/people/accounts.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { Org } from "../../schemas/types/org.ts";
import type { Derived, DesiredResource } from "../derive/desired-resource.ts";
import { liveTeams } from "./live-teams.ts";
import { lookAlikes } from "./similar-teams.ts";
import { hierarchyOf, inTenant } from "./hierarchy.ts";
import type { DriftReport, Side, Unread } from "./pages/formats.ts";
import { findingId, sortedFindings, type Finding, type ShownChannel } from "../changes/finding.ts";
import { findingsOf, type Names } from "./differs/findings.ts";
import { absencesOf, absentAmong, asAskedFor, isWithoutOwner, waitingFor, whoWouldCome } from "./awaited.ts";
import { howMissing, isNotMadeYet } from "./not-there.ts";
import { troubleAround } from "./surroundings.ts";
import { unmanagedFindings } from "./unmanaged.ts";
import { whoDidIt } from "./audit-log.ts";
import { noiseBetween } from "./spelling-noise.ts";

/** Resources that are looked at at the same time: enough that the service's limits, not this, set the pace. */
const readsAtOnce = 500;

/** What is looked at, and how. */
export interface Look {
  readonly api: Reader;
  readonly org: Pick<Org, "nodes" | "defaults">;
  readonly derived: Derived;
  /**
   * Everything that the stacks of the environment declare together: the team of another stack is no stranger. Unset:
   * teams that config does not know are not looked for.
   */
  readonly environment?: Derived;
  readonly names: Names;
  readonly stack: string;
  /** A difference counts when it shows again so long after the first look: replicas lag behind each other. */
  readonly confirmAfterSeconds: number;
  readonly onProgress: (done: number, of: number) => void;
}

/** One resource as it was found. */
interface Seen {
  readonly desired: DesiredResource;
  readonly id: string | undefined;
  readonly side: Side;
  readonly findings: readonly Finding[];
  readonly noise: readonly string[];
  /** People whom a run would put there. */
  readonly comes: readonly string[];
}

/**
 * Looks at everything that a stack declares and compares by the types' own planner: what it would not touch is no
 * drift. Reads only. A resource that cannot be read is told as such; it never counts as gone.
 */
export async function lookAtTenant(look: Look): Promise<DriftReport> {
  const { api, derived, confirmAfterSeconds, onProgress } = look;
  const unread: Unread[] = [];
  let done = 0;
  const looked = inTenant(derived.resources);
  const seen = await inParallel(looked, async (desired) => {
    const result = await seenOrUnread(look, desired, unread);
    onProgress((done += 1), looked.length);
    return result;
  });
  const absent = await absentOnes(look, seen, unread);
  const absences = absencesOf(absent);
  const around = await troubles(look, unread);
  const differing = seen.filter(({ findings }) => findings.length > 0);
  if (differing.length + around.length > 0) await api.clock.sleep(confirmAfterSeconds * 1000);
  const again = await inParallel(differing, async (first) => {
    const second = await seenOrUnread(look, asAskedFor(first.desired, absences), unread);
    return second === undefined ? undefined : withAuthors(api, confirmed(first, second), unread);
  });
  const same = seen.filter(({ findings }) => findings.length === 0);
  const settled = (await withWhatIsMissing(look, [...same, ...again], unread)).map(lessNotMadeYet);
  const others = [
    ...shownTwice(around, around.length === 0 ? [] : await troubles(look, unread)),
    ...(await unmanagedTeams(look, settled, unread)),
  ];
  const comes = seen.map(({ desired: { label }, comes: people }) => ({ label, people }));
  return { ...reportOf(look, settled, others, unread), waiting: waitingFor(absent, comes) };
}

/** Those of the people whom a run would add who have no account that is enabled. Unknown is not absent. */
async function absentOnes(
  { api, derived, names }: Look,
  seen: readonly Seen[],
  unread: Unread[],
): Promise<readonly UnfitPerson[]> {
  const people = seen.flatMap(({ comes }) => comes);
  try {
    return await absentAmong(api, people, derived, names);
  } catch (error) {
    if (error instanceof SignInError) throw error;
    const label = "accounts of people who are not in their teams";
    unread.push({ resource: "", label, reason: reasonOf(error) });
    return [];
  }
}

/** A team that is still to be made waits while nobody is there to own it; one that was deleted is told all the same. */
function lessNotMadeYet(seen: Seen): Seen {
  if (seen.side.found !== undefined || !isWithoutOwner(seen.desired)) return seen;
  return { ...seen, findings: seen.findings.filter(({ what }) => !isNotMadeYet(what)) };
}

function shownTwice(first: readonly Finding[], second: readonly Finding[]): readonly Finding[] {
  const ids = new Set(first.map(findingId));
  return second.filter((finding) => ids.has(findingId(finding)));
}

/** What no look of this kind covers. */
function outsideOf({ derived, environment }: Look): readonly string[] {
  const inside = new Set(inTenant(derived.resources));
  const files = derived.resources.filter((resource) => !inside.has(resource)).map(({ label }) => label);
  return [
    ...(files.length === 0 ? [] : [`what lies outside of the tenant (${files.join(", ")})`]),
    ...(environment === undefined
      ? ["teams that config does not know (the stack with the shared part looks for them)"]
      : []),
  ];
}

function reportOf(
  look: Look,
  settled: readonly Seen[],
  others: readonly Finding[],
  unread: readonly Unread[],
): Omit<DriftReport, "waiting"> {
  const { org, derived, stack } = look;
  const byLabel = (left: { label: string }, right: { label: string }): number =>
    left.label < right.label ? -1 : 1;
  const read = settled.map(({ desired: { name, label } }) => ({ resource: name, label }));
  return {
    stack,
    findings: sortedFindings([...settled.flatMap(({ findings }) => findings), ...others]),
    noise: settled.flatMap(({ desired, noise }) =>
      noise.map((what) => ({ resource: desired.name, label: desired.label, what })),
    ),
    unread: unread.toSorted(byLabel),
    notLookedAt: outsideOf(look),
    read: read.toSorted(byLabel),
    positions: Object.fromEntries(derived.resources.map(({ name, config }) => [name, config])),
    hierarchy: hierarchyOf(org, derived),
    sides: Object.fromEntries(settled.map(({ desired, side }) => [desired.name, side])),
  };
}

/** Over all of them; what came to nothing is left out. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result | undefined>,
): Promise<readonly Result[]> {
  return (await atMost(readsAtOnce, items, run)).filter((result) => result !== undefined);
}

async function seenOrUnread(
  look: Look,
  desired: DesiredResource,
  unread: Unread[],
): Promise<Seen | undefined> {
  try {
    return await seenNow(look, desired);
  } catch (error) {
    // Nobody signed in any more: not this one resource, nothing at all can be read.
    if (error instanceof SignInError) throw error;
    unread.push({ resource: desired.name, label: desired.label, reason: reasonOf(error) });
    return undefined;
  }
}

async function seenNow({ api, names }: Look, desired: DesiredResource): Promise<Seen> {
  const type = typeByToken(desired.token);
  const wanted = desired.props as unknown as Readonly<Record<string, unknown>>;
  const resource = desired.name;
  const observed = await type.observe(api, wanted, { remembered: {} });
  if (observed.kind === "absent") {
    const findings = findingsOf({ resource, token: desired.token, wanted, found: undefined }, names);
    const comes = whoWouldCome(desired, undefined);
    return { desired, id: undefined, side: { wanted, found: undefined }, findings, noise: [], comes };
  }
  const raw = type.describe(observed, wanted);
  const found = inSpellingOf(wanted, raw) as Readonly<Record<string, unknown>>;
  // Everybody who is there counts as wanted before: whoever came by hand is told while somebody else is away.
  const asked = lessAwaited(type, wanted, observed, observed.value as Readonly<Record<string, unknown>>);
  const steps = type.plan(asked, observed);
  const otherChannels = (observed.remote as { otherChannels?: readonly ShownChannel[] } | undefined)
    ?.otherChannels;
  const compared = {
    resource,
    token: desired.token,
    wanted: asked,
    found,
    steps,
    ...(otherChannels === undefined ? {} : { otherChannels }),
  };
  return {
    desired,
    id: observed.id,
    side: { wanted: asked, found },
    findings: findingsOf(compared, names),
    noise: noiseBetween(found, raw),
    comes: whoWouldCome(desired, steps),
  };
}

/** What no config decides about and can break the integration all the same. */
async function troubles({ api, derived }: Look, unread: Unread[]): Promise<readonly Finding[]> {
  try {
    return await troubleAround(api, derived.resources);
  } catch (error) {
    if (error instanceof SignInError) throw error;
    unread.push({
      resource: "",
      label: "apps and switches that the stack rests on",
      reason: reasonOf(error),
    });
    return [];
  }
}

/** Says of what is not there whether it was deleted or never made, as far as that can be known. */
async function withWhatIsMissing(
  { api }: Look,
  seen: readonly Seen[],
  unread: Unread[],
): Promise<readonly Seen[]> {
  const missing = seen.flatMap((one) => {
    const finding = one.findings.find(({ part }) => part.kind === "resource");
    return one.side.found !== undefined || finding === undefined ? [] : [{ ...one, finding }];
  });
  if (missing.length === 0) return seen;
  const isTeam = ({ desired }: Seen): boolean => desired.token === "graph:Team";
  const isTeamUnread = unread.some(({ resource }) => /^(store-|communications)/.test(resource));
  const isAnyTeamThere = isTeamUnread || seen.some((one) => isTeam(one) && one.id !== undefined);
  try {
    const told = await howMissing(api, missing, isAnyTeamThere);
    const byName = new Map(told.map((finding) => [finding.resource, finding]));
    return seen.map((one) => {
      const finding = byName.get(one.desired.name);
      return finding === undefined ? one : { ...one, findings: [finding] };
    });
  } catch (error) {
    if (error instanceof SignInError) throw error;
    unread.push({ resource: "", label: "what was deleted lately", reason: reasonOf(error) });
    return seen;
  }
}

/** What both looks show. */
function confirmed(first: Seen, second: Seen): Seen {
  return { ...second, findings: shownTwice(first.findings, second.findings) };
}

/** Adds who did it. A tenant that does not let us read its audit log still has its drift told. */
async function withAuthors(api: Reader, seen: Seen, unread: Unread[]): Promise<Seen> {
  if (seen.findings.length === 0) return seen;
  try {
    const authors = await whoDidIt(api, { ...seen.desired, id: seen.id }, seen.findings);
    const findings = seen.findings.map((finding) => {
      const by = authors(finding);
      return by === undefined ? finding : { ...finding, by };
    });
    return { ...seen, findings };
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) {
      const { name, label } = seen.desired;
      unread.push({ resource: name, label: `${label}: who changed it`, reason: reasonOf(error) });
    }
    return seen;
  }
}

/**
 * One list of all teams, then those that look like ours. Only where the environment owns teams: others could not tell.
 */
async function unmanagedTeams(
  { api, org, environment }: Look,
  seen: readonly Seen[],
  unread: Unread[],
): Promise<readonly Finding[]> {
  if (environment === undefined) return [];
  const teams = environment.resources.filter((desired) => desired.token === "graph:Team");
  if (teams.length === 0 && environment.leftOut.length === 0) return [];
  const managed = new Set(seen.flatMap(({ id }) => id ?? []));
  for (const { props } of teams) {
    managed.add(props.uniqueName);
    if (props.existingTeamId !== undefined) managed.add(props.existingTeamId);
  }
  // A team that is only observed is no stranger.
  for (const node of org.nodes ?? [])
    if (node.kind === "store" && node.team?.existingTeamId !== undefined)
      managed.add(node.team.existingTeamId.toLowerCase());
  try {
    return unmanagedFindings(lookAlikes(org, await liveTeams(api), managed));
  } catch (error) {
    unread.push({ resource: "", label: "teams that config does not know", reason: reasonOf(error) });
    return [];
  }
}
