// Who am I. Source: "WhoAmI function".
import type { Reply } from "../http/message.ts";
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

export const userRoutes = [onGet("/WhoAmI", whoAmI)];
