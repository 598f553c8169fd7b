// The sign-in service: discovery documents and the token endpoint.
import { graphErrors } from "../errors/graph.ts";
import { TokenError } from "../errors/token.ts";
import { pathOf, type Reply, type Request, type Trace } from "../http/message.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { World } from "../world.ts";
import { toSeconds } from "../world.ts";
import { type Identity, regionScope } from "./identity.ts";

export interface AuthorityHost {
  readonly identity: Identity;
  readonly world: World;
  readonly tenant: Tenant;
  readonly origin: string;
}

/** True when the path belongs to the sign-in service rather than to Graph. */
export function isAuthorityPath(path: string): boolean {
  return (
    path === "/metadata/endpoints" ||
    /^\/[^/]+\/(?:v2\.0\/)?\.well-known\/openid-configuration$/.test(path) ||
    /^\/[^/]+\/oauth2\/v2\.0\/token$/.test(path) ||
    /^\/[^/]+\/discovery\/v2\.0\/keys$/.test(path)
  );
}

export async function answerAuthority(host: AuthorityHost, request: Request, trace: Trace): Promise<Reply> {
  const path = pathOf(request.url);
  const tenantName = path.split("/")[1] ?? "";
  if (path.endsWith("/token"))
    return request.method === "POST" ? tokenReply(host, request, trace, tenantName) : notAllowed("POST");
  if (request.method !== "GET") return notAllowed("GET");
  if (path === "/metadata/endpoints") return { status: 200, body: cloudMetadata(host) };
  if (path.endsWith("/keys")) {
    const { publicJwk } = host.identity.key;
    return { status: 200, body: { keys: [{ ...publicJwk, issuer: issuerOf(host) }] } };
  }
  return { status: 200, body: openIdConfiguration(host) };
}

function notAllowed(allowed: string): Reply {
  return {
    status: 405,
    headers: { Allow: allowed },
    body: { error: { code: "Request_BadRequest", message: graphErrors.wrongVerb([allowed]).message } },
  };
}

function issuerOf({ origin, tenant }: AuthorityHost): string {
  return `${origin}/${tenant.id}/v2.0`;
}

function openIdConfiguration(host: AuthorityHost): Record<string, unknown> {
  const base = `${host.origin}/${host.tenant.id}`;
  return {
    issuer: issuerOf(host),
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    response_types_supported: ["code", "id_token", "code id_token", "token id_token", "token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
    tenant_region_scope: regionScope,
    cloud_instance_name: "microsoftonline.com",
  };
}

/** What clients that ask for a cloud's addresses want to know. */
function cloudMetadata({ origin, tenant }: AuthorityHost): Record<string, unknown> {
  return {
    name: "AzureCloud",
    resourceManager: `${origin}/arm`,
    microsoftGraphResourceId: `${origin}/`,
    authentication: {
      loginEndpoint: origin,
      audiences: [`${origin}/arm`],
      tenant: tenant.id,
      identityProvider: "AAD",
    },
  };
}

async function tokenReply(
  host: AuthorityHost,
  request: Request,
  trace: Trace,
  tenantName: string,
): Promise<Reply> {
  const form = new URLSearchParams(request.bodyText);
  const clientId = form.get("client_id");
  if (clientId !== null) trace.client = host.tenant.applicationByAppId(clientId)?.displayName ?? clientId;
  try {
    const { token, expiresSeconds } = await host.identity.grant(form, decodeURIComponent(tenantName));
    return {
      status: 200,
      headers: { "Cache-Control": "no-store", Pragma: "no-cache" },
      body: {
        token_type: "Bearer",
        expires_in: expiresSeconds,
        ext_expires_in: expiresSeconds,
        access_token: token,
      },
    };
  } catch (problem) {
    if (!(problem instanceof TokenError)) throw problem;
    return { status: problem.status, body: tokenErrorBody(host, problem) };
  }
}

function tokenErrorBody({ world, origin }: AuthorityHost, problem: TokenError): Record<string, unknown> {
  const traceId = world.guid();
  const correlationId = world.guid();
  const timestamp = toSeconds(world.now()).replace("T", " ");
  return {
    error: problem.oauth,
    error_description: `AADSTS${problem.number}: ${problem.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [problem.number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${origin}/error?code=${problem.number}`,
  };
}
