import type { Reader, Writer } from "../../core/api.ts";
import { ApiError, isNotFound, RefusedError } from "../../core/errors.ts";
import { optionalText, textAt } from "../../core/json.ts";

/** Owners who are people: object id by user principal name in lower case. The pipeline's identity is none. */
export async function ownerIdsByName(api: Reader, path: string): Promise<Readonly<Record<string, string>>> {
  const owners = await api.graph.list(`${path}/owners?$select=id,userPrincipalName`);
  return Object.fromEntries(
    owners.flatMap((owner) => {
      const name = optionalText(owner, "userPrincipalName");
      return name === undefined ? [] : [[name.toLowerCase(), textAt(owner, "id")] as const];
    }),
  );
}

/** Makes people owners, one call each. One who is owner already is content. */
export async function addOwners(
  api: Writer,
  path: string,
  names: readonly string[],
  where: string,
): Promise<void> {
  const ids = await api.people.idsByName(names);
  const unknown = names.filter((name) => !ids.has(name));
  if (unknown.length > 0) {
    throw new RefusedError(
      `${where}: the tenant knows nobody called ${unknown.join(", ")}. Correct the upn.`,
    );
  }
  for (const name of names) {
    const owner = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${ids.get(name) ?? ""}` };
    try {
      await api.graph.send("POST", `${path}/owners/$ref`, owner);
    } catch (error) {
      if (!(error instanceof ApiError && /already exist/i.test(error.serviceMessage))) throw error;
    }
  }
}

/** Takes people from the owners. `/$ref` must be there: without it the call would mean the person. */
export async function removeOwners(
  api: Writer,
  path: string,
  names: readonly string[],
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  for (const name of names) {
    const id = ids[name];
    if (id === undefined) throw new Error(`the owner "${name}" has no known id; look again before removing`);
    try {
      await api.graph.send("DELETE", `${path}/owners/${id}/$ref`);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
