import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DriftReport } from "../../drift/pages/formats.ts";
import type { PlanReport } from "../../review/model.ts";
import { azureDevOps } from "./azure-devops.ts";
import { NoForgeError, type Environment, type Forge } from "./forge.ts";
import { github } from "./github.ts";
import { remedies } from "../../../schemas/remedies.ts";

/** The service whose pipeline this runs in. Throws NoForgeError where there is none. */
export function forgeIn(environment: Environment): Forge {
  return environment["SYSTEM_COLLECTIONURI"] === undefined ? github(environment) : azureDevOps(environment);
}

/**
 * Tells what `npm run plan` left in the folder; answers what was done, a sentence. A stack that nothing happens to gets
 * no comment of its own; one that an earlier plan left is brought up to date.
 */
export async function tellPlan(forge: Forge, stack: string, folder: string): Promise<string> {
  const [text, report] = await Promise.all(
    ["plan.md", "plan.json"].map((name) => readFile(join(folder, name), "utf8").catch(() => undefined)),
  );
  const isNothing =
    report !== undefined && (JSON.parse(report) as Pick<PlanReport, "outcome">).outcome === "none";
  const failed = `### ${stack}: no plan could be made\nThe log of this run says why. Nothing was sent to the tenant.\n`;
  const marker = `<!-- store-teams plan ${stack} -->`;
  const isThere = await forge.comment(marker, text ?? failed, { onlyChange: isNothing });
  return isThere
    ? `The plan of ${stack} is in the pull request.`
    : `Nothing happens to ${stack}: no comment.`;
}

/**
 * Tells what `npm run drift` left in the folder; answers what was done, a sentence. Closes nothing while something
 * could not be read: an unknown is not "as it should be". Throws NoForgeError where there is no report.
 */
export async function tellDrift(forge: Forge, stack: string, folder: string): Promise<string> {
  const file = join(folder, `drift-${stack}`);
  const report = await readFile(`${file}.json`, "utf8").catch(() => {
    throw new NoForgeError(`${file}.json is not there. Look first: ${remedies.lookForDrift(stack)}`);
  });
  const { findings, unread } = JSON.parse(report) as Pick<DriftReport, "findings" | "unread">;
  const count = findings.length;
  if (count === 0 && unread.length > 0)
    throw new Error(
      `${unread.length} resources of ${stack} could not be read, so nothing is told. The look for drift says which.`,
    );
  const title = `Drift in ${stack}: ${count === 1 ? "1 finding" : `${count} findings`}`;
  const text = count === 0 ? undefined : await readFile(`${file}.md`, "utf8");
  await forge.issue(`<!-- store-teams drift ${stack} -->`, title, text);
  return count === 0 ? `Nothing differs in ${stack}.` : `${title}: told in an issue.`;
}
