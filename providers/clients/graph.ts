import {
  AuthenticationHandler,
  Client,
  type Context,
  type Middleware,
  type MiddlewareOptions,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import type { ApiResponse, JsonObject, ServiceWriter, WriteMethod } from "../core/api.ts";
import { ApiError, isNotFound } from "../core/errors.ts";
import { isObject, optionalText } from "../core/json.ts";
import { graphCost } from "../limits/call-cost.ts";
import { admitted } from "./limits/with-limits.ts";
import { GraphBatch } from "./graph-batch.ts";
import { errorFrom, errorWithoutAnswer } from "./send.ts";
import { sentBounded, type ServiceOptions } from "./service.ts";

interface GraphOptions extends ServiceOptions {
  /** Fresh GUID for each request, so that a call can be found in the service's logs. */
  readonly newId: () => string;
}

type CallHeaders = Readonly<Record<string, string>>;

/**
 * Microsoft Graph v1.0. Every call waits until the limits allow it; reads that may leave at the same time share a
 * batch. Source: Microsoft Graph "Use the API", "Paging", "Errors", "JSON batching", read 2026-11.
 */
export function graphService(options: GraphOptions): ServiceWriter {
  const direct = directCaller(options);
  const batch = new GraphBatch({
    get: async (path, headers) => (await direct("GET", path, undefined, headers)).body ?? {},
    post: async (body) => (await direct("POST", "/$batch", body, {})).body ?? {},
  });

  async function once(
    method: WriteMethod | "GET",
    path: string,
    body: JsonObject | undefined,
    headers: CallHeaders,
  ): Promise<ApiResponse> {
    const cost = graphCost(method, path);
    return admitted(options, cost, async (itsPath) => {
      const named = { "client-request-id": options.newId(), ...headers };
      if (method !== "GET" || itsPath.startsWith("https://")) return direct(method, itsPath, body, named);
      return { status: 200, headers: {}, body: await batch.get(itsPath, named) };
    });
  }

  return readerOver((method, path, body, headers = {}) => {
    const relative = path.startsWith(`${options.origin}/v1.0/`)
      ? path.slice(`${options.origin}/v1.0`.length)
      : path;
    return sentBounded(options, method, () => once(method, relative, body, headers));
  });
}

/** One request over the vendor's client, without repeats. Throws ApiError for answers that are no success. */
function directCaller(
  options: GraphOptions,
): (
  method: WriteMethod | "GET",
  path: string,
  body: JsonObject | undefined,
  headers: CallHeaders,
) => Promise<ApiResponse> {
  const client = Client.initWithMiddleware({
    baseUrl: `${options.origin}/`,
    defaultVersion: "v1.0",
    // The client sends the token to hosts named here only; it wants the name without a port.
    customHosts: new Set([new URL(options.origin).hostname]),
    middleware: chain(options),
  });
  return async (method, path, body, headers) => {
    options.counter.request();
    const request = client.api(path).headers(headers).responseType(ResponseType.RAW);
    const failure = new FailureNote();
    request.middlewareOptions([failure]);
    const response = (await performed(request, method, body).catch((error: unknown) => {
      throw failure.error ?? error;
    })) as Response;
    const text = await response.text().catch((error: unknown) => {
      throw errorWithoutAnswer(error, `${method} ${new URL(response.url).pathname}`);
    });
    const json: unknown = text === "" ? undefined : JSON.parse(text);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: isObject(json) ? json : undefined,
    };
  };
}

/** get, find, list and send over one calling function. A page names the next one under `nextLinkName`. */
export function readerOver(
  call: (
    method: WriteMethod | "GET",
    path: string,
    body?: JsonObject,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ApiResponse>,
  nextLinkName = "@odata.nextLink",
): ServiceWriter {
  const get: ServiceWriter["get"] = async (path, headers) =>
    (await call("GET", path, undefined, headers)).body ?? {};
  return {
    get,
    find: async (path, headers) => {
      try {
        return await get(path, headers);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    list: async (path, headers) => {
      const items: JsonObject[] = [];
      const seen = new Set<string>();
      for (let next: string | undefined = path; next !== undefined;) {
        // A service that hands out the same link twice would keep us for ever.
        if (seen.has(next)) throw new Error(`GET ${path}: the same page was offered twice`);
        seen.add(next);
        const page: JsonObject = await get(next, headers);
        items.push(...listIn(page, path));
        next = optionalText(page, nextLinkName);
      }
      return items;
    },
    send: call,
  };
}

/**
 * The objects of a page. An answer without its list is a failed read, which may pass: taken for an empty list it would
 * say that everybody and everything is gone.
 */
function listIn(page: JsonObject, path: string): readonly JsonObject[] {
  const { value } = page;
  if (Array.isArray(value) && value.every(isObject)) return value;
  const serviceMessage = "the answer came without its list (value)";
  throw new ApiError({ status: 0, code: "", serviceMessage, call: `GET ${path.split("?")[0] ?? ""}` });
}

type GraphRequest = ReturnType<Client["api"]>;

function performed(
  request: GraphRequest,
  method: WriteMethod | "GET",
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

/** Errors around sign-in around fetch. The library's own retries are left out: they would repeat a POST after 503. */
function chain(options: GraphOptions): Middleware[] {
  const signIn = new AuthenticationHandler(
    new TokenCredentialAuthenticationProvider(options.credential, { scopes: [`${options.origin}/.default`] }),
  );
  return [new OwnErrors(), signIn, new FetchOnce()];
}

/** Carries our error past the client, which would turn it into one of its own and lose the facts. */
class FailureNote implements MiddlewareOptions {
  error: unknown;
}

class OwnErrors implements Middleware {
  next: Middleware | undefined;

  setNext(next: Middleware): void {
    this.next = next;
  }

  async execute(context: Context): Promise<void> {
    try {
      await this.#once(context);
    } catch (error) {
      const note = context.middlewareControl?.getMiddlewareOptions(FailureNote);
      if (note instanceof FailureNote) note.error = error;
      throw error;
    }
  }

  async #once(context: Context): Promise<void> {
    const call = `${context.options?.method ?? "GET"} ${new URL(urlOf(context)).pathname}`;
    try {
      await this.next?.execute(context);
    } catch (error) {
      throw isFetchFailure(error) ? errorWithoutAnswer(error, call) : error;
    }
    const response = context.response as Response;
    if (!response.ok) {
      throw errorFrom(
        { status: response.status, headers: response.headers, text: await response.text() },
        call,
      );
    }
  }
}

class FetchOnce implements Middleware {
  async execute(context: Context): Promise<void> {
    context.response = await fetch(urlOf(context), context.options);
  }
}

/** The client is always called with a path, so the request is a text; the library's types allow more. */
function urlOf(context: Context): string {
  const request: unknown = context.request;
  if (typeof request !== "string")
    throw new Error("the Graph client was called with something else than a path");
  return request;
}

/** undici throws TypeError "fetch failed" with the reason as its cause. */
function isFetchFailure(error: unknown): boolean {
  return error instanceof TypeError;
}
