import type { Tripped } from "./count.ts";
import type { DeclaredNow, Ledger } from "./applied-rosters.ts";

/** Parts of what was there that make a cause likely: a slip of a few rows is not told. */
const shrunkenFraction = 0.8;
/** Below this many, as many new ones are chance. */
const rewrittenAtLeast = 5;

/**
 * What may have gone wrong in the files behind a refusal, a sentence each, likeliest first; empty when nothing stands
 * out. A guess for people, never a reason to refuse. Pure.
 */
export function likelyCauses(
  before: Ledger,
  now: DeclaredNow,
  refused: readonly Tripped[],
): readonly string[] {
  const brakes = new Set(refused.map(({ brake }) => brake));
  if (brakes.size === 0) return [];
  const channels = brakes.has("channels") ? channelCauses(before, now) : [];
  return [...fileCauses(before, now), ...storeCauses(before, now), ...rewritten(before, now), ...channels];
}

/** Files with far fewer people than before. When the people stand in other files now, none was lost. */
function fileCauses({ people: before }: Ledger, { people: now }: Ledger): readonly string[] {
  const total = (counts: Ledger["people"]): number =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total(now) >= total(before) * shrunkenFraction) return [];
  return Object.entries(before).flatMap(([file, were]) => {
    const are = now[file] ?? 0;
    if (are >= were * shrunkenFraction) return [];
    const left = are === 0 ? "declares nobody any more" : `declares ${people(are)}`;
    return [`${file} ${left}, the last applied one ${were}`];
  });
}

function people(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

/** Regions that lost all their stores, or all their managers. */
function storeCauses(before: Ledger, now: DeclaredNow): readonly string[] {
  const were = countBy(Object.keys(before.teams), (team) => before.regions[team] ?? "");
  were.delete("");
  const declared = countBy([...now.stores.keys()], (store) => now.stores.get(store) ?? "");
  const owned = countBy(Object.keys(now.teams), (team) => now.regions[team] ?? "");
  const lost = [...were].filter(([region]) => !declared.has(region));
  if (lost.length === were.size && now.stores.size === 0) {
    const stores = [...were.values()].reduce((sum, count) => sum + count, 0);
    return were.size === 0 ? [] : [`the config has no stores any more, the last applied one had ${stores}`];
  }
  const without = [...were].filter(([region]) => declared.has(region) && !owned.has(region));
  return [
    ...lost.map(
      ([region, count]) => `region ${region} has no stores in the config any more, it had ${count}`,
    ),
    ...without.map(([region]) => `region ${region}: none of its stores is this stack's or has a manager`),
  ];
}

/** As many new ones as old ones that are gone: the same ones under other names. */
function rewritten(before: Ledger, now: DeclaredNow): readonly string[] {
  const names = (ledger: Ledger): Set<string> =>
    new Set(
      Object.values(ledger.teams).flatMap(({ owners, members, away = [] }) => [
        ...[...owners, ...members, ...away],
      ]),
    );
  const persons = replaced(names(before), names(now));
  const stores = replaced(new Set(Object.keys(before.teams)), new Set(Object.keys(now.teams)));
  return [
    ...(persons === 0
      ? []
      : [`${persons} people go and about as many come: were user principal names rewritten?`]),
    ...(stores === 0 ? [] : [`${stores} stores go and about as many come: were store numbers rewritten?`]),
  ];
}

/** How many went, when about as many came; else 0. */
function replaced(before: ReadonlySet<string>, now: ReadonlySet<string>): number {
  const gone = [...before].filter((one) => !now.has(one)).length;
  const come = [...now].filter((one) => !before.has(one)).length;
  return gone >= rewrittenAtLeast && come >= gone * shrunkenFraction && gone >= come * shrunkenFraction
    ? gone
    : 0;
}

/** Channels that no team has any more: dropped from a list that many teams inherit. */
function channelCauses(before: Ledger, now: Ledger): readonly string[] {
  const were = countBy(
    Object.values(before.teams).flatMap(({ channels }) => channels),
    (channel) => channel,
  );
  const are = new Set(Object.values(now.teams).flatMap(({ channels }) => channels));
  return [...were]
    .filter(([channel]) => !are.has(channel))
    .map(([channel, count]) => `no team declares the channel "${channel}" any more, ${count} did`);
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
