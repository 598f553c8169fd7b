// Errors of Dataverse.
import { ServiceError } from "./service-error.ts";

const badRequest = (message: string): ServiceError => new ServiceError(400, "0x80060888", message);

/** Errors of Dataverse. `code` is hexadecimal text; often it says little. */
export const dataverseErrors = {
  unauthorized: (authority: string, origin: string) =>
    new ServiceError(401, "", "HTTP Error 401 - Unauthorized: Access is denied", {
      headers: { "WWW-Authenticate": `Bearer authorization_uri=${authority}, resource_id=${origin}` },
    }),
  notAMember: () => new ServiceError(403, "0x80072560", "The user is not a member of the organization."),
  privilege: (user: string, privilege: string) =>
    new ServiceError(
      403,
      "0x80040220",
      `Principal user (Id=${user}, type=8) is missing ${privilege} privilege.`,
    ),
  unknownSegment: (segment: string) =>
    new ServiceError(404, "0x80060888", `Resource not found for the segment '${segment}'.`),
  rowMissing: (table: string, id: string) =>
    new ServiceError(404, "0x80040217", `${table} With Id = ${id} Does Not Exist`),
  unknownEntity: (name: string) =>
    new ServiceError(
      404,
      "0x80060888",
      `Could not find an entity with the name '${name}' in the metadata cache.`,
    ),
  unknownAttribute: (name: string, table: string) =>
    new ServiceError(
      404,
      "0x80060888",
      `Could not find an attribute with the name '${name}' of the entity '${table}' in the metadata cache.`,
    ),
  unknownRelation: (name: string) =>
    new ServiceError(404, "0x80060888", `Could not find the relationship '${name}' in the metadata cache.`),
  duplicateMetadata: (kind: string, name: string) =>
    new ServiceError(400, "0x80047013", `${kind} with the specified name already exists: '${name}'.`),
  notCustomizable: (name: string) =>
    new ServiceError(400, "0x80047007", `'${name}' is part of the system and cannot be deleted.`),
  wrongVerb: (what: string, allowed: readonly string[]) =>
    new ServiceError(405, "0x80060888", `The HTTP method is not supported for ${what}.`, {
      headers: { Allow: allowed.join(", ") },
    }),
  notEmulated: (what: string) =>
    new ServiceError(501, "0x80040224", `The emulated environment has no answer for ${what}.`),
  badRequest,
  unknownProperty: (property: string, table: string) =>
    new ServiceError(
      400,
      "0x80060888",
      `Could not find a property named '${property}' on type 'Microsoft.Dynamics.CRM.${table}'.`,
    ),
  undeclaredProperty: (property: string, table: string) =>
    new ServiceError(
      400,
      "0x80048d19",
      `Error identified in Payload provided by the user for Entity :'${table}'. The property '${property}' does not exist on type 'Microsoft.Dynamics.CRM.${table}'. Make sure to only use property names that are defined by the type.`,
    ),
  wrongType: (property: string, type: string) =>
    new ServiceError(
      400,
      "0x80048d19",
      `Error identified in Payload provided by the user: cannot convert the value of '${property}' to the expected type '${type}'.`,
    ),
  required: (property: string) =>
    new ServiceError(400, "0x80040200", `The required attribute '${property}' is missing.`),
  tooLong: (property: string, table: string, most: number) =>
    new ServiceError(
      400,
      "0x80044331",
      `A validation error occurred. The length of the '${property}' attribute of the '${table}' entity exceeded the maximum allowed length of '${most}'.`,
    ),
  outsideChoice: (property: string, table: string, value: number, allowed: readonly string[]) =>
    new ServiceError(
      400,
      "0x8004431a",
      `A validation error occurred. The value ${value} of '${property}' on record of type '${table}' is outside the valid range. Accepted Values: ${allowed.join(",")}`,
    ),
  incompatible: (left: string, right: string) =>
    badRequest(
      `A binary operator with incompatible types was detected. Found operand types '${left}' and '${right}'.`,
    ),
  bothUrls: () =>
    new ServiceError(
      400,
      "0x80040203",
      "SharePointDocumentLocation cannot have both absoluteurl and relative url.",
    ),
  noSuchKey: (columns: string, table: string) =>
    new ServiceError(
      400,
      "0x80060888",
      `The table '${table}' has no alternate key of the columns '${columns}'.`,
    ),
  noChangeTracking: (table: string) =>
    new ServiceError(400, "0x80072516", `Change tracking is not enabled for the table '${table}'.`),
  deltaTokenExpired: () =>
    new ServiceError(400, "0x80044352", "The delta token has expired. Read all rows again."),
  contentId: (reference: string) =>
    badRequest(`Content-ID Reference: '${reference}' does not exist in the batch context.`),
  duplicateKey: () =>
    new ServiceError(412, "0x80040237", "A record with matching key values already exists."),
  versionMismatch: () =>
    new ServiceError(
      412,
      "0x80060882",
      "The version of the existing record doesn't match the RowVersion property provided.",
    ),
  teamsNeedsSharePoint: () =>
    new ServiceError(
      400,
      "0x800503ca",
      "Microsoft Teams integration cannot be turned on: SharePoint integration is not configured, and OneDrive integration is on, or an active SharePoint site or a document location with an absolute URL exists.",
    ),
  sharePointOnPremises: () =>
    new ServiceError(
      400,
      "0x800503ca",
      "Microsoft Teams integration cannot be turned on: the environment is integrated with SharePoint on-premises.",
    ),
  enhancedNeedsBasic: () =>
    new ServiceError(
      400,
      "0x80040203",
      "Enhanced Microsoft Teams integration needs the basic integration to be on.",
    ),
};
