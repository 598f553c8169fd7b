// The answers of a service that has a bad moment, in its own form. Source: "Microsoft Graph throttling guidance",
// "Microsoft Graph error responses", "Service protection API limits" (Dataverse).
import type { Ask } from "../ask.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { RetryAfter, Then } from "./plan.ts";

const graphWords: Readonly<Record<number, readonly [string, string]>> = {
  400: ["BadRequest", "The request is not valid."],
  401: ["InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."],
  403: ["Forbidden", "Insufficient privileges to complete the operation."],
  404: ["NotFound", "The requested resource does not exist."],
  409: ["Conflict", "The request conflicts with the current state of the resource."],
  412: ["PreconditionFailed", "The precondition of the request is not fulfilled."],
  423: ["Locked", "The resource is locked."],
  429: ["TooManyRequests", "Please retry again later."],
  500: ["InternalServerError", "The service encountered an internal error."],
  502: ["BadGateway", "Failed to execute backend request."],
  503: ["ServiceUnavailable", "The service is temporarily unavailable. Please retry."],
  504: ["GatewayTimeout", "The upstream service did not answer in time."],
};

const dataverseCodes: Readonly<Record<number, string>> = {
  404: "0x80040217",
  409: "0x80040237",
  412: "0x80060882",
  429: "0x80072322",
};

export function faultError(
  then: Extract<Then, { kind: "status" }>,
  ask: Pick<Ask, "service">,
  now: Date,
): ServiceError {
  const { status } = then;
  const [usualCode, usualMessage] = graphWords[status] ?? ["UnknownError", "The request failed."];
  const isDataverse = ask.service.startsWith("dataverse:");
  const code = then.code ?? (isDataverse ? (dataverseCodes[status] ?? "0x80040216") : usualCode);
  const headers: Record<string, string> =
    then.retryAfter === undefined ? {} : { "Retry-After": retryAfterText(then.retryAfter, now) };
  const inner = status === 429 ? { code: "429", status: "429", message: "Please retry after" } : {};
  return new ServiceError(status, code, then.message ?? usualMessage, { headers, inner });
}

function retryAfterText(value: RetryAfter, now: Date): string {
  if (typeof value !== "object") return String(value);
  return new Date(now.getTime() + value.dateInSeconds * 1000).toUTCString();
}
