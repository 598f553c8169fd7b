import type { PeopleSelector, Person, Role } from "./types/org.ts";

/** The people whom a selector means, in the order given. Without a selector: everyone with the usual role. */
export function selectPeople(
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
