// Relations that are made in an environment, as they are kept.

/** A relation that was made in the environment. */
export type OwnRelation =
  | {
      readonly kind: "oneToMany";
      readonly metadataId: string;
      readonly schemaName: string;
      readonly referenced: string;
      readonly referencing: string;
      readonly column: string;
      /** Name of the lookup's navigation property, which keeps its case. */
      readonly lookupName: string;
      readonly collectionName: string;
    }
  | {
      readonly kind: "manyToMany";
      readonly metadataId: string;
      readonly schemaName: string;
      readonly first: { readonly table: string; readonly name: string };
      readonly second: { readonly table: string; readonly name: string };
      readonly intersect: string;
    };
