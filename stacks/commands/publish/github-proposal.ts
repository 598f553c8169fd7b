import { changedByOthers, commitMark, needed, type Environment, type Proposal } from "./forge.ts";

/** Asks the repository: method, path from the repository on, body. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

interface Named {
  readonly sha: string;
}

/**
 * Commits, branch and pull request by the REST API: the job needs no credentials of git. Source: GitHub REST "Git
 * trees", "Git commits", "Git references", "Pulls", read 2026-11.
 */
export async function proposeOnGithub(
  ask: Ask,
  environment: Environment,
  branch: string,
  { title, text, commits }: Proposal,
): Promise<void> {
  const [owner = ""] = needed(environment, "GITHUB_REPOSITORY").split("/");
  const base = needed(environment, "GITHUB_REF_NAME");
  const query = new URLSearchParams({ state: "open", head: `${owner}:${branch}`, base });
  const [open] = (await ask("GET", `/pulls?${query.toString()}`)) as readonly { readonly number: number }[];
  const there = await headOf(ask, branch);
  if (there !== undefined && !(await isOurs(ask, there))) throw changedByOthers(branch);
  if (commits.length === 0) {
    if (open !== undefined) await ask("PATCH", `/pulls/${open.number}`, { state: "closed" });
    if (there !== undefined) await ask("DELETE", `/git/refs/heads/${branch}`);
    return;
  }
  const sha = await committed(ask, needed(environment, "GITHUB_SHA"), commits);
  if (there === undefined) await ask("POST", "/git/refs", { ref: `refs/heads/${branch}`, sha });
  else await ask("PATCH", `/git/refs/heads/${branch}`, { sha, force: true });
  if (open === undefined) await ask("POST", "/pulls", { title, body: text, head: branch, base });
  else await ask("PATCH", `/pulls/${open.number}`, { title, body: text });
}

/** The last commit of a branch; undefined where there is no such branch. */
async function headOf(ask: Ask, branch: string): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`;
  // Answers a list of all branches that begin so: no branch is an empty one.
  const found = (await ask("GET", `/git/matching-refs/heads/${branch}`)) as readonly {
    readonly ref: string;
    readonly object: Named;
  }[];
  return found.find((one) => one.ref === ref)?.object.sha;
}

async function isOurs(ask: Ask, sha: string): Promise<boolean> {
  const { message } = (await ask("GET", `/git/commits/${sha}`)) as { readonly message: string };
  return message.trimEnd().endsWith(commitMark);
}

/** Commits one after the other on top of `sha`; answers the last one. */
async function committed(ask: Ask, sha: string, commits: Proposal["commits"]): Promise<string> {
  const { tree } = (await ask("GET", `/git/commits/${sha}`)) as { readonly tree: Named };
  let [parent, base] = [sha, tree.sha];
  for (const { message, files } of commits) {
    const entries = Object.entries(files).map(([path, content]) => ({
      ...{ path, mode: "100644", type: "blob", content },
    }));
    base = ((await ask("POST", "/git/trees", { base_tree: base, tree: entries })) as Named).sha;
    const body = { message: `${message}\n\n${commitMark}`, tree: base, parents: [parent] };
    parent = ((await ask("POST", "/git/commits", body)) as Named).sha;
  }
  return parent;
}
