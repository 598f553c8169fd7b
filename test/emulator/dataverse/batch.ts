// $batch with change sets. Parts run one after the other; a change set is all or nothing.
// Source: "Execute batch operations using the Web API".
import { dataverseErrors } from "../errors/dataverse.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { Reply, Request, Trace } from "../http/message.ts";
import { isObject } from "../json.ts";
import type { World } from "../world.ts";
import type { Environment } from "./environment.ts";
import {
  boundaryOf,
  type InnerRequest,
  type Part,
  readParts,
  readRequest,
  replyPart,
  writeParts,
} from "./multipart.ts";

const requestMost = 1000;
/** Unit: characters. */
const urlLongest = 64 * 1024;

export interface BatchHost {
  readonly environment: Environment;
  readonly world: World;
  /** Answers one inner request; an error of the service is an answer, not an exception. */
  readonly answer: (request: Request, trace: Trace) => Reply;
  readonly record: (request: Request, reply: Reply, trace: Trace, durationMilliseconds: number) => void;
}

type Step =
  | { readonly kind: "request"; readonly request: InnerRequest; readonly contentId: string | undefined }
  | { readonly kind: "changeSet"; readonly steps: readonly (Step & { kind: "request" })[] };

/** Carries an answer out of a change set that failed, so that everything in it is taken back. */
class ChangeSetFailure extends Error {
  readonly reply: Reply;
  readonly contentId: string | undefined;
  constructor(reply: Reply, contentId: string | undefined) {
    super("A request of a change set failed");
    this.reply = reply;
    this.contentId = contentId;
  }
}

export function answerBatch(host: BatchHost, request: Request, trace: Trace): Reply {
  const boundary = boundaryOf(request.headers["content-type"]);
  if (boundary === undefined)
    throw dataverseErrors.badRequest("$batch takes the content type multipart/mixed with a boundary.");
  const steps = readParts(request.bodyText, boundary).map(readStep);
  const count = steps.reduce((sum, step) => sum + (step.kind === "request" ? 1 : step.steps.length), 0);
  if (count > requestMost)
    throw dataverseErrors.badRequest(`The batch holds ${count} requests; ${requestMost} are allowed.`);
  const run = new BatchRun(host, request, trace.client);
  const isContinued = /\bodata\.continue-on-error\b/i.test(request.headers["prefer"] ?? "");
  const parts: string[] = [];
  let status = 200;
  for (const step of steps) {
    const { part, isFailed, failedStatus } = run.step(step);
    parts.push(part);
    if (!isFailed || isContinued) continue;
    status = failedStatus;
    break;
  }
  const answerBoundary = `batchresponse_${host.world.guid()}`;
  return {
    status,
    headers: { "Content-Type": `multipart/mixed; boundary=${answerBoundary}` },
    text: writeParts(parts, answerBoundary),
  };
}

function readStep(part: Part): Step {
  const boundary = boundaryOf(part.headers["content-type"]);
  if (boundary === undefined) return requestStep(part);
  const steps = readParts(part.content.replace(/^(?:\r\n)+/, ""), boundary).map(requestStep);
  if (steps.some(({ request }) => request.method === "GET"))
    throw dataverseErrors.badRequest("A change set cannot hold GET requests.");
  return { kind: "changeSet", steps };
}

function requestStep(part: Part): Step & { kind: "request" } {
  const request = readRequest(part);
  if (request.target.length > urlLongest) throw dataverseErrors.badRequest("The URL is too long.");
  if (/\/?\$batch$/i.test(request.target))
    throw dataverseErrors.badRequest("A batch cannot hold another batch.");
  return { kind: "request", request, contentId: part.headers["content-id"] ?? request.headers["content-id"] };
}

class BatchRun {
  readonly #host: BatchHost;
  readonly #outer: Request;
  readonly #client: string | undefined;
  readonly #batchId: string;
  /** Addresses of what was created, by Content-ID. */
  readonly #created = new Map<string, string>();

  constructor(host: BatchHost, outer: Request, client: string | undefined) {
    this.#host = host;
    this.#outer = outer;
    this.#client = client;
    this.#batchId = host.world.guid();
  }

  step(step: Step): { part: string; isFailed: boolean; failedStatus: number } {
    if (step.kind === "changeSet") return this.#changeSet(step.steps);
    const reply = this.#answer(step.request, step.contentId);
    return {
      part: replyPart(reply, step.contentId),
      isFailed: reply.status >= 400,
      failedStatus: reply.status,
    };
  }

  #changeSet(steps: readonly (Step & { kind: "request" })[]): ReturnType<BatchRun["step"]> {
    try {
      const parts = this.#host.environment.atomically(() =>
        steps.map(({ request, contentId }) => {
          const reply = this.#answer(request, contentId);
          if (reply.status >= 400) throw new ChangeSetFailure(reply, contentId);
          return replyPart(reply, contentId);
        }),
      );
      const boundary = `changesetresponse_${this.#host.world.guid()}`;
      const type = `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n`;
      return { part: `${type}${writeParts(parts, boundary)}`, isFailed: false, failedStatus: 200 };
    } catch (problem) {
      if (!(problem instanceof ChangeSetFailure)) throw problem;
      // One answer stands for the whole change set.
      const { reply, contentId } = problem;
      return { part: replyPart(reply, contentId), isFailed: true, failedStatus: reply.status };
    }
  }

  #answer(inner: InnerRequest, contentId: string | undefined): Reply {
    const trace: Trace = { service: `dataverse:${this.#host.environment.key}`, batch: this.#batchId };
    if (this.#client !== undefined) trace.client = this.#client;
    const started = performance.now();
    let request: Request = { ...this.#outer, method: inner.method, url: inner.target };
    let reply: Reply;
    try {
      request = this.#toRequest(inner);
      reply = this.#host.answer(request, trace);
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      const { status, code, message } = problem;
      const headers = { "Content-Type": "application/json; odata.metadata=minimal", "OData-Version": "4.0" };
      reply = { status, headers, body: { error: { code, message } } };
    }
    this.#host.record(request, reply, trace, performance.now() - started);
    const address = reply.headers?.["OData-EntityId"];
    if (contentId !== undefined && address !== undefined) this.#created.set(contentId, address);
    return reply;
  }

  /** The inner request as if it had come alone. The token is that of the batch. */
  #toRequest(inner: InnerRequest): Request {
    const { origin, headers } = this.#outer;
    const base = this.#outer.url.replace(/\/\$batch.*$/i, "");
    const target = this.#resolve(inner.target);
    const path = target.replace(/^https?:\/\/[^/]+/i, "");
    const authorization =
      headers["authorization"] === undefined ? {} : { authorization: headers["authorization"] };
    return {
      method: inner.method,
      origin,
      url: path.startsWith("/") ? path : `${base}/${path}`,
      headers: { ...authorization, ...inner.headers },
      bodyText: this.#resolveBody(inner.bodyText),
    };
  }

  /** `$1` and `$1/name` stand for what the request with that Content-ID created. */
  #resolve(text: string): string {
    const found = /^\/?(\$(\w+))(?=$|[/?])/.exec(text);
    if (found?.[1] === undefined || found[2] === undefined) return text;
    const address = this.#created.get(found[2]);
    if (address === undefined) {
      // System segments such as $metadata look the same.
      if (/^(?:metadata|batch|count)$/i.test(found[2])) return text;
      throw dataverseErrors.contentId(found[1]);
    }
    return address + text.slice(found[0].length);
  }

  #resolveBody(text: string): string {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return text;
    }
    if (!isObject(body)) return text;
    const resolved = Object.entries(body).map(([name, value]) => [
      name,
      typeof value === "string" && /@odata\.(?:bind|id)$/.test(name) ? this.#resolve(value) : value,
    ]);
    return JSON.stringify(Object.fromEntries(resolved));
  }
}
