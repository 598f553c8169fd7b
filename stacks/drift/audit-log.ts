import type { JsonObject, Reader } from "../../providers/core/api.ts";
import { objectsAt, optionalObject, optionalText } from "../../providers/core/json.ts";
import { quoted } from "../../providers/core/odata.ts";
import type { DesiredResource } from "../derive/desired-resource.ts";
import type { Finding } from "../changes/finding.ts";

/** What stands for the author of what Teams itself keeps: another log, which is searched by hand. */
export const toldByTeams = "somebody: Microsoft Purview's audit log tells who";

/** What a team shares with its group; the rest of it is kept by Teams. */
const sharedWithGroup = new Set([
  "displayName",
  "description",
  "visibility",
  "mailNickname",
  "classification",
]);

/**
 * The last entries of the directory's audit log about one resource, as a function from finding to author. Needs
 * AuditLog.Read.All. That log knows nothing of what Teams itself keeps (channels, tabs, apps, settings): there the
 * author is told as unknown, and where it can be found. Sources: Microsoft Graph "List directoryAudits", Purview
 * "Teams activities in the audit log", read 2026-11.
 */
export async function whoDidIt(
  api: Reader,
  resource: DesiredResource & { readonly id: string | undefined },
  findings: readonly Finding[],
): Promise<(finding: Finding) => string | undefined> {
  const isTold = resource.token === "graph:Team" ? isKeptByTeams : () => false;
  if (findings.every(isTold)) return () => toldByTeams;
  const target = await targetOf(api, resource);
  if (target === undefined) return () => undefined;
  const filter = encodeURIComponent(`targetResources/any(t:t/${target})`);
  const page = await api.graph.get(`/auditLogs/directoryAudits?$filter=${filter}&$top=100`);
  const entries = objectsAt(page, "value").toSorted((left, right) =>
    (optionalText(left, "activityDateTime") ?? "") < (optionalText(right, "activityDateTime") ?? "") ? 1 : -1,
  );
  const ids = await api.people.idsByName(findings.flatMap((finding) => personIn(finding) ?? []));
  return (finding) => {
    if (isTold(finding)) return toldByTeams;
    const person = personIn(finding);
    const personId = person === undefined ? undefined : ids.get(person);
    const entry = entries.find((candidate) => isAbout(candidate, finding, personId));
    return entry === undefined ? undefined : authorOf(entry);
  };
}

/**
 * The object that entries name, as a condition: the group of a team, the enterprise app behind a grant. Of a team that
 * is gone only the name is known.
 */
async function targetOf(
  api: Reader,
  { token, props, id }: DesiredResource & { readonly id: string | undefined },
): Promise<string | undefined> {
  if (token === "graph:Team" && id === undefined) return `displayName eq ${quoted(props.displayName)}`;
  if (token === "graph:Team" || token === "graph:EnterpriseApp")
    return id === undefined ? undefined : `id eq '${id}'`;
  if (token !== "graph:DelegatedGrant" && token !== "graph:AppRoleGrant") return undefined;
  const app = await api.graph.find(`/servicePrincipals(appId='${props.clientAppId}')?$select=id`);
  return app === undefined ? undefined : `id eq '${optionalText(app, "id") ?? ""}'`;
}

function personIn({ part }: Finding): string | undefined {
  return part.kind === "person" && part.person.includes("@") ? part.person : undefined;
}

/** Entries about people name them as a target; for everything else the kind of the activity must do. */
function isAbout(entry: JsonObject, { part, resource }: Finding, personId: string | undefined): boolean {
  const activity = (optionalText(entry, "activityDisplayName") ?? "").toLowerCase();
  if (part.kind === "person") {
    return (
      personId !== undefined &&
      objectsAt(entry, "targetResources").some((target) => target["id"] === personId)
    );
  }
  if (part.kind === "permission" || resource.startsWith("grant-"))
    return activity.includes("permission grant");
  if (part.kind === "resource" && resource.startsWith("store-")) return activity.startsWith("delete");
  if (resource.startsWith("role-")) return activity.includes("app role assignment");
  return !/member|owner|permission grant|app role/.test(activity);
}

function isKeptByTeams({ part }: Finding): boolean {
  return part.kind === "channel" || (part.kind === "field" && !sharedWithGroup.has(part.field));
}

function authorOf(entry: JsonObject): string | undefined {
  const initiatedBy = optionalObject(entry, "initiatedBy") ?? {};
  const user = optionalObject(initiatedBy, "user") ?? {};
  const app = optionalObject(initiatedBy, "app") ?? {};
  const name = optionalText(user, "userPrincipalName") ?? optionalText(app, "displayName");
  const when = optionalText(entry, "activityDateTime");
  if (name === undefined) return undefined;
  return when === undefined ? name : `${name}, ${when.slice(0, 16).replace("T", " ")} UTC`;
}
