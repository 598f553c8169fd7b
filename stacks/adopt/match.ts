import { bestAssignment, chances, type Edge } from "./decide/assignment.ts";
import { candidateTeams } from "./candidates.ts";
import { isNamedAfter, isStaffedBy, preselect } from "./decide/decision.ts";
import type { Estate } from "./estate.ts";
import { indexEstate, type EstateIndex, type StoreEntry } from "./estate-index.ts";
import { usualTrust, weighPair, type Pair, type Trust } from "./evidence.ts";
import { oddWordsIn, type OddWordsOf } from "./decide/odd-words.ts";
import { flexibleLooking, reservationsOf } from "./decide/reservations.ts";
import { trustIn } from "./decide/trust.ts";
import { interpolated } from "./compare/interpolate.ts";
import type { Candidate, Proposal } from "./proposal.ts";
import { unmatchedTeams, type UnmatchedTeam } from "./decide/unmatched.ts";

export interface Matched {
  /** In the order of the stores. */
  readonly proposals: readonly Proposal[];
  readonly unmatched: readonly UnmatchedTeam[];
}

/** Odds, as logarithm, that a pair starts with before anything is known of it. */
const startWeight = -3.4;
/** Pairs below this weight are not looked at any further. */
const weightMin = -2.5;
/** Candidates that a proposal shows, and the least chance that makes one of a pair. */
const candidatesMost = 5;
const confidenceMin = 0.02;

/** Proposes a team for each store, over the whole estate: no team for two stores. Pure; does not depend on order. */
export function matchEstate(estate: Estate): Matched {
  const free = withoutDeclared(estate);
  const index = indexEstate(free);
  const candidates = candidateTeams(index);
  const first = pairsOf(index, candidates, usualTrust);
  const trust = trustIn(first);
  const pairs = trust.number === 1 ? first : pairsOf(index, candidates, trust);
  const kept = pairs.filter(({ weight }) => weight + startWeight >= weightMin);
  const edges = edgesOf(kept, index);
  const confidences = chances(edges).map(calibrated);
  const columns = bestAssignment(edges);
  const flexible = flexibleLooking(estate.teams);
  const assigned = kept.filter((_, at) => columns.get(edges[at]?.row ?? -1) === edges[at]?.column);
  const likely = assigned.filter((pair) => isNamedAfter(pair) && isStaffedBy(pair));
  const oddWordsOf = oddWordsIn(likely, index.teams);
  const context: Context = { kept, pairs, edges, confidences, columns, flexible, oddWordsOf };
  const propose = proposer(context);
  const proposals = index.stores.map(propose);
  return {
    proposals: inOrderOf(estate, proposals),
    unmatched: unmatchedTeams(estate, index, proposals, kept),
  };
}

/** What the proposals of all stores are made from. */
interface Context {
  readonly kept: readonly Pair[];
  /** Those too that more speaks against: they may be rivals all the same. */
  readonly pairs: readonly Pair[];
  /** In the order of `kept`, as the chances. */
  readonly edges: readonly Edge[];
  readonly confidences: readonly number[];
  readonly columns: ReadonlyMap<number, number>;
  readonly flexible: ReadonlySet<string>;
  readonly oddWordsOf: OddWordsOf;
}

function proposer(context: Context): (entry: StoreEntry, row: number) => Proposal {
  const { kept, pairs, edges, confidences, columns, flexible, oddWordsOf } = context;
  const byStore = Map.groupBy(
    kept.map((pair, at) => ({ pair, at })),
    ({ pair }) => pair.store,
  );
  const rivalsByStore = Map.groupBy(pairs, ({ store }) => store);
  const rivalsByTeam = Map.groupBy(pairs, ({ team }) => team);
  return (entry, row) => {
    const { store } = entry;
    const column = columns.get(row);
    const shown = (byStore.get(entry) ?? [])
      .map(({ pair, at }) => ({
        ...{ pair, confidence: confidences[at] ?? 0 },
        isAssigned: edges[at]?.column === column,
      }))
      .filter(
        ({ pair, confidence, isAssigned }) =>
          isAssigned || confidence >= confidenceMin || isNamedAfter(pair) || isStaffedBy(pair),
      )
      .toSorted((a, b) => Number(b.isAssigned) - Number(a.isAssigned) || b.confidence - a.confidence)
      .slice(0, candidatesMost);
    const [best] = shown;
    if (best === undefined)
      return { store, decision: "none", because: "no team looks like it", candidates: [] };
    const candidates = shown.map(({ pair, confidence }) => candidateOf(pair, confidence, flexible));
    if (!best.isAssigned) {
      const because = "the teams that look like it fit other stores better";
      return { store, decision: "propose", because, candidates };
    }
    const { pair } = best;
    const siblings = [...(rivalsByStore.get(entry) ?? []), ...(rivalsByTeam.get(pair.team) ?? [])];
    const rivals = siblings.filter((rival) => rival !== pair);
    const reservations = reservationsOf(entry, pair.team, flexible);
    const { isSure, because } = preselect(pair, rivals, { reservations, oddWordsOf });
    return { store, decision: isSure ? "adopt" : "propose", because, candidates };
  };
}

function candidateOf(pair: Pair, confidence: number, flexible: ReadonlySet<string>): Candidate {
  const reservations = reservationsOf(pair.store, pair.team, flexible);
  return {
    ...{ team: pair.team.team, confidence },
    evidence: pair.evidence.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
    reservations: reservations.map(({ words }) => words),
    isRefused: reservations.some((one) => one.refuses),
  };
}

/** Stores that config has given a team, and teams that it has given away, take no part. */
function withoutDeclared(estate: Estate): Estate {
  const declared = new Set(
    estate.stores.flatMap(({ existingTeamId }) => existingTeamId?.toLowerCase() ?? []),
  );
  return {
    ...estate,
    stores: estate.stores.filter(({ existingTeamId }) => existingTeamId === undefined),
    teams: estate.teams.filter(
      ({ id }) => !declared.has(id.toLowerCase()) && !estate.taken.has(id.toLowerCase()),
    ),
  };
}

function inOrderOf({ stores }: Estate, proposals: readonly Proposal[]): readonly Proposal[] {
  const byStore = new Map(proposals.map((proposal) => [proposal.store, proposal]));
  return stores.map(
    (store): Proposal =>
      byStore.get(store) ?? {
        ...{ store, decision: "declared", candidates: [] },
        because: `config names its team: ${store.existingTeamId ?? ""}`,
      },
  );
}

function pairsOf(
  index: EstateIndex,
  candidates: ReturnType<typeof candidateTeams>,
  trust: Trust,
): readonly Pair[] {
  return index.stores.flatMap((store, row) =>
    (candidates[row] ?? []).map((team) => weighPair(index, store, team, trust)),
  );
}

function edgesOf(pairs: readonly Pair[], { stores, teams }: EstateIndex): readonly Edge[] {
  const rows = new Map(stores.map((store, row) => [store, row]));
  const columns = new Map(teams.map((team, column) => [team, column]));
  return pairs.map(({ store, team, weight }) => ({
    row: rows.get(store) ?? -1,
    column: columns.get(team) ?? -1,
    weight: weight + startWeight,
  }));
}

/**
 * Weights of several kinds are not quite independent of each other, so their sum is too sure of itself. Logarithm of
 * odds as computed, and as it turned out over 250 generated estates of many habits (test/stacks/adopt/estates).
 */
const calibration: readonly (readonly [computed: number, seen: number])[] = [
  ...([
    [-14, -14],
    [-4, -4.5],
    [-2, -3],
    [-1, -1.3],
    [0, 0.2],
    [1, 0.8],
  ] as const),
  ...([
    [2, 1.7],
    [3, 2.1],
    [4, 2.5],
    [5, 2.9],
    [6, 3.6],
    [7, 5],
    [8, 6.2],
    [14, 9],
  ] as const),
];

function calibrated(chance: number): number {
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, chance));
  const odds = Math.log(bounded / (1 - bounded));
  return 1 / (1 + Math.exp(-interpolated(calibration, odds)));
}
