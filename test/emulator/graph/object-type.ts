// The directoryObject as filters over mixed kinds need it: a property that a row's kind has not reads as null.
import type { EntityType, Property } from "../odata/entity-type.ts";
import type { DirectoryObject } from "../tenant/model.ts";
import { unitType } from "./unit-type.ts";
import { groupType } from "./group-type.ts";
import { applicationType } from "./application-type.ts";
import { servicePrincipalType } from "./service-principal-type.ts";
import { userType } from "./user-type.ts";

type Properties = Readonly<Record<string, Property<never>>>;

const byKind: Readonly<Record<DirectoryObject["kind"], Properties>> = {
  user: userType.properties,
  group: groupType.properties,
  servicePrincipal: servicePrincipalType.properties,
  application: applicationType.properties,
  administrativeUnit: unitType.properties,
};

function union(): Record<string, Property<DirectoryObject>> {
  const result: Record<string, Property<DirectoryObject>> = {};
  for (const properties of Object.values(byKind)) {
    for (const [name, { type }] of Object.entries(properties)) {
      result[name] ??= {
        type,
        read: (object, context) => byKind[object.kind][name]?.read(object as never, context) ?? null,
      };
    }
  }
  return result;
}

export const objectType: EntityType<DirectoryObject> = {
  name: "microsoft.graph.directoryObject",
  properties: union(),
};
