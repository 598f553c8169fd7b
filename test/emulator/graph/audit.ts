// Every write leaves who, what and when. Source: "directoryAudit resource type".
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
    loggedByService: entry.category === "Teams" ? "Microsoft Teams" : "Core Directory",
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
