// The documented limits of the directory and of Teams. Source: "Microsoft Graph service-specific throttling
// limits", sections identity and access, and Microsoft Teams.
import type { Ask } from "../ask.ts";
import { searchOf } from "../http/message.ts";
import type { BucketSize } from "./bucket.ts";

/** A bucket that a request draws from. */
export interface Draw {
  readonly name: string;
  readonly size: BucketSize;
  readonly cost: number;
  /** Directory only: what x-ms-throttle-information says when it is empty. */
  readonly information?: "ResourceUnitLimitExceeded" | "WriteLimitExceeded";
}

/** Resource units by route; 1 for those not named. */
const unitsOf: Readonly<Record<string, number>> = {
  "GET /users": 2,
  "GET /groups/{}/members": 3,
  "GET /groups/{}/transitiveMembers": 5,
  "GET /users/{}/licenseDetails": 2,
  "GET /subscribedSkus": 3,
  "POST /directoryObjects/getByIds": 5,
};

/** Cost of a directory request in resource units, as sent in x-ms-resource-unit. */
export function resourceUnits(method: string, template: string, url: string): number {
  const route = `${method} ${template}`;
  const base = unitsOf[route] ?? 1;
  const search = searchOf(url);
  if (search === "") return base;
  const hasSelect = /[?&]?(?:\$|%24)select=/i.test(search);
  // The one whose saving is documented on its own.
  if (route === "POST /directoryObjects/getByIds") return hasSelect ? 2 : base;
  const top = /(?:\$|%24)top=(\d+)/i.exec(search)?.[1];
  const units =
    base -
    (hasSelect ? 1 : 0) +
    (/(?:\$|%24)expand=/i.test(search) ? 1 : 0) -
    (top !== undefined && Number(top) < 20 ? 1 : 0);
  return Math.max(1, units);
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
      cost: resourceUnits(method, ask.template ?? "", url),
      information: "ResourceUnitLimitExceeded",
    },
  ];
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

/** Requests a second of one app in one tenant, by kind of request. Kinds not named: other GET, other calls. */
const teamsKinds: Readonly<Record<string, readonly [kind: string, perSecond: number]>> = {
  "GET /groups/{}/team": ["GET team, installedApps, appCatalogs", 30],
  "GET /teams/{}/installedApps": ["GET team, installedApps, appCatalogs", 30],
  "GET /appCatalogs/teamsApps": ["GET team, installedApps, appCatalogs", 30],
  "GET /teams/{}": ["GET /teams/{id}, joinedTeams", 30],
  "GET /teams/{}/members": ["GET members", 60],
  "GET /teams/{}/channels": ["GET channels, channel members", 60],
  "GET /teams/{}/channels/{}/members": ["GET channels, channel members", 60],
  "GET /teams/{}/channels/{}": ["GET channel, tabs", 30],
  "GET /teams/{}/channels/{}/tabs": ["GET channel, tabs", 30],
  "POST /teams": ["POST /teams", 10],
  "PUT /groups/{}/team": ["PUT team, clone", 6],
  "POST /teams/{}/channels": ["POST channel, tab", 30],
  "POST /teams/{}/channels/{}/tabs": ["POST channel, tab", 30],
  "POST /teams/{}/installedApps": ["POST installedApps", 30],
  "POST /users/{}/teamwork/installedApps": ["POST installedApps", 30],
  "POST /teams/{}/members": ["POST members", 30],
  "PATCH /teams/{}": ["PATCH team, tab", 30],
  "PATCH /teams/{}/channels/{}/tabs/{}": ["PATCH team, tab", 30],
  "PATCH /teams/{}/channels/{}": ["PATCH channel", 30],
  "DELETE /teams/{}/channels/{}": ["DELETE channel, tab", 15],
  "DELETE /teams/{}/channels/{}/tabs/{}": ["DELETE channel, tab", 15],
  "DELETE /teams/{}/installedApps/{}": ["DELETE installedApps", 15],
};

const perSecond = (capacity: number): BucketSize => ({ capacity, windowSeconds: 1 });

/** True for routes that Teams serves, wherever their permission is worded. */
export function isTeamsRoute(ask: Pick<Ask, "template" | "workload">): boolean {
  return ask.workload === "teams" || ask.template === "/groups/{}/team";
}

export function teamsDraws(ask: Ask): Draw[] {
  const { method } = ask.request;
  const app = ask.clientId ?? "";
  const route = `${method} ${ask.template ?? ""}`;
  const [kind, rate] = teamsKinds[route] ?? [method === "GET" ? "other GET" : "other calls", 30];
  const draws: Draw[] = [{ name: `${kind} ${app}`, size: perSecond(rate), cost: 1 }];
  const team = (ask.keys["team"] ?? ask.keys["group"])?.toLowerCase();
  if (team !== undefined) draws.push({ name: `team ${team} ${app}`, size: perSecond(4), cost: 1 });
  if (route === "POST /teams/{}/members" && team !== undefined) {
    draws.push({
      name: `POST members ${team} ${app}`,
      size: { capacity: 4, windowSeconds: 60 },
      cost: 1,
    });
  }
  const { channel } = ask.keys;
  if (channel !== undefined) draws.push({ name: `channel ${channel} ${app}`, size: perSecond(1), cost: 1 });
  return draws;
}
