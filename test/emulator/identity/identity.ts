// Who may have a token, and what a token says. Source: "OAuth 2.0 client credentials flow",
// "Workload identity federation", "Access tokens".
import type { JWTPayload } from "jose";
import { tokenErrors } from "../errors/token.ts";
import type { Application, ServicePrincipal } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { graphAppId } from "../tenant/first-party.ts";
import type { World } from "../world.ts";
import { checkCertificateAssertion, isByCertificate } from "./certificate-assertion.ts";
import { makeSigningKey, readSigned, type SigningKey, signToken } from "./keys.ts";

/** What a service accepts as its own name, and what goes into `aud` for it. */
export interface Audience {
  /** Graph, or the key of a Dataverse environment. */
  readonly service: string;
  /** Origins and app ids, without trailing slash. */
  readonly names: readonly string[];
}

export interface Claims {
  readonly appId: string;
  readonly objectId: string;
  readonly roles: ReadonlySet<string>;
  readonly expiresSeconds: number;
  readonly service: string;
}

export type TokenProblem = "missing" | "malformed" | "signature" | "audience" | "tenant" | "expired";

/** Issuer of the assertions a pipeline presents; its key is the emulator's own. */
export const pipelineIssuer = "https://token.pipeline.example";
export const exchangeAudience = "api://AzureADTokenExchange";
const lifetimeSeconds = 3599;
/** Where the tenant is at home. */
export const regionScope = "EU";
const cacheMost = 5000;

export class Identity {
  readonly #world: World;
  readonly #tenant: () => Tenant;
  readonly key: SigningKey;
  readonly #pipelineKey: SigningKey;
  audiences: readonly Audience[] = [];
  /** Signature checks are dear: a token is checked once, then looked up. */
  readonly #checked = new Map<string, Claims>();
  /** Tokens that were made good for nothing before their time. */
  readonly #expired = new Set<string>();

  private constructor(world: World, tenant: () => Tenant, key: SigningKey, pipelineKey: SigningKey) {
    this.#world = world;
    this.#tenant = tenant;
    this.key = key;
    this.#pipelineKey = pipelineKey;
  }

  static async create(world: World, tenant: () => Tenant): Promise<Identity> {
    const [key, pipelineKey] = await Promise.all([makeSigningKey(), makeSigningKey()]);
    return new Identity(world, tenant, key, pipelineKey);
  }

  /** Answers a token request. Throws TokenError. */
  async grant(form: URLSearchParams, tenantName: string): Promise<{ token: string; expiresSeconds: number }> {
    const tenant = this.#tenant();
    if (tenantName.toLowerCase() !== tenant.id && tenantName.toLowerCase() !== tenant.domain) {
      throw tokenErrors.tenant(tenantName);
    }
    const need = (name: string): string => {
      const value = form.get(name);
      if (value === null || value === "") throw tokenErrors.missing(name);
      return value;
    };
    const grantType = need("grant_type");
    if (grantType !== "client_credentials") throw tokenErrors.grantType(grantType);
    const clientId = need("client_id").toLowerCase();
    const scope = need("scope");
    const application = tenant.applicationByAppId(clientId);
    const principal = tenant.servicePrincipalByAppId(clientId);
    if (application === undefined || principal === undefined) throw tokenErrors.client(clientId, tenant.id);
    const isBySecret = form.get("client_assertion") === null;
    if (isBySecret) this.#checkSecret(application, need("client_secret"));
    else this.#checkAssertion(application, need("client_assertion"), form.get("client_assertion_type"));
    if (!principal.accountEnabled) throw tokenErrors.disabled(clientId);
    const { audience, name } = this.#audienceOf(scope);
    const how = { audience, name, isBySecret };
    return { token: await this.#sign(principal, how), expiresSeconds: lifetimeSeconds };
  }

  #audienceOf(scope: string): { audience: Audience; name: string } {
    const resources = scope
      .split(" ")
      .filter((part) => !["openid", "profile", "offline_access"].includes(part));
    const [resource] = resources;
    if (resources.length !== 1 || resource === undefined || !resource.endsWith("/.default")) {
      throw tokenErrors.scope(scope);
    }
    const name = resource.slice(0, -"/.default".length).replace(/\/+$/, "").toLowerCase();
    const audience = this.audiences.find(({ names }) => names.includes(name));
    if (audience === undefined) throw tokenErrors.resource(name, this.#tenant().id);
    return { audience, name };
  }

  /** Source: "Access token claims reference". */
  async #sign(
    principal: ServicePrincipal,
    { audience, name, isBySecret }: { audience: Audience; name: string; isBySecret: boolean },
  ): Promise<string> {
    const tenant = this.#tenant();
    const issuer = `https://sts.windows.net/${tenant.id}/`;
    const nowSeconds = Math.floor(this.#world.now().getTime() / 1000);
    const claims: JWTPayload = {
      aud: name,
      iss: issuer,
      iat: nowSeconds,
      nbf: nowSeconds,
      exp: nowSeconds + lifetimeSeconds,
      app_displayname: principal.displayName,
      appid: principal.appId,
      // 1: a secret. 2: a certificate or the assertion of another issuer.
      appidacr: isBySecret ? "1" : "2",
      idp: issuer,
      idtyp: "app",
      oid: principal.id,
      sub: principal.id,
      tenant_region_scope: regionScope,
      tid: tenant.id,
      uti: this.#world.guid(),
      ver: "1.0",
    };
    if (audience.service === "graph") claims["roles"] = rolesOf(tenant, principal);
    return signToken(this.key, claims);
  }

  #checkSecret(application: Application, secret: string): void {
    const found = application.secrets.find(({ secretText }) => secretText === secret);
    if (found === undefined) throw tokenErrors.secret(application.appId);
    if (Date.parse(found.endDateTime) <= this.#world.now().getTime()) {
      throw tokenErrors.secretExpired(application.appId);
    }
  }

  #checkAssertion(application: Application, assertion: string, type: string | null): void {
    if (type !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") {
      throw tokenErrors.missing("client_assertion_type");
    }
    if (isByCertificate(assertion)) {
      checkCertificateAssertion(application, assertion, this.#world.now());
      return;
    }
    const claims = readSigned(this.#pipelineKey, assertion);
    if (claims === undefined) throw tokenErrors.assertion("The key was not found.");
    const nowSeconds = this.#world.now().getTime() / 1000;
    if ((claims.exp ?? 0) <= nowSeconds || (claims.nbf ?? 0) > nowSeconds + 300)
      throw tokenErrors.assertionExpired();
    const ofIssuer = application.federatedCredentials.filter(({ issuer }) => issuer === claims.iss);
    if (ofIssuer.length === 0) throw tokenErrors.federatedIssuer(claims.iss ?? "");
    const ofSubject = ofIssuer.filter(({ subject }) => subject === claims.sub);
    if (ofSubject.length === 0) throw tokenErrors.federatedSubject(claims.sub ?? "");
    const given = [claims.aud ?? []].flat();
    if (!ofSubject.some(({ audiences }) => audiences.some((audience) => given.includes(audience)))) {
      throw tokenErrors.federatedAudience(given.join(", "));
    }
  }

  /** What a pipeline would present for the application: its first federated credential, unless told otherwise. */
  async pipelineToken(
    application: Application,
    wish: { subject?: string; audience?: string },
  ): Promise<string> {
    const credential = application.federatedCredentials.find(({ issuer }) => issuer === pipelineIssuer);
    const nowSeconds = Math.floor(this.#world.now().getTime() / 1000);
    return signToken(this.#pipelineKey, {
      iss: pipelineIssuer,
      sub: wish.subject ?? credential?.subject ?? "unknown",
      aud: wish.audience ?? credential?.audiences[0] ?? exchangeAudience,
      iat: nowSeconds,
      nbf: nowSeconds,
      exp: nowSeconds + 600,
      jti: this.#world.guid(),
    });
  }

  /** Checks the Authorization header of a request to a service. */
  check(header: string | undefined, service: string): Claims | TokenProblem {
    const token = tokenOf(header);
    if (token === undefined) return "missing";
    if (this.#expired.size > 0 && this.#expired.has(token)) return "expired";
    const claims = this.#checked.get(token) ?? this.#read(token);
    if (typeof claims === "string") return claims;
    if (claims.expiresSeconds <= this.#world.now().getTime() / 1000) return "expired";
    return claims.service === service ? claims : "audience";
  }

  /** Ends the life of a token now. */
  expire(header: string | undefined): void {
    const token = tokenOf(header);
    if (token !== undefined) this.#expired.add(token);
  }

  #read(token: string): Claims | TokenProblem {
    const found = readSigned(this.key, token);
    if (found === undefined) return token.split(".").length === 3 ? "signature" : "malformed";
    if (found["tid"] !== this.#tenant().id) return "tenant";
    const audience = this.audiences.find(
      ({ names }) => typeof found.aud === "string" && names.includes(found.aud),
    );
    if (audience === undefined) return "audience";
    const claims: Claims = {
      appId: String(found["appid"]),
      objectId: String(found["oid"]),
      roles: new Set(Array.isArray(found["roles"]) ? (found["roles"] as string[]) : []),
      expiresSeconds: found.exp ?? 0,
      service: audience.service,
    };
    if (this.#checked.size >= cacheMost) this.#checked.clear();
    this.#checked.set(token, claims);
    return claims;
  }
}

function tokenOf(header: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(header ?? "")?.[1];
}

/** Names of the Graph app roles assigned to the principal. */
function rolesOf(tenant: Tenant, principal: ServicePrincipal): string[] {
  const graph = tenant.servicePrincipalByAppId(graphAppId);
  if (graph === undefined) return [];
  const names = new Map(graph.appRoles.map(({ id, value }) => [id, value]));
  return [...tenant.assignments.values()]
    .filter(({ principalId, resourceId }) => principalId === principal.id && resourceId === graph.id)
    .flatMap(({ appRoleId }) => names.get(appRoleId) ?? []);
}
