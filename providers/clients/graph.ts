import {
  AuthenticationHandler,
  Client,
  type Context,
  type Middleware,
  type MiddlewareOptions,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import type { ApiResponse, Clock, JsonObject, ServiceWriter, WriteMethod } from "../core/api.ts";
import { isNotFound } from "../core/errors.ts";
import { isObject, objectsAt, optionalText } from "../core/json.ts";
import type { RenewableCredential } from "./credentials.ts";
import { errorFrom, errorWithoutAnswer, sendBounded, type SendBounds } from "./send.ts";

interface GraphOptions {
  readonly origin: string;
  readonly credential: RenewableCredential;
  readonly clock: Clock;
  readonly bounds: SendBounds;
  readonly random: () => number;
  /** Fresh GUID for each request, so that a call can be found in the service's logs. */
  readonly newId: () => string;
}

/** Microsoft Graph v1.0. Source: Microsoft Graph "Use the API", "Paging", "Errors", read 2026-11. */
export function graphService(options: GraphOptions): ServiceWriter {
  const client = Client.initWithMiddleware({
    baseUrl: `${options.origin}/`,
    defaultVersion: "v1.0",
    // The client sends the token to hosts named here only; it wants the name without a port.
    customHosts: new Set([new URL(options.origin).hostname]),
    middleware: chain(options),
  });

  async function call(
    method: WriteMethod | "GET",
    path: string,
    body?: JsonObject,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiResponse> {
    const request = client
      .api(path)
      .headers({ "client-request-id": options.newId(), ...headers })
      .responseType(ResponseType.RAW);
    const failure = new FailureNote();
    request.middlewareOptions([failure]);
    const response = (await performed(request, method, body).catch((error: unknown) => {
      throw failure.error ?? error;
    })) as Response;
    const text = await response.text();
    const json: unknown = text === "" ? undefined : JSON.parse(text);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: isObject(json) ? json : undefined,
    };
  }

  return readerOver(call);
}

/** get, find, list and send over one calling function; Graph and Dataverse page alike (@odata.nextLink). */
export function readerOver(
  call: (
    method: WriteMethod | "GET",
    path: string,
    body?: JsonObject,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ApiResponse>,
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
        items.push(...objectsAt(page, "value"));
        next = optionalText(page, "@odata.nextLink");
      }
      return items;
    },
    send: call,
  };
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

/** Retry around sign-in around fetch: a token that expired while we waited is renewed for the next attempt. */
function chain(options: GraphOptions): Middleware[] {
  const signIn = new AuthenticationHandler(
    new TokenCredentialAuthenticationProvider(options.credential, { scopes: [`${options.origin}/.default`] }),
  );
  return [new BoundedSending(options), signIn, new FetchOnce()];
}

/** Carries our error past the client, which would turn it into one of its own and lose the facts. */
class FailureNote implements MiddlewareOptions {
  error: unknown;
}

/** Our retry rules in place of the client's own, which would repeat a POST after 503 and 504. */
class BoundedSending implements Middleware {
  readonly options: GraphOptions;
  next: Middleware | undefined;

  constructor(options: GraphOptions) {
    this.options = options;
  }

  setNext(next: Middleware): void {
    this.next = next;
  }

  async execute(context: Context): Promise<void> {
    const method = context.options?.method ?? "GET";
    const call = `${method} ${new URL(urlOf(context)).pathname}`;
    try {
      await sendBounded(
        async () => {
          await this.#once(context, call);
        },
        {
          clock: this.options.clock,
          bounds: this.options.bounds,
          method,
          random: this.options.random,
          renewToken: () => {
            this.options.credential.renew();
          },
        },
      );
    } catch (error) {
      const note = context.middlewareControl?.getMiddlewareOptions(FailureNote);
      if (note instanceof FailureNote) note.error = error;
      throw error;
    }
  }

  async #once(context: Context, call: string): Promise<void> {
    // The sign-in step adds its header to those it finds: each attempt starts from what the caller sent.
    const headers = Object.fromEntries(
      new Headers(context.options?.headers as Record<string, string> | undefined),
    );
    const attempt: Context = { ...context, options: { ...context.options, headers } };
    try {
      await this.next?.execute(attempt);
    } catch (error) {
      throw isFetchFailure(error) ? errorWithoutAnswer(error, call) : error;
    }
    context.response = attempt.response as Response;
    const response = context.response;
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
