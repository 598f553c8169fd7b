import type { Token } from "../../../providers/core/resource-type.ts";
import { isOurs } from "../../../providers/registry.ts";
import type { Resources } from "../../../schemas/types/resources.ts";
import type { TypeWords } from "../words.ts";
import { appRegistrationWords, clientSecretWords, enterpriseAppWords, teamAppWords } from "./apps.ts";
import { channelLinkWords } from "./channel-link.ts";
import { storeMappingWords, targetingHierarchyWords } from "./files.ts";
import { appRoleGrantWords, delegatedGrantWords } from "./grants.ts";
import { identityWords } from "./pipeline-identity.ts";
import { integrationWords, tablesWords } from "./switches.ts";
import { taskPlanWords } from "./task-plan.ts";
import { teamWords } from "./team.ts";

/** The words of every type of the registry: one that has none does not compile. */
const wordsByToken: { readonly [Key in Token]: TypeWords<NonNullable<Resources[Key]>> } = {
  "commerce:StoreMapping": storeMappingWords,
  "commerce:TargetingHierarchy": targetingHierarchyWords,
  "dataverse:ChannelLink": channelLinkWords,
  "dataverse:TeamsIntegration": integrationWords,
  "dataverse:TeamsTables": tablesWords,
  "graph:AppRegistration": appRegistrationWords,
  "graph:AppRoleGrant": appRoleGrantWords,
  "graph:ClientSecret": clientSecretWords,
  "graph:DelegatedGrant": delegatedGrantWords,
  "graph:EnterpriseApp": enterpriseAppWords,
  "graph:TaskPlan": taskPlanWords,
  "graph:Team": teamWords,
  "graph:TeamApp": teamAppWords,
};

/** How a resource with this token is told. What is not ours is an identity of a pipeline. */
export function wordsOf(token: string): TypeWords {
  // A resource with the token has the properties of its type: the provider has checked them.
  return isOurs(token) ? (wordsByToken[token] as unknown as TypeWords) : identityWords;
}
