import type { AppRoleGrant } from "../../../schemas/types/resources.ts";
import { objectIn } from "../../core/answers.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { changedFields } from "../../core/compare.ts";
import { ApiError, isPassing } from "../../core/errors.ts";
import { textAt } from "../../core/json.ts";
import { waitUntilShown } from "../../core/wait-until-shown.ts";
import { asRemoteId, presentId, type ResourceType } from "../../core/resource-type.ts";
import {
  appRoleIdOf,
  bothEnds,
  clientOf,
  findBothEnds,
  nameOfApp,
  referenceProblem,
} from "./service-principals.ts";

type Remote = Readonly<Record<string, never>>;

/**
 * One application permission given to one app: an app role assignment. It cannot be changed, only made and revoked.
 * The role's id is read from the tenant by its name, never kept.
 * Source: Microsoft Graph "Grant an appRoleAssignment for a service principal", read 2026-11.
 */
export const appRoleGrant: ResourceType<AppRoleGrant, Remote> = {
  token: "graph:AppRoleGrant",
  permissions: {
    observe: ["Application.Read.All"],
    apply: ["AppRoleAssignment.ReadWrite.All"],
  },
  title: (props) => `application permission ${props.role} of ${nameOfApp(clientOf(props))}`,
  check: (props) => [referenceProblem(clientOf(props), "clientAppId")].filter((one) => one !== undefined),

  observe: async (api, props) => {
    const ends = await findBothEnds(api, props);
    if (ends === undefined) return { kind: "absent" };
    const assignment = await findAssignment(api, ends.client, ends.resource, props.role);
    if (assignment === undefined) return { kind: "absent" };
    return { kind: "present", id: asRemoteId(textAt(assignment, "id")), value: { ...props }, remote: {} };
  },

  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "app role grant", body: { ...desired } }];
    const because = changedFields({ ...desired }, observed.value);
    return because.length === 0 ? [] : [{ kind: "replace", part: "app role grant", because }];
  },

  planRemoval: (_last, observed) =>
    observed.kind === "absent" ? [] : [{ kind: "delete", part: "app role grant" }],

  apply: async (api, step, { props, observed }) => {
    switch (step.kind) {
      case "create":
        return asRemoteId(await assign(api, props));
      case "delete": {
        const { resource } = await bothEnds(api, props);
        const id = presentId(observed);
        await api.graph.send(
          "DELETE",
          `/servicePrincipals/${textAt(resource, "id")}/appRoleAssignedTo/${id}`,
        );
        return id;
      }
      default:
        throw new Error(`an app role grant has no step "${step.kind}"`);
    }
  },

  describe: (_observed, mentioned) => mentioned,
  remember: () => ({}),
  recall: () => ({}),
};

/** Listed from the client's side: the API's side lists every app in the tenant. */
async function findAssignment(
  api: Reader,
  client: JsonObject,
  resource: JsonObject,
  role: string,
): Promise<JsonObject | undefined> {
  const roleId = appRoleIdOf(resource, role);
  const assignments = await api.graph.list(`/servicePrincipals/${textAt(client, "id")}/appRoleAssignments`);
  return assignments.find(
    (assignment) => assignment["resourceId"] === textAt(resource, "id") && assignment["appRoleId"] === roleId,
  );
}

async function assign(api: Writer, props: AppRoleGrant): Promise<string> {
  const { client, resource } = await bothEnds(api, props);
  const body = {
    principalId: textAt(client, "id"),
    resourceId: textAt(resource, "id"),
    appRoleId: appRoleIdOf(resource, props.role),
  };
  try {
    const response = await api.graph.send(
      "POST",
      `/servicePrincipals/${body.resourceId}/appRoleAssignedTo`,
      body,
    );
    return textAt(objectIn(response), "id");
  } catch (error) {
    const isThere = isDuplicate(error);
    if (!isPassing(error) && !isThere) throw error;
    const find = (): Promise<JsonObject | undefined> => findAssignment(api, client, resource, props.role);
    const found = isThere ? await waitUntilShown(api, `the role ${props.role}`, find) : await find();
    if (found === undefined) throw error;
    return textAt(found, "id");
  }
}

/** The status differs between reports (400 and 409), the text does not. Drop when the service settles on one. */
function isDuplicate(error: unknown): boolean {
  return error instanceof ApiError && /already exists/i.test(error.serviceMessage);
}
