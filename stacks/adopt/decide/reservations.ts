import type { FoundTeam, TeamPerson } from "../estate.ts";
import type { StoreEntry, TeamEntry } from "../estate-index.ts";

/** Why a team is never taken without a person, in words; `refuses`: nobody can take it as it is now. */
export interface Reservation {
  readonly words: string;
  readonly refuses: boolean;
}

const asks = (words: string): Reservation => ({ words, refuses: false });
const refuses = (words: string): Reservation => ({ words, refuses: true });

/** What of the team itself forbids to take it over without asking. `flexible`: ids of teams that look so. */
export function reservationsOf(
  { store }: StoreEntry,
  { team, rows, staff }: TeamEntry,
  flexible: ReadonlySet<string>,
): readonly Reservation[] {
  const guests = guestOwners(team);
  const found: (Reservation | undefined | false)[] = [
    team.deletedDateTime !== undefined && refuses("it is in the bin: restore it first, or let it go"),
    team.isDynamic === true && refuses("a rule decides who is in it: change it to assigned membership first"),
    team.uniqueName !== undefined &&
      team.uniqueName !== store.uniqueName &&
      refuses(`it is managed already, as "${team.uniqueName}"`),
    team.isSynced === true && refuses("it is synchronized from a directory on premises"),
    team.isRestricted === true && asks("roles or an administrative unit restrict who may manage it"),
    team.specialization?.startsWith("education") === true &&
      asks(`it is a team of a school (${team.specialization})`),
    rows.some(({ isFlexible }) => isFlexible) &&
      asks("the frontline service decides who is in it (flexible membership)"),
    flexible.has(team.id) &&
      asks(
        "it looks like flexible frontline membership: one of many made in one burst, with the same owners",
      ),
    team.isArchived === true && !store.isClosed && asks("it is archived"),
    guests.length > 0 && asks(`a guest owns it: ${guests.map(({ upn, id }) => upn ?? id).join(", ")}`),
    (team.owners === undefined || team.members === undefined) && asks("its people could not be read"),
    isShadow(store, staff.owners, team) &&
      asks("a worker owns it and no manager does: perhaps the staff made it for themselves"),
  ];
  return found.filter((one) => one !== undefined && one !== false);
}

function guestOwners({ owners = [] }: FoundTeam): readonly TeamPerson[] {
  return owners.filter(({ isGuest }) => isGuest === true);
}

/** Workers of the store own it, no manager does, and nobody else who may own it for the business. */
function isShadow(
  { managers, workers }: StoreEntry["store"],
  owners: ReadonlySet<string>,
  { owners: all = [] }: FoundTeam,
): boolean {
  const isAny = (people: readonly { readonly id: string }[]): boolean =>
    people.some(({ id }) => owners.has(id));
  return isAny(workers) && !isAny(managers) && owners.size === all.length;
}

/** Fewest teams, and longest time between two of them, that are one burst. */
const burstTeamsMin = 5;
const burstSeconds = 600;

/**
 * Teams that look as the frontline service makes them: `prefix-location`, one burst, the same two or more owners.
 * The service documents no mark of it, so this only makes a person look. Source: Microsoft 365 frontline "Deploy
 * teams at scale", read 2026-11.
 */
export function flexibleLooking(teams: readonly FoundTeam[]): ReadonlySet<string> {
  const alike = Map.groupBy(
    teams.filter(({ owners = [], createdDateTime }) => owners.length >= 2 && createdDateTime !== undefined),
    ({ displayName, owners = [] }) => {
      const prefix = /^([^-]{2,40})-\S/.exec(displayName)?.[1] ?? "";
      return prefix === ""
        ? ""
        : `${prefix}|${owners
            .map(({ id }) => id)
            .toSorted()
            .join()}`;
    },
  );
  const found = new Set<string>();
  for (const [key, all] of alike) {
    if (key === "" || all.length < burstTeamsMin) continue;
    const times = all
      .map(({ createdDateTime = "" }) => Date.parse(createdDateTime))
      .toSorted((a, b) => a - b);
    const spanSeconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    if (spanSeconds <= burstSeconds * all.length ** 0.5) for (const { id } of all) found.add(id);
  }
  return found;
}
