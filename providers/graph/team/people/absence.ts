import type { Reader } from "../../../core/api.ts";
import type { Undone } from "../../../core/errors.ts";
import { flagAt } from "../../../core/json.ts";
import { usersByKey } from "../../../core/users.ts";
import { bulkSizes } from "../../../limits/bulk-sizes.ts";

/** Something that could not be done with a person; `about` says with whom where `what` is not their name. */
export interface AboutPerson extends Undone {
  readonly about?: string;
}

/**
 * The same, told as waiting where the account is disabled or not there any more: the service says "NotFound" for both
 * and for more, so the directory is asked. Throws what a read throws. Source: Microsoft Graph "Get user", read 2026-11.
 */
export async function withAbsence(
  api: Reader,
  undone: readonly AboutPerson[],
  idOf: (person: string) => string | undefined,
): Promise<readonly Undone[]> {
  const open = undone.filter(({ waitsFor }) => waitsFor === undefined);
  const ids = open.flatMap(({ what, about = what }) => idOf(about)?.toLowerCase() ?? []);
  const how = { select: ["accountEnabled"], inOneRead: bulkSizes.filterValues };
  const users = await usersByKey(api.graph, "id", ids, how);
  return undone.map(({ about, ...one }): Undone => {
    const person = about ?? one.what;
    const id = idOf(person)?.toLowerCase();
    if (one.waitsFor !== undefined || id === undefined) return one;
    const user = users.get(id);
    const isHere = user !== undefined && flagAt(user, "accountEnabled");
    return isHere ? one : { ...one, waitsFor: person };
  });
}
