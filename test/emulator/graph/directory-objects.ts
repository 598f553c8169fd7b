// Directory objects of any kind by id. Source: "directoryObject: getByIds", "Get directoryObject",
// "directoryObject: validateProperties", "Delete directoryObject".
import { limits } from "../limits/route-limits.ts";
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray } from "../json.ts";
import { prepareQuery } from "../odata/prepare.ts";
import type { DirectoryObject } from "../tenant/model.ts";
import { requirePermission } from "./access.ts";
import { removeApplication } from "./applications.ts";
import { removeUnit } from "./administrative-units.ts";
import { bodyOf, type Call, idOf, noContent, ok, onDelete, onGet, onQueryPost, requireKind } from "./call.ts";
import { objectBody } from "./group-type.ts";
import { removeGroup, validateNames } from "./groups.ts";
import { objectType } from "./object-type.ts";
import { permissions } from "./permissions.ts";
import { deletePrincipal } from "./service-principals.ts";
import { removeUser } from "./users.ts";

const idsMost = 1000;

/** Ids that do not exist are left out; the order is that of the ids. */
function getByIds(call: Call): Reply {
  const { ids, types } = bodyOf(call);
  if (!isStringArray(ids)) throw directoryErrors.required("ids");
  if (types !== undefined && types !== null && !isStringArray(types))
    throw directoryErrors.invalidValue("types");
  if (ids.length > idsMost) throw directoryErrors.tooManyIds(idsMost);
  const kinds = isStringArray(types) ? types.map((type) => type.toLowerCase()) : [];
  const isWanted = (kind: string): boolean =>
    kinds.length === 0 || kinds.includes("directoryobject") || kinds.includes(kind.toLowerCase());
  const { select } = prepareQuery(objectType, call.query, call);
  const found = [...new Set(ids)]
    .flatMap((id) => call.tenant.object(id) ?? [])
    .filter(({ kind }) => isWanted(kind));
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#directoryObjects`,
    value: found.map((object) => objectBody(object, call, select)),
  });
}

function objectOf(call: Call): DirectoryObject {
  const id = idOf(call, "object");
  const object = call.tenant.object(id);
  if (object === undefined) throw directoryErrors.notFound(id);
  return object;
}

function readObject(call: Call): Reply {
  const object = objectOf(call);
  requireKind(call, object);
  const { select } = prepareQuery(objectType, call.query, call);
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#directoryObjects/$entity`,
    ...objectBody(object, call, select),
  });
}

/** Deletes what is behind the id, as the collection of its kind would. */
function deleteObject(call: Call): Reply {
  const object = objectOf(call);
  requirePermission(call, permissions.deletedOf[object.kind].write, true);
  switch (object.kind) {
    case "user":
      removeUser(call, object);
      break;
    case "group":
      removeGroup(call, object);
      break;
    case "application":
      removeApplication(call, object);
      break;
    case "servicePrincipal":
      deletePrincipal(call, object);
      break;
    case "administrativeUnit":
      removeUnit(call, object);
      break;
  }
  return noContent();
}

/** Checks the names of a group that is yet to be made. */
function validate(call: Call): Reply {
  const { entityType, ...names } = bodyOf(call);
  if (entityType === undefined) throw directoryErrors.required("entityType");
  if (typeof entityType !== "string" || entityType.toLowerCase() !== "group")
    throw graphErrors.notEmulated(`validateProperties of ${JSON.stringify(entityType)}`);
  validateNames(call, names);
  return noContent();
}

export const directoryObjectRoutes = [
  ...["directoryObjects", "users", "groups", "servicePrincipals", "applications"].flatMap((collection) => [
    onQueryPost(`/${collection}/getByIds`, permissions.readObjectsById, getByIds, limits.getByIds),
    onQueryPost(`/${collection}/validateProperties`, permissions.validateObject, validate),
  ]),
  onGet("/directoryObjects/{object}", permissions.readObjectsById, readObject),
  { ...onDelete("/directoryObjects/{object}", permissions.deleteObject, deleteObject) },
];
