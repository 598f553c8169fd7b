// The emulator's own interface: reset, seed, look inside, move the clock, act as a person. No token is asked:
// it listens on the loopback address only, and refuses requests that a web page could have caused.
import type { Caller } from "../graph/call.ts";
import { pathOf, type Reply, type Request, searchOf } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import { answerPortal, isPortalPath } from "../portal/portal.ts";
import { snapshot } from "../snapshot.ts";
import type { Emulator } from "../core.ts";
import { clearFaults, listFaults, setFaults, setLag, setLimits, showLag, showLimits } from "./behaviour.ts";
import { AdminProblem, readBody } from "./request.ts";

type AdminHandler = (emulator: Emulator, request: Request) => Reply | Promise<Reply>;

/** Answers an admin request; undefined when the path is none of its own. */
export async function answerAdmin(emulator: Emulator, request: Request): Promise<Reply> {
  const path = pathOf(request.url);
  const methods = handlers.get(path) ?? (isPortalPath(path) ? portal : undefined);
  if (methods === undefined) return problem(404, `The admin interface has no "${path}"`);
  const handler = methods.get(request.method);
  if (handler === undefined) return problem(405, `"${path}" takes ${[...methods.keys()].join(", ")}`);
  const hostName = new URL(request.origin).hostname;
  const isForeign = request.headers["origin"] !== undefined && request.headers["origin"] !== request.origin;
  if ((hostName !== "127.0.0.1" && hostName !== "localhost") || isForeign) {
    return problem(403, "Only requests from this machine, and none from other web pages, are answered");
  }
  try {
    return await handler(emulator, request);
  } catch (error) {
    if (error instanceof AdminProblem) return problem(error.status, error.message);
    throw error;
  }
}

function problem(status: number, message: string): Reply {
  return { status, body: { error: { message } } };
}

function reset(emulator: Emulator): Reply {
  emulator.reset();
  return { status: 200, body: { isReset: true } };
}

function addSeed(emulator: Emulator, request: Request): Reply {
  try {
    emulator.addSeed(readBody(request));
  } catch (error) {
    if (error instanceof AdminProblem) throw error;
    throw new AdminProblem(400, `The seed cannot be planted: ${String(error)}`);
  }
  return { status: 200, body: { isPlanted: true } };
}

function advanceClock(emulator: Emulator, request: Request): Reply {
  const { advanceSeconds } = readBody(request);
  if (typeof advanceSeconds !== "number" || !(advanceSeconds >= 0)) {
    throw new AdminProblem(400, "advanceSeconds must be a number of seconds, 0 or more");
  }
  emulator.world.advance(advanceSeconds);
  emulator.onChange();
  return { status: 200, body: { now: emulator.world.now().toISOString() } };
}

function readJournal(emulator: Emulator, request: Request): Reply {
  const options = new URLSearchParams(searchOf(request.url));
  const lines = emulator.journal.since(Number(options.get("since") ?? "0"));
  return {
    status: 200,
    headers: { "Content-Type": "application/x-ndjson; charset=utf-8" },
    text: lines.map(({ text }) => `${text}\n`).join(""),
  };
}

/** Performs Graph requests as a person (or a client): what somebody does by hand. */
function act(emulator: Emulator, request: Request): Reply {
  const { as, requests } = readBody(request);
  if (typeof as !== "string" || !Array.isArray(requests)) {
    throw new AdminProblem(
      400,
      'The body must be {"as": "<user principal name or client>", "requests": […]}',
    );
  }
  const caller = callerNamed(emulator, as);
  const responses = requests.map((sent: unknown) => {
    if (!isObject(sent) || typeof sent["method"] !== "string" || typeof sent["url"] !== "string") {
      throw new AdminProblem(400, "Every request needs method and url");
    }
    const headers = isObject(sent["headers"]) ? lowerCaseHeaders(sent["headers"]) : {};
    const reply = emulator.performAs(
      caller,
      sent["method"].toUpperCase(),
      sent["url"],
      sent["body"],
      headers,
    );
    return { status: reply.status, headers: reply.headers ?? {}, body: reply.body ?? null };
  });
  return { status: 200, body: { responses } };
}

/** Names in lower case; values that are no text are left out. */
function lowerCaseHeaders(headers: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" ? [[name.toLowerCase(), value]] : [],
    ),
  );
}

function callerNamed(emulator: Emulator, name: string): Caller {
  const { tenant } = emulator.state;
  const user = tenant.user(name);
  if (user !== undefined) return { kind: "user", name: user.userPrincipalName, user };
  const application = [...tenant.applications.values()].find(
    ({ displayName, appId }) => displayName === name || appId === name,
  );
  const principal = application && tenant.servicePrincipalByAppId(application.appId);
  if (principal === undefined) throw new AdminProblem(404, `There is no user and no client "${name}"`);
  const roles = new Set(
    [...tenant.assignments.values()]
      .filter(({ principalId }) => principalId === principal.id)
      .flatMap(({ appRoleId, resourceId }) =>
        (tenant.servicePrincipals.get(resourceId)?.appRoles ?? []).filter(({ id }) => id === appRoleId),
      )
      .map(({ value }) => value),
  );
  return { kind: "app", name, appId: principal.appId, objectId: principal.id, roles };
}

/** A token as the pipeline of a client would present it. */
async function federatedToken(emulator: Emulator, request: Request): Promise<Reply> {
  const { client, subject, audience } = readBody(request);
  const application = [...emulator.state.tenant.applications.values()].find(
    ({ displayName, appId }) => displayName === client || appId === client,
  );
  if (application === undefined) throw new AdminProblem(404, `There is no client "${String(client)}"`);
  const wish = {
    ...(typeof subject === "string" ? { subject } : {}),
    ...(typeof audience === "string" ? { audience } : {}),
  };
  return { status: 200, body: { token: await emulator.identity.pipelineToken(application, wish) } };
}

const route = (methods: Record<string, AdminHandler>): ReadonlyMap<string, AdminHandler> =>
  new Map(Object.entries(methods));

const portal: ReadonlyMap<string, AdminHandler> = new Map([["GET", answerPortal]]);

const handlers = new Map<string, ReadonlyMap<string, AdminHandler>>([
  ["/faults", route({ GET: listFaults, POST: setFaults, DELETE: clearFaults })],
  ["/lag", route({ GET: showLag, POST: setLag })],
  ["/limits", route({ GET: showLimits, POST: setLimits })],
  ["/reset", new Map([["POST", reset]])],
  ["/seed", new Map([["POST", addSeed]])],
  [
    "/snapshot",
    new Map([["GET", (emulator: Emulator) => ({ status: 200, body: snapshot(emulator.state) })]]),
  ],
  [
    "/counts",
    new Map([["GET", (emulator: Emulator) => ({ status: 200, body: { ...emulator.counters.counts } })]]),
  ],
  ["/journal", new Map([["GET", readJournal]])],
  ["/clock", new Map([["POST", advanceClock]])],
  ["/act", new Map([["POST", act]])],
  ["/federated-token", new Map([["POST", federatedToken]])],
]);
