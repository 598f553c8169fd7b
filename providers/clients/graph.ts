import {
  Client,
  type Context,
  type Middleware,
  type MiddlewareOptions,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { objectIn } from "../core/answers.ts";
import type { ApiResponse, JsonObject, ServiceWriter } from "../core/api.ts";
import { graphCost } from "../limits/call-cost.ts";
import { GraphBatch } from "./graph-batch.ts";
import { siteOfRequest } from "./calls/exchange.ts";
import { admitted } from "./limits/with-limits.ts";
import { pathGiven } from "./calls/origins.ts";
import { readerOver } from "./calls/reader.ts";
import {
  sendSigned,
  sentBounded,
  type ServiceCall,
  type ServiceOptions,
  type ServiceRequest,
} from "./calls/service.ts";

interface GraphOptions extends ServiceOptions {
  /** Fresh GUID for each request, so that a call can be found in the service's logs. */
  readonly newId: () => string;
}

const base = "/v1.0";

/**
 * Microsoft Graph v1.0. Every call waits until the limits allow it; reads that may leave at the same time share a
 * batch. Source: Microsoft Graph "Use the API", "Paging", "Errors", "JSON batching", read 2026-11.
 */
export function graphService(options: GraphOptions): ServiceWriter {
  const direct = directCaller(options);
  const batch = new GraphBatch({
    host: new URL(options.origin).host,
    get: (path, headers) => direct({ method: "GET", path, headers }),
    post: async (body) => objectIn(await direct({ method: "POST", path: "/$batch", body })),
  });

  function once(request: ServiceRequest): Promise<ApiResponse> {
    const cost = graphCost(request.method, request.path);
    return admitted(options, cost, (path) => {
      const headers = { "client-request-id": options.newId(), ...request.headers };
      return request.method === "GET" ? batch.get(path, headers) : direct({ ...request, path, headers });
    });
  }

  const call: ServiceCall = async (request, decode) => {
    const site = siteOfRequest(request.method, options.origin + base);
    const path = pathGiven(options, base, request.path, site);
    return sentBounded(options, request.method, async () => decode(await once({ ...request, path })));
  };
  return readerOver(call, { nowMilliseconds: () => options.clock.nowMilliseconds() });
}

/**
 * One request over the vendor's client, without repeats. The client puts the request together; it is sent by
 * `exchange`, as every request of every service is, so that none of the client's own ways to sign in, follow and
 * repeat are in it.
 */
function directCaller(options: GraphOptions): (request: ServiceRequest) => Promise<ApiResponse> {
  const client = Client.initWithMiddleware({
    baseUrl: `${options.origin}/`,
    defaultVersion: base.slice(1),
    middleware: new OwnTransport(options),
  });
  return async ({ method, path, body, headers }) => {
    const note = new AnswerNote();
    const request = client
      .api(path)
      .headers({ ...headers })
      .responseType(ResponseType.RAW)
      .middlewareOptions([note]);
    await performed(request, method, body).catch((error: unknown) => {
      throw note.error ?? error;
    });
    if (note.answer === undefined) throw new Error("the Graph client sent nothing");
    return note.answer;
  };
}

type GraphRequest = ReturnType<Client["api"]>;

function performed(
  request: GraphRequest,
  method: ServiceRequest["method"],
  body: JsonObject | undefined,
): Promise<unknown> {
  switch (method) {
    case "GET":
      return request.get();
    case "POST":
      return request.post(body ?? {});
    case "PATCH":
      return request.patch(body ?? {});
    case "PUT":
      return request.put(body ?? {});
    case "DELETE":
      return request.delete();
  }
}

/** Carries what came of a request past the client, which would turn it into something of its own. */
class AnswerNote implements MiddlewareOptions {
  answer: ApiResponse | undefined;
  error: unknown;
}

class OwnTransport implements Middleware {
  readonly #options: GraphOptions;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  async execute(context: Context): Promise<void> {
    const note = context.middlewareControl?.getMiddlewareOptions(AnswerNote);
    if (!(note instanceof AnswerNote) || typeof context.request !== "string")
      throw new Error("the Graph client was called with something else than a path");
    const { origin } = this.#options;
    const path = context.request.slice(origin.length);
    const { method = "GET", headers = {}, body } = context.options ?? {};
    const named = Object.entries(headers as Record<string, string>).map(
      ([name, value]) => [name.toLowerCase(), value] as const,
    );
    try {
      note.answer = await sendSigned(
        this.#options,
        { scope: `${origin}/.default`, standardHeaders: {} },
        {
          method: method as ServiceRequest["method"],
          path,
          headers: Object.fromEntries(named.filter(([name]) => name !== "content-type")),
          body: typeof body === "string" ? (JSON.parse(body) as JsonObject) : undefined,
        },
      );
      context.response = new Response(null);
    } catch (error) {
      note.error = error;
      throw error;
    }
  }
}
