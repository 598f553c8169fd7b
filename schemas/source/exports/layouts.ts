import type { FileLayout, FileMapping } from "../../types/org.ts";

/** What a ready mapping says; what stands beside `layout` in the config goes before it. */
export type Layout = Required<Pick<FileMapping, "as" | "columns">> &
  Pick<FileMapping, "values" | "where" | "onlyKnown">;

/**
 * Ready mappings by name. Columns are found without case, blanks and underscores, so names of data entities fit what
 * OData and the data management framework write. Sources: Dynamics 365 Commerce data entities and "Map existing
 * teams", Entra "Download users", Teams "Deploy frontline static teams at scale" and "Link existing teams", read
 * 2026-11. Exports choose their columns: those that are not there are not read.
 */
export const layouts: Readonly<Record<FileLayout, Layout>> = {
  commerceStores: {
    as: "stores",
    columns: {
      storeNumber: "StoreNumber",
      channelId: "RetailChannelId",
      partyNumber: "OperatingUnitPartyNumber",
      legalEntity: "WarehouseLegalEntity",
    },
  },
  commerceOperatingUnits: {
    as: "stores",
    columns: { name: "Name", partyNumber: "PartyNumber" },
    onlyKnown: true,
  },
  commerceHierarchy: {
    as: "stores",
    columns: {
      name: "ChildOrganizationName",
      partyNumber: "ChildOrganizationPartyNumber",
      parentPartyNumber: "ParentOrganizationPartyNumber",
      from: "validFrom",
      until: "validTo",
    },
  },
  commerceWorkers: {
    as: "people",
    columns: { personnelNumber: "PersonnelNumber", name: "Name" },
    onlyKnown: true,
  },
  commerceChannelWorkers: {
    as: "assignments",
    columns: { person: "PersonnelNumber", store: "RetailChannelId" },
    where: { IsActive: ["Yes", "1", "true"] },
  },
  commerceStaff: {
    as: "people",
    columns: {
      personnelNumber: "PersonnelNumber",
      upn: "ExternalName",
      objectId: "ExternalSubIdentifier",
      name: "NameOnReceipt",
    },
  },
  headquartersMapping: {
    as: "mapping",
    columns: { store: "SOURCEID", existingTeamId: "TEAMID" },
    where: { SOURCETYPE: "RetailStore" },
  },
  entraUsers: {
    as: "people",
    columns: { upn: "userPrincipalName", name: "displayName", objectId: "objectId" },
  },
  frontlineTeams: {
    as: "mapping",
    columns: { store: "Team Name", existingTeamId: "Existing Team ID" },
  },
  frontlineUsers: {
    as: "people",
    columns: {
      name: "User Full Name",
      upn: "User UPN or ID",
      store: "Team Name",
      position: "Owner or Member",
    },
    values: { position: { Owner: "manager", Member: "worker" } },
    where: { ActionType: "AddMember" },
  },
  frontlineLinkedTeams: {
    as: "mapping",
    columns: { store: "Locations", existingTeamId: "Team ID" },
  },
};
