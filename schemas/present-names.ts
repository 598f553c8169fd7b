import type { Team } from "./types/resources.ts";

type WithPeople = Pick<Team, "roster" | "channels" | "objectIds">;

/**
 * A team as it was, with people under the names that they have now: an account whose object id is declared under
 * another name is the same person. `names`: declared name by object id.
 */
export function inPresentNames<There extends Partial<WithPeople>>(
  there: There,
  names: ReadonlyMap<string, string>,
): There {
  const { objectIds = {}, roster, channels } = there;
  const now = new Map(
    Object.entries(objectIds).flatMap(([was, id]) => {
      const is = names.get(id);
      return is === undefined || is === was ? [] : [[was, is] as const];
    }),
  );
  if (now.size === 0) return there;
  const renamed = <Value>(people: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(people).map(([person, value]) => [now.get(person) ?? person, value]));
  return {
    ...there,
    objectIds: renamed(objectIds),
    ...(roster === undefined ? {} : { roster: renamed(roster) }),
    ...(channels === undefined
      ? {}
      : {
          channels: Object.fromEntries(
            Object.entries(channels).map(([key, channel]) => [
              key,
              channel.private === undefined
                ? channel
                : { ...channel, private: { ...channel.private, roster: renamed(channel.private.roster) } },
            ]),
          ),
        }),
  };
}

/** Declared name by object id, of the people of some teams. */
export function namesByObjectId(teams: Iterable<Partial<WithPeople>>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { objectIds = {} } of teams)
    for (const [name, id] of Object.entries(objectIds)) names.set(id, name);
  return names;
}
