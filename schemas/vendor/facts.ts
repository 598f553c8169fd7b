/**
 * What vendors have decided and may change: limits, ids and forms that this product goes by, each with where it was read
 * and when. Everything else takes them from here. A stack file may say another value (`store-teams:vendor`); a check
 * tells which were not read again for long (`vendor/age.ts`).
 */
export interface VendorFact<Value> {
  readonly value: Value;
  /** What it is, with its unit. */
  readonly what: string;
  /** Vendor, page or message, by its title. */
  readonly source: string;
  /** The month in which somebody read it last, such as 2026-11. */
  readonly read: string;
}

const limitsOfTeams = 'Microsoft Teams "Limits and specifications"';
const servicePlans = 'Microsoft Entra "Product names and service plan identifiers for licensing"';
const builtInRoles = 'Microsoft Entra "Microsoft Entra built-in roles"';
const privateChannelMessage = "Message center MC1134737 (private channels, since April 2026)";

export const vendorFacts = {
  teamOwners: { value: 100, what: "owners of one team", source: limitsOfTeams, read: "2026-11" },
  teamPeople: { value: 25_000, what: "people in one team", source: limitsOfTeams, read: "2026-11" },
  teamsOfOnePerson: { value: 1_000, what: "teams of one person", source: limitsOfTeams, read: "2026-11" },
  teamChannels: {
    value: 1_000,
    what: "channels of one team, General and private ones included",
    source: `${limitsOfTeams}; ${privateChannelMessage}`,
    read: "2026-11",
  },
  privateChannelPeople: {
    value: 5_000,
    what: "people in one private channel",
    source: `${limitsOfTeams}; ${privateChannelMessage}`,
    read: "2026-11",
  },
  hierarchyNameLetters: {
    value: 100,
    what: "letters of a name in the targeting hierarchy",
    source: 'Microsoft Teams "Set up your team targeting hierarchy"',
    read: "2026-11",
  },
  deletedKeptDays: {
    value: 30,
    what: "days in which a deleted group or account can be restored",
    source: 'Microsoft Graph "directory: deletedItems"',
    read: "2026-11",
  },
  teamsPlans: {
    value: [
      "57ff2da0-773e-42df-b2af-ffb7a2317929",
      "304767db-7d23-49e8-a945-4a7eb65f9f28",
      "9953b155-8aef-4c56-92f3-72b0487fce41",
      "fd500458-c24c-478e-856c-a6067a8376cd",
    ],
    what: "service plans that are Teams: TEAMS1, and those of the government clouds",
    source: servicePlans,
    read: "2026-11",
  },
  dynamicsPlans: {
    value: [
      "2da8e897-7791-486b-b08f-cc63c8129df7",
      "99340b49-fb81-4b1e-976b-8f2ae8e9394f",
      "8c66ef8a-177f-4c0d-853c-d4f219331d09",
      "a3a4fa10-5092-401a-af30-0462a95a7ac8",
      "d56f3deb-50d8-465a-bedb-f079817ccac1",
    ],
    what: "service plans that are a Dynamics 365 customer engagement app; Dataverse within Office is none",
    source: servicePlans,
    read: "2026-11",
  },
  plannerPlans: {
    value: ["b737dad2-2f6c-4c65-90e3-ca563267e8b9"],
    what: "service plans that are Planner",
    source: servicePlans,
    read: "2026-11",
  },
  consentRoles: {
    value: ["62e90394-69f5-4237-9190-012177145e10", "e8611ab8-c189-46e8-94e1-60213ab1f814"],
    what: "roles that may consent to application permissions: Global and Privileged Role Administrator",
    source: builtInRoles,
    read: "2026-11",
  },
  dynamicsTeamsApp: {
    value: "cd2d8695-bdc9-4d8e-9620-cc963ed81f41",
    what: "catalogue id of the Dynamics 365 app for Teams",
    source: 'Microsoft Teams "App permission policies", Microsoft apps',
    read: "2026-11",
  },
  environmentRole: {
    value: "System Administrator",
    what: "security role that the application user of a writer needs",
    source: 'Power Platform "Manage application users"',
    read: "2026-11",
  },
} as const satisfies Readonly<Record<string, VendorFact<number | string | readonly string[]>>>;

export type VendorFactName = keyof typeof vendorFacts;

type Plain<Value> = Value extends number ? number : Value extends string ? string : readonly string[];

/** The values that count: those of this file, with what a stack says otherwise. */
export type VendorValues = {
  readonly [Name in VendorFactName]: Plain<(typeof vendorFacts)[Name]["value"]>;
};

/** Values by name. `otherwise`: what a stack file says, of the kind that its schema allows. */
export function vendorValues(otherwise: Partial<VendorValues> = {}): VendorValues {
  const own = Object.fromEntries(Object.entries(vendorFacts).map(([name, { value }]) => [name, value]));
  return { ...own, ...otherwise } as unknown as VendorValues;
}

export const usualVendorValues = vendorValues();
