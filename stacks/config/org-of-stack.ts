import type { Problem } from "../../schemas/problem.ts";
import { closest } from "../../schemas/suggest.ts";
import { shareIn } from "../derive/share.ts";
import { ConfigError, loadOrg, vendorIn, type LoadedOrg } from "./load-org.ts";
import { sharingProblems } from "./sharing.ts";
import type { StackFile } from "./stack-file.ts";

/**
 * The org behind a stack of the programs `tenant` and `environment`; `folder` is where the other stacks lie. Throws
 * ConfigError with what is wrong with the org, or with what the stack says of it.
 */
export function orgOfStack(stackFile: StackFile, stack: string, folder: string, day?: string): LoadedOrg {
  const { settings, problem, placeOf } = stackFile;
  const orgFile = settings["org"];
  if (typeof orgFile !== "string")
    throw new ConfigError([
      problem(
        "org",
        "`store-teams:org` is missing",
        "Add the org file of this stack: `store-teams:org: config/…/org.yaml`.",
      ),
    ]);
  const loaded = loadOrg(orgFile, new Map(), placeOf("org"), day, vendorIn(settings));
  const problems = problemsWithOrg(stackFile, stack, folder, loaded);
  if (problems.length > 0) throw new ConfigError(problems);
  return loaded;
}

/** What a stack says of an org that is sound, and that does not fit it. `folder` is where the other stacks lie. */
export function problemsWithOrg(
  { settings, program, environment, problem }: StackFile,
  stack: string,
  folder: string,
  loaded: LoadedOrg,
): readonly Problem[] {
  if (program !== "environment") return [];
  const orgFile = String(settings["org"]);
  const keys = (loaded.org.environments ?? []).map(({ key }) => key);
  if (!keys.includes(environment)) {
    const meant = closest(environment, keys);
    const all = keys.length === 0 ? "The org file declares none." : `Declared are: ${keys.join(", ")}.`;
    const mend = meant === undefined ? all : `Did you mean "${meant}"? ${all}`;
    return [problem("environment", `${orgFile} has no environment "${environment}"`, mend)];
  }
  const own = { stack, orgFile, environment, share: shareIn(settings) };
  const mend = "Every store belongs to exactly one stack of its environment.";
  return sharingProblems(own, loaded, folder).map((text) => problem("regions", text, mend));
}
