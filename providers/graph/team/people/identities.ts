import type { Team } from "../../../../schemas/types/resources.ts";
import type { People, Reader } from "../../../core/api.ts";

/** Object ids that config declares, by user principal name, both in lower case. */
export type ObjectIds = NonNullable<Team["objectIds"]>;

/** Accounts that config knows by their object id and that have another name now: that name by the declared one. */
export type Renamed = ReadonlyMap<string, string>;

/**
 * People as config knows them: whoever has a declared object id goes by the declared name, whatever they are called.
 */
export interface DeclaredPeople extends People {
  readonly renamed: Renamed;
}

/**
 * The services, with the object ids of config as the identity of people: user principal names are given to others and
 * change, object ids never. An account that merely has the name of somebody whose object id is another is a stranger.
 */
export function byDeclaredIdentity<Api extends Reader>(
  api: Api,
  objectIds: ObjectIds = {},
): Api & { readonly people: DeclaredPeople } {
  return { ...api, people: declaredPeople(api.people, objectIds) };
}

function declaredPeople(people: People, objectIds: ObjectIds): DeclaredPeople {
  const declaredNames = new Map(Object.entries(objectIds).map(([name, id]) => [id, name]));
  const renamed = new Map<string, string>();
  const problems = new Map<string, string>();

  const nameOf = (id: string, name: string | undefined): string | undefined => {
    const declared = declaredNames.get(id.toLowerCase());
    if (declared === undefined)
      return name === undefined || objectIds[name] === undefined ? name : strangerCalled(name, id);
    if (name !== undefined && name !== declared) renamed.set(declared, name);
    return declared;
  };

  return {
    renamed,
    namesById: async (ids) => {
      const names = await people.namesById(ids);
      const entries = ids.map((id) => [id, nameOf(id, names.get(id))] as const);
      return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
    },
    idsByName: async (names) => {
      const [declared, plain] = [
        names.filter((name) => objectIds[name] !== undefined),
        names.filter((name) => objectIds[name] === undefined),
      ];
      const [found, checked] = await Promise.all([
        people.idsByName(plain),
        checkedIdentities(people, objectIds, declared),
      ]);
      for (const [name, problem] of checked.problems) problems.set(name, problem);
      return new Map([...found, ...checked.ids]);
    },
    whyUnknown: (name) => problems.get(name) ?? people.whyUnknown?.(name),
  };
}

/** How somebody stands in a roster who has the name of a person that config knows by another object id. */
function strangerCalled(name: string, id: string): string {
  return `${name} [object id ${id.toLowerCase()}]`;
}

/** Object ids of people whose accounts are the declared ones and have the declared names; why not, of the others. */
async function checkedIdentities(
  people: People,
  objectIds: ObjectIds,
  names: readonly string[],
): Promise<{ readonly ids: ReadonlyMap<string, string>; readonly problems: ReadonlyMap<string, string> }> {
  const ids = new Map<string, string>();
  const problems = new Map<string, string>();
  if (names.length === 0) return { ids, problems };
  const idOf = (name: string): string => objectIds[name] ?? "";
  const namesById = await people.namesById(names.map(idOf));
  const gone = names.filter((name) => namesById.get(idOf(name)) === undefined);
  const others = gone.length === 0 ? new Map<string, string>() : await people.idsByName(gone);
  for (const name of names) {
    const problem = identityProblem({
      ...{ name, objectId: idOf(name) },
      ...{ nameOfObjectId: namesById.get(idOf(name)), objectIdOfName: others.get(name) },
    });
    if (problem === undefined) ids.set(name, idOf(name));
    else problems.set(name, `${problem.problem}. ${problem.mend}`);
  }
  return { ids, problems };
}

/** What is wrong, how to mend it, and whether nobody at all is there. */
export interface IdentityProblem {
  readonly problem: string;
  readonly mend: string;
  readonly absence?: "missing";
}

/**
 * What is wrong with an identity that config declares, with both sides; undefined when nothing is. `nameOfObjectId`:
 * what the account with that object id is called now, in lower case; `objectIdOfName`: whose that name is.
 */
export function identityProblem(found: {
  readonly name: string;
  readonly objectId: string;
  readonly nameOfObjectId: string | undefined;
  readonly objectIdOfName: string | undefined;
}): IdentityProblem | undefined {
  const { name, objectId, nameOfObjectId, objectIdOfName } = found;
  if (nameOfObjectId === name) return undefined;
  if (nameOfObjectId !== undefined) {
    return {
      problem: `config says object id ${objectId}, and that account is called "${nameOfObjectId}" now`,
      mend: "If it is the same person, write the new name as upn; else correct objectId.",
    };
  }
  if (objectIdOfName === undefined) {
    return {
      problem: `the tenant has no account with the object id ${objectId} that config says, nor one of this name`,
      mend: "Correct objectId and upn, or create the account first.",
      absence: "missing",
    };
  }
  return {
    problem:
      `config says object id ${objectId}, which no account has; the account of this name has the object id ` +
      `${objectIdOfName.toLowerCase()}: another account, perhaps another person's`,
    mend: "Look who has the name now. If it is the person whom config means, write that objectId.",
  };
}
