import type { EstateStore, FoundTeam, StaffPerson, TeamPerson } from "../estate.ts";

/** Who is who, and how much each person says about one store: somebody of many stores says little. */
export interface StaffIndex {
  /** The config's id of the person behind an account. */
  readonly personOf: (account: TeamPerson) => string | undefined;
  /** 1 for somebody of one store, less for somebody of several, 0 for nobody's. */
  readonly weightOf: (person: string) => number;
}

export function staffIndex(stores: readonly EstateStore[]): StaffIndex {
  const byObjectId = new Map<string, string>();
  const byName = new Map<string, string>();
  const storeCounts = new Map<string, number>();
  for (const store of stores) {
    const ids = new Set<string>();
    for (const { id, upn, objectId } of staffOf(store)) {
      ids.add(id);
      byName.set(upn, id);
      if (objectId !== undefined) byObjectId.set(objectId, id);
    }
    for (const id of ids) storeCounts.set(id, (storeCounts.get(id) ?? 0) + 1);
  }
  return {
    personOf: ({ id, upn }) => byObjectId.get(id.toLowerCase()) ?? byName.get(upn ?? ""),
    weightOf: (person) => 1 / (storeCounts.get(person) ?? Number.POSITIVE_INFINITY),
  };
}

export function staffOf({ managers, workers }: EstateStore): readonly StaffPerson[] {
  return [...managers, ...workers];
}

/** The people of a team as far as config knows them. */
export interface TeamStaff {
  /** Ids of the config. Unset: the team's people could not be read. */
  readonly people: ReadonlySet<string> | undefined;
  readonly owners: ReadonlySet<string>;
  /** How many are in it whom config does not know. */
  readonly strangers: number;
  /** Sum of what its known people say. */
  readonly weight: number;
}

export function teamStaff(team: FoundTeam, { personOf, weightOf }: StaffIndex): TeamStaff {
  const owners = new Set((team.owners ?? []).flatMap((account) => personOf(account) ?? []));
  if (team.members === undefined) return { people: undefined, owners, strangers: 0, weight: 0 };
  const accounts = new Map([...team.members, ...(team.owners ?? [])].map((account) => [account.id, account]));
  const known = [...accounts.values()].flatMap((account) => personOf(account) ?? []);
  const people = new Set(known);
  return {
    people,
    owners,
    strangers: accounts.size - known.length,
    weight: [...people].reduce((sum, person) => sum + weightOf(person), 0),
  };
}

/** How far the people of a store and those of a team are the same. */
export interface StaffMatch {
  /** People of the store who are in the team, of how many. */
  readonly shared: number;
  readonly ofStore: number;
  /** Shares by weight, 0..1: of the store's people, and of the team's known people. */
  readonly storeShare: number;
  readonly teamShare: number;
  /** Names of managers of the store who own the team. */
  readonly owningManagers: readonly string[];
  /** Logarithm of the odds that all of it says. */
  readonly strength: number;
}

/** Strangers count so much of a known person: they may be hires that config does not have yet. */
const strangerWeight = 0.35;

export function matchStaff(store: EstateStore, team: TeamStaff, { weightOf }: StaffIndex): StaffMatch {
  const staff = new Map(staffOf(store).map((person) => [person.id, person]));
  const shared = [...staff.keys()].filter((id) => team.people?.has(id) === true);
  const weigh = (ids: Iterable<string>): number => [...ids].reduce((sum, id) => sum + weightOf(id), 0);
  const [overlap, ofStore] = [weigh(shared), weigh(staff.keys())];
  const strangers = store.namesWorkers ? team.strangers * strangerWeight : 0;
  const ofTeam = team.weight + strangers;
  const storeShare = ofStore === 0 ? 0 : overlap / ofStore;
  const teamShare = ofTeam === 0 ? 0 : overlap / ofTeam;
  const owning = store.managers.filter(({ id }) => team.owners.has(id));
  const owningWeight = Math.min(1, weigh(owning.map(({ id }) => id)));
  const alike = 7 * Math.sqrt(storeShare * teamShare) * (1 - Math.exp(-overlap / 1.2));
  const contrary =
    overlap === 0 && team.people !== undefined && ofStore >= 1 ? -Math.min(3.5, 0.8 + team.weight) : 0;
  return {
    shared: shared.length,
    ofStore: staff.size,
    storeShare,
    teamShare,
    owningManagers: owning.map(({ name }) => name),
    strength: (overlap === 0 ? contrary : alike) + 1.3 * owningWeight,
  };
}
