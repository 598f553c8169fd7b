import type { JsonObject, Reader } from "../../../providers/core/api.ts";
import { objectsAt, optionalObject, optionalText } from "../../../providers/core/json.ts";
import type { Finding } from "../../report/findings.ts";

/**
 * The last entries of the directory's audit log about one group, as a function from finding to author. Needs
 * AuditLog.Read.All. Source: Microsoft Graph "List directoryAudits", read 2026-11.
 */
export async function whoDidIt(
  api: Reader,
  groupId: string,
  findings: readonly Finding[],
): Promise<(finding: Finding) => string | undefined> {
  const filter = encodeURIComponent(`targetResources/any(t:t/id eq '${groupId}')`);
  const page = await api.graph.get(`/auditLogs/directoryAudits?$filter=${filter}&$top=100`);
  const entries = objectsAt(page, "value").toSorted((left, right) =>
    (optionalText(left, "activityDateTime") ?? "") < (optionalText(right, "activityDateTime") ?? "") ? 1 : -1,
  );
  const people = findings.map(personIn).filter((person) => person !== undefined);
  const ids = await api.people.idsByName(people);
  return (finding) => {
    const person = personIn(finding);
    const personId = person === undefined ? undefined : ids.get(person);
    const entry = entries.find((candidate) => isAbout(candidate, finding, personId));
    return entry === undefined ? undefined : authorOf(entry);
  };
}

function personIn({ who }: Finding): string | undefined {
  return /([^\s()]+@[^\s()]+)/.exec(who)?.[1]?.toLowerCase();
}

/** Entries about people name them as a target; for everything else the kind of the activity must do. */
function isAbout(entry: JsonObject, { what }: Finding, personId: string | undefined): boolean {
  const activity = (optionalText(entry, "activityDisplayName") ?? "").toLowerCase();
  if (personId !== undefined) {
    return objectsAt(entry, "targetResources").some((target) => target["id"] === personId);
  }
  return what.startsWith("channel") ? activity.includes("channel") : !/member|owner|channel/.test(activity);
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
