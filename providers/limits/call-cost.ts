import { buckets, callKinds, type BucketName, type CallKind, type Limit } from "./call-kinds.ts";

/** A limit that a call counts against. */
export interface Draw {
  /** Unlike for every limit and every object that has one of its own. */
  readonly name: string;
  readonly limit: Limit;
  readonly cost: number;
  /** True where the limit belongs to one team or channel: no other run of ours works on the same one. */
  readonly isOfObject: boolean;
}

/** One way to make a call. */
export interface Way {
  readonly path: string;
  readonly draws: readonly Draw[];
}

/** What a call is and what it counts against. */
export interface CallCost {
  readonly kind: CallKind;
  /** Team, group or other object the call is about: calls for different ones take turns. Empty: about none. */
  readonly object: string;
  /** At least one; each gives the same answer. */
  readonly ways: readonly Way[];
}

const teamLimit: Limit = { calls: 4, windowSeconds: 1 };
const channelLimit: Limit = { calls: 1, windowSeconds: 1 };
const postMemberLimit: Limit = { calls: 4, windowSeconds: 60 };

/** Kind by method and path; `{}` stands for an id. What is not named is "other" in the documents, too. */
const teamsKinds: Readonly<Record<string, CallKind>> = {
  "GET /teams/{}": "readTeams",
  "GET /groups/{}/team": "readTeams",
  "GET /teams/{}/members": "readMembers",
  "GET /teams/{}/channels": "readChannels",
  "GET /teams/{}/channels/{}/members": "readChannels",
  "GET /teams/{}/channels/{}": "readTabs",
  "GET /teams/{}/channels/{}/tabs": "readTabs",
  "GET /teams/{}/installedApps": "readApps",
  "GET /appCatalogs/{}": "readApps",
  "POST /teams": "teams",
  "PUT /groups/{}/team": "teamsByPut",
  "PATCH /teams/{}": "settings",
  "POST /teams/{}/archive": "archive",
  "POST /teams/{}/unarchive": "archive",
  "POST /teams/{}/members": "addOne",
  "POST /teams/{}/members/add": "add",
  "POST /teams/{}/members/remove": "remove",
  "PATCH /teams/{}/members/{}": "roles",
  "POST /teams/{}/channels": "channels",
  "PATCH /teams/{}/channels/{}": "channelChanges",
  "DELETE /teams/{}/channels/{}": "deletions",
  "POST /teams/{}/channels/{}/tabs": "tabs",
  "PATCH /teams/{}/channels/{}/tabs/{}": "tabChanges",
  "DELETE /teams/{}/channels/{}/tabs/{}": "deletions",
  "POST /teams/{}/installedApps": "apps",
  "DELETE /teams/{}/installedApps/{}": "appRemovals",
};

/** Resource units of a read before options; 1 for those not named. Source: "Throttling limits", read 2026-11. */
const unitsOf: Readonly<Record<string, number>> = {
  "/users": 2,
  "/groups/{}/members": 3,
  "/groups/{}/transitiveMembers": 5,
  "/users/{}/licenseDetails": 2,
  "/subscribedSkus": 3,
};

/** What a Graph call is and counts against. `path` starts with "/" and has no version. */
export function graphCost(method: string, path: string): CallCost {
  const [bare = "", query = ""] = path.split("?", 2);
  const segments = segmentsOf(bare);
  const [root = "", id = "", part] = segments;
  const isTeams = root === "teams" || root === "appCatalogs" || (root === "groups" && part === "team");
  if (isTeams) return teamsCost(method, path, segments);
  if (root === "planner") return { kind: "planner", object: id, ways: [{ path, draws: [ofApp("planner")] }] };
  const units: Draw = { ...ofApp("units"), cost: method === "GET" ? unitsFor(segments, query) : 1 };
  const draws = method === "GET" ? [units] : [units, ofApp("directoryWrites")];
  const kind = directoryKind(method, root);
  if (kind === "readAuditLog") draws.push(ofApp("auditLog"));
  return { kind, object: root === "users" ? "" : id, ways: [{ path, draws }] };
}

/** A call of the Web API of the environment at `origin`, which has limits of its own. */
export function dataverseCost(method: string, origin: string, path: string): CallCost {
  const draw = { ...ofApp("dataverse"), name: `dataverse ${origin}` };
  const kind = method === "GET" ? "readDataverse" : "dataverse";
  return { kind, object: "", ways: [{ path, draws: [draw] }] };
}

/** A call of the key vault at `origin`, which has limits of its own. */
export function keyVaultCost(method: string, origin: string, path: string): CallCost {
  const draw = { ...ofApp("keyVault"), name: `key vault ${origin}` };
  return {
    kind: method === "GET" ? "readKeyVault" : "keyVault",
    object: "",
    ways: [{ path, draws: [draw] }],
  };
}

function directoryKind(method: string, root: string): CallKind {
  if (root === "auditLogs") return "readAuditLog";
  if (method === "GET") return root === "users" ? "readPeople" : "readDirectory";
  return root === "groups" ? "groups" : "directory";
}

function teamsCost(method: string, path: string, segments: readonly string[]): CallCost {
  const [root, id = "", , channelId] = segments;
  const team = root === "appCatalogs" || id === "" ? undefined : id.toLowerCase();
  const route = `${method} ${templateOf(segments)}`;
  const kind = teamsKinds[route] ?? (method === "GET" ? "readOther" : "otherTeamsWrites");
  const own: Draw[] = team === undefined ? [] : [ofObject(`team ${team}`, teamLimit)];
  if (kind === "addOne") own.push(ofObject(`members of ${team ?? ""}`, postMemberLimit));
  if (segments[2] === "channels" && channelId !== undefined)
    own.push(ofObject(`channel ${channelId}`, channelLimit));
  const way = (bucket: BucketName, itsPath = path): Way => ({
    path: itsPath,
    draws: [ofApp(bucket), ...own],
  });
  return { kind, object: team ?? "", ways: waysOf(kind, route, path, way) };
}

/** `/teams/{id}` and `/groups/{id}/team` are the same object with the same answer, each with a limit of its own. */
function waysOf(
  kind: CallKind,
  route: string,
  path: string,
  way: (bucket: BucketName, path?: string) => Way,
): readonly Way[] {
  if (route === "GET /groups/{}/team") return [way("getTeamOfGroup")];
  if (kind !== "readTeams") return [way(callKinds[kind].buckets[0])];
  const twin = path.replace(/^\/teams\/([^/?]+)/, "/groups/$1/team");
  return [way("getTeamById"), way("getTeamOfGroup", twin)];
}

function ofApp(name: BucketName): Draw {
  return { name, limit: buckets[name], cost: 1, isOfObject: false };
}

function ofObject(name: string, limit: Limit): Draw {
  return { name, limit, cost: 1, isOfObject: true };
}

/** `/teams('1')/operations('2')` and `/teams/1/operations/2` are the same. Keys by name stay as they are. */
function segmentsOf(path: string): string[] {
  return path
    .split("/")
    .slice(1)
    .flatMap((segment) => {
      const keyed = /^([A-Za-z]+)\('?(.*?)'?\)$/.exec(segment);
      return keyed === null ? [segment] : [keyed[1] ?? "", keyed[2] ?? ""];
    });
}

function templateOf(segments: readonly string[]): string {
  const isAction = (text: string): boolean => text === "add" || text === "remove";
  return segments.map((text, index) => `/${index % 2 === 0 || isAction(text) ? text : "{}"}`).join("");
}

/** $select and a small $top make a read cheaper, $expand dearer; never under 1. */
function unitsFor(segments: readonly string[], query: string): number {
  const top = /(?:\$|%24)top=(\d+)/i.exec(query)?.[1];
  const units =
    (unitsOf[templateOf(segments)] ?? 1) -
    (/(?:\$|%24)select=/i.test(query) ? 1 : 0) +
    (/(?:\$|%24)expand=/i.test(query) ? 1 : 0) -
    (top !== undefined && Number(top) < 20 ? 1 : 0);
  return Math.max(1, units);
}
