// What holds for the whole tenant, for reading: settings of groups, the policy for credentials of apps, conditional
// access, and who holds a role of the directory. Sources: "List groupSettings", "Get tenantAppManagementPolicy", "List
// conditionalAccessPolicies", "List unifiedRoleAssignments".
import { directoryErrors } from "../errors/directory.ts";
import type { JsonObject } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { DirectoryRole, TenantPolicies } from "../tenant/policies.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { entityReply, idOf, listReply, onGet } from "./call.ts";
import { permissions } from "./permissions.ts";

type GroupSetting = TenantPolicies["groupSettings"][number];
type ConditionalAccess = TenantPolicies["conditionalAccess"][number];

const groupSettingType: EntityType<GroupSetting> = modelled("groupSetting", {
  own: {
    id: { type: "String", read: ({ id }) => id },
    displayName: { type: "String", read: ({ displayName }) => displayName },
    templateId: { type: "String", read: ({ templateId }) => templateId },
    values: { type: "Collection(Object)", read: ({ values }) => values },
  },
});

const appManagementType: EntityType<TenantPolicies> = modelled("tenantAppManagementPolicy", {
  own: {
    id: { type: "String", read: () => "00000000-0000-0000-0000-000000000000" },
    displayName: { type: "String", read: () => "Default app management tenant policy" },
    description: {
      type: "String",
      read: () => "Default tenant policy that enforces app management restrictions.",
    },
    isEnabled: { type: "Boolean", read: ({ appManagement }) => appManagement.isEnabled },
    applicationRestrictions: { type: "Object", read: ({ appManagement }) => restrictionsOf(appManagement) },
    servicePrincipalRestrictions: { type: "Object", read: () => restrictionsOf({ passwordCredentials: [] }) },
  },
});

function restrictionsOf({
  passwordCredentials,
}: Pick<TenantPolicies["appManagement"], "passwordCredentials">): JsonObject {
  return { passwordCredentials, keyCredentials: [] };
}

const conditionalAccessType: EntityType<ConditionalAccess> = modelled("conditionalAccessPolicy", {
  own: {
    id: { type: "String", read: ({ id }) => id },
    displayName: { type: "String", read: ({ displayName }) => displayName },
    state: { type: "String", read: ({ state }) => state },
    conditions: { type: "Object", read: ({ conditions }) => conditions },
    sessionControls: { type: "Object", read: ({ sessionControls }) => sessionControls },
  },
});

const roleAssignmentType: EntityType<DirectoryRole> = modelled("unifiedRoleAssignment", {
  own: {
    id: { type: "String", read: ({ id }) => id },
    principalId: { type: "String", read: ({ principalId }) => principalId },
    roleDefinitionId: { type: "String", read: ({ roleDefinitionId }) => roleDefinitionId },
    directoryScopeId: { type: "String", read: () => "/" },
  },
  expands: {
    principal: ({ principalId }, context) => {
      const principal = context.tenant.object(principalId);
      return principal === undefined ? null : context.show(principal);
    },
  },
});

/** Roles whose holder is still there. */
function rolesOf(tenant: Tenant): DirectoryRole[] {
  return tenant.policies.roles.filter(({ principalId }) => tenant.object(principalId) !== undefined);
}

const page = { usual: 100, largest: 999 };

export const policyRoutes = [
  onGet("/groupSettings", permissions.readGroupSettings, (call) =>
    listReply(call, {
      type: groupSettingType,
      rows: () => call.tenant.policies.groupSettings,
      context: "groupSettings",
      page,
    }),
  ),
  onGet("/groupSettings/{setting}", permissions.readGroupSettings, (call) => {
    const id = idOf(call, "setting");
    const found = call.tenant.policies.groupSettings.find((one) => one.id === id.toLowerCase());
    if (found === undefined) throw directoryErrors.notFound(id);
    return entityReply(call, groupSettingType, found, "groupSettings");
  }),
  onGet("/policies/defaultAppManagementPolicy", permissions.readPolicies, (call) =>
    entityReply(call, appManagementType, call.tenant.policies, "policies/defaultAppManagementPolicy"),
  ),
  onGet("/identity/conditionalAccess/policies", permissions.readConditionalAccess, (call) =>
    listReply(call, {
      type: conditionalAccessType,
      rows: () => call.tenant.policies.conditionalAccess,
      context: "identity/conditionalAccess/policies",
      page,
    }),
  ),
  onGet("/roleManagement/directory/roleAssignments", permissions.readRoles, (call) =>
    listReply(call, {
      type: roleAssignmentType,
      rows: () => rolesOf(call.tenant),
      context: "roleManagement/directory/roleAssignments",
      page,
    }),
  ),
];
