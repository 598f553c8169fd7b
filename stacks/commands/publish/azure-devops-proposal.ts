import { changedByOthers, commitMark, needed, type Environment, type Proposal } from "./forge.ts";
import type { Ask } from "./github-proposal.ts";

/** An id of no commit: the branch is not there yet, or goes. */
const none = "0".repeat(40);

interface PullRequest {
  readonly pullRequestId: number;
}

/**
 * The same in Azure Repos: a push carries the commits, onto a branch that was set back to where this run was checked
 * out. Source: Azure DevOps REST "Pushes", "Refs", "Commits", "Pull Requests", read 2026-11.
 */
export async function proposeOnAzureDevOps(
  ask: Ask,
  environment: Environment,
  branch: string,
  { title, text, commits }: Proposal,
): Promise<void> {
  const repository = `/git/repositories/${needed(environment, "BUILD_REPOSITORY_ID")}`;
  const [sourceRefName, targetRefName] = [`refs/heads/${branch}`, needed(environment, "BUILD_SOURCEBRANCH")];
  const query = new URLSearchParams({
    "searchCriteria.status": "active",
    "searchCriteria.sourceRefName": sourceRefName,
    "searchCriteria.targetRefName": targetRefName,
  });
  const { value } = (await ask("GET", `${repository}/pullrequests?${query.toString()}`)) as {
    readonly value: readonly PullRequest[];
  };
  const [open] = value;
  const there = await headOf(ask, repository, branch);
  if (there !== undefined && !(await isOurs(ask, repository, there))) throw changedByOthers(branch);
  const at = `${repository}/pullrequests`;
  if (commits.length === 0 && open !== undefined)
    await ask("PATCH", `${at}/${open.pullRequestId}`, { status: "abandoned" });
  const moved = (oldObjectId: string, newObjectId: string): object => ({
    ...{ name: sourceRefName, oldObjectId, newObjectId },
  });
  const source = needed(environment, "BUILD_SOURCEVERSION");
  if (commits.length === 0) {
    if (there !== undefined) await ask("POST", `${repository}/refs`, [moved(there, none)]);
    return;
  }
  // The branch begins anew where this run was checked out; its pull request stays open.
  await ask("POST", `${repository}/refs`, [moved(there ?? none, source)]);
  await ask("POST", `${repository}/pushes`, {
    refUpdates: [{ name: sourceRefName, oldObjectId: source }],
    commits: commits.map(({ message, files }) => ({
      comment: `${message}\n\n${commitMark}`,
      changes: Object.entries(files).map(([path, content]) => ({
        changeType: "edit",
        item: { path: `/${path}` },
        newContent: { content, contentType: "rawtext" },
      })),
    })),
  });
  const told = { title, description: text.slice(0, descriptionLengthMost) };
  if (open === undefined) await ask("POST", at, { ...told, sourceRefName, targetRefName });
  else await ask("PATCH", `${at}/${open.pullRequestId}`, told);
}

/** Characters. Source: Azure DevOps REST "Pull Requests - Update", read 2026-11. */
const descriptionLengthMost = 4000;

async function headOf(ask: Ask, repository: string, branch: string): Promise<string | undefined> {
  const { value } = (await ask("GET", `${repository}/refs?filter=heads/${branch}`)) as {
    readonly value: readonly { readonly name: string; readonly objectId: string }[];
  };
  return value.find(({ name }) => name === `refs/heads/${branch}`)?.objectId;
}

async function isOurs(ask: Ask, repository: string, commit: string): Promise<boolean> {
  const { comment } = (await ask("GET", `${repository}/commits/${commit}`)) as { readonly comment: string };
  return comment.trimEnd().endsWith(commitMark);
}
