// The repository as Azure Repos shows it. Written from its REST documents (read 2026-11).
import { branchOf, kept, none, refOf, type Repository, type StandInPull } from "./forge-repository.ts";
import type { Asked, Route } from "./forge-route.ts";

/** Source: Azure DevOps REST "Refs", "Pushes", "Commits", "Pull Requests". */
export function azureRepositoryRoutes(known: Repository): Route[] {
  return [...branchRoutes(known), ...pullRoutes(known)];
}

const at = (path: string): RegExp => new RegExp(`^/contoso/Store teams/_apis/git/repositories/r1${path}$`);

function branchRoutes(known: Repository): Route[] {
  const { commits, branches } = known;
  return [
    [
      "GET",
      at("/refs"),
      (_, { url }) => ({
        body: {
          value: [...branches].flatMap(([name, objectId]) =>
            `heads/${name}`.startsWith(url.searchParams.get("filter") ?? "")
              ? [{ name: refOf(name), objectId }]
              : [],
          ),
        },
      }),
    ],
    ["POST", at("/refs"), (_, asked) => ({ body: { value: moved(branches, asked) } })],
    [
      "POST",
      at("/pushes"),
      (_, { body }) => {
        const push = body as {
          refUpdates: readonly { name: string; oldObjectId: string }[];
          commits: readonly {
            comment: string;
            changes: readonly {
              changeType: string;
              item: { path: string };
              newContent: { content: string };
            }[];
          }[];
        };
        const [update] = push.refUpdates;
        const branch = branchOf(update?.name ?? "");
        if (update === undefined || branches.get(branch) !== update.oldObjectId)
          return { status: 409, body: { message: "TF401035: The object does not exist." } };
        for (const { comment, changes } of push.commits) {
          const parent = branches.get(branch);
          const before = commits.get(parent ?? "")?.files ?? {};
          const edits = changes.map(({ item, newContent }) => [item.path.slice(1), newContent.content]);
          if (edits.some(([path = ""]) => !(path in before)))
            return { status: 400, body: { message: "TF401028: The path does not exist." } };
          const files = { ...before, ...(Object.fromEntries(edits) as Record<string, string>) };
          branches.set(branch, kept(known, { message: comment, files, parent }));
        }
        return { status: 201, body: {} };
      },
    ],
    [
      "GET",
      at("/commits/([0-9a-f]{40})"),
      ([sha = ""]) => {
        const commit = commits.get(sha);
        return commit && { body: { commitId: sha, comment: commit.message } };
      },
    ],
  ];
}

function pullRoutes({ pulls }: Repository): Route[] {
  const shown = ({ number, head, base }: StandInPull): object => ({
    ...{ pullRequestId: number, sourceRefName: refOf(head), targetRefName: refOf(base) },
  });
  return [
    [
      "GET",
      at("/pullrequests"),
      (_, { url }) => {
        const [source, target] = ["source", "target"].map((side) =>
          url.searchParams.get(`searchCriteria.${side}RefName`),
        );
        const found = pulls.filter(
          ({ state, head, base }) => state === "open" && refOf(head) === source && refOf(base) === target,
        );
        return { body: { value: found.map(shown) } };
      },
    ],
    [
      "POST",
      at("/pullrequests"),
      (_, { body }) => {
        const told = body as Record<"title" | "description" | "sourceRefName" | "targetRefName", string>;
        const [head, base] = [branchOf(told.sourceRefName), branchOf(told.targetRefName)];
        pulls.push({
          number: 8 + pulls.length,
          head,
          base,
          title: told.title,
          text: told.description,
          state: "open",
        });
        return { status: 201, body: {} };
      },
    ],
    [
      "PATCH",
      at("/pullrequests/(\\d+)"),
      ([number], { body }) => {
        const pull = pulls.find((one) => one.number === Number(number));
        if (pull === undefined) return undefined;
        const { status, title = pull.title, description = pull.text } = body as Record<string, string>;
        Object.assign(pull, {
          title,
          text: description,
          state: status === "abandoned" ? "closed" : pull.state,
        });
        return { body: shown(pull) };
      },
    ],
  ];
}

/** Each branch is moved only from where the caller has seen it. */
function moved(branches: Map<string, string>, { body }: Asked): readonly object[] {
  const updates = body as readonly { name: string; oldObjectId: string; newObjectId: string }[];
  return updates.map(({ name, oldObjectId, newObjectId }) => {
    const branch = branchOf(name);
    if ((branches.get(branch) ?? none) !== oldObjectId) return { name, success: false };
    if (newObjectId === none) branches.delete(branch);
    else branches.set(branch, newObjectId);
    return { name, success: true };
  });
}
