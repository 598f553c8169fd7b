import type { JsonObject, Reader } from "../../providers/core/api.ts";
import { columnFlag, flagAt, optionalFlag, optionalText } from "../../providers/core/json.ts";
import type { DesiredResource } from "../derive/desired-resource.ts";
import type { Finding, Severity } from "../changes/finding.ts";

/** What stands around a resource and can break what it is for, though no config says a word about it. */
interface Trouble {
  readonly severity: Severity;
  readonly what: string;
  readonly who: string;
  readonly mend: string;
  readonly condition: string;
}

/**
 * What keeps the integration from working and is in nobody's config: an enterprise app that is switched off or that
 * asks for assignment, at either end of a consent, and user sync that is off beside enhanced collaboration. A run
 * leaves all of it alone, so it is told and a person decides. Throws what a read throws.
 * Source: Microsoft Entra "Properties of an enterprise application" (errors AADSTS7000112 and AADSTS50105);
 * Dataverse "Organization table reference" (IsMSTeamsUserSyncEnabled), read 2026-11.
 */
export async function troubleAround(
  api: Reader,
  resources: readonly DesiredResource[],
): Promise<readonly Finding[]> {
  const apps = appsOf(resources).map(async ([appId, at]) => troublesOfApp(api, appId, at));
  const switches = resources.map(async (at) => troublesOfUserSync(api, at));
  return (await Promise.all([...apps, ...switches])).flat();
}

/**
 * Every app that the resources rest on, with the first resource that does; those whose switch config holds are left
 * out.
 */
function appsOf(resources: readonly DesiredResource[]): readonly (readonly [string, DesiredResource])[] {
  const apps = new Map<string, DesiredResource>();
  const held = new Set<string>();
  const note = (appId: string | undefined, at: DesiredResource): void => {
    if (appId !== undefined && !apps.has(appId)) apps.set(appId, at);
  };
  for (const at of resources) {
    if (at.token === "graph:EnterpriseApp") {
      note(at.props.appId, at);
      if (at.props.accountEnabled !== undefined && at.props.appId !== undefined) held.add(at.props.appId);
    }
  }
  for (const at of resources) {
    if (at.token !== "graph:DelegatedGrant" && at.token !== "graph:AppRoleGrant") continue;
    note(at.props.clientAppId, at);
    note(at.props.resourceAppId, at);
  }
  return [...apps].filter(([appId]) => !held.has(appId));
}

async function troublesOfApp(api: Reader, appId: string, at: DesiredResource): Promise<readonly Finding[]> {
  const fields = "id,displayName,accountEnabled,appRoleAssignmentRequired";
  const app = await api.graph.find(`/servicePrincipals(appId='${appId}')?$select=${fields}`);
  // That it is not there is told by the resource itself.
  if (app === undefined) return [];
  const who = optionalText(app, "displayName") ?? appId;
  const where = `enterprise app "${who}"`;
  const off: Trouble = {
    severity: "high",
    ...{ what: "app switched off", who: `${where}: nobody can sign in to it (AADSTS7000112)` },
    mend: "up leaves it alone: switch it on under Enterprise applications, Properties",
    condition: `${appId} accountEnabled`,
  };
  const assignment: Trouble = {
    severity: "high",
    ...{ what: "assignment required", who: `${where}: whoever is not assigned is refused (AADSTS50105)` },
    mend: "up leaves it alone: take the requirement away, or assign people, under Enterprise applications",
    condition: `${appId} appRoleAssignmentRequired`,
  };
  return [
    // Unset counts as on: the service documents false as the one value that stops sign-ins.
    ...(optionalFlag(app, "accountEnabled") === false ? [findingOf(at, off)] : []),
    ...(flagAt(app, "appRoleAssignmentRequired") ? [findingOf(at, assignment)] : []),
  ];
}

async function troublesOfUserSync(api: Reader, at: DesiredResource): Promise<readonly Finding[]> {
  if (at.token !== "dataverse:TeamsIntegration" || !at.props.enhanced) return [];
  const fields = "organizationid,ismsteamscollaborationenabled,ismsteamsusersyncenabled";
  const rows = await api.dataverse(at.props.environment).list(`/organizations?$select=${fields}`);
  return rows.filter(isWithoutUserSync).map(() =>
    findingOf(at, {
      severity: "medium",
      ...{ what: "user sync is off", who: "recommended members cannot be added to teams" },
      mend: "up leaves it alone: turn enhanced collaboration off and on with consent for the organization",
      condition: "user sync",
    }),
  );
}

function isWithoutUserSync(organization: JsonObject): boolean {
  return (
    columnFlag(organization, "ismsteamscollaborationenabled") &&
    !columnFlag(organization, "ismsteamsusersyncenabled")
  );
}

function findingOf({ name, label }: DesiredResource, { condition, ...told }: Trouble): Finding {
  return { ...told, resource: name, label, part: { kind: "condition", condition } };
}
