// The gate in front of Dataverse, key vaults and the sign-in service, whose handlers know nothing of it.
import { ServiceError } from "./errors/service-error.ts";
import type { Ask } from "./ask.ts";
import type { Gate } from "./gate.ts";
import type { Reply, Request, Trace } from "./http/message.ts";
import type { Identity } from "./identity/identity.ts";
import type { Tenant } from "./tenant/tenant.ts";
import type { World } from "./world.ts";

/** Runs a request between faults and limits, and waits as long as a slow answer takes. */
export async function throughGate(
  gate: Gate,
  ask: Ask,
  trace: Trace,
  world: World,
  run: (request: Request) => Reply | Promise<Reply>,
): Promise<Reply> {
  const started = performance.now();
  let hasEntered = false;
  try {
    const passage = gate.enter(ask, trace);
    hasEntered = true;
    const reply = passage.answer ?? passage.leave(await run(passage.request));
    await held(trace);
    return reply;
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return errorReply(ask, world, problem);
  } finally {
    if (hasEntered) gate.done(ask, performance.now() - started);
  }
}

/** Waits for a slow answer, once. */
export async function held(trace: Trace): Promise<void> {
  const { delayMilliseconds = 0 } = trace;
  if (delayMilliseconds <= 0) return;
  trace.delayMilliseconds = 0;
  await new Promise((resolve) => setTimeout(resolve, delayMilliseconds));
}

function errorReply({ service }: Ask, world: World, { status, code, message, headers }: ServiceError): Reply {
  if (service.startsWith("vault:")) return { status, headers, body: { error: { code, message } } };
  if (!service.startsWith("dataverse:")) {
    const body = { error: "temporarily_unavailable", error_description: message, error_codes: [90033] };
    return { status, headers, body };
  }
  return {
    status,
    headers: { ...headers, "OData-Version": "4.0", "x-ms-service-request-id": world.guid() },
    body: { error: { code, message } },
  };
}

/** What is known of a request of these before it is carried out. */
export function askOf(service: string, request: Request, tenant: Tenant, identity: Identity): Ask {
  const clientId = service === "authority" ? formClient(request) : tokenClient(service, request, identity);
  return {
    service,
    request,
    template: undefined,
    workload: undefined,
    keys: {},
    isWrite: request.method !== "GET",
    client: clientId === undefined ? undefined : tenant.applicationByAppId(clientId)?.displayName,
    clientId,
    tenant,
  };
}

function formClient({ bodyText }: Request): string | undefined {
  return new URLSearchParams(bodyText).get("client_id")?.toLowerCase();
}

function tokenClient(service: string, { headers }: Request, identity: Identity): string | undefined {
  const claims = identity.check(headers["authorization"], service.replace(/^vault:.*$/, "vault"));
  return typeof claims === "string" ? undefined : claims.appId.toLowerCase();
}
