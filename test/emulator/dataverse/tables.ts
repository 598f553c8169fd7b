// The tables of an environment. Sources: the entity references of organization, msdyn_teamscollaboration,
// sharepointsite, sharepointdocumentlocation, and of the records that channels are linked to.
import {
  choice,
  type Columns,
  commonColumns,
  flag,
  guid,
  lookup,
  readOnly,
  stateColumns,
  text,
} from "./columns.ts";
import { documentedColumns } from "./model/documented.ts";

export interface TableDefinition {
  readonly logicalName: string;
  readonly entitySetName: string;
  readonly objectTypeCode: number;
  readonly primaryId: string;
  readonly primaryName: string;
  readonly ownership: "UserOwned" | "OrganizationOwned" | "None";
  readonly columns: Columns;
  readonly isCustomizable: boolean;
  /** Belongs to the Office Productivity solution: not there when the solution is not. */
  readonly isFromTeamsSolution?: boolean;
  /** Rows cannot be made or deleted. */
  readonly isSingleton?: boolean;
  /** Columns that together name a row as well as its id does. */
  readonly alternateKeys?: readonly (readonly string[])[];
  /** Columns whose value no two rows share. */
  readonly uniqueColumns?: readonly string[];
  readonly hasChangeTracking?: boolean;
  /** All columns that the service documents are here: another name is a mistake, not a gap of the emulator. */
  readonly isComplete?: boolean;
  /** Its name as it was made, such as Account. Absent: the logical name. */
  readonly schemaName?: string;
  /** Name for people. Absent: made from the schema name. */
  readonly displayName?: string;
  /** Schema names of alternate keys by their columns, joined by commas. */
  readonly keyNames?: Readonly<Record<string, string>>;
}

function table(
  logicalName: string,
  entitySetName: string,
  objectTypeCode: number,
  primaryName: string,
  columns: Columns,
  facts: Partial<TableDefinition> = {},
): TableDefinition {
  const primaryId = facts.primaryId ?? `${logicalName}id`;
  return {
    logicalName,
    entitySetName,
    objectTypeCode,
    primaryId,
    primaryName,
    ownership: "UserOwned",
    isCustomizable: true,
    ...facts,
    columns: { ...commonColumns, ...columns, [primaryId]: guid({ isCreateOnly: true }) },
  };
}

/** A table of records whose columns the vendor's metadata names. */
function documented(
  logicalName: string,
  entitySetName: string,
  objectTypeCode: number,
  primaryName: string,
  facts: Partial<TableDefinition> = {},
): TableDefinition {
  const columns = {
    ...documentedColumns(logicalName),
    statecode: { ...documentedColumns(logicalName)["statecode"], type: "choice", otherwise: 0 },
    statuscode: { ...documentedColumns(logicalName)["statuscode"], type: "choice", otherwise: 1 },
  } as const;
  const schemaName = `${logicalName[0]?.toUpperCase()}${logicalName.slice(1)}`;
  return table(logicalName, entitySetName, objectTypeCode, primaryName, columns, {
    isComplete: true,
    schemaName,
    ...facts,
  });
}

/** A table of records: its name and the state columns are all that is needed. */
function records(
  logicalName: string,
  entitySetName: string,
  objectTypeCode: number,
  primaryName: string,
  facts: Partial<TableDefinition> = {},
): TableDefinition {
  const columns = {
    [primaryName]: text(160),
    description: text(2000),
    ownerid: lookup("systemuser", "team"),
    ...stateColumns,
    ...facts.columns,
  };
  return table(logicalName, entitySetName, objectTypeCode, primaryName, columns, facts);
}

const organization = table(
  "organization",
  "organizations",
  1019,
  "name",
  {
    name: { ...text(160), isReadOnly: true },
    ismsteamsenabled: flag(),
    ismsteamscollaborationenabled: flag(),
    ismsteamsusersyncenabled: flag(),
    ismsteamssettingchangedbyuser: flag(),
    teamschatdatasync: flag(),
    isnotificationford365inteamsenabled: flag(null),
    ismodeldrivenappsinmsteamsenabled: flag(),
    isluisenabledford365bot: flag(),
    isonedriveenabled: flag(),
    isfolderautocreatedonsp: flag(true),
    sharepointdeploymenttype: choice(0, { labels: { 0: "Online", 1: "On-Premises" } }),
    orgdborgsettings: text(1_073_741_823),
    languagecode: readOnly("integer"),
    isauditenabled: flag(),
    blockedattachments: text(1_073_741_823),
    maxuploadfilesize: { type: "integer", otherwise: 5_242_880 },
    expirechangetrackingindays: { type: "integer", otherwise: 7 },
  },
  { ownership: "None", isCustomizable: false, isSingleton: true },
);

const teamsCollaboration = table(
  "msdyn_teamscollaboration",
  "msdyn_teamscollaborations",
  10_201,
  "msdyn_teamname",
  {
    regardingobjectid: guid({ isRequired: true }),
    regardingobjecttypename: text(200, { isRequired: true }),
    // Optional by its metadata, yet a create without it fails.
    regardingobjecttypecode: { type: "integer", isRequired: true },
    msdyn_groupid: guid(),
    msdyn_teamid: text(100, { isRequired: true }),
    msdyn_channelid: text(100, { isRequired: true }),
    msdyn_channelname: text(300),
    msdyn_channeltype: text(10),
    msdyn_teamname: text(300),
    msdyn_teamsiteurl: text(300, { isRequired: true }),
    msdyn_channelfolderrelativeurl: text(300, { isRequired: true }),
    msdyn_tenantid: guid(),
    msdyn_appid: text(100),
    msdyn_contenturl: text(4000),
    msdyn_weburl: text(4000),
    msdyn_pipedentityid: text(800),
    organizationid: { ...lookup("organization"), isReadOnly: true },
    ...stateColumns,
  },
  { ownership: "None", isFromTeamsSolution: true, isComplete: true },
);

const documentServices = { 0: "SharePoint", 1: "OneDrive", 2: "Shared with me", 3: "MS Teams" };
const validationStates = {
  1: "Not Validated",
  2: "In Progress",
  3: "Invalid",
  4: "Valid",
  5: "Could not validate",
};

const site = table("sharepointsite", "sharepointsites", 9502, "name", {
  name: text(160),
  absoluteurl: text(2000),
  relativeurl: text(160),
  description: text(2000),
  parentsite: lookup("sharepointsite"),
  isdefault: flag(),
  folderstructureentity: choice(null),
  servicetype: choice(0, { labels: documentServices }),
  validationstatus: choice(1, { labels: validationStates }),
  validationstatuserrorcode: choice(null),
  lastvalidated: { type: "datetime" },
  ownerid: lookup("systemuser", "team"),
  ...stateColumns,
});

const location = table("sharepointdocumentlocation", "sharepointdocumentlocations", 9508, "name", {
  name: text(160),
  description: text(2000),
  absoluteurl: text(2000),
  relativeurl: text(255),
  parentsiteorlocation: lookup("sharepointsite", "sharepointdocumentlocation"),
  regardingobjectid: lookup("*"),
  locationtype: choice(0, { labels: { 0: "General", 1: "Dedicated for OneNote Integration" } }),
  servicetype: choice(0, { labels: documentServices }),
  sitecollectionid: readOnly("guid"),
  ownerid: lookup("systemuser", "team"),
  ...stateColumns,
});

const user = table(
  "systemuser",
  "systemusers",
  8,
  "fullname",
  {
    fullname: text(200),
    firstname: text(256),
    lastname: text(256),
    domainname: text(1024),
    internalemailaddress: text(100),
    applicationid: guid(),
    azureactivedirectoryobjectid: guid(),
    isdisabled: flag(),
    accessmode: choice(0),
    businessunitid: lookup("businessunit"),
  },
  { ownership: "None" },
);

const chatConfiguration = table(
  "msdyn_entitylinkchatconfiguration",
  "msdyn_entitylinkchatconfigurations",
  10_202,
  "msdyn_name",
  {
    msdyn_name: text(128),
    msdyn_uniquename: text(128, { isRequired: true }),
    msdyn_entitytype: { ...lookup("entity"), isRequired: true },
    msdyn_enableautonamechats: flag(),
    msdyn_enablekickoffmessage: flag(),
    msdyn_enableaiintroductionmessage: flag(),
    msdyn_enablelogicbasedsuggestion: flag(),
    msdyn_enableaisuggestion: flag(),
    msdyn_usercanjoinchat: flag(),
    msdyn_recordownercanunlink: flag(),
    msdyn_recentchatlinkercanunlink: flag(),
    msdyn_isenabledforbot: flag(),
    msdyn_filteringattributes: text(2000),
    msdyn_contextviewid: guid(),
    ownerid: lookup("systemuser", "team"),
    ...stateColumns,
  },
  { isFromTeamsSolution: true, isComplete: true, uniqueColumns: ["msdyn_uniquename", "msdyn_entitytype"] },
);

const chatAssociation = table(
  "msdyn_teamschatassociation",
  "msdyn_teamschatassociations",
  10_203,
  "msdyn_teamschatassociationname",
  {
    msdyn_teamschatassociationname: text(100),
    msdyn_regardingobjectid: text(100),
    msdyn_regardingobjectname: text(100),
    msdyn_teamschatid: text(100),
    msdyn_entityrecordstate: choice(0, { labels: { 0: "Associate", 1: "Disassociate" } }),
    ...stateColumns,
  },
  { ownership: "None", isFromTeamsSolution: true },
);

export const tables: readonly TableDefinition[] = [
  organization,
  teamsCollaboration,
  site,
  location,
  user,
  chatConfiguration,
  chatAssociation,
  table("businessunit", "businessunits", 10, "name", { name: text(160), isdisabled: flag() }),
  table(
    "role",
    "roles",
    1036,
    "name",
    { name: text(100), businessunitid: lookup("businessunit") },
    { isCustomizable: false },
  ),
  table(
    "solution",
    "solutions",
    7100,
    "friendlyname",
    {
      friendlyname: text(256),
      uniquename: text(65, { isRequired: true }),
      version: text(256),
      ismanaged: flag(false, { isReadOnly: true }),
      isvisible: flag(true),
    },
    { isCustomizable: false, ownership: "None" },
  ),
  // One row a table, so that a lookup can name a table.
  table(
    "entity",
    "entities",
    9800,
    "name",
    { name: { ...text(64), isReadOnly: true }, logicalname: { ...text(64), isReadOnly: true } },
    { isCustomizable: false, ownership: "None", isSingleton: true },
  ),
  documented("account", "accounts", 1, "name", { hasChangeTracking: true }),
  documented("contact", "contacts", 2, "fullname", { hasChangeTracking: true }),
  documented("opportunity", "opportunities", 3, "name"),
  records("lead", "leads", 4, "subject"),
  documented("incident", "incidents", 112, "title"),
  records("competitor", "competitors", 123, "name"),
  records("quote", "quotes", 1084, "name"),
  records("salesorder", "salesorders", 1088, "name"),
  records("invoice", "invoices", 1090, "name"),
  records("product", "products", 1024, "name"),
  records("campaign", "campaigns", 4400, "name"),
  records("knowledgearticle", "knowledgearticles", 9953, "title"),
  records("salesliterature", "salesliteratures", 1038, "name"),
  records("task", "tasks", 4212, "subject"),
  records("appointment", "appointments", 4201, "subject"),
  records("email", "emails", 4202, "subject"),
  records("annotation", "annotations", 5, "subject", {
    columns: { subject: text(500), notetext: text(100_000), isdocument: flag(), objectid: lookup("*") },
  }),
  records("team", "teams", 9, "name"),
  records("kbarticle", "kbarticles", 127, "title"),
  records("category", "categories", 9959, "title"),
  records("opportunityproduct", "opportunityproducts", 1083, "opportunityproductname"),
  records("msdyn_agreement", "msdyn_agreements", 10_301, "msdyn_name"),
  records("msdyn_expense", "msdyn_expenses", 10_302, "msdyn_name"),
  records("msdyn_fulfillmentpreference", "msdyn_fulfillmentpreferences", 10_303, "msdyn_name"),
  records("msdyn_inventoryadjustment", "msdyn_inventoryadjustments", 10_304, "msdyn_name"),
  records("msdyn_inventorytransfer", "msdyn_inventorytransfers", 10_305, "msdyn_name"),
  records("msdyn_project", "msdyn_projects", 10_306, "msdyn_subject"),
  records("msdyn_purchaseorder", "msdyn_purchaseorders", 10_307, "msdyn_name"),
  records("msdyn_purchaseorderreceipt", "msdyn_purchaseorderreceipts", 10_308, "msdyn_name"),
  records("msdyn_resourcerequest", "msdyn_resourcerequests", 10_309, "msdyn_name"),
  records("msdyn_rma", "msdyn_rmas", 10_310, "msdyn_name"),
  records("msdyn_rmareceipt", "msdyn_rmareceipts", 10_311, "msdyn_name"),
  records("msdyn_rtv", "msdyn_rtvs", 10_312, "msdyn_name"),
  records("msdyn_workorder", "msdyn_workorders", 10_313, "msdyn_name"),
  records("new_site", "new_sites", 10_401, "new_name", {
    columns: { new_code: text(40) },
    isComplete: true,
    alternateKeys: [["new_code"]],
  }),
  // Not customizable: the Teams action says it worked and changes nothing.
  table(
    "activityparty",
    "activityparties",
    135,
    "partyobjecttypecode",
    { partyobjecttypecode: text(160) },
    {
      isCustomizable: false,
      ownership: "None",
    },
  ),
];
