// GitHub and Azure DevOps as far as the pipelines ask them, in memory: comments, issues, work items, identity tokens.
// Written from their REST documents (read 2026-11). What it does not know it answers with 501.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { azureRepositoryRoutes } from "./forge-repository-azure.ts";
import { githubRepositoryRoutes } from "./forge-repository-github.ts";
import { emptyRepository, type Repository } from "./forge-repository.ts";
import type { Answer, Route } from "./forge-route.ts";

export interface StandInIssue {
  readonly number: number;
  title: string;
  body: string;
  state: string;
  readonly labels: readonly string[];
  readonly comments: string[];
}

/** What people would see. */
export interface ForgeStandIn {
  readonly url: string;
  /** Comments of pull request 7, those of other people too. */
  readonly comments: { readonly id: number; body: string }[];
  readonly issues: StandInIssue[];
  readonly workItems: {
    readonly id: number;
    readonly type: string;
    readonly fields: Record<string, string>;
  }[];
  readonly threads: { readonly id: number; readonly comments: { readonly id: number; content: string }[] }[];
  /** Branches and pull requests. */
  readonly repository: Repository;
  /** Answers of these paths fail so often with this status before they succeed. */
  readonly failures: { readonly path: RegExp; readonly status: number; times: number }[];
  close(): Promise<void>;
}

/** `identityToken` makes the token of a job that shows this bearer token. */
export async function startForge(
  identityToken: (bearer: string, audience: string) => Promise<string> = async () => "none",
): Promise<ForgeStandIn> {
  const known = {
    comments: [],
    issues: [],
    workItems: [],
    threads: [],
    failures: [],
    repository: emptyRepository(),
  } as Omit<ForgeStandIn, "url" | "close">;
  const routes = [
    ...githubRoutes(known, identityToken),
    ...azureDevOpsRoutes(known, identityToken),
    ...githubRepositoryRoutes(known.repository),
    ...azureRepositoryRoutes(known.repository),
  ];
  const server = createServer((request, response) => {
    void answerTo(request, routes, known).then(({ status, body }) => {
      response.writeHead(status ?? 200, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { ...known, url, close };
}

async function answerTo(
  request: IncomingMessage,
  routes: readonly Route[],
  known: Pick<ForgeStandIn, "failures">,
): Promise<NonNullable<Answer>> {
  const url = new URL(request.url ?? "/", "http://forge");
  const sent = await text(request);
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return { status: 401, body: { message: "Requires authentication" } };
  const failure = known.failures.find(({ path, times }) => times > 0 && path.test(url.pathname));
  if (failure !== undefined) {
    failure.times -= 1;
    return { status: failure.status, body: { message: "not now" } };
  }
  const asked = {
    method: request.method ?? "",
    url,
    token,
    body: sent === "" ? undefined : (JSON.parse(sent) as unknown),
  };
  for (const [method, path, handler] of routes) {
    const parts = path.exec(decodeURIComponent(url.pathname));
    if (parts === null || method !== asked.method) continue;
    return (await handler(parts.slice(1), asked)) ?? { status: 404, body: { message: "Not Found" } };
  }
  return { status: 501, body: { message: `${asked.method} ${url.pathname} is not known here` } };
}

type Known = Omit<ForgeStandIn, "url" | "close">;
type IdentityToken = (bearer: string, audience: string) => Promise<string>;

/** The page that was asked for, as GitHub cuts lists. */
function paged<T>(list: readonly T[], { searchParams }: URL): { body: T[] } {
  const size = Number(searchParams.get("per_page") ?? 30);
  const page = Number(searchParams.get("page") ?? 1);
  return { body: list.slice((page - 1) * size, page * size) };
}

function githubRoutes(known: Known, identityToken: IdentityToken): Route[] {
  const repository = "^/repos/contoso/store-teams";
  const issueAt = (number: string | undefined): StandInIssue | undefined =>
    known.issues.find((issue) => issue.number === Number(number));
  return [
    [
      "GET",
      /^\/actions\/token$/,
      async (_, { token, url }) => ({
        body: { value: await identityToken(token, url.searchParams.get("audience") ?? "") },
      }),
    ],
    ["GET", new RegExp(`${repository}/issues/7/comments$`), (_, { url }) => paged(known.comments, url)],
    [
      "POST",
      new RegExp(`${repository}/issues/7/comments$`),
      (_, { body }) => {
        known.comments.push({ id: 100 + known.comments.length, body: (body as { body: string }).body });
        return { status: 201, body: known.comments.at(-1) };
      },
    ],
    [
      "PATCH",
      new RegExp(`${repository}/issues/comments/(\\d+)$`),
      ([id], { body }) => {
        const comment = known.comments.find((one) => one.id === Number(id));
        if (comment === undefined) return undefined;
        Object.assign(comment, body);
        return { body: comment };
      },
    ],
    [
      "GET",
      new RegExp(`${repository}/issues$`),
      (_, { url }) => {
        const [state, label] = [url.searchParams.get("state"), url.searchParams.get("labels") ?? ""];
        return paged(
          known.issues.filter((issue) => issue.state === state && issue.labels.includes(label)),
          url,
        );
      },
    ],
    [
      "POST",
      new RegExp(`${repository}/issues$`),
      (_, { body }) => {
        const issue = { number: 1 + known.issues.length, state: "open", comments: [], ...(body as object) };
        known.issues.push(issue as unknown as StandInIssue);
        return { status: 201, body: issue };
      },
    ],
    [
      "PATCH",
      new RegExp(`${repository}/issues/(\\d+)$`),
      ([number], { body }) => {
        const issue = issueAt(number);
        return issue && { body: Object.assign(issue, body) };
      },
    ],
    [
      "POST",
      new RegExp(`${repository}/issues/(\\d+)/comments$`),
      ([number], { body }) => {
        const issue = issueAt(number);
        issue?.comments.push((body as { body: string }).body);
        return issue && { status: 201, body: {} };
      },
    ],
  ];
}

/** Fields that a JSON Patch adds. */
function patched(body: unknown): Record<string, string> {
  const steps = body as readonly { readonly op: string; readonly path: string; readonly value: string }[];
  return Object.fromEntries(steps.map(({ path, value }) => [path.replace("/fields/", ""), value]));
}

function azureDevOpsRoutes(known: Known, identityToken: IdentityToken): Route[] {
  const apis = "^/contoso/Store teams/_apis";
  const threads = `${apis}/git/repositories/r1/pullRequests/7/threads`;
  return [
    [
      "POST",
      /^\/oidctoken$/,
      async (_, { token }) => ({
        body: { oidcToken: await identityToken(token, "api://AzureADTokenExchange") },
      }),
    ],
    ["GET", new RegExp(`${threads}$`), () => ({ body: { value: known.threads } })],
    [
      "POST",
      new RegExp(`${threads}$`),
      (_, { body }) => {
        const { comments } = body as { comments: readonly { content: string }[] };
        const thread = {
          id: 10 + known.threads.length,
          comments: comments.map((one) => ({ ...one, id: 1 })),
        };
        known.threads.push(thread);
        return { body: thread };
      },
    ],
    [
      "PATCH",
      new RegExp(`${threads}/(\\d+)/comments/(\\d+)$`),
      ([thread, id], { body }) => {
        const comments = known.threads.find((one) => one.id === Number(thread))?.comments;
        const comment = comments?.find((one) => one.id === Number(id));
        return comment && { body: Object.assign(comment, body) };
      },
    ],
    [
      "POST",
      new RegExp(`${apis}/wit/wiql$`),
      (_, { body }) => {
        const { query } = body as { query: string };
        const tag = /\[System\.Tags\] CONTAINS '([^']+)'/.exec(query)?.[1] ?? "";
        const done = /\[System\.State\] <> '([^']+)'/.exec(query)?.[1];
        const open = known.workItems.filter(
          ({ fields }) => fields["System.Tags"] === tag && fields["System.State"] !== done,
        );
        return { body: { workItems: open.map(({ id }) => ({ id })) } };
      },
    ],
    [
      "POST",
      new RegExp(`${apis}/wit/workitems/\\$(.+)$`),
      ([type = ""], { body }) => {
        const fields = { "System.State": "To Do", ...patched(body) };
        known.workItems.push({ id: 50 + known.workItems.length, type, fields });
        return { body: {} };
      },
    ],
    [
      "PATCH",
      new RegExp(`${apis}/wit/workitems/(\\d+)$`),
      ([id], { body }) => {
        const item = known.workItems.find((one) => one.id === Number(id));
        return item && { body: Object.assign(item.fields, patched(body)) };
      },
    ],
  ];
}
