// Errors of Planner.
import { ServiceError } from "./service-error.ts";

const bad = (message: string): ServiceError => new ServiceError(400, "", message);

/** Names of limits, as they stand in error.code. Source: "Planner service limits and error codes". */
export type PlannerLimit =
  | "MaximumProjectsOwnedByUser"
  | "MaximumTasksInProject"
  | "MaximumActiveTasksInProject"
  | "MaximumBucketsInProject"
  | "MaximumTasksCreatedByUser"
  | "MaximumTasksAssignedToUser"
  | "MaximumAssigneesInTasks"
  | "MaximumChecklistItemsOnTask"
  | "MaximumReferencesOnTask";

export const plannerErrors = {
  bad,
  forbidden: () => new ServiceError(403, "", "You do not have the required permissions to access this item."),
  notFound: () => new ServiceError(404, "", "The requested item is not found."),
  unknownProperty: (name: string) =>
    bad(`The request is invalid:\r\nThe property '${name}' does not exist on the type.`),
  wrongType: (name: string, type: string) =>
    bad(`The request is invalid:\r\nThe value of '${name}' is not of the type '${type}'.`),
  required: (name: string) => bad(`The request is invalid:\r\n'${name}' is required.`),
  readOnly: (name: string) => bad(`The request is invalid:\r\n'${name}' cannot be set.`),
  tooLong: (name: string, most: number) =>
    bad(`The request is invalid:\r\n'${name}' is longer than ${most} characters.`),
  invalidValue: (name: string) => bad(`The request is invalid:\r\nThe value of '${name}' is not valid.`),
  missingType: (name: string) =>
    bad(`The request is invalid:\r\n'${name}' needs the property '@odata.type'.`),
  orderHint: (hint: string) => bad(`The order hint '${hint}' is not valid: it must be a hint, not a result.`),
  startAfterDue: () => bad("startDateTime must not be after dueDateTime."),
  limit: (limit: PlannerLimit) =>
    new ServiceError(403, limit, "The request cannot be carried out: a service limit would be exceeded."),
  etagMissing: () =>
    new ServiceError(412, "", "The If-Match header must be specified and hold the last known etag."),
  etagStale: () =>
    new ServiceError(412, "", "The If-Match header is not the etag of the item's last version."),
  conflict: () =>
    new ServiceError(409, "", "The item was changed meanwhile in a way that conflicts with this change."),
};
