// A request on its way through the gate, free of routes and handlers.
import type { Reply, Request } from "./http/message.ts";
import type { RouteLimit } from "./limits/route-limits.ts";
import type { Tenant } from "./tenant/tenant.ts";

/** A request as the gate sees it: what is known before it is carried out. */
export interface Ask {
  /** graph, authority, dataverse:<key> or vault:<name>. */
  readonly service: string;
  readonly request: Request;
  /** Route of Graph without the names of its parameters, for example /groups/{}/members. */
  readonly template: string | undefined;
  readonly workload: "directory" | "teams" | "planner" | undefined;
  /** What the route says of the limits. */
  readonly limit?: RouteLimit | undefined;
  /** The plain keys of the path by parameter name, as far as the route is known. */
  readonly keys: Readonly<Record<string, string>>;
  readonly isWrite: boolean;
  readonly client: string | undefined;
  /** Lower case. */
  readonly clientId: string | undefined;
  readonly tenant: Tenant;
}

/** The way through: `answer` replaces carrying the request out, `leave` sees the answer of doing so.
 *  Both entering and leaving may throw ServiceError. */
export interface Passage {
  readonly request: Request;
  readonly answer?: Reply;
  leave(reply: Reply): Reply;
}
