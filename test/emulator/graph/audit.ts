// Every write leaves who, what and when: in the directory's own log, or in that of Teams, which is another and
// is searched in another way. Source: "directoryAudit resource type", "auditLogRecord resource type".
import type { JsonObject } from "../json.ts";
import type { Call } from "./call.ts";

export interface AuditEntry {
  /** For example "Add member to group". */
  readonly activity: string;
  readonly category: string;
  readonly operation: "Add" | "Update" | "Delete" | "Assign" | "Unassign";
  readonly targets: readonly {
    readonly id: string;
    readonly displayName?: string | null;
    readonly type: string;
  }[];
  readonly changes?: JsonObject;
}

export function audit(call: Call, entry: AuditEntry): void {
  if (entry.category === "Teams") {
    auditTeams(call, entry);
    return;
  }
  const { caller, tenant, world } = call;
  const modifiedProperties = Object.entries(entry.changes ?? {}).map(([displayName, value]) => ({
    displayName,
    oldValue: null,
    newValue: JSON.stringify(value),
  }));
  tenant.audits.push({
    id: `Directory_${world.guid()}`,
    activityDateTime: world.now().toISOString(),
    activityDisplayName: entry.activity,
    category: entry.category,
    operationType: entry.operation,
    loggedByService: "Core Directory",
    correlationId: call.requestId,
    initiatedBy:
      caller.kind === "app"
        ? {
            user: null,
            app: {
              appId: caller.appId,
              displayName: caller.name,
              servicePrincipalId: caller.objectId,
              servicePrincipalName: null,
            },
          }
        : {
            app: null,
            user: {
              id: caller.user.id,
              displayName: caller.user.displayName,
              userPrincipalName: caller.user.userPrincipalName,
              ipAddress: "127.0.0.1",
            },
          },
    targetResources: entry.targets.map((target, index) => ({
      id: target.id,
      displayName: target.displayName ?? null,
      type: target.type,
      userPrincipalName: null,
      groupType: target.type === "Group" ? "unifiedGroups" : null,
      modifiedProperties: index === 0 ? modifiedProperties : [],
    })),
  });
}

/** What Teams keeps of an act. Source: "Teams activities in the audit log". */
function auditTeams({ caller, tenant, world }: Call, entry: AuditEntry): void {
  const named = (type: string): AuditEntry["targets"][number] | undefined =>
    entry.targets.find((target) => target.type === type);
  const team = named("Team");
  const channel = named("Channel");
  const [first] = entry.targets;
  tenant.teamsAudits.push({
    id: world.guid(),
    createdDateTime: world.now().toISOString(),
    operation: entry.activity,
    objectId: first?.id ?? null,
    userId: caller.kind === "app" ? caller.objectId : caller.user.id,
    userPrincipalName: caller.kind === "app" ? caller.appId : caller.user.userPrincipalName,
    userType: caller.kind === "app" ? "application" : "regular",
    auditData: {
      TeamGuid: team?.id ?? entry.changes?.["teamId"] ?? null,
      TeamName: team?.displayName ?? null,
      ChannelGuid: channel?.id ?? entry.changes?.["channelId"] ?? null,
      ChannelName: channel?.displayName ?? null,
      Members: entry.targets.flatMap(({ id, type }) =>
        type === "User" ? [{ UPN: tenant.users.get(id)?.userPrincipalName ?? id }] : [],
      ),
    },
  });
}
