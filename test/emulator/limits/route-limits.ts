// What a route of Graph draws from the documented limits. Routes name their entry beside their permission; those that
// name none cost what their service asks of everything. Source: "Microsoft Graph service-specific throttling limits",
// sections identity and access, identity and access reports, and Microsoft Teams.

/** Resource units of the directory. */
export interface UnitLimit {
  readonly units: number;
  /** Where the saving by $select is documented on its own. */
  readonly unitsWithSelect?: number;
}

/** Requests of one kind, by app and tenant, besides the units. */
export interface WindowLimit {
  readonly window: string;
  readonly capacity: number;
  readonly windowSeconds: number;
}

/** Requests to Teams of one kind, by app and tenant. */
export interface TeamsLimit {
  readonly kind: string;
  readonly perSecond: number;
  /** Also so many a minute for one team. */
  readonly perTeamAndMinute?: number;
}

export type RouteLimit = UnitLimit | WindowLimit | TeamsLimit;

const teams = (kind: string, perSecond: number): TeamsLimit => ({ kind, perSecond });

export const limits = {
  // The directory
  listUsers: { units: 2 },
  listMembers: { units: 3 },
  listTransitiveMembers: { units: 5 },
  readLicences: { units: 2 },
  getByIds: { units: 5, unitsWithSelect: 2 },
  // Reports of the directory
  readAuditLogs: { window: "audit logs", capacity: 5, windowSeconds: 10 },
  // Teams
  readTeam: teams("GET /teams/{id}, joinedTeams", 30),
  readTeamOfGroup: teams("GET team, installedApps, appCatalogs", 30),
  readMembers: teams("GET members", 60),
  readChannels: teams("GET channels, channel members", 60),
  readChannel: teams("GET channel, tabs", 30),
  createTeam: teams("POST /teams", 10),
  makeTeam: teams("PUT team, clone", 6),
  createChannel: teams("POST channel, tab", 30),
  installApp: teams("POST installedApps", 30),
  addMember: { ...teams("POST members", 30), perTeamAndMinute: 4 },
  changeTeam: teams("PATCH team, tab", 30),
  changeChannel: teams("PATCH channel", 30),
  deleteChannel: teams("DELETE channel, tab", 15),
  removeApp: teams("DELETE installedApps", 15),
} as const satisfies Readonly<Record<string, RouteLimit>>;

/** Of a route of Teams that names no entry. */
export const otherTeamsLimits = { read: teams("other GET", 30), write: teams("other calls", 30) };
