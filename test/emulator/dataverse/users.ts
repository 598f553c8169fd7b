// Who am I, and where. Sources: "WhoAmI function", "RetrieveCurrentOrganization function", "OrganizationDetail".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import { guidFrom } from "../world.ts";
import { type DataverseCall, onGet } from "./call.ts";

function whoAmI(call: DataverseCall): Reply {
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
      BusinessUnitId: call.environment.businessUnitId,
      UserId: call.user.id,
      OrganizationId: call.environment.organizationId,
    },
  };
}

const accessType = /^Microsoft\.Dynamics\.CRM\.EndpointAccessType'(?:Default|Internet|Intranet)'$/;

function currentOrganization(call: DataverseCall): Reply {
  const { environment, keys, tenantId } = call;
  const parts = keys["parameters"]?.kind === "alternate" ? keys["parameters"].parts : {};
  const named = parts["AccessType"] ?? "";
  const given = named.startsWith("@")
    ? (new URL(call.request.url, call.api).searchParams.get(named) ?? "")
    : named;
  if (Object.keys(parts).length !== 1 || !accessType.test(given))
    throw dataverseErrors.badRequest(
      `An error occurred while validating input parameters: AccessType=${given}`,
    );
  const name = new URL(environment.url).hostname.split(".")[0] ?? "";
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata#Microsoft.Dynamics.CRM.RetrieveCurrentOrganizationResponse`,
      Detail: {
        OrganizationId: environment.organizationId,
        FriendlyName: environment.organization.values["name"] ?? name,
        OrganizationVersion: "9.2.24114.00198",
        EnvironmentId: guidFrom(`power platform environment ${environment.key}`),
        DatacenterId: guidFrom("datacenter"),
        Geo: "EMEA",
        TenantId: tenantId,
        UrlName: name,
        UniqueName: `unq${environment.organizationId.replaceAll("-", "").slice(0, 20)}`,
        State: "Enabled",
        SchemaType: "Full",
        OrganizationType: "CustomerTest",
        Endpoints: {
          Count: 3,
          IsReadOnly: false,
          Keys: ["WebApplication", "OrganizationService", "OrganizationDataService"],
          Values: [
            `${environment.url}/`,
            `${environment.url}/XRMServices/2011/Organization.svc`,
            `${environment.url}/XRMServices/2011/OrganizationData.svc`,
          ],
        },
      },
    },
  };
}

export const userRoutes = [
  onGet("/WhoAmI", whoAmI),
  onGet("/RetrieveCurrentOrganization/{parameters}", currentOrganization),
];
