import { storeMapping } from "./commerce/store-mapping.ts";
import { targetingHierarchy } from "./commerce/targeting-hierarchy.ts";
import { channelLink } from "./dataverse/links/channel-link.ts";
import { teamsIntegration } from "./dataverse/teams-integration.ts";
import { teamsTables } from "./dataverse/teams-tables.ts";
import { appRegistration } from "./graph/apps/app-registration.ts";
import { appRoleGrant } from "./graph/apps/app-role-grant.ts";
import { clientSecret } from "./graph/apps/client-secret.ts";
import { delegatedGrant } from "./graph/apps/delegated-grant.ts";
import { enterpriseApp } from "./graph/apps/enterprise-app.ts";
import { teamApp } from "./graph/team/installed-app.ts";
import { taskPlan } from "./graph/tasks/plan-of-tasks.ts";
import { team } from "./graph/team/store-team.ts";
import type { ResourceType, Token } from "./core/resource-type.ts";

/** Every resource type of this project, sorted by token. A new type is one more line here. */
export const resourceTypes = [
  storeMapping,
  targetingHierarchy,
  channelLink,
  teamsIntegration,
  teamsTables,
  appRegistration,
  appRoleGrant,
  clientSecret,
  delegatedGrant,
  enterpriseApp,
  taskPlan,
  team,
  teamApp,
] as const;

/** A type seen from outside: props and handles are opaque, only the type itself looks into them. */
export type OpaqueType = ResourceType<Readonly<Record<string, unknown>>, unknown>;

/** Whether a type of this registry has the token; those of other packages are of no interest here. */
export function isOurs(token: string): token is Token {
  return resourceTypes.some((type) => type.token === token);
}

/** Throws when no type has this token: the state then comes from a newer version of this project. */
export function typeByToken(token: string): OpaqueType {
  const found = resourceTypes.find((type) => type.token === token);
  if (found === undefined) {
    throw new Error(`no resource type has the token "${token}". The state may come from a newer version.`);
  }
  // The adapter checks props against the type's schema before it passes them on.
  return found as unknown as OpaqueType;
}
