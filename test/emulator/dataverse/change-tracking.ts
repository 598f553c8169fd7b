// Change tracking: all rows and a link, later only what changed since. Source: "Use change tracking to
// synchronize data with external systems".
import { dataverseErrors } from "../errors/dataverse.ts";
import { pathOf, type Reply } from "../http/message.ts";
import { type DataverseCall, preferences } from "./call.ts";
import type { TableState } from "./environment.ts";
import { rowBody } from "./row-body.ts";

export function wantsTracking(call: DataverseCall): boolean {
  return call.query.deltaToken !== undefined || preferences(call).includes("odata.track-changes");
}

/** Rows changed since the token, deleted ones as stubs, and the link for the next time. */
export function trackedReply(call: DataverseCall, table: TableState, context: string): Reply {
  const { environment, query } = call;
  const { logicalName, entitySetName, hasChangeTracking } = table.definition;
  if (hasChangeTracking !== true) throw dataverseErrors.noChangeTracking(logicalName);
  for (const name of ["filter", "orderby", "expand", "top"] as const) {
    if (query.options[name] !== undefined)
      throw dataverseErrors.badRequest(`$${name} cannot be used with change tracking.`);
  }
  const since = sinceOf(call);
  const changed = [...table.rows.values()].filter(({ version }) => version > since);
  const gone = since === 0 ? [] : table.deletions.filter(({ version }) => version > since);
  const select = query.options["select"] === undefined ? "" : `$select=${query.options["select"]}&`;
  return {
    status: 200,
    headers: { "Preference-Applied": "odata.track-changes" },
    body: {
      "@odata.context": `${context}/$delta`,
      "@odata.deltaLink": `${call.request.origin}${pathOf(call.request.url)}?${select}$deltatoken=${tokenOf(call, environment.version)}`,
      value: [
        ...changed.map((row) => rowBody(call, table, row)),
        ...gone.map(({ id }) => ({
          "@odata.context": `${call.api}/$metadata#${entitySetName}/$deletedEntity`,
          id,
          reason: "deleted",
        })),
      ],
    },
  };
}

/** Shape: version, then the time it was given, both joined by a comma and percent-encoded. */
function tokenOf(call: DataverseCall, version: number): string {
  return encodeURIComponent(`${version}!${call.world.now().toISOString()}`);
}

/** The version after which changes count; 0 asks for everything. Throws 400 for a bad or an old token. */
function sinceOf(call: DataverseCall): number {
  const token = call.query.deltaToken;
  if (token === undefined) return 0;
  const found = /^(\d+)!(\S+)$/.exec(token);
  const given = Date.parse(found?.[2] ?? "");
  if (found?.[1] === undefined || Number.isNaN(given))
    throw dataverseErrors.badRequest("Invalid delta token.");
  const keptDays = Number(call.environment.organization.values["expirechangetrackingindays"] ?? 7);
  if (call.world.now().getTime() - given > keptDays * 86_400_000) throw dataverseErrors.deltaTokenExpired();
  return Number(found[1]);
}
