import { proposeOnGithub } from "./github-proposal.ts";
import { askJson, markedText, needed, pageOf, reportLink, type Environment, type Forge } from "./forge.ts";

interface Found {
  readonly id: number;
  readonly number?: number;
  readonly body: string | null;
  readonly pull_request?: unknown;
}

const pageSize = 100;
/** Bounds the search for our own comment: 10,000 of them is no pull request that people read. */
const pagesMax = 100;
const driftLabel = "drift";

/**
 * GitHub, as a job of GitHub Actions: `GITHUB_TOKEN`, `GITHUB_REPOSITORY`, and `PULL_REQUEST` for comments.
 * Source: GitHub REST "Issue comments", "Issues", read 2026-11.
 */
export function github(environment: Environment): Forge {
  const repository = `${environment["GITHUB_API_URL"] ?? "https://api.github.com"}/repos/${needed(environment, "GITHUB_REPOSITORY")}`;
  const headers = {
    authorization: `Bearer ${needed(environment, "GITHUB_TOKEN")}`,
    accept: "application/vnd.github+json",
    "content-type": "application/json",
    "x-github-api-version": "2022-11-28",
  };
  const ask = (method: string, path: string, body?: unknown): Promise<unknown> =>
    askJson(method, repository + path, headers, body);
  const ownOf = async (path: string, marker: string): Promise<Found | undefined> => {
    for (let page = 1; page <= pagesMax; page += 1) {
      const found = (await ask("GET", `${path}per_page=${pageSize}&page=${page}`)) as readonly Found[];
      const own = found.find(
        ({ body, pull_request: pull }) => pull === undefined && body?.startsWith(marker),
      );
      if (own !== undefined || found.length < pageSize) return own;
    }
    return undefined;
  };
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: runId } = environment;
  const runUrl = pageOf(server, "/", environment["GITHUB_REPOSITORY"], "/actions/runs/", runId);
  return {
    comment: async (marker, text, { onlyChange }) => {
      const pull = needed(environment, "PULL_REQUEST");
      const body = { body: markedText(marker, text, reportLink(runUrl)) };
      const own = await ownOf(`/issues/${pull}/comments?`, marker);
      if (own !== undefined) await ask("PATCH", `/issues/comments/${own.id}`, body);
      else if (!onlyChange) await ask("POST", `/issues/${pull}/comments`, body);
      return own !== undefined || !onlyChange;
    },
    propose: (branch, proposal) => proposeOnGithub(ask, environment, branch, proposal),
    issue: async (marker, title, text) => {
      const own = await ownOf(`/issues?state=open&labels=${driftLabel}&`, marker);
      const path = `/issues/${own?.number ?? ""}`;
      if (text !== undefined) {
        const body = markedText(marker, text, reportLink(runUrl));
        if (own === undefined) await ask("POST", "/issues", { title, body, labels: [driftLabel] });
        else await ask("PATCH", path, { title, body });
      } else if (own !== undefined) {
        await ask("POST", `${path}/comments`, { body: "Nothing differs any more." });
        await ask("PATCH", path, { state: "closed", state_reason: "completed" });
      }
    },
  };
}
