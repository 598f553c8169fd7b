// The Web API of one environment.
import { dataverseErrors } from "../errors/dataverse.ts";
import { ServiceError } from "../errors/service-error.ts";
import { pathOf, type Reply, type Request, searchOf, type Trace } from "../http/message.ts";
import { parsePath } from "../http/path.ts";
import { Router } from "../http/router.ts";
import type { Identity } from "../identity/identity.ts";
import type { Lag } from "../lag.ts";
import { emptyQuery, parseQuery } from "../odata/query.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { World } from "../world.ts";
import type { DataverseCall, DataverseRoute } from "./call.ts";
import { entityDefinitionRoutes } from "./entity-definitions.ts";
import type { Environment, Row } from "./environment.ts";
import { recordRoutes } from "./records.ts";
import { userRoutes } from "./users.ts";

export interface DataverseHost {
  readonly tenant: Tenant;
  readonly environment: Environment;
  readonly world: World;
  readonly lag: Lag;
  readonly identity: Identity;
  readonly authorityUrl: string;
}

const router = new Router<DataverseRoute>();
for (const route of [...userRoutes, ...entityDefinitionRoutes, ...recordRoutes]) router.add(route);

/** Answers a request from the wire. */
export function answerDataverse(host: DataverseHost, request: Request, trace: Trace): Reply {
  try {
    const user = callerOf(host, request, trace);
    return withHeaders(host, dispatch(host, request, trace, user));
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    // Query errors come from the shared parser, which knows no hexadecimal codes.
    const code = problem.code === "" || problem.code.startsWith("0x") ? problem.code : "0x80060888";
    const body = { error: { code, message: problem.message } };
    return withHeaders(host, { status: problem.status, headers: problem.headers, body });
  }
}

function dispatch(host: DataverseHost, request: Request, trace: Trace, user: Row): Reply {
  const path = pathOf(request.url);
  const found = /^\/api\/data\/(v9\.\d+)(\/.*)$/i.exec(path);
  if (found?.[1] === undefined || found[2] === undefined)
    throw dataverseErrors.notEmulated(`${request.method} ${path}`);
  let segments;
  try {
    segments = parsePath(found[2]);
  } catch {
    throw dataverseErrors.badRequest("The request URI is not valid.");
  }
  const match = router.find(request.method, segments);
  if (match.kind === "unknown") throw dataverseErrors.notEmulated(`${request.method} ${path}`);
  if (match.kind === "wrongVerb") throw dataverseErrors.wrongVerb(path, match.allowed);
  const { route, keys } = match;
  trace.route = `${route.method} ${route.template}`;
  trace.isWrite = route.isWrite;
  const search = searchOf(request.url);
  const call: DataverseCall = {
    environment: host.environment,
    world: host.world,
    lag: host.lag,
    request,
    api: `${request.origin}/api/data/${found[1]}`,
    keys,
    query: search === "" ? emptyQuery : parseQuery(search),
    user,
  };
  return route.handler(call);
}

/** The application user behind the token. Throws 401 for the token, 403 when the environment has no such user. */
function callerOf(host: DataverseHost, request: Request, trace: Trace): Row {
  const { environment, identity, tenant } = host;
  const claims = identity.check(request.headers["authorization"], `dataverse:${environment.key}`);
  if (typeof claims === "string") {
    throw dataverseErrors.unauthorized(
      `${host.authorityUrl}/${tenant.id}/oauth2/authorize`,
      `${request.origin}/`,
    );
  }
  trace.client = tenant.applicationByAppId(claims.appId)?.displayName ?? claims.appId;
  const user = environment.userOfApp(claims.appId);
  if (user === undefined || user.values["isdisabled"] === true) throw dataverseErrors.notAMember();
  return user;
}

function withHeaders(host: DataverseHost, reply: Reply): Reply {
  const headers: Record<string, string> = {
    "OData-Version": "4.0",
    "x-ms-service-request-id": host.world.guid(),
    ...reply.headers,
  };
  if (reply.body !== undefined) headers["Content-Type"] ??= "application/json; odata.metadata=minimal";
  return { ...reply, headers };
}
