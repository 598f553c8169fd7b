import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DriftReport } from "../../drift/pages/formats.ts";
import type { PlanReport } from "../../review/model.ts";
import { azureDevOps } from "./azure-devops.ts";
import { editsFileName, type DriftEdits } from "../../drift/accept/proposed-edits.ts";
import { postToTeams, webhookVariable } from "./teams-card.ts";
import { NoForgeError, pageOf, type Environment, type Forge } from "./forge.ts";
import { github } from "./github.ts";
import type { Encoded } from "../../../schemas/text/encoded.ts";
import { markdownText } from "../../../schemas/text/markdown.ts";
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
  const { findings, unread } = await driftReport(stack, folder);
  const count = findings.length;
  if (count === 0 && unread.length > 0)
    throw new Error(
      `${unread.length} resources of ${stack} could not be read, so nothing is told. The look for drift says which.`,
    );
  const title = driftTitle(stack, count);
  const text = count === 0 ? undefined : await readFile(join(folder, `drift-${stack}.md`), "utf8");
  await forge.issue(`<!-- store-teams drift ${stack} -->`, title, text);
  return count === 0 ? `Nothing differs in ${stack}.` : `${title}: told in an issue.`;
}

/** The page of this run, on whichever service it is. */
function runPage(environment: Environment): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment;
  const { SYSTEM_COLLECTIONURI: collection, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: build } = environment;
  return (
    pageOf(server, "/", repository, "/actions/runs/", run) ??
    pageOf(collection, project && encodeURIComponent(project), "/_build/results?buildId=", build)
  );
}

function driftTitle(stack: string, count: number): string {
  return `Drift in ${stack}: ${count === 1 ? "1 finding" : `${count} findings`}`;
}

/** Throws NoForgeError where there is no report. */
async function driftReport(stack: string, folder: string): Promise<Pick<DriftReport, "findings" | "unread">> {
  const file = join(folder, `drift-${stack}.json`);
  const report = await readFile(file, "utf8").catch(() => {
    throw new NoForgeError(`${file} is not there. Look first: ${remedies.lookForDrift(stack)}`);
  });
  return JSON.parse(report) as Pick<DriftReport, "findings" | "unread">;
}

/**
 * Proposes the edits that a look for drift left, as the one pull request of the stack; answers what was done, a sentence.
 * Throws NoForgeError where no edits were left, RefusedError where somebody else has changed the branch.
 */
export async function proposeEdits(forge: Forge, stack: string, folder: string): Promise<string> {
  const file = join(folder, editsFileName(stack));
  const text = await readFile(file, "utf8").catch(() => {
    throw new NoForgeError(`${file} is not there. Look first: ${remedies.proposeDriftEdits(stack)}`);
  });
  const { commits, byHand } = JSON.parse(text) as DriftEdits;
  const count = commits.length === 1 ? "1 finding" : `${commits.length} findings`;
  const title = `Drift in ${stack}: take over ${count}`;
  await forge.propose(`drift/${stack}`, { title, text: proposalText({ commits, byHand }), commits });
  return commits.length === 0
    ? `Config can take over nothing of ${stack}: no pull request.`
    : `${title}: proposed in a pull request.`;
}

/** What reviewers read first. Names come from the tenant, so they are encoded for Markdown. */
function proposalText({ commits, byHand }: Pick<DriftEdits, "commits" | "byHand">): string {
  const lines = (texts: readonly string[]): readonly Encoded<"markdown">[] =>
    texts.map((text) => markdownText`- ${text}`);
  const subjects = commits.map(({ message }) => message.split("\n")[0] ?? "");
  const intro =
    "Each commit lets config say what somebody did by hand. Drop those that are not meant: the next run";
  return [
    `${intro} puts right what is not merged.`,
    "",
    ...lines(subjects).map(({ text }) => text),
    ...(byHand.length === 0 ? [] : ["", "To be edited by a person:", ""]),
    ...lines(byHand).map(({ text }) => text),
    "",
  ].join("\n");
}

/** Posts the summary to the channel that the environment names; answers undefined where it names none. */
export async function postDrift(
  environment: Environment,
  stack: string,
  folder: string,
): Promise<string | undefined> {
  const address = environment[webhookVariable];
  // Azure Pipelines hands over the name of a variable that is not set.
  if (!address || /^\$\(.*\)$/.test(address)) return undefined;
  const { findings } = await driftReport(stack, folder);
  if (findings.length === 0) return `Nothing differs in ${stack}: nothing is posted.`;
  await postToTeams(address, driftTitle(stack, findings.length), findings, runPage(environment));
  return "The summary is in the channel of Teams.";
}
