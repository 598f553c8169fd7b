// The Graph service: finds the route, checks the caller, runs the handler, words the errors.
import { graphErrors } from "../errors/graph.ts";
import { ServiceError } from "../errors/service-error.ts";
import { pathOf, type Reply, type Request, searchOf, type Trace } from "../http/message.ts";
import { parsePath, type Segment } from "../http/path.ts";
import { plainTemplate } from "../faults/plan.ts";
import type { Ask } from "../ask.ts";
import { isObject, type JsonObject } from "../json.ts";
import { isTeamsRoute, resourceUnits } from "../limits/graph-limits.ts";
import { emptyQuery, parseQuery, refuseOptions } from "../odata/query.ts";
import { toSeconds } from "../world.ts";
import { requirePermission } from "./access.ts";
import { objectBody } from "./group-type.ts";
import { answerBatch } from "./batch.ts";
import { type Call, type Caller, type GraphRoute, type PathEnd, withoutTenant } from "./call.ts";
import { isDocumented } from "../metadata/graph-model.ts";
import { findRoute, isNamed, isWordForKey, withWords } from "./find-route.ts";
import type { GraphHost } from "./host.ts";
import { settleRosters } from "./group-edges.ts";
import { graphRoutes } from "./routes.ts";

const jsonType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/** For example "GET /groups/{}". */
export const graphRouteNames: ReadonlySet<string> = new Set([
  "POST /$batch",
  ...graphRoutes.map(({ method, template }) => `${method} ${plainTemplate(template)}`),
]);

export class GraphService {
  /** Answers a request from the wire. */
  handle(host: GraphHost, request: Request, trace: Trace): Reply {
    const requestId = host.world.guid();
    try {
      const caller = callerOf(host, request);
      trace.client = caller.name;
      return this.answer(host, request, trace, caller, requestId);
    } catch (problem) {
      return errorReply(host, request, requestId, problem);
    }
  }

  /** Answers a request whose caller is known: from the wire, an item of a batch, or something done by hand. */
  answer(
    host: GraphHost,
    request: Request,
    trace: Trace,
    caller: Caller,
    requestId = host.world.guid(),
  ): Reply {
    try {
      settleRosters(host.tenant, host.world.now());
      if (/^\/(?:v1\.0|beta)\/\$batch$/i.test(pathOf(request.url))) {
        trace.route = "POST /$batch";
        const run = (asked: Request): Reply =>
          answerBatch(host, asked, trace, requestId, (item, itemTrace) =>
            this.answer(host, item, itemTrace, caller),
          );
        return withHeaders(passed(host, { request, caller }, trace, run), request, requestId);
      }
      const found = this.#find(host, request, caller);
      trace.route = `${found.route.method} ${found.route.template}`;
      trace.isWrite = found.route.isWrite;
      const run = (asked: Request): Reply => carryOut(host, found, asked, caller, requestId);
      const reply = passed(host, { request, caller, found }, trace, run);
      return withHeaders(withUnits(reply, request, found.route), request, requestId);
    } catch (problem) {
      return errorReply(host, request, requestId, problem);
    }
  }

  /** Throws 501 for an unknown path, and for a documented verb that is not emulated; 405 for other verbs. */
  #find(host: GraphHost, request: Request, caller: Caller): Found {
    const { version, segments } = splitPath(host, request, caller);
    const what = `${request.method} ${pathOf(request.url)}`;
    const { match, end } = findRoute(request.method, segments);
    if (match.kind === "unknown") throw graphErrors.notEmulated(what);
    if (match.kind === "wrongVerb") {
      // Of beta only the types are known here, so no verb of it can be said to be wrong.
      const template = withWords(match.template, segments);
      if (version === "beta" || isDocumented(request.method, template)) throw graphErrors.notEmulated(what);
      throw graphErrors.wrongVerb(match.allowed);
    }
    const { route, keys } = match;
    if (route.version !== undefined && route.version !== version) throw graphErrors.notEmulated(what);
    if (isWordForKey(route, keys)) throw graphErrors.notEmulated(what);
    return { route, keys, version, end };
  }
}

interface Found {
  readonly route: GraphRoute;
  readonly keys: Call["keys"];
  readonly version: Call["version"];
  readonly end: PathEnd;
}

function carryOut(host: GraphHost, found: Found, request: Request, caller: Caller, requestId: string): Reply {
  const { route, keys, version, end } = found;
  const search = searchOf(request.url);
  const call: Call = {
    tenant: host.tenant,
    world: host.world,
    lag: host.lag,
    origin: request.origin,
    version,
    request,
    requestId,
    caller,
    keys,
    query: search === "" ? emptyQuery : parseQuery(search),
    body: route.takesBytes === true ? {} : readBody(request),
    end,
    show: (object) => objectBody(object, call, undefined),
  };
  requirePermission(call, route.permission, route.isWrite);
  if (route.method !== "GET") refuseOptions(call.query, ["select", "expand", "format"]);
  if (route.isWrite) notePast(call);
  const reply = route.handler(call);
  const hasEnd =
    end.cast !== undefined || end.isCount === true || end.oneOf !== undefined || end.isReference === true;
  if (hasEnd && !end.isHeeded) throw graphErrors.notEmulated(`${request.method} ${pathOf(request.url)}`);
  return reply;
}

/** What the path names may change now: delta tells it later as it was. */
function notePast({ tenant, keys, lag }: Call): void {
  if (lag.deltaSeconds === 0) return;
  for (const key of Object.values(keys)) {
    const [text = ""] = key.kind === "id" ? [key.value] : Object.values(key.parts);
    const named = tenant.object(text) ?? tenant.user(text) ?? tenant.groupByUniqueName(text);
    const application = tenant.applicationByAppId(text);
    const ofApplication = named?.kind === "application" ? named : application;
    const principal = tenant.servicePrincipalByAppId(ofApplication?.appId ?? text);
    // A principal follows its application.
    for (const object of [named, application, principal, tenant.grants.get(text)])
      if (object !== undefined) tenant.past.note(object);
  }
}

/** Carries a request out between faults and limits. */
function passed(host: GraphHost, ask: Asked, trace: Trace, run: (request: Request) => Reply): Reply {
  const { gate } = host;
  if (gate === undefined || gate.isOpen) return run(ask.request);
  const passage = gate.enter(askOf(host, ask), trace);
  return passage.answer ?? passage.leave(run(passage.request));
}

interface Asked {
  readonly request: Request;
  readonly caller: Caller;
  /** Absent: a batch. */
  readonly found?: Found;
}

function askOf({ tenant }: GraphHost, { request, caller, found }: Asked): Ask {
  const keys: Record<string, string> = {};
  for (const [name, key] of Object.entries(found?.keys ?? {})) {
    if (key.kind === "id") keys[name] = key.value;
  }
  return {
    service: "graph",
    request,
    template: found === undefined ? "/$batch" : plainTemplate(found.route.template),
    workload: found?.route.permission.workload,
    limit: found?.route.limit,
    keys,
    isWrite: found?.route.isWrite === true,
    client: caller.name,
    clientId: caller.kind === "app" ? caller.appId : undefined,
    tenant,
  };
}

/** Directory answers say what they cost. */
function withUnits(reply: Reply, request: Request, { permission, limit }: GraphRoute): Reply {
  const { workload } = permission;
  if (workload !== "directory" || isTeamsRoute({ limit, workload })) return reply;
  const units = resourceUnits(limit, request.url);
  return { ...reply, headers: { "x-ms-resource-unit": String(units), ...reply.headers } };
}

/** `DELETE …/members/$ref?@id=…` is another way to write `DELETE …/members/{id}/$ref`. */
function withReferenced({ method, url }: Request, path: Segment[]): Segment[] {
  if (method !== "DELETE" || !isNamed(path.at(-1), /^\$ref$/i)) return path;
  const reference =
    new URLSearchParams(searchOf(url)).get("@id") ?? new URLSearchParams(searchOf(url)).get("$id");
  const id =
    reference === null ? undefined : /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(reference)?.[0];
  if (id === undefined) return path;
  return [...path.slice(0, -1), { kind: "key", key: { kind: "id", value: id } }, ...path.slice(-1)];
}

/** `me` is the person who asks; an application is nobody. */
function splitPath(
  host: GraphHost,
  request: Request,
  caller: Caller,
): { version: Call["version"]; segments: Segment[] } {
  let segments;
  try {
    segments = parsePath(pathOf(request.url));
  } catch {
    throw graphErrors.badPath();
  }
  const [first, ...rest] = segments;
  const version = first?.kind === "name" ? first.name.toLowerCase() : "";
  if (version !== "v1.0" && version !== "beta") {
    throw graphErrors.notEmulated(`${request.method} ${pathOf(request.url)}`);
  }
  const path = withReferenced(request, withoutTenant(host.tenant, rest));
  if (!isNamed(path[0], /^me$/i)) return { version, segments: path };
  if (caller.kind === "app") throw graphErrors.meWithoutPerson();
  const person: Segment = { kind: "key", key: { kind: "id", value: caller.user.id } };
  return { version, segments: [{ kind: "name", name: "users" }, person, ...path.slice(1)] };
}

/** The body as a JSON object; an empty one when nothing was sent. */
function readBody(request: Request): JsonObject {
  if (request.bodyText === "" || request.method === "GET") return {};
  const type = request.headers["content-type"] ?? "";
  if (!/\bjson\b/i.test(type)) throw graphErrors.unreadableBody();
  let body: unknown;
  try {
    body = JSON.parse(request.bodyText);
  } catch {
    throw graphErrors.unreadableBody();
  }
  if (!isObject(body)) throw graphErrors.unreadableBody();
  return body;
}

function callerOf(host: GraphHost, request: Request): Caller {
  const claims = host.identity.check(request.headers["authorization"], "graph");
  switch (claims) {
    case "missing":
      throw graphErrors.missingToken();
    case "malformed":
      throw graphErrors.invalidToken("CompactToken parsing failed with error code: 80049217");
    case "signature":
      throw graphErrors.invalidToken("Access token validation failure. Signature is invalid.");
    case "audience":
      throw graphErrors.invalidToken("Access token validation failure. Invalid audience.");
    case "tenant":
      throw graphErrors.invalidToken("Access token validation failure. Invalid issuer.");
    case "expired":
      throw graphErrors.expiredToken();
    default:
      return {
        kind: "app",
        name: host.tenant.applicationByAppId(claims.appId)?.displayName ?? claims.appId,
        appId: claims.appId,
        objectId: claims.objectId,
        roles: claims.roles,
      };
  }
}

function withHeaders(reply: Reply, request: Request, requestId: string): Reply {
  const headers: Record<string, string> = { ...reply.headers, "request-id": requestId };
  headers["client-request-id"] = request.headers["client-request-id"] ?? requestId;
  headers["x-ms-ags-diagnostic"] =
    '{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"1","ScaleUnit":"000"}}';
  if (reply.text !== undefined) headers["OData-Version"] ??= "4.0";
  if (reply.body !== undefined) {
    headers["Content-Type"] ??= jsonType;
    headers["OData-Version"] ??= "4.0";
  }
  return { ...reply, headers };
}

function errorReply(host: GraphHost, request: Request, requestId: string, problem: unknown): Reply {
  if (!(problem instanceof ServiceError)) throw problem;
  const innerError = {
    date: toSeconds(host.world.now()).slice(0, 19),
    "request-id": requestId,
    "client-request-id": request.headers["client-request-id"] ?? requestId,
  };
  const details = problem.details.length > 0 ? { details: problem.details } : {};
  const reply: Reply = {
    status: problem.status,
    headers: problem.headers,
    body: {
      error: {
        code: problem.code,
        message: problem.message,
        ...details,
        innerError: { ...problem.inner, ...innerError },
      },
    },
  };
  return withHeaders(reply, request, requestId);
}
