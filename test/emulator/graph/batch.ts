// JSON batching. Items run in-process, one after the other; each is checked, counted and journalled on its own.
// Source: "Combine multiple HTTP requests using JSON batching".
import { graphErrors } from "../errors/graph.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { Reply, Request, Trace } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { GraphHost } from "./host.ts";

const itemMost = 20;

interface Item {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
  readonly dependsOn: readonly string[];
}

export type AnswerItem = (request: Request, trace: Trace) => Reply;

export function answerBatch(
  host: GraphHost,
  request: Request,
  trace: Trace,
  batchId: string,
  answer: AnswerItem,
): Reply {
  if (request.method !== "POST") throw graphErrors.wrongVerb(["POST"]);
  const items = readItems(request);
  const replies = new Map<string, Reply>();
  for (const item of items) {
    const itemTrace: Trace = { service: "graph", batch: batchId };
    if (trace.client !== undefined) itemTrace.client = trace.client;
    const inner = itemRequest(request, item);
    const started = performance.now();
    const isBlocked = item.dependsOn.some((id) => (replies.get(id.toLowerCase())?.status ?? 424) >= 400);
    const reply = isBlocked ? failedDependency() : answer(inner, itemTrace);
    // An answer that is held back or cut off holds back or cuts off the whole batch.
    trace.delayMilliseconds = (trace.delayMilliseconds ?? 0) + (itemTrace.delayMilliseconds ?? 0);
    if (itemTrace.isDropped === true) trace.isDropped = true;
    host.record(inner, reply, itemTrace, performance.now() - started);
    replies.set(item.id.toLowerCase(), reply);
  }
  // The service promises no order. Clients that count on one should notice.
  const responses = items.toReversed().map((item) => responseOf(item, replies.get(item.id.toLowerCase())));
  return { status: 200, body: { responses } };
}

function responseOf(item: Item, reply: Reply | undefined): JsonObject {
  const headers = reply?.headers ?? {};
  return {
    id: item.id,
    status: reply?.status ?? 500,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(reply?.body === undefined ? {} : { body: reply.body }),
    ...(reply?.text === undefined ? {} : { body: reply.text }),
  };
}

function failedDependency(): Reply {
  return {
    status: 424,
    headers: { "Content-Type": "application/json" },
    body: {
      error: {
        code: "FailedDependency",
        message: "The request failed because a request it depends on failed.",
      },
    },
  };
}

function itemRequest(outer: Request, item: Item): Request {
  const version = outer.url.split("/")[1] ?? "v1.0";
  return {
    method: item.method,
    origin: outer.origin,
    url: `/${version}${item.url.startsWith("/") ? "" : "/"}${item.url}`,
    headers: item.headers,
    bodyText: item.bodyText,
  };
}

/** Throws 400 for a batch that cannot be read. */
function readItems(request: Request): Item[] {
  let body: unknown;
  try {
    body = JSON.parse(request.bodyText);
  } catch {
    throw graphErrors.unreadableBody();
  }
  const requests = isObject(body) ? body["requests"] : undefined;
  if (!Array.isArray(requests) || requests.length === 0) throw badBatch("Invalid batch payload format.");
  if (requests.length > itemMost) {
    throw badBatch(`Number of batch request steps exceeds the maximum value of ${itemMost}.`);
  }
  const seen = new Set<string>();
  return requests.map((sent: unknown) => {
    const item = readItem(sent);
    const key = item.id.toLowerCase();
    if (seen.has(key)) throw badBatch(`Duplicate request id '${item.id}' in the batch.`);
    for (const parent of item.dependsOn) {
      if (!seen.has(parent.toLowerCase())) {
        throw badBatch(`Request '${item.id}' depends on '${parent}', which does not stand before it.`);
      }
    }
    seen.add(key);
    return item;
  });
}

function readItem(sent: unknown): Item {
  if (!isObject(sent)) throw badBatch("Invalid batch payload format.");
  const { method, url, headers, body, dependsOn } = sent;
  // Clients in use send numbers; the answer has text.
  const id = textOfId(sent["id"]);
  if (typeof id !== "string" || typeof method !== "string" || typeof url !== "string") {
    throw badBatch("Every request of a batch needs id, method and url.");
  }
  if (/^https?:/i.test(url)) throw badBatch(`The url of request '${id}' must be relative.`);
  if (/\$batch/i.test(url)) throw badBatch("A batch cannot hold another batch.");
  const lower = Object.fromEntries(
    Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  if (body !== undefined && lower["content-type"] === undefined) {
    throw badBatch(`Request '${id}' has a body and needs the header Content-Type.`);
  }
  return {
    id,
    method: method.toUpperCase(),
    url,
    headers: lower,
    bodyText: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
    dependsOn: Array.isArray(dependsOn) ? dependsOn.flatMap((one: unknown) => textOfId(one) ?? []) : [],
  };
}

function textOfId(id: unknown): string | undefined {
  return typeof id === "number" ? String(id) : typeof id === "string" ? id : undefined;
}

function badBatch(message: string): ServiceError {
  return graphErrors.badQuery(message);
}
