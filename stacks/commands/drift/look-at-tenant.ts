import type { Reader } from "../../../providers/core/api.ts";
import { ApiError } from "../../../providers/core/errors.ts";
import { typeByToken } from "../../../providers/registry.ts";
import type { Derived, DesiredResource } from "../../derive/desired-resource.ts";
import { findingsBetween, sortedFindings, type Finding, type Names } from "../../report/findings.ts";
import type { DriftReport } from "../../report/drift-formats.ts";
import { whoDidIt } from "./audit-log.ts";

/** Resources that are looked at at the same time: enough that the service's limits, not this, set the pace. */
const readsAtOnce = 500;

/**
 * Looks at everything that a stack declares and compares by the types' own planner: what it would not touch is no
 * drift. Reads only. A resource that cannot be read is told as such; it never counts as gone.
 */
export async function lookAtTenant(
  api: Reader,
  derived: Derived,
  names: Names,
  stack: string,
  onProgress: (done: number, of: number) => void,
): Promise<DriftReport> {
  const findings: Finding[] = [];
  const unread: DriftReport["unread"][number][] = [];
  const read: DriftReport["read"][number][] = [];
  // Files that are made here are nothing of the tenant, and know ids that only the state has.
  const looked = derived.resources.filter(({ token }) => !token.startsWith("commerce:"));
  const waiting = [...looked];
  const worker = async (): Promise<void> => {
    for (let desired = waiting.shift(); desired !== undefined; desired = waiting.shift()) {
      const { name: resource, label } = desired;
      try {
        findings.push(...(await findingsOf(api, desired, names)));
        read.push({ resource, label });
      } catch (error) {
        unread.push({ resource, label, reason: error instanceof Error ? error.message : String(error) });
      }
      onProgress(read.length + unread.length, looked.length);
    }
  };
  await Promise.all(Array.from({ length: readsAtOnce }, worker));
  const positions = Object.fromEntries(derived.resources.map(({ name, config }) => [name, config]));
  const byLabel = (left: { label: string }, right: { label: string }): number =>
    left.label < right.label ? -1 : 1;
  return {
    stack,
    findings: sortedFindings(findings),
    unread: unread.toSorted(byLabel),
    read: read.toSorted(byLabel),
    positions,
  };
}

async function findingsOf(api: Reader, desired: DesiredResource, names: Names): Promise<readonly Finding[]> {
  const type = typeByToken(desired.token);
  const props = desired.props as unknown as Readonly<Record<string, unknown>>;
  const observed = await type.observe(api, props, { remembered: {} });
  if (observed.kind === "absent") {
    return findingsBetween({ resource: desired.name, wanted: props, found: undefined }, names);
  }
  if (type.plan(props, observed).length === 0) return [];
  const found = type.describe(observed, props);
  const findings = findingsBetween({ resource: desired.name, wanted: props, found }, names);
  if (desired.token !== "graph:Team") return findings;
  return withAuthors(api, observed.id, findings);
}

/** Adds who did it. A tenant that does not let us read its audit log still has its drift told. */
async function withAuthors(
  api: Reader,
  groupId: string,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  try {
    const authors = await whoDidIt(api, groupId, findings);
    return findings.map((finding) => {
      const by = authors(finding);
      return by === undefined ? finding : { ...finding, by };
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return findings;
    throw error;
  }
}
