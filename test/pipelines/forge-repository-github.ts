// The repository as GitHub shows it. Written from its REST documents (read 2026-11).
import { kept, branchOf, refOf, shaOf, type Repository } from "./forge-repository.ts";
import type { Route } from "./forge-route.ts";

/** Source: GitHub REST "Git trees", "Git commits", "Git references", "Pulls". */
export function githubRepositoryRoutes(known: Repository): Route[] {
  return [...commitRoutes(known), ...branchRoutes(known), ...pullRoutes(known)];
}

const at = (path: string): RegExp => new RegExp(`^/repos/contoso/store-teams${path}$`);

function branchRoutes({ branches }: Repository): Route[] {
  return [
    [
      "GET",
      at("/git/matching-refs/heads/(.+)"),
      ([start = ""]) => ({
        body: [...branches].flatMap(([name, sha]) =>
          name.startsWith(start) ? [{ ref: refOf(name), object: { sha } }] : [],
        ),
      }),
    ],
    [
      "POST",
      at("/git/refs"),
      (_, { body }) => {
        const { ref, sha } = body as { ref: string; sha: string };
        if (branches.has(branchOf(ref)))
          return { status: 422, body: { message: "Reference already exists" } };
        branches.set(branchOf(ref), sha);
        return { status: 201, body: {} };
      },
    ],
    [
      "PATCH",
      at("/git/refs/heads/(.+)"),
      ([branch = ""], { body }) => {
        if (!branches.has(branch)) return { status: 422, body: { message: "Reference does not exist" } };
        branches.set(branch, (body as { sha: string }).sha);
        return { body: {} };
      },
    ],
    [
      "DELETE",
      at("/git/refs/heads/(.+)"),
      ([branch = ""]) => (branches.delete(branch) ? { status: 200, body: {} } : undefined),
    ],
  ];
}

function commitRoutes(known: Repository): Route[] {
  const { commits, trees } = known;
  return [
    [
      "GET",
      at("/git/commits/([0-9a-f]{40})"),
      ([sha = ""]) => {
        const commit = commits.get(sha);
        return (
          commit && {
            body: { sha, message: commit.message, tree: { sha: shaOf(JSON.stringify(commit.files)) } },
          }
        );
      },
    ],
    [
      "POST",
      at("/git/trees"),
      (_, { body }) => {
        const { base_tree: base, tree } = body as {
          base_tree: string;
          tree: readonly { path: string; content: string }[];
        };
        const from = trees.get(base);
        if (from === undefined) return undefined;
        const files = { ...from, ...Object.fromEntries(tree.map(({ path, content }) => [path, content])) };
        trees.set(shaOf(JSON.stringify(files)), files);
        return { status: 201, body: { sha: shaOf(JSON.stringify(files)) } };
      },
    ],
    [
      "POST",
      at("/git/commits"),
      (_, { body }) => {
        const { message, tree, parents } = body as {
          message: string;
          tree: string;
          parents: readonly string[];
        };
        const files = trees.get(tree);
        return files && { status: 201, body: { sha: kept(known, { message, files, parent: parents[0] }) } };
      },
    ],
  ];
}

function pullRoutes({ pulls }: Repository): Route[] {
  return [
    [
      "GET",
      at("/pulls"),
      (_, { url }) => {
        const [state, head, base] = ["state", "head", "base"].map((name) => url.searchParams.get(name));
        const found = pulls.filter(
          (pull) => pull.state === state && `contoso:${pull.head}` === head && pull.base === base,
        );
        return { body: found };
      },
    ],
    [
      "POST",
      at("/pulls"),
      (_, { body }) => {
        const { title, body: said, head, base } = body as Record<"title" | "body" | "head" | "base", string>;
        pulls.push({ number: 8 + pulls.length, head, base, title, text: said, state: "open" });
        return { status: 201, body: pulls.at(-1) };
      },
    ],
    [
      "PATCH",
      at("/pulls/(\\d+)"),
      ([number], { body }) => {
        const pull = pulls.find((one) => one.number === Number(number));
        const { body: said, ...rest } = body as { body?: string };
        return pull && { body: Object.assign(pull, rest, said === undefined ? {} : { text: said }) };
      },
    ],
  ];
}
