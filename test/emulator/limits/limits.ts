// Charges requests to the documented limits of their service. By the tenant's clock, so a driven clock drives
// them too. Each request touches a handful of buckets, however many there are.
import type { Ask } from "../ask.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { World } from "../world.ts";
import { Buckets } from "./bucket.ts";
import { DataverseLimits } from "./dataverse-limits.ts";
import { directoryDraws, type Draw, isTeamsRoute, teamsDraws } from "./graph-limits.ts";

export type LimitsMode = "off" | "documented";

export class Limits {
  readonly mode: LimitsMode;
  readonly #world: World;
  readonly #buckets = new Buckets();
  readonly #dataverse: DataverseLimits;

  constructor(mode: LimitsMode, world: World) {
    this.mode = mode;
    this.#world = world;
    this.#dataverse = new DataverseLimits(world);
  }

  /** Headers for the answer. Throws ServiceError 429. */
  charge(ask: Ask): Record<string, string> | undefined {
    if (this.mode === "off") return undefined;
    if (ask.service.startsWith("dataverse:")) return this.#dataverse.charge(ask);
    if (ask.service !== "graph" || ask.template === undefined || ask.template === "/$batch") return undefined;
    return isTeamsRoute(ask) ? this.#chargeTeams(ask) : this.#chargeDirectory(ask);
  }

  done(ask: Ask, milliseconds: number): void {
    if (this.mode !== "off" && ask.service.startsWith("dataverse:")) this.#dataverse.done(ask, milliseconds);
  }

  /** All draws are made even when the first fails: refused requests count. */
  #draw(draws: readonly Draw[]): {
    waitSeconds: number | undefined;
    emptied: Draw | undefined;
    used: number;
  } {
    const now = this.#world.now().getTime();
    let waitSeconds: number | undefined;
    let emptied: Draw | undefined;
    let used = 0;
    for (const draw of draws) {
      const bucket = this.#buckets.of(draw.name, draw.size, now);
      const wait = bucket.take(draw.cost, now);
      used = Math.max(used, bucket.usedShare(now));
      if (wait === undefined || wait < (waitSeconds ?? 0)) continue;
      waitSeconds = wait;
      emptied = draw;
    }
    return { waitSeconds, emptied, used };
  }

  #chargeTeams(ask: Ask): Record<string, string> {
    const { waitSeconds } = this.#draw(teamsDraws(ask));
    if (waitSeconds === undefined) return {};
    // Seconds with a fraction, as in the documents.
    throw tooManyRequests({ "Retry-After": (Math.ceil(waitSeconds * 1000) / 1000).toFixed(3) });
  }

  #chargeDirectory(ask: Ask): Record<string, string> {
    const { waitSeconds, emptied, used } = this.#draw(directoryDraws(ask));
    const headers: Record<string, string> = {};
    if (used > 0.8) headers["x-ms-throttle-limit-percentage"] = Math.min(used, 1.8).toFixed(2);
    if (waitSeconds === undefined) return headers;
    throw tooManyRequests({
      ...headers,
      "Retry-After": String(Math.max(1, Math.ceil(waitSeconds))),
      "x-ms-throttle-scope": `Tenant_Application/ReadWrite/${ask.clientId ?? ""}/${ask.tenant.id}`,
      "x-ms-throttle-information": emptied?.information ?? "ResourceUnitLimitExceeded",
    });
  }
}

function tooManyRequests(headers: Record<string, string>): ServiceError {
  return new ServiceError(429, "TooManyRequests", "Please retry again later.", {
    headers,
    inner: { code: "429", status: "429", message: "Please retry after" },
  });
}
