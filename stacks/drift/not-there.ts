import type { JsonObject, Reader } from "../../providers/core/api.ts";
import { optionalText } from "../../providers/core/json.ts";
import type { DesiredResource } from "../derive/desired-resource.ts";
import type { Finding } from "../changes/finding.ts";

/** A resource that the tenant does not show, as the look found it, with the one finding that says so. */
export interface Missing {
  readonly desired: DesiredResource;
  readonly finding: Finding;
}

/** Where deleted things of a type wait, and how one of them is known to be what config means. */
interface Bin {
  readonly kind: "group" | "application" | "servicePrincipal";
  readonly key: "uniqueName" | "appId";
  readonly select: string;
}

function binOf({ token }: DesiredResource): Bin | undefined {
  switch (token) {
    case "graph:Team":
      return { kind: "group", key: "uniqueName", select: "id,uniqueName,deletedDateTime" };
    case "graph:AppRegistration":
      return { kind: "application", key: "uniqueName", select: "id,uniqueName,deletedDateTime" };
    case "graph:EnterpriseApp":
      return { kind: "servicePrincipal", key: "appId", select: "id,appId,deletedDateTime" };
    default:
      return undefined;
  }
}

const [notMadeYet, notThere] = ["is not made yet", "is not in the tenant"] as const;

/** Whether a finding is about something of which no deletion is known. */
export function isNotMadeYet(what: string): boolean {
  return what === notMadeYet || what === notThere;
}

/**
 * Tells what was deleted from what no run has made yet: a look alone cannot, as it knows no state. Deleted is what lies
 * in the directory's bin or whose deletion the audit log names. When none of the stack's teams is there and none was
 * ever seen to be deleted, no run has made them yet. Of anything else both is possible, and it says so.
 * Throws what a read throws. Source: Microsoft Graph "List deletedItems (directory objects)", read 2026-11.
 */
export async function howMissing(
  api: Reader,
  missing: readonly Missing[],
  isAnyTeamThere: boolean,
): Promise<readonly Finding[]> {
  const deletedAt = await deletionTimes(api, missing);
  const isDeleted = ({ desired, finding }: Missing): boolean =>
    deletedAt.has(desired.name) || finding.by !== undefined;
  const teams = missing.filter(({ desired }) => desired.token === "graph:Team");
  const isNothingMade = teams.length > 0 && !isAnyTeamThere && !missing.some(isDeleted);
  return missing.map((one): Finding => {
    const { desired, finding } = one;
    if (isNothingMade) return { ...finding, severity: "low", what: notMadeYet, mend: "up makes it" };
    if (!isDeleted(one))
      return {
        ...finding,
        ...{ what: notThere, who: "not made yet, or deleted for good", mend: "up makes it" },
      };
    const at = deletedAt.get(desired.name);
    return at === undefined ? finding : { ...finding, who: `deleted ${at}, can be restored for 30 days` };
  });
}

/** When what is missing was deleted, by resource name, as far as the bin has it. */
async function deletionTimes(api: Reader, missing: readonly Missing[]): Promise<ReadonlyMap<string, string>> {
  const bins = new Map(missing.flatMap(({ desired }) => binOf(desired) ?? []).map((bin) => [bin.kind, bin]));
  const lists = await Promise.all(
    [...bins.values()].map(async (bin) => [bin.kind, await inBin(api, bin)] as const),
  );
  const byKind = new Map(lists);
  return new Map(
    missing.flatMap(({ desired }) => {
      const bin = binOf(desired);
      const key = bin === undefined ? undefined : keyOf(desired, bin);
      const at = bin === undefined || key === undefined ? undefined : byKind.get(bin.kind)?.get(key);
      return at === undefined ? [] : [[desired.name, at] as const];
    }),
  );
}

async function inBin(api: Reader, { kind, key, select }: Bin): Promise<ReadonlyMap<string, string>> {
  const path = `/directory/deletedItems/microsoft.graph.${kind}?$select=${select}&$top=999`;
  const deleted = await api.graph.list(path);
  return new Map(
    deleted.flatMap((object) => {
      const value = optionalText(object, key)?.toLowerCase();
      return value === undefined ? [] : [[value, dayOf(object)] as const];
    }),
  );
}

function dayOf(object: JsonObject): string {
  return (optionalText(object, "deletedDateTime") ?? "").slice(0, 16).replace("T", " ") + " UTC";
}

function keyOf({ props }: DesiredResource, { key }: Bin): string | undefined {
  const value = (props as Readonly<Record<string, unknown>>)[key];
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
