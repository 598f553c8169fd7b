// The list of routes, by hand, in the order of the documentation.
import type { GraphRoute } from "./call.ts";
import { administrativeUnitRoutes } from "./administrative-units.ts";
import { applicationTemplateRoutes } from "./application-templates.ts";
import { appRoleAssignmentRoutes } from "./app-role-assignments.ts";
import { applicationRoutes } from "./applications.ts";
import { auditSearchRoutes } from "./audit-search.ts";
import { channelRoutes } from "./channels.ts";
import { deltaRoutes } from "./delta.ts";
import { deletedItemRoutes } from "./deleted-items.ts";
import { directoryObjectRoutes } from "./directory-objects.ts";
import { domainRoutes } from "./domains.ts";
import { grantRoutes } from "./grants.ts";
import { groupEdgeRoutes } from "./group-edges.ts";
import { groupRoutes } from "./groups.ts";
import { installedAppRoutes } from "./installed-apps.ts";
import { membershipRoutes } from "./membership.ts";
import { objectOwnerRoutes } from "./object-owners.ts";
import { organizationRoutes } from "./organization.ts";
import { plannerDetailsRoutes } from "./planner-details.ts";
import { plannerPlanRoutes } from "./planner-plans.ts";
import { plannerTaskRoutes } from "./planner-tasks.ts";
import { policyRoutes } from "./policies.ts";
import { servicePrincipalRoutes } from "./service-principals.ts";
import { tabRoutes } from "./tabs.ts";
import { teamMemberRoutes } from "./team-members.ts";
import { teamsAppRoutes } from "./teams-apps.ts";
import { teamRoutes } from "./teams.ts";
import { userAppRoutes } from "./user-apps.ts";
import { userRoutes } from "./users.ts";

export const graphRoutes: readonly GraphRoute[] = [
  ...groupRoutes,
  ...groupEdgeRoutes,
  ...teamRoutes,
  ...teamMemberRoutes,
  ...channelRoutes,
  ...tabRoutes,
  ...installedAppRoutes,
  ...teamsAppRoutes,
  ...userRoutes,
  ...directoryObjectRoutes,
  ...deletedItemRoutes,
  ...servicePrincipalRoutes,
  ...grantRoutes,
  ...appRoleAssignmentRoutes,
  ...applicationRoutes,
  ...applicationTemplateRoutes,
  ...membershipRoutes,
  ...administrativeUnitRoutes,
  ...domainRoutes,
  ...auditSearchRoutes,
  ...organizationRoutes,
  ...policyRoutes,
  ...objectOwnerRoutes,
  ...plannerPlanRoutes,
  ...plannerTaskRoutes,
  ...plannerDetailsRoutes,
  ...deltaRoutes,
  ...userAppRoutes,
];
