import type { LiveTenant } from "./live-tenant.ts";

/** The tenant without ids and times: what a person would compare. */
export async function essenceOf(tenant: LiveTenant): Promise<string> {
  const snapshot = await tenant.admin("GET", "/snapshot");
  const text = JSON.stringify(snapshot, (key, value: unknown) => {
    if (/(^|[a-z_])id$|Id$|DateTime$|^(createdon|modifiedon|versionnumber|key|url)$/i.test(key))
      return undefined;
    if (/sites?url|relativeurl|absoluteurl|^deleted/i.test(key)) return undefined;
    return value;
  });
  // Names that the service makes unique by a number, and ids inside of texts.
  const tenantText = JSON.stringify(inAnyOrder(JSON.parse(text)))
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<id>")
    .replaceAll(/19:[^"]*/g, "<thread>");
  return `${tenantText}\n${JSON.stringify(await tenant.outputs())}`;
}

/** What was refused first is made last: the order of making is nothing that a person would compare. */
function inAnyOrder(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(inAnyOrder)
      .toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inAnyOrder(inner)]));
}

/**
 * A secret whose value was lost with the process is made anew, and the lost one stays beside it until its overlap ends:
 * nobody can tell it from one that is in use. Source: docs/decisions/0014-client-secrets.md.
 */
export function withoutLostSecrets(essence: string): string {
  return essence.replaceAll(/(\{"displayName":"Store Teams: stores"\})(,\1)+/g, "$1");
}
