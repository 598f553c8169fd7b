// Errors of Teams.
import { ServiceError } from "./service-error.ts";

const badGateway = (message: string): ServiceError => new ServiceError(400, "BadRequest", message);

/** Errors of the Teams workload. */
export const teamsErrors = {
  bad: (message: string) => badGateway(message),
  notFound: (message: string) => new ServiceError(404, "NotFound", message),
  noTeam: (groupId: string) => new ServiceError(404, "NotFound", `No team found with Group Id ${groupId}`),
  teamExists: () => new ServiceError(409, "Conflict", "Team already exists"),
  groupWithoutOwner: () =>
    badGateway("Group must have at least one owner before it can be turned into a team."),
  backendGroupMissing: (groupId: string, backend = "GetGroupFromIdS2SRequest") =>
    new ServiceError(
      404,
      "NotFound",
      `Failed to execute MsGraph backend request ${backend}. Request Url: https://api.fl.teams.microsoft.com/v1/groups/${groupId}, Request Method: GET, Response Status Code: NotFound.`,
    ),
  unknownProperty: (name: string) => badGateway(`Invalid property '${name}'.`),
  wrongType: (name: string, type: string) =>
    badGateway(`Cannot convert the value of property '${name}' to the expected type '${type}'.`),
  required: (name: string) => badGateway(`Property '${name}' is required.`),
  readOnly: (name: string) => badGateway(`Property '${name}' is read-only and cannot be set.`),
  tooLong: (name: string, most: number) =>
    badGateway(`Property '${name}' is longer than the maximum of ${most} characters.`),
  invalidValue: (name: string) => badGateway(`Invalid value specified for property '${name}'.`),
  missingType: () => badGateway("'odata.type' must be specified"),
  invalidId: (id: string) => badGateway(`Invalid id '${id}' provided.`),
  oneOwnerNeeded: () =>
    badGateway(
      "Invalid bind property name owners in request: exactly one member with the role owner is needed.",
    ),
  tooManyValues: (most: number) => badGateway(`A request may carry at most ${most} values.`),
  lastOwner: () => badGateway("The last owner of a team cannot be removed. Make another member owner first."),
  nameExists: () =>
    new ServiceError(400, "NameAlreadyExists", "Channel name already existed, please use other name"),
  generalStays: () => badGateway("The general channel of a team cannot be deleted."),
  channelLimit: (kind: string, most: number) =>
    badGateway(
      `The ${kind} channel cannot be made: a team can have at most ${most} channels, deleted ones of the last 30 days included.`,
    ),
  archived: () => badGateway("Team is archived. The operation is not allowed on an archived team."),
  siteReadOnlyAppOnly: () =>
    badGateway("shouldSetSpoSiteReadOnlyForMembers is not supported in application context."),
  appNotInstalled: (appId: string, teamId: string) =>
    badGateway(
      `App id [${appId}] needs to be installed to the team [${teamId}] and be in an unblocked state to install/update a tab`,
    ),
  appWithoutTabs: (appId: string) => badGateway(`The specified app does not support tabs. AppId:${appId}`),
  appUnknown: () =>
    badGateway("User is trying to create a team entitlement for a non existent App definition"),
  appInstalled: () => new ServiceError(409, "Conflict", "App entitlement already exists."),
  consentNotAllowed: () =>
    new ServiceError(
      403,
      "Forbidden",
      "The app needs resource-specific consent, which the permissions of the request do not allow to give.",
    ),
  userMissing: () => new ServiceError(404, "NotFound", ""),
  memberMissing: () => new ServiceError(404, "NotFound", "Could not find resource"),
  notInTeam: (userId: string) => badGateway(`User '${userId}' is not a member of the team.`),
  notUnified: () => badGateway("Only a Microsoft 365 group can become a team."),
  notWithGroup: (name: string) =>
    badGateway(`Property '${name}' cannot be given when a team is made from a group.`),
  ownerWithoutLicence: (userId: string) =>
    new ServiceError(403, "Forbidden", `User '${userId}' has no licence for Microsoft Teams.`),
  generalKeepsName: () => badGateway("The general channel of a team cannot be renamed."),
  consentMismatch: () =>
    badGateway("The permission set in consentedPermissionSet does not match that of the app definition."),
};
