import { proposeOnAzureDevOps } from "./azure-devops-proposal.ts";
import { askJson, markedText, needed, pageOf, reportLink, type Environment, type Forge } from "./forge.ts";

interface Thread {
  readonly id: number;
  readonly comments?: readonly { readonly id: number; readonly content?: string | null }[];
}

const version = "api-version=7.1";
/** A type that the processes Basic and Agile have; other processes name theirs in the environment. */
const usualItemType = "Issue";

/**
 * Azure DevOps, as a step of Azure Pipelines that maps `SYSTEM_ACCESSTOKEN`. Drift becomes a work item with a tag.
 * Sources: Azure DevOps REST "Pull Request Threads", "Wiql", "Work Items", read 2026-11.
 */
export function azureDevOps(environment: Environment): Forge {
  const project = `${needed(environment, "SYSTEM_COLLECTIONURI")}${encodeURIComponent(needed(environment, "SYSTEM_TEAMPROJECT"))}`;
  const bearer = { authorization: `Bearer ${needed(environment, "SYSTEM_ACCESSTOKEN")}` };
  const ask = (method: string, path: string, body?: unknown, type = "application/json"): Promise<unknown> =>
    askJson(
      method,
      `${project}/_apis${path}${path.includes("?") ? "&" : "?"}${version}`,
      { ...bearer, "content-type": type },
      body,
    );
  const patch = (path: string, method: string, fields: Readonly<Record<string, string>>): Promise<unknown> =>
    ask(
      method,
      path,
      Object.entries(fields).map(([field, value]) => ({ op: "add", path: `/fields/${field}`, value })),
      "application/json-patch+json",
    );
  const runUrl = pageOf(project, "/_build/results?buildId=", environment["BUILD_BUILDID"]);
  return {
    comment: async (marker, text, { onlyChange }) => {
      const pull = needed(environment, "SYSTEM_PULLREQUEST_PULLREQUESTID");
      const threads = `/git/repositories/${needed(environment, "BUILD_REPOSITORY_ID")}/pullRequests/${pull}/threads`;
      const content = markedText(marker, text, reportLink(runUrl));
      const { value } = (await ask("GET", threads)) as { readonly value: readonly Thread[] };
      const own = value.find(({ comments }) => comments?.[0]?.content?.startsWith(marker));
      const first = own?.comments?.[0];
      if (own !== undefined && first !== undefined) {
        await ask("PATCH", `${threads}/${own.id}/comments/${first.id}`, { content });
      } else if (!onlyChange) {
        // Of the kind "text", in a closed thread: it asks nobody to resolve it.
        const comments = [{ parentCommentId: 0, commentType: 1, content }];
        await ask("POST", threads, { comments, status: 4 });
      }
      return own !== undefined || !onlyChange;
    },
    propose: (branch, proposal) => proposeOnAzureDevOps(ask, environment, branch, proposal),
    issue: async (marker, title, text) => {
      const tag = tagOf(marker);
      const done = environment["STORE_TEAMS_WORK_ITEM_DONE"] ?? "Done";
      const query =
        "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project " +
        `AND [System.Tags] CONTAINS '${tag}' AND [System.State] <> '${done}'`;
      const found = (await ask("POST", "/wit/wiql", { query })) as {
        readonly workItems: readonly { readonly id: number }[];
      };
      const own = found.workItems[0]?.id;
      if (text !== undefined) {
        const fields = {
          "System.Title": title,
          "System.Description": `<pre>${escaped(markedText(marker, text, reportLink(runUrl)))}</pre>`,
          "System.Tags": tag,
        };
        const type = environment["STORE_TEAMS_WORK_ITEM_TYPE"] ?? usualItemType;
        if (own === undefined) await patch(`/wit/workitems/$${encodeURIComponent(type)}`, "POST", fields);
        else await patch(`/wit/workitems/${own}`, "PATCH", fields);
      } else if (own !== undefined) {
        await patch(`/wit/workitems/${own}`, "PATCH", {
          "System.State": done,
          "System.History": "Nothing differs any more.",
        });
      }
    },
  };
}

/** `<!-- store-teams drift dev -->` → `store-teams-drift-dev`. */
function tagOf(marker: string): string {
  return marker.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replaceAll(/^-+|-+$/g, "");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
