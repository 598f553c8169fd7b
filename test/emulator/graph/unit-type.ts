// The administrative unit as Graph shows it. Source: "administrativeUnit resource type".
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { AdministrativeUnit } from "../tenant/model.ts";

export const unitType: EntityType<AdministrativeUnit> = modelled("administrativeUnit", {
  own: {
    id: { type: "String", read: ({ id }) => id },
    deletedDateTime: { type: "DateTimeOffset", read: ({ deletedDateTime }) => deletedDateTime },
    displayName: {
      type: "String",
      read: ({ displayName }) => displayName,
      write: "always",
      isRequired: true,
      longest: 256,
    },
  },
  kept: ({ properties }) => properties,
});
