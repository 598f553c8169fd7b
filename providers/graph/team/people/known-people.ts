import type { Reader } from "../../../core/api.ts";
import { UndoneError, type Undone } from "../../../core/errors.ts";

/** Object ids of people by name. Throws UndoneError that names everybody whom the tenant does not know. */
export async function idsOf(
  api: Reader,
  names: readonly string[],
  where: string,
): Promise<ReadonlyMap<string, string>> {
  const { ids, unknown } = await knownOf(api, names, where);
  if (unknown.length > 0) throw new UndoneError(unknown);
  return ids;
}

/** The same, with the unknown people beside the known ones. */
export async function knownOf(
  api: Reader,
  names: readonly string[],
  where: string,
): Promise<{ readonly ids: ReadonlyMap<string, string>; readonly unknown: readonly Undone[] }> {
  const ids = await api.people.idsByName(names);
  const unknown = names
    .filter((person) => !ids.has(person))
    .map((person) => unknownPerson(api, person, where));
  return { ids, unknown };
}

/** A person whom the tenant does not know, or knows as somebody else. */
function unknownPerson(api: Reader, person: string, where: string): Undone {
  const other = api.people.whyUnknown?.(person);
  const why =
    other ?? "the tenant has no such user. Check the spelling under people, or create the account first.";
  const text = `${where}: could not add "${person}": ${why}`;
  return other === undefined ? { what: person, text, waitsFor: person } : { what: person, text };
}
