// The record of every request: one JSON line each, secrets blanked. The last ones stay in memory.
import { createWriteStream, type WriteStream } from "node:fs";
import type { Reply, Request, Trace } from "./http/message.ts";
import { isObject } from "./json.ts";

/** Lines kept for readers of the admin interface. */
const memoryMost = 20_000;
/** Unit: characters. Bodies of large lists must not fill the memory. */
const charactersMost = 100_000_000;
const blank = "***";
const secretHeaders = new Set(["authorization", "cookie", "set-cookie"]);
const secretProperties = new Set([
  "access_token",
  "secretText",
  "client_secret",
  "client_assertion",
  "token",
  "clientSecret",
]);
const secretPropertiesOfVaults = new Set([...secretProperties, "value"]);

export interface JournalLine {
  readonly number: number;
  readonly text: string;
}

export class Journal {
  readonly #file: WriteStream | undefined;
  #lines: JournalLine[] = [];
  #count = 0;
  #characters = 0;

  constructor(path: string | undefined) {
    this.#file = path === undefined ? undefined : createWriteStream(path, { flags: "a", mode: 0o600 });
  }

  record(time: Date, request: Request, reply: Reply, trace: Trace, durationMilliseconds: number): void {
    this.#count += 1;
    const text = JSON.stringify({
      number: this.#count,
      time: time.toISOString(),
      service: trace.service,
      ...(trace.batch === undefined ? {} : { batch: trace.batch }),
      method: request.method,
      url: `${request.origin}${request.url}`,
      route: trace.route ?? null,
      client: trace.client ?? null,
      requestHeaders: withoutSecrets(request.headers),
      requestBody: readBody(request, secretIn(trace.service)),
      status: reply.status,
      responseHeaders: withoutSecrets(reply.headers ?? {}),
      responseBody:
        reply.body === undefined ? (reply.text ?? null) : blanked(reply.body, secretIn(trace.service)),
      durationMilliseconds: Math.round(durationMilliseconds * 1000) / 1000,
      fault: trace.fault ?? null,
    });
    this.#file?.write(`${text}\n`);
    this.#lines.push({ number: this.#count, text });
    this.#characters += text.length;
    if (this.#lines.length > memoryMost * 2 || this.#characters > charactersMost * 2) this.#forget();
  }

  /** Keeps the last lines, as many as both bounds allow. */
  #forget(): void {
    let first = this.#lines.length;
    let characters = 0;
    while (first > Math.max(0, this.#lines.length - memoryMost)) {
      characters += this.#lines[first - 1]?.text.length ?? 0;
      if (characters > charactersMost) break;
      first -= 1;
    }
    this.#lines = this.#lines.slice(first);
    this.#characters = this.#lines.reduce((sum, { text }) => sum + text.length, 0);
  }

  /** Number of the last line. */
  get count(): number {
    return this.#count;
  }

  /** Lines after the one with this number, oldest first, as far as they are still in memory. */
  since(number: number, most = memoryMost): JournalLine[] {
    const first = this.#lines[0]?.number ?? 1;
    return this.#lines.slice(Math.max(0, number + 1 - first)).slice(0, most);
  }

  /** Resolves when every line is in the file. */
  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    await new Promise<void>((resolve) => file.end(resolve));
  }
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretHeaders.has(name.toLowerCase()) ? blank : value,
    ]),
  );
}

/** Names of properties that hold secrets in a service. The texts of a key vault are called "value". */
function secretIn(service: string): ReadonlySet<string> {
  return service.startsWith("vault:") ? secretPropertiesOfVaults : secretProperties;
}

function readBody(request: Request, secrets: ReadonlySet<string>): unknown {
  if (request.bodyText === "") return null;
  if ((request.headers["content-type"] ?? "").includes("x-www-form-urlencoded")) {
    return Object.fromEntries(
      [...new URLSearchParams(request.bodyText)].map(([name, value]) => [
        name,
        secretProperties.has(name) ? blank : value,
      ]),
    );
  }
  try {
    return blanked(JSON.parse(request.bodyText), secrets);
  } catch {
    return request.bodyText;
  }
}

/** A copy in which secrets, at whatever depth, are blanked. */
function blanked(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => blanked(item, secrets));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secrets.has(name) && typeof inner === "string" ? blank : blanked(inner, secrets),
    ]),
  );
}
