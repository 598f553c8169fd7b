import type { Resources } from "../../schemas/types/resources.ts";
import type { Token } from "../core/resource-type.ts";
import { teamsIntegrationCalls, teamsTablesCalls } from "../dataverse/calls.ts";
import { channelLinkCalls } from "../dataverse/links/calls.ts";
import {
  appRegistrationCalls,
  appRoleGrantCalls,
  clientSecretCalls,
  delegatedGrantCalls,
  enterpriseAppCalls,
} from "../graph/apps/calls.ts";
import { taskPlanCalls } from "../graph/tasks/calls.ts";
import { teamAppCalls } from "../graph/team/calls/installed-app.ts";
import { teamCalls } from "../graph/team/calls/whole.ts";
import { isOurs } from "../registry.ts";
import { noCalls, type TypeCalls } from "./contract.ts";

/** The calls of every type of the registry: one that has none does not compile. */
const callsByToken: { readonly [Key in Token]: TypeCalls<NonNullable<Resources[Key]>> } = {
  "commerce:StoreMapping": noCalls,
  "commerce:TargetingHierarchy": noCalls,
  "dataverse:ChannelLink": channelLinkCalls,
  "dataverse:TeamsIntegration": teamsIntegrationCalls,
  "dataverse:TeamsTables": teamsTablesCalls,
  "graph:AppRegistration": appRegistrationCalls,
  "graph:AppRoleGrant": appRoleGrantCalls,
  "graph:ClientSecret": clientSecretCalls,
  "graph:DelegatedGrant": delegatedGrantCalls,
  "graph:EnterpriseApp": enterpriseAppCalls,
  "graph:TaskPlan": taskPlanCalls,
  "graph:Team": teamCalls,
  "graph:TeamApp": teamAppCalls,
};

/** What a resource with this token calls. What is not ours, such as the identity of a pipeline, is not counted. */
export function callsOf(token: string): TypeCalls<Readonly<Record<string, unknown>>> {
  // A resource with the token has the properties of its type: the provider has checked them.
  return isOurs(token)
    ? (callsByToken[token] as unknown as TypeCalls<Readonly<Record<string, unknown>>>)
    : noCalls;
}
