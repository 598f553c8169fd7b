// Errors of Graph itself.
import { ServiceError } from "./service-error.ts";

const bad = (message: string): ServiceError => new ServiceError(400, "Request_BadRequest", message);
const badGateway = (message: string): ServiceError => new ServiceError(400, "BadRequest", message);

/** Errors any Graph call can give. */
export const graphErrors = {
  missingToken: () => new ServiceError(401, "InvalidAuthenticationToken", "Access token is empty."),
  invalidToken: (why: string) => new ServiceError(401, "InvalidAuthenticationToken", why),
  expiredToken: () =>
    new ServiceError(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."),
  insufficientPrivileges: () =>
    new ServiceError(
      403,
      "Authorization_RequestDenied",
      "Insufficient privileges to complete the operation.",
    ),
  missingRoles: (needed: readonly string[], held: readonly string[]) =>
    new ServiceError(
      403,
      "Forbidden",
      `Missing role permissions on the request. API requires one of '${needed.join(", ")}'. Roles on the request '${held.join(", ")}'.`,
    ),
  wrongVerb: (allowed: readonly string[]) =>
    new ServiceError(
      405,
      "Request_BadRequest",
      "Specified HTTP method is not allowed for the request target.",
      {
        headers: { Allow: allowed.join(", ") },
      },
    ),
  notEmulated: (what: string) =>
    new ServiceError(
      501,
      "NotEmulated",
      `The emulated tenant has no answer for ${what}. See test/emulator/DIFFERENCES.md.`,
    ),
  meWithoutPerson: () => badGateway("/me request is only valid with delegated authentication flow."),
  unreadableBody: () =>
    badGateway(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    ),
  emptyBody: () => badGateway("Empty Payload. JSON content expected."),
  badPath: () => badGateway("The request URI is not valid."),
  badQuery: (message: string) => badGateway(message),
  unsupportedQuery: (message = "Unsupported Query.") =>
    new ServiceError(400, "Request_UnsupportedQuery", message),
  unknownProperty: (property: string, type: string) =>
    badGateway(`Could not find a property named '${property}' on type '${type}'.`),
  pageSize: (size: string, largest: number) =>
    bad(`Invalid page size specified: '${size}'. Must be between 1 and ${largest} inclusive.`),
  pageToken: () => bad("The specified page token is invalid or has expired."),
  itemNotFound: (message: string) => new ServiceError(404, "NotFound", message),
};
