// Makes an estate of stores and teams with known truth, out of a seed.
import type {
  EstateStore,
  FoundTeam,
  MappingRow,
  StaffPerson,
  TeamPerson,
} from "../../../../stacks/adopt/estate.ts";
import { storeAlias } from "../../../../schemas/names.ts";
import { chanceOf, type Chance } from "./chance.ts";
import { aliasText, mangled } from "./mangle.ts";
import { otherTeams, storeNames, type Language } from "./places.ts";
import { traitsOf, type Traits } from "./traits.ts";
import type { KnownEstate } from "./truth.ts";

interface Place {
  readonly store: EstateStore;
  readonly language: Language;
  /** People who really work there, of whom config may not know all. */
  readonly there: readonly TeamPerson[];
  readonly bosses: readonly TeamPerson[];
}

interface Workshop {
  readonly chance: Chance;
  readonly traits: Traits;
  readonly teams: FoundTeam[];
  readonly truth: Map<string, string>;
  readonly certain: Set<string>;
  readonly never: Set<string>;
  /** Stores with two teams that may be theirs. */
  readonly doubled: Set<string>;
  readonly mapping: MappingRow[];
  readonly newId: () => string;
  readonly stranger: () => TeamPerson;
  readonly it: TeamPerson;
  readonly areaManagers: readonly TeamPerson[];
}

const usualChannels = ["Shift handoff", "Store readiness", "Orders and returns"];

export function makeEstate(seed: number, storeCount?: number): KnownEstate {
  const chance = chanceOf(seed);
  const traits = traitsOf(chance, seed, storeCount);
  const newId = idsOf(chance);
  let strangers = 0;
  const stranger = (): TeamPerson => ({ id: newId(), upn: `x${String((strangers += 1))}@contoso.example` });
  const workshop: Workshop = {
    ...{
      chance,
      traits,
      newId,
      stranger,
      teams: [],
      truth: new Map(),
      certain: new Set(),
      never: new Set(),
      doubled: new Set(),
      mapping: [],
    },
    it: { id: newId(), upn: "teams-admin@contoso.example" },
    areaManagers: Array.from({ length: 1 + Math.floor(traits.storeCount / 15) }, stranger),
  };
  const places = placesOf(workshop);
  for (const place of places) furnish(workshop, place, places);
  addOthers(workshop, places);
  addMappedToCertain(workshop);
  const stores = places.map(({ store }) => store);
  const mixed = chance.some(workshop.teams, workshop.teams.length);
  return {
    ...{ seed, truth: workshop.truth, certain: workshop.certain, never: workshop.never },
    estate: { stores, teams: mixed, mapping: workshop.mapping, taken: new Map(), usualChannels },
  };
}

function idsOf(chance: Chance): () => string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => chance.whole(0, 15).toString(16)).join("");
  return () => `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`;
}

function placesOf(workshop: Workshop): Place[] {
  const { chance, traits } = workshop;
  const names = storeNames(chance, traits.languages, traits.storeCount);
  const known: { person: StaffPerson; account: TeamPerson }[] = [];
  const hire = (): { person: StaffPerson; account: TeamPerson } => {
    const id = workshop.newId();
    const upn = `p${String(known.length)}@contoso.example`;
    const person = {
      id: `p${String(known.length)}`,
      name: `Person ${String(known.length)}`,
      upn,
      ...(chance.isSo(0.3) ? { objectId: id } : {}),
    };
    const one = { person, account: { id, upn } };
    known.push(one);
    return one;
  };
  return names.map(({ name, language }, index): Place => {
    const storeNumber = traits.numberStyle(index);
    const [least, most] = traits.staffSize;
    const size = chance.whole(least, most);
    const workers = Array.from({ length: size }, () =>
      known.length > 20 && chance.isSo(traits.floaters * 0.5) ? chance.one(known) : hire(),
    );
    const managers = [hire(), ...(chance.isSo(0.25) ? [hire()] : [])];
    const isThere = (): boolean => !chance.isSo(traits.staffStale * chance.next() * 2);
    const present = [...workers, ...managers].filter(isThere).map(({ account }) => account);
    const unknown = Array.from(
      { length: Math.round(size * traits.staffUnknown * chance.next() * 2) },
      workshop.stranger,
    );
    const node = { id: `n${String(index)}`, name, storeNumber };
    const people = (all: typeof workers): StaffPerson[] => [
      ...new Map(all.map(({ person }) => [person.id, person])).values(),
    ];
    return {
      language,
      there: [...present, ...unknown],
      bosses: managers.map(({ account }) => account),
      store: {
        ...{ nodeId: node.id, storeNumber, name, above: [], codes: [] },
        uniqueName: `store-team-${storeNumber}`,
        alias: storeAlias("{storeName}_D365", node),
        teamName: name,
        managers: traits.staffing === "none" ? [] : people(managers),
        workers: traits.staffing === "all" ? people(workers) : [],
        namesWorkers: traits.staffing === "all",
        isClosed: false,
      },
    };
  });
}

/** Text of a pattern for a store. Whether the number and the whole name are in it. */
function nameBy(pattern: string, { store, language }: Place, workshop: Workshop): string {
  const { chance, traits } = workshop;
  const number = shownNumber(store.storeNumber, workshop);
  const name = mangled(store.name, chance, traits.mangling);
  const values: Readonly<Record<string, string>> = {
    ...{ number, name, brand: traits.brand, Name: store.name.replaceAll(/[^\p{L}\p{N}]+/gu, "_") },
    short: number.replace(/^(\D*)0+(?=\d)/, "$1"),
    store: chance.isSo(0.8) ? (language.store[0] ?? "") : chance.one(language.store),
    team: chance.one(language.team),
    random: `grp${String(chance.whole(10000, 99999))}`,
  };
  return pattern.replaceAll(/\{(\w+)\}/g, (_, key: string) => values[key] ?? "").trim();
}

function shownNumber(storeNumber: string, { traits, chance }: Workshop): string {
  if (!traits.foreignNumbers) return storeNumber;
  return String(chance.whole(1, traits.storeCount * 3));
}

const hasNumber = (pattern: string): boolean => /number|short/.test(pattern);
const hasName = (pattern: string): boolean => pattern.includes("{name}");

function ownersOf({ bosses, there }: Place, { traits, it, areaManagers, chance }: Workshop): TeamPerson[] {
  const kind =
    traits.owners === "mixed" ? chance.one(["managers", "it", "area", "nobody"] as const) : traits.owners;
  const present = bosses.filter(({ id }) => there.some((one) => one.id === id));
  if (kind === "it") return [it];
  if (kind === "area") return [chance.one(areaManagers), ...present];
  return kind === "managers" ? present : [];
}

function newTeam(
  workshop: Workshop,
  displayName: string,
  owners: readonly TeamPerson[],
  people: readonly TeamPerson[],
): FoundTeam {
  const { chance, newId } = workshop;
  const members = [...new Map([...owners, ...people].map((one) => [one.id, one])).values()];
  return {
    ...{ id: newId(), displayName, owners, members, visibility: "Private", isArchived: false },
    mailNickname: aliasText(displayName).toLowerCase() || `team${String(chance.whole(1000, 9999))}`,
    createdDateTime: new Date(Date.UTC(2019, chance.whole(0, 70), chance.whole(1, 28))).toISOString(),
    channels: chance.isSo(0.5) ? ["General", ...usualChannels.slice(0, chance.whole(0, 3))] : ["General"],
  };
}

/** The team of one store, if it has one, and all that may be confused with it. */
function furnish(workshop: Workshop, place: Place, places: readonly Place[]): void {
  const { chance, traits, teams, truth, never } = workshop;
  const { store, there, language } = place;
  if (chance.isSo(traits.shadows)) {
    const few = chance.some(there, chance.whole(1, Math.max(1, Math.floor(there.length / 2))));
    const shadow = newTeam(
      workshop,
      `${chance.one(language.crew)} ${chance.isSo(0.5) ? store.storeNumber : store.name}`,
      few.slice(0, 1),
      few,
    );
    teams.push(shadow);
    never.add(shadow.id);
  }
  if (chance.isSo(traits.withoutTeam)) return;
  const usual = traits.nameStyles[0] ?? "{name}";
  const style = chance.isSo(0.75) ? usual : chance.one(traits.nameStyles);
  const pattern = hasName(style) && chance.isSo(traits.numberMissing) ? "{name}" : style;
  const shown = nameBy(pattern, place, workshop);
  const isRenamed = chance.isSo(traits.renamed);
  const name = isRenamed
    ? chance.one(["The A team", "Sales heroes", "Blue team", "We sell", `${traits.brand} friends`])
    : shown;
  const owners = ownersOf(place, workshop);
  const base = newTeam(workshop, name, owners, there);
  const alias = aliasText(
    nameBy(isRenamed ? "{Name}_D365" : chance.one(traits.aliasStyles), place, workshop),
  );
  const told = chance.isSo(0.2)
    ? { description: `${shown} ${chance.one(["", "Main Street 12", "Tel. 030 1234567", "since 2019"])}` }
    : {};
  const isMarked = chance.isSo(traits.marked);
  const plain: FoundTeam = {
    ...base,
    ...told,
    mailNickname: alias === "" ? (base.mailNickname ?? "") : alias,
    ...(isMarked ? { uniqueName: store.uniqueName } : {}),
  };
  const { team, isOdd } = made(workshop, plain);
  teams.push(team);
  truth.set(store.storeNumber, team.id);
  if (isOdd) never.add(team.id);
  const hasRival = chance.isSo(traits.doubles);
  if (hasRival) {
    addDouble(workshop, place, name);
    workshop.doubled.add(store.storeNumber);
  }
  mapStore(workshop, place, team, places);
  const isNamed =
    !isRenamed &&
    !traits.foreignNumbers &&
    (hasNumber(pattern) || (hasName(pattern) && name === store.name && isOnlyName(store, places)));
  if (isOdd || hasRival) return;
  if (isMarked || (isNamed && isStaffed(workshop, place, team))) workshop.certain.add(store.storeNumber);
}

const isOnlyName = ({ name }: EstateStore, places: readonly Place[]): boolean =>
  places.filter(({ store }) => letters(store.name) === letters(name)).length === 1;

const letters = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}]/gu, "");

/** Whether the people tell it beyond doubt: six of ten of each side, and at least two of them. */
function isStaffed({ traits }: Workshop, { store }: Place, team: FoundTeam): boolean {
  if (traits.staffing !== "all") return false;
  const staff = [...store.managers, ...store.workers];
  const names = new Set(staff.map(({ upn }) => upn));
  const shared = (team.members ?? []).filter(({ upn }) => names.has(upn ?? "")).length;
  return shared >= 2 && shared / staff.length >= 0.6 && shared / (team.members?.length ?? 1) >= 0.6;
}

/** Now and then a team that no run may take by itself. */
function made({ chance, traits, stranger }: Workshop, team: FoundTeam): { team: FoundTeam; isOdd: boolean } {
  if (!chance.isSo(traits.odd)) return { team, isOdd: false };
  const odd: readonly Partial<FoundTeam>[] = [
    { isArchived: true },
    { isDynamic: true },
    { isSynced: true },
    { deletedDateTime: "2026-11-20T08:00:00Z" },
    { specialization: "educationClass" },
    { owners: [...(team.owners ?? []), { ...stranger(), isGuest: true }] },
    { isRestricted: true },
  ];
  const { uniqueName, ...rest } = team;
  const change = chance.one(odd);
  return { team: { ...rest, ...(uniqueName === undefined ? {} : { uniqueName }), ...change }, isOdd: true };
}

/** A second team of the store: older, with some of its people. */
function addDouble(workshop: Workshop, place: Place, name: string): void {
  const { chance, teams, never } = workshop;
  const old = chance.isSo(0.5) ? name : `${name} ${chance.one(place.language.old)}`;
  const people = chance.some(place.there, chance.whole(0, place.there.length));
  const double = newTeam(workshop, old, people.slice(0, 1), people);
  const archived = {
    ...double,
    isArchived: chance.isSo(0.3),
    ...(chance.isSo(0.5) ? { mailNickname: place.store.alias } : {}),
  };
  teams.push(archived);
  never.add(double.id);
}

/** A row of headquarters' file, right or stale. */
function mapStore(
  { chance, traits, mapping, newId, teams }: Workshop,
  { store }: Place,
  team: FoundTeam,
  places: readonly Place[],
): void {
  if (!chance.isSo(traits.mapped)) return;
  const row = (teamId: string, number = store.storeNumber): void => {
    mapping.push({
      store: number,
      teamId,
      place: `map.csv:${String(mapping.length + 2)}`,
      keptBy: "headquarters",
    });
  };
  if (!chance.isSo(traits.mappingStale)) {
    row(team.id);
    return;
  }
  switch (chance.whole(0, 3)) {
    case 0:
      row(newId());
      break;
    case 1:
      row(chance.one(teams).id);
      break;
    case 2:
      row(team.id);
      row(chance.one(teams).id);
      break;
    default:
      row(team.id, chance.one(places).store.storeNumber);
  }
}

/** Rows that are right and single on both sides, of stores with one possible team. */
function addMappedToCertain({ mapping, truth, certain, never, doubled }: Workshop): void {
  const count = (key: "store" | "teamId", value: string): number =>
    mapping.filter((row) => row[key] === value).length;
  for (const { store, teamId } of mapping) {
    const isRight = truth.get(store) === teamId && !never.has(teamId) && !doubled.has(store);
    if (isRight && count("store", store) === 1 && count("teamId", teamId) === 1) certain.add(store);
  }
}

/**
 * Teams of nobody's store: of the company, of regions, of several stores, and those with a number that is not theirs.
 */
function addOthers(workshop: Workshop, places: readonly Place[]): void {
  const { chance, traits, teams, never, stranger } = workshop;
  const add = (name: string, people: readonly TeamPerson[]): void => {
    const team = newTeam(workshop, name, people.slice(0, 1), people);
    teams.push(team);
    never.add(team.id);
  };
  const strangers = (): TeamPerson[] => Array.from({ length: chance.whole(1, 12) }, stranger);
  for (let index = 0; index < traits.others * places.length; index++) {
    const name = chance.one(otherTeams);
    add(chance.isSo(0.6) ? name : `${name} ${String(chance.whole(1, 400))}`, strangers());
  }
  for (let index = 0; index < traits.decoys * places.length; index++) {
    const [one, two] = [chance.one(places), chance.one(places)];
    const word = chance.one([
      "Stock transfer",
      "Handover",
      "Mystery shopping",
      "Rebuild",
      "Help for",
      "Takeover",
    ]);
    switch (chance.whole(0, 3)) {
      case 0:
        add(`${word} ${one.store.storeNumber}`, strangers());
        break;
      case 1:
        add(`${word} ${one.store.name}`, [...chance.some(two.there, 3), ...strangers()]);
        break;
      case 2:
        add(`${one.store.name} ${two.store.storeNumber}`, [...one.there, ...two.there]);
        break;
      default:
        add(`${one.store.storeNumber} / ${two.store.storeNumber}`, [...one.there, ...two.there]);
    }
  }
  for (let at = 0; at < places.length; at += 12) {
    const region = places.slice(at, at + 12);
    add(
      `Region ${String(at / 12 + 1)}`,
      region.flatMap(({ bosses }) => bosses),
    );
    if (chance.isSo(0.3))
      add(
        `Region ${String(at / 12 + 1)} all`,
        region.flatMap(({ there }) => there),
      );
  }
}
