import type { Reader } from "../../../providers/core/api.ts";
import { team } from "../../../providers/graph/team/store-team.ts";
import type { Derived } from "../../derive/desired-resource.ts";
import { couldNotRead } from "./could-not-read.ts";
import type { PeopleThere } from "../../brakes/teams-first-decided.ts";

/**
 * Who is in some teams now, by resource name; a team that is not there is left out. What could not be read refuses a
 * run, since nobody knows then whom it would take out, and is told in a preview, which may be all that a reader can
 * do. `connect` is called only when there is something to ask.
 */
export async function peopleThere(
  names: readonly string[],
  { resources }: Derived,
  isPreview: boolean,
  connect: () => Promise<Reader>,
): Promise<ReadonlyMap<string, PeopleThere>> {
  if (names.length === 0) return new Map();
  const wanted = new Set(names);
  const teams = resources.flatMap((one) =>
    one.token === "graph:Team" && wanted.has(one.name) ? [{ name: one.name, props: one.props }] : [],
  );
  try {
    const api = await connect();
    const seen = await Promise.all(
      teams.map(async ({ name, props }) => {
        const observed = await team.observe(api, props, { remembered: {} });
        return observed.kind === "absent" ? [] : [[name, observed.value] as const];
      }),
    );
    return new Map(seen.flat());
  } catch (error) {
    const what = "who is in teams of which this config decides for the first time could not be read";
    couldNotRead(what, error, isPreview);
    return new Map();
  }
}
