// The Web API of one environment.
import { dataverseErrors } from "../errors/dataverse.ts";
import { ServiceError } from "../errors/service-error.ts";
import { pathOf, type Reply, type Request, searchOf, type Trace } from "../http/message.ts";
import { parsePath } from "../http/path.ts";
import { Router } from "../http/router.ts";
import type { JsonObject } from "../json.ts";
import type { Identity } from "../identity/identity.ts";
import type { Lag } from "../lag.ts";
import { emptyQuery, parseQuery } from "../odata/query.ts";
import { readableQuery } from "./query-words.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { World } from "../world.ts";
import type { DataverseCall, DataverseRoute } from "./call.ts";
import { answerBatch } from "./batch.ts";
import { bulkDeleteRoutes } from "./bulk-delete.ts";
import { bulkRoutes } from "./bulk.ts";
import { entityDefinitionRoutes } from "./entity-definitions.ts";
import type { Environment, Row } from "./environment.ts";
import { metadataRoutes } from "./metadata-document.ts";
import { recordRoutes } from "./records.ts";
import { referenceRoutes } from "./references.ts";
import { userRoutes } from "./users.ts";

export interface DataverseHost {
  readonly tenant: Tenant;
  readonly environment: Environment;
  readonly world: World;
  readonly lag: Lag;
  readonly identity: Identity;
  readonly authorityUrl: string;
  /** Writes a part of a batch to the journal and the counters. */
  record(request: Request, reply: Reply, trace: Trace, durationMilliseconds: number): void;
}

const router = new Router<DataverseRoute>();
const routes = [
  ...metadataRoutes,
  ...userRoutes,
  ...entityDefinitionRoutes,
  ...bulkRoutes,
  ...bulkDeleteRoutes,
  ...referenceRoutes,
  ...recordRoutes,
];
for (const route of routes) router.add(route);

/** Answers a request from the wire, or a part of a batch. */
export function answerDataverse(host: DataverseHost, request: Request, trace: Trace): Reply {
  try {
    const user = callerOf(host, request, trace);
    const isBatch = /^\/api\/data\/v9\.\d+\/\$batch$/i.test(pathOf(request.url));
    if (isBatch && trace.batch === undefined) {
      if (request.method !== "POST") throw dataverseErrors.wrongVerb("$batch", ["POST"]);
      trace.route = "POST /$batch";
      const answer = (part: Request, partTrace: Trace): Reply => answerDataverse(host, part, partTrace);
      return withHeaders(host, answerBatch({ ...host, answer }, request, trace));
    }
    return withHeaders(host, dispatch(host, request, trace, user));
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return withHeaders(host, {
      status: problem.status,
      headers: problem.headers,
      body: { error: errorBody(request, problem) },
    });
  }
}

/** With annotations asked for, the error says more. */
function errorBody(request: Request, problem: ServiceError): JsonObject {
  // Query errors come from the shared parser, which knows no hexadecimal codes.
  const code = problem.code === "" || problem.code.startsWith("0x") ? problem.code : "0x80060888";
  const plain = { code, message: problem.message };
  if (!/odata\.include-annotations="?\*/i.test(request.headers["prefer"] ?? "")) return plain;
  const name = "@Microsoft.PowerApps.CDS.";
  return {
    ...plain,
    [`${name}ErrorDetails.OperationStatus`]: "0",
    [`${name}ErrorDetails.SubErrorCode`]: "2147746581",
    [`${name}HelpLink`]: `http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a${code}&client=platform`,
    [`${name}TraceText`]: "",
    [`${name}InnerError.Message`]: problem.message,
  };
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
  const search = readableQuery(searchOf(request.url));
  const call: DataverseCall = {
    environment: host.environment,
    tenantId: host.tenant.id,
    world: host.world,
    lag: host.lag,
    request,
    api: `${request.origin}/api/data/${found[1]}`,
    keys,
    // The address of a reference stands in the query of a $ref, as `$id`.
    query: /(?:^|&)\$id=/.test(search) || search === "" ? emptyQuery : parseQuery(search, "dataverse"),
    user: impersonated(host, request, user),
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

/** CallerObjectId: an administrator asks in the name of a user, by Entra object id.
 *  Source: "Impersonate another user using the Web API". */
function impersonated({ environment }: DataverseHost, request: Request, user: Row): Row {
  const objectId = request.headers["callerobjectid"]?.toLowerCase();
  if (objectId === undefined || objectId === "") return user;
  if (!environment.isAdministrator(user.id))
    throw dataverseErrors.privilege(user.id, "prvActOnBehalfOfAnotherUser");
  const other = [...environment.table("systemuser").rows.values()].find(
    ({ values }) => String(values["azureactivedirectoryobjectid"]).toLowerCase() === objectId,
  );
  if (other === undefined) throw dataverseErrors.notAMember();
  return other;
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
