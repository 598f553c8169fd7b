// Errors of the sign-in service.

/** Errors of the token endpoint: OAuth name, AADSTS number, text. */
export class TokenError extends Error {
  readonly status: number;
  readonly oauth: string;
  readonly number: number;

  constructor(status: number, oauth: string, number: number, message: string) {
    super(message);
    this.status = status;
    this.oauth = oauth;
    this.number = number;
  }
}

export const tokenErrors = {
  tenant: (tenant: string) =>
    new TokenError(
      400,
      "invalid_request",
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    ),
  grantType: (given: string) =>
    new TokenError(
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${given}'.`,
    ),
  missing: (name: string) =>
    new TokenError(
      400,
      "invalid_request",
      900144,
      `The request body must contain the following parameter: '${name}'.`,
    ),
  client: (clientId: string, tenant: string) =>
    new TokenError(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${tenant}'.`,
    ),
  disabled: (clientId: string) =>
    new TokenError(401, "unauthorized_client", 7000112, `Application '${clientId}' is disabled.`),
  secret: (clientId: string) =>
    new TokenError(
      401,
      "invalid_client",
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    ),
  secretExpired: (clientId: string) =>
    new TokenError(
      401,
      "invalid_client",
      7000222,
      `The provided client secret keys for app '${clientId}' are expired.`,
    ),
  assertion: (why: string) =>
    new TokenError(401, "invalid_client", 700027, `Client assertion failed signature validation: ${why}`),
  assertionExpired: () =>
    new TokenError(401, "invalid_client", 700024, "Client assertion is not within its valid time range."),
  federatedIssuer: (issuer: string) =>
    new TokenError(
      401,
      "invalid_client",
      700211,
      `No matching federated identity record found for presented assertion issuer '${issuer}'.`,
    ),
  federatedSubject: (subject: string) =>
    new TokenError(
      401,
      "invalid_client",
      700213,
      `No matching federated identity record found for presented assertion subject '${subject}'.`,
    ),
  federatedAudience: (audience: string) =>
    new TokenError(
      401,
      "invalid_client",
      700212,
      `No matching federated identity record found for presented assertion audience '${audience}'.`,
    ),
  scope: (scope: string) =>
    new TokenError(
      400,
      "invalid_scope",
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  resource: (resource: string, tenant: string) =>
    new TokenError(
      400,
      "invalid_resource",
      500011,
      `The resource principal named ${resource} was not found in the tenant named ${tenant}.`,
    ),
};
