import type { Team } from "../../schemas/types/resources.ts";
import type { EstateStore } from "./estate.ts";
import { markOf } from "../changes/short-hash.ts";
import type { Evidence } from "./evidence.ts";
import { peopleOfTakeover } from "./people-of-takeover.ts";
import type { Matched } from "./match.ts";
import type { Candidate, Decision } from "./proposal.ts";

/** Something that could not be read; nothing is concluded from it. */
export interface UnreadPart {
  readonly what: string;
  readonly reason: string;
  /** The permission that would let it be seen: whoever has not got it has still seen all that is theirs to see. */
  readonly permission?: string;
}

/** A proposed team of a store, as people and files are told. */
export interface ToldCandidate {
  /** Stands for the pair of store and team, the same in every run. */
  readonly id: string;
  readonly teamId: string;
  readonly displayName: string;
  readonly mailNickname: string;
  readonly created: string;
  readonly members: number | undefined;
  readonly owners: number | undefined;
  /** Chance that it is the store's, 0..1. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  readonly reservations: readonly string[];
  readonly isRefused: boolean;
  /** User principal names whom a plan would add, and whom it would remove where people are authoritative. */
  readonly comes: readonly string[];
  readonly goes: readonly string[];
  readonly losesOwnership: readonly string[];
}

export interface ToldStore {
  readonly storeNumber: string;
  readonly name: string;
  readonly nodeId: string;
  readonly decision: Decision;
  readonly because: string;
  readonly candidates: readonly ToldCandidate[];
}

/** Everything that a run of `adopt` found. */
export interface AdoptReport {
  readonly stack: string;
  readonly teamsRead: number;
  readonly stores: readonly ToldStore[];
  readonly unmatchedTeams: readonly {
    readonly teamId: string;
    readonly displayName: string;
    readonly because: string;
  }[];
  readonly unread: readonly UnreadPart[];
}

function pairId(storeNumber: string, teamId: string): string {
  return `a-${markOf(`${storeNumber} ${teamId.toLowerCase()}`).slice(0, 8)}`;
}

/** `wanted`: the teams that config wants, by store number. */
export function adoptReport(
  stack: string,
  { proposals, unmatched }: Matched,
  read: { readonly teamsRead: number; readonly unread: readonly UnreadPart[] },
  wanted: ReadonlyMap<string, Team>,
): AdoptReport {
  return {
    stack,
    teamsRead: read.teamsRead,
    stores: proposals.map(({ store, decision, because, candidates }) => ({
      ...{ storeNumber: store.storeNumber, name: store.name, nodeId: store.nodeId, decision, because },
      candidates: candidates.map((candidate) => told(store, candidate, wanted.get(store.storeNumber))),
    })),
    unmatchedTeams: unmatched.map(({ team, because }) => ({
      teamId: team.id,
      displayName: team.displayName,
      because,
    })),
    unread: read.unread,
  };
}

function told(
  store: EstateStore,
  { team, confidence, evidence, reservations, isRefused }: Candidate,
  wanted: Team | undefined,
): ToldCandidate {
  return {
    ...{ id: pairId(store.storeNumber, team.id), teamId: team.id, displayName: team.displayName },
    ...{ mailNickname: team.mailNickname ?? "", created: (team.createdDateTime ?? "").slice(0, 10) },
    ...{ members: team.members?.length, owners: team.owners?.length },
    confidence: Math.round(confidence * 1000) / 1000,
    evidence: evidence.map((one) => ({ ...one, weight: Math.round(one.weight * 10) / 10 })),
    ...{ reservations, isRefused },
    ...peopleOfTakeover(wanted, store.namesWorkers, team),
  };
}
