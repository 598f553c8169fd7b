// For the tests of this folder: a running tenant and plain HTTPS clients for it.
import { Agent, request } from "node:https";
import type { JsonObject } from "./json.ts";
import { type EmulatorOptions, type RunningEmulator, startEmulator } from "./emulator.ts";
import { scriptedWorld, type World } from "./world.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; an empty object when there was none. */
  readonly body: JsonObject;
  readonly text: string;
}

/** A client of one origin. It knows HTTPS and JSON and nothing else. */
export class Client {
  readonly origin: string;
  readonly #agent: Agent;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(origin: string, caCertificate: string, headers: Readonly<Record<string, string>> = {}) {
    this.origin = origin;
    this.#agent = new Agent({ keepAlive: true, ca: caCertificate });
    this.#headers = headers;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("GET", path, undefined, headers);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("POST", path, body, headers);
  }

  patch(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("PATCH", path, body, headers);
  }

  put(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("PUT", path, body, headers);
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("DELETE", path, undefined, headers);
  }

  /** Sends a body: text as it stands, anything else as JSON. */
  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    // Node gives the body of a DELETE no length of its own accord.
    const type: Record<string, string> =
      text === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) };
    // Spaces and quotes of a query are written as they read; everything else is the test's own business.
    const url = new URL(path.replaceAll(" ", "%20"), this.origin);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        { method, agent: this.#agent, headers: { ...type, ...this.#headers, ...headers } },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () => {
            const received = Buffer.concat(chunks).toString();
            const isJson = /\bjson\b/.test(incoming.headers["content-type"] ?? "") && received !== "";
            resolve({
              status: incoming.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: isJson ? (JSON.parse(received) as JsonObject) : {},
              text: received,
            });
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  }
}

export interface TestTenant {
  readonly running: RunningEmulator;
  readonly world: World;
  /** Graph without a version in its paths: they start with /v1.0 or /beta. */
  readonly graph: (client?: string) => Promise<Client>;
  readonly dataverse: (key?: string, client?: string) => Promise<Client>;
  readonly admin: Client;
  /** Without a token. */
  readonly anonymous: Client;
  /** The answer of the token endpoint. */
  readonly token: (form: Record<string, string>) => Promise<Answer>;
  /** A token for a client of the seed. */
  readonly tokenOf: (client: string, resource?: string) => Promise<string>;
  close(): Promise<void>;
}

export const startOfTime = new Date("2026-01-15T08:00:00Z");

/** Starts a tenant whose clock stands still and whose ids are counted. */
export async function startTenant(options: EmulatorOptions = {}): Promise<TestTenant> {
  const world = options.world ?? scriptedWorld(startOfTime);
  const running = await startEmulator({ world, ...options });
  const { ready, caCertificate } = running;
  const anonymous = new Client(ready.graphUrl, caCertificate);
  const token = (form: Record<string, string>): Promise<Answer> =>
    anonymous.post(
      `/${ready.tenantId}/oauth2/v2.0/token`,
      new URLSearchParams({ grant_type: "client_credentials", ...form }).toString(),
      { "content-type": "application/x-www-form-urlencoded" },
    );
  const tokenOf = async (name: string, resource = ready.graphUrl): Promise<string> => {
    const client = ready.clients.find((candidate) => candidate.name === name);
    const answer = await token({
      client_id: client?.clientId ?? "",
      client_secret: client?.clientSecret ?? "",
      scope: `${resource}/.default`,
    });
    return String(answer.body["access_token"]);
  };
  const client = async (origin: string, name: string): Promise<Client> =>
    new Client(origin, caCertificate, { authorization: `Bearer ${await tokenOf(name, origin)}` });
  return {
    running,
    world,
    anonymous,
    token,
    tokenOf,
    admin: new Client(ready.adminUrl, caCertificate),
    graph: (name = "deployer") => client(ready.graphUrl, name),
    dataverse: (key = "dev", name = "deployer") => client(ready.dataverseUrls[key] ?? "", name),
    close: () => running.close(),
  };
}

/** The rows of a list answer. */
export function valuesOf(answer: Answer): JsonObject[] {
  const { value } = answer.body;
  if (!Array.isArray(value)) throw new Error(`Not a list: ${answer.status} ${answer.text}`);
  return value as JsonObject[];
}

/** Code and message of an error answer. */
export function errorOf(answer: Answer): { status: number; code: string; message: string } {
  const error = answer.body["error"] as { code?: string; message?: string } | undefined;
  return { status: answer.status, code: error?.code ?? "", message: error?.message ?? "" };
}

/** Object id of the person with this number in the demo seed. */
export function person(number: number): string {
  return `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

export const graphBase = "https://graph.microsoft.com/v1.0";
export const userUrl = (id: string): string => `${graphBase}/users('${id}')`;
export const boston = "b0000000-0000-4000-8000-000000000210";

/** The body of a Microsoft 365 group. */
export function groupBody(name: string, more: JsonObject = {}): JsonObject {
  return {
    displayName: name,
    mailNickname: name.replaceAll(/[^A-Za-z0-9]/g, "-"),
    mailEnabled: true,
    securityEnabled: false,
    groupTypes: ["Unified"],
    visibility: "Private",
    ...more,
  };
}

/** A member as sent to Teams. */
export function memberBody(id: string, ...roles: string[]): JsonObject {
  return {
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    roles,
    "user@odata.bind": userUrl(id),
  };
}
