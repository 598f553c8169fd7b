import { createHttpHeaders, type HttpClient, type PipelineRequest } from "@azure/core-rest-pipeline";
import { objectIn } from "../../core/answers.ts";
import { RefusedError } from "../../core/errors.ts";
import { textAt } from "../../core/json.ts";
import { exchange, type AnswerBounds } from "../calls/exchange.ts";
import { addressAt, type ServiceOrigin } from "../calls/origins.ts";
import type { Waits } from "../calls/waits.ts";
import { signInFailure } from "./failure.ts";

/** What the requests of the sign-in library have in common. */
export interface TokenHttpOptions {
  /** The sign-in service: nobody else is shown a secret. */
  readonly authority: ServiceOrigin;
  readonly answerBounds: AnswerBounds;
  readonly waits: Waits;
  /** Told what a request failed with: the library would turn it into a text of its own. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Lets the vendor's sign-in library send its requests as every other request is sent: to one place only, within the
 * bounds of bounds.ts, without following redirects, and with an answer that is looked at before it is believed.
 */
export function tokenHttp({ authority, answerBounds, waits, onFailure }: TokenHttpOptions): HttpClient {
  return {
    sendRequest: async (request) => {
      try {
        const path = pathAt(authority, request.url);
        const { host } = new URL(authority.origin);
        const outgoing = {
          method: request.method,
          address: addressAt(authority, path),
          headers: request.headers.toJSON(),
          body: typeof request.body === "string" ? request.body : undefined,
          toError: signInFailure,
        };
        const answer = await waits.during(`${host} to sign this run in`, () =>
          exchange(outgoing, answerBounds),
        );
        const body = objectIn(answer);
        // MSAL would take an answer without a token for one that it may keep.
        if (isForToken(request)) textAt(body, "access_token");
        return {
          request,
          status: answer.status,
          headers: createHttpHeaders(answer.headers),
          bodyAsText: JSON.stringify(body),
        };
      } catch (error) {
        onFailure(error);
        throw error;
      }
    },
  };
}

function isForToken({ method, url }: PipelineRequest): boolean {
  return method === "POST" && new URL(url).pathname.endsWith("/token");
}

/** Where the library wants to go; it takes addresses from the service's own description of itself. */
function pathAt({ origin, publicOrigin }: ServiceOrigin, url: string): string {
  const { origin: asked, pathname, search } = new URL(url);
  if (asked === new URL(origin).origin || asked === new URL(publicOrigin).origin) return pathname + search;
  throw new RefusedError(
    `cannot sign in: the sign-in service at ${origin} points to ${asked}. Nothing was sent there. ` +
      "Check AZURE_AUTHORITY_HOST and what stands between this machine and the service.",
  );
}
