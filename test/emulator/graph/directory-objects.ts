// Directory objects of any kind by id. Source: "directoryObject: getByIds", "Get directoryObject".
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray } from "../json.ts";
import { bodyOf, type Call, idOf, ok, onGet, onQueryPost } from "./call.ts";
import { objectBody } from "./group-type.ts";
import { permissions } from "./permissions.ts";

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
  const found = [...new Set(ids)]
    .flatMap((id) => call.tenant.object(id) ?? [])
    .filter(({ kind }) => isWanted(kind));
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#directoryObjects`,
    value: found.map((object) => objectBody(object, call, call.query.select)),
  });
}

function readObject(call: Call): Reply {
  const id = idOf(call, "object");
  const object = call.tenant.object(id);
  if (object === undefined) throw directoryErrors.notFound(id);
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#directoryObjects/$entity`,
    ...objectBody(object, call, call.query.select),
  });
}

export const directoryObjectRoutes = [
  onQueryPost("/directoryObjects/getByIds", permissions.readObjectsById, getByIds),
  onGet("/directoryObjects/{object}", permissions.readObjectsById, readObject),
];
