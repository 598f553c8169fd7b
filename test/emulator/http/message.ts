// A request and a reply, free of sockets: a batch item is the same thing as a request from the wire.
import type { DeltaHabits } from "../faults/plan.ts";
import type { JsonObject } from "../json.ts";

export interface Request {
  readonly method: string;
  /** Scheme, host and port the client used, for example https://127.0.0.1:8443. */
  readonly origin: string;
  /** Path with query, as sent. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
  /** How a delta is to be dealt out: ordered by a fault, never sent. */
  readonly delta?: DeltaHabits;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. Absent means an empty body. */
  readonly body?: JsonObject;
  /** Sent as it stands, with the content type of the headers. */
  readonly text?: string;
}

/** What the journal and the counters learn about a request while it is served. */
export interface Trace {
  /** Which service answered: graph, authority, dataverse:<key>, vault:<name>, admin. */
  readonly service: string;
  /** Method and template of the route, once known. */
  route?: string;
  /** True when the route changes the tenant. */
  isWrite?: boolean;
  /** Name of the client or user principal name of the user who asked, once known. */
  client?: string;
  /** The fault that was injected, if any. */
  fault?: string;
  /** How long the answer is held back. Unit: milliseconds of real time. */
  delayMilliseconds?: number;
  /** True when the connection is to be closed without an answer. */
  isDropped?: boolean;
  /** Id of the outer request, for an item of a batch. */
  readonly batch?: string;
}

export function pathOf(url: string): string {
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}

export function searchOf(url: string): string {
  const start = url.indexOf("?");
  return start < 0 ? "" : url.slice(start + 1);
}
