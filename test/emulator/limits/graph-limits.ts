// The documented limits of the directory and of Teams. Source: "Microsoft Graph service-specific throttling
// limits", sections identity and access, and Microsoft Teams.
import type { Ask } from "../ask.ts";
import { searchOf } from "../http/message.ts";
import type { BucketSize } from "./bucket.ts";
import { otherTeamsLimits, type RouteLimit, type TeamsLimit, type UnitLimit } from "./route-limits.ts";

const usualUnits: UnitLimit = { units: 1 };

/** A bucket that a request draws from. */
export interface Draw {
  readonly name: string;
  readonly size: BucketSize;
  readonly cost: number;
  /** Directory only: what x-ms-throttle-information says when it is empty. */
  readonly information?: "ResourceUnitLimitExceeded" | "WriteLimitExceeded";
}

/** Cost of a directory request in resource units, as sent in x-ms-resource-unit. */
export function resourceUnits(limit: RouteLimit | undefined, url: string): number {
  const { units, unitsWithSelect } = limit !== undefined && "units" in limit ? limit : usualUnits;
  const search = searchOf(url);
  if (search === "") return units;
  const hasSelect = /[?&]?(?:\$|%24)select=/i.test(search);
  if (unitsWithSelect !== undefined) return hasSelect ? unitsWithSelect : units;
  const top = /(?:\$|%24)top=(\d+)/i.exec(search)?.[1];
  const cost =
    units -
    (hasSelect ? 1 : 0) +
    (/(?:\$|%24)expand=/i.test(search) ? 1 : 0) -
    (top !== undefined && Number(top) < 20 ? 1 : 0);
  return Math.max(1, cost);
}

function unitsPer10Seconds(users: number): number {
  if (users < 50) return 3500;
  return users <= 500 ? 5000 : 8000;
}

const isWriteMethod = (method: string): boolean => method !== "GET";

export function directoryDraws(ask: Ask): Draw[] {
  const { method, url } = ask.request;
  const app = ask.clientId ?? "";
  const draws: Draw[] = [
    {
      name: `units ${app}`,
      size: { capacity: unitsPer10Seconds(ask.tenant.users.size), windowSeconds: 10 },
      cost: resourceUnits(ask.limit, url),
      information: "ResourceUnitLimitExceeded",
    },
  ];
  if (ask.limit !== undefined && "window" in ask.limit) {
    const { window, capacity, windowSeconds } = ask.limit;
    draws.push({ name: `${window} ${app}`, size: { capacity, windowSeconds }, cost: 1 });
  }
  if (!isWriteMethod(method)) return draws;
  draws.push(
    {
      name: `writes ${app}`,
      size: { capacity: 3000, windowSeconds: 150 },
      cost: 1,
      information: "WriteLimitExceeded",
    },
    {
      name: "writes of the tenant",
      size: { capacity: 18_000, windowSeconds: 300 },
      cost: 1,
      information: "WriteLimitExceeded",
    },
  );
  return draws;
}

const perSecond = (capacity: number): BucketSize => ({ capacity, windowSeconds: 1 });

/** True for routes that Teams serves, wherever their permission is worded. */
export function isTeamsRoute(ask: Pick<Ask, "limit" | "workload">): boolean {
  return ask.workload === "teams" || (ask.limit !== undefined && "perSecond" in ask.limit);
}

export function teamsDraws(ask: Ask): Draw[] {
  const { limit, keys } = ask;
  const app = ask.clientId ?? "";
  const own: TeamsLimit | undefined = limit !== undefined && "perSecond" in limit ? limit : undefined;
  const usual = ask.request.method === "GET" ? otherTeamsLimits.read : otherTeamsLimits.write;
  const { kind, perSecond: rate, perTeamAndMinute } = own ?? usual;
  const draws: Draw[] = [{ name: `${kind} ${app}`, size: perSecond(rate), cost: 1 }];
  const team = (keys["team"] ?? keys["group"])?.toLowerCase();
  if (team !== undefined) draws.push({ name: `team ${team} ${app}`, size: perSecond(4), cost: 1 });
  if (perTeamAndMinute !== undefined && team !== undefined) {
    draws.push({
      name: `${kind} ${team} ${app}`,
      size: { capacity: perTeamAndMinute, windowSeconds: 60 },
      cost: 1,
    });
  }
  const { channel } = keys;
  if (channel !== undefined) draws.push({ name: `channel ${channel} ${app}`, size: perSecond(1), cost: 1 });
  return draws;
}
