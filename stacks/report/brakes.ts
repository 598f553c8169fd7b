import type { BrakeResult, Tripped } from "../derive/brakes.ts";
import type { BrakeName } from "../../schemas/types/stack.ts";

const words: Readonly<Record<BrakeName, readonly [verb: string, noun: string]>> = {
  "store-owners": ["would lose", "owners"],
  "store-members": ["would lose", "people"],
  "region-members": ["would lose", "people"],
  "tenant-owners": ["would lose", "owners"],
  "tenant-members": ["would lose", "people"],
  "new-owners": ["would get new owners:", "compared with its owners now"],
  teams: ["would stop managing", "teams"],
  links: ["would lose", "channel links"],
};

/** Most parts named under a brake; the rest is counted. */
const partsShown = 5;

/**
 * Why a run is refused, and the exact entry that would let it pass once it is reviewed. `labels` name resources,
 * `stackFile` is where the entry goes, `until` the last day to propose.
 */
export function refusalText(
  refused: readonly Tripped[],
  facts: {
    readonly labels: Readonly<Record<string, string>>;
    readonly stackFile: string;
    readonly until: string;
  },
): string {
  const blocks = refused.map((trip) => `${headOf(trip)}\n${biggestOf(trip, facts.labels)}`);
  const approvals = refused.map(
    ({ brake, where, count }) =>
      `      - { brake: ${brake}, where: "${where}", count: ${count}, until: ${facts.until}, because: "…" }`,
  );
  return [
    "refused before the first write:",
    ...blocks,
    `  If this is meant, add to ${facts.stackFile} and have it reviewed:`,
    "    store-teams:approvals:",
    ...approvals,
  ].join("\n");
}

function headOf({ brake, where, count, of, limit }: Tripped): string {
  const [verb, noun] = words[brake];
  const place = brake.startsWith("store-")
    ? `store ${where}`
    : where === "tenant"
      ? "the tenant"
      : `region ${where}`;
  const part =
    of === 0
      ? ""
      : ` (${((count / of) * 100).toFixed(1)} %, limit ${limit.fraction * 100} % from ${limit.atLeast} on)`;
  return `  ${place} ${verb} ${count} of ${of} ${noun}${part}`;
}

function biggestOf({ biggest }: Tripped, labels: Readonly<Record<string, string>>): string {
  const shown = biggest
    .slice(0, partsShown)
    .map(({ resource, count, of }) => `${labels[resource] ?? resource} −${count} of ${of}`);
  const more = biggest.length > partsShown ? ` · ${biggest.length - partsShown} more` : "";
  return `    biggest: ${shown.join(" · ")}${more}`;
}

/** One line for each approval that was used, lies idle or has run out. */
export function approvalLines({ passed, unusedApprovals, expiredApprovals }: BrakeResult): readonly string[] {
  return [
    ...passed.map(({ brake, where, count }) => `approved: ${brake} in ${where}, ${count}`),
    ...unusedApprovals.map(
      ({ brake, where, count }) => `approval not used: ${brake} in ${where}, ${count}. Remove it.`,
    ),
    ...expiredApprovals.map(
      ({ brake, where, until }) => `approval has run out: ${brake} in ${where}, until ${until}.`,
    ),
  ];
}
