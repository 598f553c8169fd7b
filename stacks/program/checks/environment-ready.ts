import * as pulumi from "@pulumi/pulumi";
import type { Org } from "../../../schemas/types/org.ts";
import type { Reader } from "../../../providers/core/api.ts";
import { readinessProblems, type Wish } from "../../../providers/dataverse/readiness.ts";
import { adoptionProblems, type TakenOver } from "../../../providers/graph/team/adoptable.ts";
import type { Derived } from "../../derive/desired-resource.ts";
import { wishOf } from "../../derive/readiness-wish.ts";
import { couldNotRead } from "./could-not-read.ts";

/**
 * Refuses before anything is declared when the environment is not ready: in a preview and in a run alike, with every
 * reason at once. What could not be read is told in a preview, which may be all that a reader can do, and refuses a
 * run. `connect` is called only when there is something to ask.
 */
export async function checkPreconditions(
  org: Org,
  key: string,
  derived: Derived,
  isPreview: boolean,
  connect: () => Promise<Reader>,
): Promise<void> {
  const environment = org.environments?.find((one) => one.key === key);
  const wish = environment === undefined ? undefined : wishOf(environment, derived);
  const teams = takenOver(derived);
  if (wish === undefined && teams.length === 0) return;
  let blocks: readonly string[] = [];
  try {
    blocks = await unready({ wish, teams }, key, connect);
  } catch (error) {
    couldNotRead(`whether ${key} is ready for Teams could not be checked`, error, isPreview);
  }
  if (blocks.length > 0) throw new pulumi.RunError(blocks.join("\n"));
}

/** A title with a row for each problem and its mend beneath; nothing when there is no problem. */
export function listed(
  title: string,
  problems: readonly { readonly problem: string; readonly mend: string }[],
): readonly string[] {
  if (problems.length === 0) return [];
  return [title, ...problems.map(({ problem, mend }) => `  - ${problem}\n    ⇒ ${mend}`)];
}

/** Teams that this stack takes over, with the place in config that says so. */
function takenOver({ resources }: Derived): readonly TakenOver[] {
  return resources.flatMap((one) =>
    one.token === "graph:Team" && one.props.existingTeamId !== undefined
      ? [{ label: `${one.config.file}:${one.config.line} ${one.label}`, props: one.props }]
      : [],
  );
}

/** What stands in the way, in words; empty when nothing does. Throws what a read throws. */
async function unready(
  { wish, teams }: { readonly wish: Wish | undefined; readonly teams: readonly TakenOver[] },
  key: string,
  connect: () => Promise<Reader>,
): Promise<readonly string[]> {
  const api = await connect();
  const [notReady, unfit] = await Promise.all([
    wish === undefined ? [] : readinessProblems(api, wish),
    adoptionProblems(api, teams),
  ]);
  return [
    ...listed(`${key} (${wish?.environment ?? ""}) is not ready for Teams:`, notReady),
    ...listed("teams cannot be taken over (rule R18):", unfit),
  ];
}
