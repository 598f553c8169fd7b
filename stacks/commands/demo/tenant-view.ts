import type { TenantAdmin } from "./tenant-admin.ts";

/** A team as the story talks about it. People are the part of their name before the @, sorted. */
export interface TeamView {
  readonly id: string;
  readonly uniqueName: string | undefined;
  readonly displayName: string;
  readonly archived: boolean;
  readonly owners: readonly string[];
  readonly members: readonly string[];
  readonly channels: readonly { readonly id: string; readonly displayName: string }[];
  readonly tabs: readonly string[];
}

/** What the claims of the story are about. */
export interface TenantView {
  readonly teams: readonly TeamView[];
  readonly apps: readonly string[];
  /** Addresses that the Commerce app may send people back to after sign-in. */
  readonly redirectUris: readonly string[];
  /** "app → API: scopes" of each grant for all users. */
  readonly delegatedGrants: readonly string[];
  /** "app: permission" of each application permission of the apps that config declares. */
  readonly appRoles: readonly string[];
  readonly linkRows: number;
  readonly switches: { readonly basic: boolean; readonly enhanced: boolean; readonly chat: boolean };
  /** Logical names of the tables whose records can be linked. */
  readonly teamsTables: readonly string[];
  /** Tasks of all stores. */
  readonly tasks: readonly TaskView[];
}

export interface TaskView {
  readonly title: string;
  readonly bucket: string | null;
  readonly percentComplete: number;
}

/** The part of the tenant's snapshot that is read here. */
interface Snapshot {
  readonly teams: readonly {
    id: string;
    uniqueName: string | null;
    displayName: string;
    isArchived: boolean;
    owners: readonly string[];
    members: readonly string[];
    channels: readonly { id: string; displayName: string; tabs: readonly { displayName: string }[] }[];
  }[];
  readonly applications: readonly { displayName: string; web: { redirectUris?: readonly string[] } | null }[];
  readonly plans: readonly { tasks: readonly TaskView[] }[];
  readonly servicePrincipals: readonly { displayName: string }[];
  readonly grants: readonly {
    consentType: string;
    client: string;
    resource: string;
    scopes: readonly string[];
  }[];
  readonly assignments: readonly { principal: string; appRole: string }[];
  readonly environments: Readonly<
    Record<
      string,
      {
        organization: Readonly<Record<string, unknown>>;
        teamsTables: readonly string[];
        links: readonly unknown[];
      }
    >
  >;
}

const declaredApps = ["Dynamics 365 Microsoft Teams Collaboration Integration", "Microsoft Teams Commerce"];

/** Looks at the whole tenant through its own interface, past the service's lag. */
export async function tenantView(admin: TenantAdmin): Promise<TenantView> {
  const snapshot = (await admin("GET", "/snapshot")) as unknown as Snapshot;
  const dev = snapshot.environments["dev"];
  return {
    teams: snapshot.teams.map((team) => ({
      id: team.id,
      uniqueName: team.uniqueName ?? undefined,
      displayName: team.displayName,
      archived: team.isArchived,
      owners: team.owners.map(shortName),
      members: team.members.map(shortName),
      channels: team.channels.map(({ id, displayName }) => ({ id, displayName })),
      tabs: team.channels.flatMap(({ tabs }) => tabs.map(({ displayName }) => displayName)),
    })),
    apps: snapshot.servicePrincipals.map(({ displayName }) => displayName),
    redirectUris: snapshot.applications
      .filter(({ displayName }) => displayName === "Microsoft Teams Commerce")
      .flatMap(({ web }) => web?.redirectUris ?? []),
    delegatedGrants: snapshot.grants
      .filter(({ consentType }) => consentType === "AllPrincipals")
      .map(({ client, resource, scopes }) => `${client} → ${resource}: ${scopes.join(" ")}`),
    appRoles: snapshot.assignments
      .filter(({ principal }) => declaredApps.includes(principal))
      .map(({ principal, appRole }) => `${principal}: ${appRole}`),
    linkRows: dev?.links.length ?? 0,
    switches: {
      basic: dev?.organization["ismsteamsenabled"] === true,
      enhanced: dev?.organization["ismsteamscollaborationenabled"] === true,
      chat: dev?.organization["teamschatdatasync"] === true,
    },
    teamsTables: dev?.teamsTables ?? [],
    tasks: snapshot.plans.flatMap(({ tasks }) =>
      tasks.map(({ title, bucket, percentComplete }) => ({ title, bucket, percentComplete })),
    ),
  };
}

/** The team of a store. Throws when the tenant has none. */
export function teamOf(view: TenantView, storeNumber: string): TeamView {
  const found = view.teams.find(({ uniqueName }) => uniqueName === `store-team-${storeNumber}`);
  if (found === undefined) throw new Error(`the tenant has no team for store ${storeNumber}`);
  return found;
}

function shortName(userPrincipalName: string): string {
  return userPrincipalName.slice(0, userPrincipalName.indexOf("@"));
}
