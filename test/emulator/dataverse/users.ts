// Who am I, and the roles of users. Source: "WhoAmI function", "Manage application users".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import { bodyOf, type DataverseCall, onDelete, onGet, onPost, requireWrite, rowIdOf } from "./call.ts";
import type { Row } from "./environment.ts";
import { readRows } from "./query.ts";

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

function userOf(call: DataverseCall): Row {
  const table = call.environment.table("systemuser");
  const id = rowIdOf(call, table);
  const row = table.rows.get(id);
  if (row === undefined) throw dataverseErrors.rowMissing("systemuser", id);
  return row;
}

function listRoles(call: DataverseCall): Reply {
  const { environment } = call;
  const table = environment.table("role");
  const ids = environment.rolesOfUser.get(userOf(call).id) ?? [];
  return readRows(
    call,
    table,
    [...ids].flatMap((id) => table.rows.get(id) ?? []),
  );
}

function addRole(call: DataverseCall): Reply {
  const user = userOf(call);
  requireWrite(call, "User", "Write");
  const id = /roles\(([0-9a-f-]{36})\)$/i.exec(String(bodyOf(call)["@odata.id"]))?.[1]?.toLowerCase();
  if (id === undefined || !call.environment.table("role").rows.has(id)) {
    throw dataverseErrors.rowMissing("role", id ?? "");
  }
  const roles = call.environment.rolesOfUser.get(user.id) ?? new Set();
  call.environment.rolesOfUser.set(user.id, roles.add(id));
  return { status: 204 };
}

function removeRole(call: DataverseCall): Reply {
  const user = userOf(call);
  requireWrite(call, "User", "Write");
  const id = rowIdOf(call, call.environment.table("role"), "role");
  if (call.environment.rolesOfUser.get(user.id)?.delete(id) !== true)
    throw dataverseErrors.rowMissing("role", id);
  return { status: 204 };
}

const association = "/systemusers/{row}/systemuserroles_association";
export const userRoutes = [
  onGet("/WhoAmI", whoAmI),
  onGet(association, listRoles),
  onPost(`${association}/$ref`, addRole),
  onDelete(`${association}/{role}/$ref`, removeRole),
];
