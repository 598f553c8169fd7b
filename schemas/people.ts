import type { PeopleSelector, Person, Role, Status } from "./types/org.ts";

/**
 * The people whom a selector means, in the order given, less those who have left. Without a selector: everyone with
 * the usual role.
 */
export function selectPeople(
  selector: PeopleSelector | undefined,
  usualRole: Role,
  people: readonly Person[],
): readonly Person[] {
  return selectedPeople(selector, usualRole, people).filter((person) => !hasLeft(person));
}

/** The same with those who have left. */
export function selectedPeople(
  selector: PeopleSelector | undefined,
  usualRole: Role,
  people: readonly Person[],
): readonly Person[] {
  const named = new Set(selector?.people);
  const role = selector?.role ?? (selector?.people === undefined ? usualRole : undefined);
  return people.filter(
    (person) => named.has(person.id) || (role !== undefined && person.roles?.includes(role) === true),
  );
}

/** Whether somebody has left for good. Where days say from when or until when, only the day of a run can tell. */
export function hasLeft({ status, statusFrom, statusUntil }: Person): boolean {
  return status === "left" && statusFrom === undefined && statusUntil === undefined;
}

/** What somebody's status is on a day such as 2026-11-29. The days that are declared belong to it. */
function statusOn({ status = "active", statusFrom, statusUntil }: Person, day: string): Status {
  const holds = (statusFrom ?? day) <= day && day <= (statusUntil ?? day);
  return holds ? status : "active";
}

/** The same people as they are on a day: each status holds, and no days are left to ask for. */
export function peopleOn(people: readonly Person[], day: string): Person[] {
  return people.map((person) => {
    const { status: declared, statusFrom: _from, statusUntil: _until, ...rest } = person;
    if (declared === undefined) return person;
    const status = statusOn(person, day);
    return status === "active" ? rest : { ...rest, status };
  });
}
