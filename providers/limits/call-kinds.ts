/** So many calls (for `units`: resource units) of one app in one tenant, in any window of this length. */
export interface Limit {
  readonly calls: number;
  readonly windowSeconds: number;
  /** Most calls under way at the same time. */
  readonly atOnceMost?: number;
  /** Most seconds that the calls of a window may take the service together. */
  readonly busySecondsMost?: number;
}

/**
 * The documented limits of one app in one tenant. Resource units are those of the smallest tenants: never the limit
 * that binds, and right without knowing how large the tenant is. Sources: Microsoft Graph "Throttling limits" (identity
 * and access; identity and access reports; Microsoft Teams), Dataverse "Service protection API limits", Azure Key
 * Vault "Service limits", read 2026-11.
 */
export const buckets = {
  units: { calls: 3500, windowSeconds: 10 },
  directoryWrites: { calls: 3000, windowSeconds: 150 },
  auditLog: { calls: 5, windowSeconds: 10 },
  getTeamById: { calls: 30, windowSeconds: 1 },
  getTeamOfGroup: { calls: 30, windowSeconds: 1 },
  getMembers: { calls: 60, windowSeconds: 1 },
  getChannels: { calls: 60, windowSeconds: 1 },
  getChannelOrTabs: { calls: 30, windowSeconds: 1 },
  getOther: { calls: 30, windowSeconds: 1 },
  createTeam: { calls: 10, windowSeconds: 1 },
  putTeam: { calls: 6, windowSeconds: 1 },
  createChannelOrTab: { calls: 30, windowSeconds: 1 },
  installApp: { calls: 30, windowSeconds: 1 },
  postMember: { calls: 30, windowSeconds: 1 },
  patchTeamOrTab: { calls: 30, windowSeconds: 1 },
  patchChannel: { calls: 30, windowSeconds: 1 },
  deleteChannelOrTab: { calls: 15, windowSeconds: 1 },
  uninstallApp: { calls: 15, windowSeconds: 1 },
  otherTeamsWrites: { calls: 30, windowSeconds: 1 },
  // Planner publishes no limit; this one is ours, in line with the slowest of its neighbours.
  planner: { calls: 15, windowSeconds: 1 },
  // 52 at once are refused; a few less, because an answer is on its way while the next call leaves.
  dataverse: { calls: 6000, windowSeconds: 300, atOnceMost: 40, busySecondsMost: 1200 },
  // Making a version counts most; asking may be done 4,000 times. One limit for both: we ask seldom.
  keyVault: { calls: 300, windowSeconds: 10 },
} as const satisfies Readonly<Record<string, Limit>>;

export type BucketName = keyof typeof buckets;

/** A kind of call in words, and the limits it counts against; where there are two, either serves. */
interface KindFacts {
  readonly what: string;
  readonly buckets: readonly BucketName[];
}

/** Every kind of call this project makes. A plan, the client's counters and the benchmark speak of these. */
export const callKinds = {
  readDirectory: { what: "read groups, apps and consent", buckets: ["units"] },
  readPeople: { what: "look people up, 15 a call", buckets: ["units"] },
  readAuditLog: { what: "read the audit log", buckets: ["auditLog"] },
  readTeams: { what: "read teams", buckets: ["getTeamById", "getTeamOfGroup"] },
  readMembers: { what: "read the members of teams", buckets: ["getMembers"] },
  readChannels: { what: "read the channels of teams", buckets: ["getChannels"] },
  readTabs: { what: "read channels' details and tabs", buckets: ["getChannelOrTabs"] },
  readApps: { what: "read apps of teams", buckets: ["getTeamOfGroup"] },
  readOther: { what: "ask whether the service is done, read folders", buckets: ["getOther"] },
  groups: { what: "make, mark or delete groups", buckets: ["directoryWrites"] },
  teams: { what: "make teams", buckets: ["createTeam"] },
  teamsByPut: { what: "make teams of groups", buckets: ["putTeam"] },
  add: { what: "add people to teams, up to 200 a call", buckets: ["otherTeamsWrites"] },
  addOne: { what: "add people to teams one by one", buckets: ["postMember"] },
  remove: { what: "remove people from teams, up to 20 a call", buckets: ["otherTeamsWrites"] },
  roles: { what: "change owners and members", buckets: ["otherTeamsWrites"] },
  archive: { what: "archive and reopen teams", buckets: ["otherTeamsWrites"] },
  settings: { what: "change teams", buckets: ["patchTeamOrTab"] },
  channels: { what: "make channels", buckets: ["createChannelOrTab"] },
  channelChanges: { what: "change channels", buckets: ["patchChannel"] },
  tabs: { what: "pin tabs", buckets: ["createChannelOrTab"] },
  tabChanges: { what: "change tabs", buckets: ["patchTeamOrTab"] },
  deletions: { what: "remove channels and tabs", buckets: ["deleteChannelOrTab"] },
  apps: { what: "install apps in teams", buckets: ["installApp"] },
  appRemovals: { what: "remove apps from teams", buckets: ["uninstallApp"] },
  otherTeamsWrites: { what: "other changes of teams", buckets: ["otherTeamsWrites"] },
  directory: { what: "change apps and consent", buckets: ["directoryWrites"] },
  planner: { what: "read and change task plans", buckets: ["planner"] },
  readDataverse: { what: "read Dynamics rows", buckets: ["dataverse"] },
  dataverse: { what: "change Dynamics rows and switches", buckets: ["dataverse"] },
  readKeyVault: { what: "read which secrets a key vault has", buckets: ["keyVault"] },
  keyVault: { what: "keep secrets in a key vault", buckets: ["keyVault"] },
} as const satisfies Readonly<Record<string, KindFacts>>;

export type CallKind = keyof typeof callKinds;
export type CallCounts = Readonly<Partial<Record<CallKind, number>>>;

/** Calls a second that one kind may make for long. */
export function perSecondOf(kind: CallKind): number {
  return callKinds[kind].buckets.reduce((sum, name) => sum + rateOf(buckets[name]), 0);
}

function rateOf({ calls, windowSeconds }: Limit): number {
  return calls / windowSeconds;
}

/**
 * The shortest time in which the documented limits let these calls through, when all kinds run side by side and each
 * limit is used to the full. `share` is the part of the limits that is ours. A window that is still fresh gives all
 * its calls at once; that counts for the long ones only.
 */
export function floorOf(
  counts: CallCounts,
  share = 1,
): { readonly seconds: number; readonly kind?: CallKind } {
  const sums = new Map<string, { calls: number; first: CallKind; most: number }>();
  for (const [kind, calls] of Object.entries(counts) as [CallKind, number][]) {
    const name = callKinds[kind].buckets.join("+");
    const sum = sums.get(name);
    const isMost = sum === undefined || calls > sum.most;
    sums.set(name, {
      calls: (sum?.calls ?? 0) + calls,
      first: isMost ? kind : sum.first,
      most: Math.max(calls, sum?.most ?? 0),
    });
  }
  let longest: { seconds: number; kind?: CallKind } = { seconds: 0 };
  for (const { calls, first } of sums.values()) {
    const [name] = callKinds[first].buckets;
    const { calls: inOneWindow, windowSeconds } = buckets[name];
    const fresh = windowSeconds > 1 ? inOneWindow * share : 0;
    const seconds = Math.max(0, calls - fresh) / (perSecondOf(first) * share);
    if (seconds > longest.seconds) longest = { seconds, kind: first };
  }
  return longest;
}
