import type { Org } from "../../../schemas/types/org.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import type { DriftReport, Side } from "../../../stacks/drift/pages/formats.ts";
import { hierarchyOf } from "../../../stacks/drift/hierarchy.ts";
import { sortedFindings, type Finding } from "../../../stacks/changes/finding.ts";
import { findingsOf, namesIn, type Names } from "../../../stacks/drift/differs/findings.ts";
import { chain } from "../review/kit.ts";

type Inputs = Readonly<Record<string, unknown>>;

/** A chain as `chain` makes it, with so many more people in each store, and channels. */
export function busyChain(stores: number, morePeople: number): Org {
  const org = chain(stores);
  const extra = Array.from({ length: stores }, (_, store) =>
    Array.from({ length: morePeople }, (_, index) => `p${index}-${store}`),
  );
  const channels = ["Shift handoff", "Store readiness", "Orders and returns"].map((name) => ({
    key: name.toLowerCase().replaceAll(" ", "-"),
    name,
    description: `All about ${name.toLowerCase()}`,
  }));
  const nodes = (org.nodes ?? []).map((node) =>
    node.kind === "store"
      ? { ...node, workers: [...(node.workers ?? []), ...(extra[Number(node.storeNumber)] ?? [])] }
      : node,
  );
  const people = extra.flat().map((id) => ({ id, name: `Alexandra ${id}`, upn: `${id}@contoso.example` }));
  const team = { ...org.defaults?.team, channels };
  return {
    ...org,
    defaults: { ...org.defaults, team },
    nodes,
    people: [...(org.people ?? []), ...people],
  };
}

/** What a look at a tenant would give that shows `found` of each resource; `unread`: what throws. */
export function driftReportOf(
  org: Org,
  found: (resource: string, wanted: Inputs) => Inputs | undefined | "unread",
  more: Partial<DriftReport> = {},
): { readonly report: DriftReport; readonly names: Names } {
  const derived = deriveEnvironment(org, "dev");
  const names = namesIn(org, derived.labels);
  const findings: Finding[] = [];
  const unread: { resource: string; label: string; reason: string }[] = [];
  const sides: Record<string, Side> = {};
  for (const { name: resource, token, label, props } of derived.resources) {
    const wanted = { ...props } as Inputs;
    const does = found(resource, wanted);
    if (does === "unread") {
      unread.push({ resource, label, reason: "Graph answered 503 five times" });
      continue;
    }
    sides[resource] = { wanted, found: does };
    if (does !== wanted) findings.push(...findingsOf({ resource, token, wanted, found: does }, names));
  }
  const read = derived.resources.filter(({ name }) => sides[name] !== undefined);
  const report: DriftReport = {
    stack: "dev",
    findings: sortedFindings([...findings, ...(more.findings ?? [])]),
    noise: more.noise ?? [],
    unread,
    notLookedAt: [],
    waiting: more.waiting ?? [],
    read: read.map(({ name, label }) => ({ resource: name, label })),
    positions: Object.fromEntries(
      derived.resources.map(({ name }, index) => [name, { file: "config/org.yaml", line: index + 1 }]),
    ),
    hierarchy: hierarchyOf(org, derived),
    sides,
  };
  return { report, names };
}
