// How often each route was asked, and how many writes there were.
import type { Reply, Trace } from "./http/message.ts";

export interface Counts {
  readonly requests: number;
  /** Requests that changed the tenant: writing routes that succeeded. */
  readonly writes: number;
  readonly failures: number;
  readonly byMethod: Record<string, number>;
  /** By service and route, for example "graph GET /groups/{group}". */
  readonly byRoute: Record<string, number>;
}

export class Counters {
  #requests = 0;
  #writes = 0;
  #failures = 0;
  readonly #byMethod = new Map<string, number>();
  readonly #byRoute = new Map<string, number>();

  add(method: string, reply: Reply, trace: Trace): void {
    this.#requests += 1;
    if (reply.status >= 400) this.#failures += 1;
    else if (trace.isWrite === true) this.#writes += 1;
    increase(this.#byMethod, method);
    increase(this.#byRoute, `${trace.service} ${trace.route ?? `${method} (no route)`}`);
  }

  reset(): void {
    this.#requests = 0;
    this.#writes = 0;
    this.#failures = 0;
    this.#byMethod.clear();
    this.#byRoute.clear();
  }

  get counts(): Counts {
    return {
      requests: this.#requests,
      writes: this.#writes,
      failures: this.#failures,
      byMethod: Object.fromEntries(this.#byMethod),
      byRoute: Object.fromEntries([...this.#byRoute].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }
}

function increase(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
