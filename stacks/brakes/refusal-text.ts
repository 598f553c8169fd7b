import { remedies } from "../../schemas/remedies.ts";
import { assertNever } from "../../providers/core/errors.ts";
import { inPrivateChannels, type Tripped } from "./count.ts";
import type { Forbidden } from "./rules.ts";
import type { BrakeResult } from "./check.ts";
import type { BrakeName } from "../../schemas/types/stack.ts";

const words: Readonly<Record<BrakeName, readonly [verb: string, noun: string]>> = {
  "store-owners": ["would lose", "owners"],
  "store-members": ["would lose", "people"],
  "region-owners": ["would lose", "owners"],
  "region-members": ["would lose", "people"],
  "tenant-owners": ["would lose", "owners"],
  "tenant-members": ["would lose", "people"],
  "new-owners": ["would get new owners:", "compared with its owners now"],
  teams: ["would stop managing", "teams"],
  channels: ["would stop managing", "channels"],
  links: ["would lose", "channel links"],
  "declared-people": ["config would no longer declare", "people"],
  "exported-rows": ["has lost", "rows"],
  consents: ["would take from apps", "permissions"],
  "high-risk-consents": ["would give apps new permissions of high risk:", "compared with all they have now"],
};

/** How to mend, where there is a better way than an approval. */
const mends: Partial<Readonly<Record<BrakeName, string>>> = {
  teams:
    'A store that closes stays in the config: `closed: { on: …, because: "…" }`. Its team is archived then.',
  "declared-people": "Bring back the rows that are missing. A file that was cut off ends in the middle.",
  "exported-rows":
    "Export it again: a filter or a broken transfer makes a file shorter. Who is missing there has not left.",
  consents: "What loses a permission stops working for everybody at once.",
  "high-risk-consents": "Ask whoever answers for the tenant's security first.",
};

/** Most parts named under a brake; the rest is counted. */
const partsShown = 8;

/** What a refusal needs to know of the stack. */
export interface RefusalFacts {
  /** Names of resources and apps. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where the entry goes. */
  readonly stackFile: string;
  /** The last day to propose. */
  readonly until: string;
}

type Refusal = Pick<BrakeResult, "refused" | "forbidden" | "likelyCauses">;

/** Why a run is refused, what may be behind it, and the exact entry that would let it pass once it is reviewed. */
export function refusalText({ refused, forbidden, likelyCauses }: Refusal, facts: RefusalFacts): string {
  const lines = [
    "refused before the first write:",
    ...forbidden.flatMap((one) => forbiddenLines(one, facts.labels)),
    ...refused.flatMap((trip) => blockOf(trip, facts.labels)),
    ...likelyCauses.map((cause) => `  likely cause: ${cause}`),
  ];
  if (refused.length === 0) return lines.join("\n");
  return [
    ...lines,
    `  If this is meant, add to ${facts.stackFile} and have it reviewed:`,
    ...remedies.approvals(
      refused.map(({ brake, where, count }) => ({ brake, where, count, until: facts.until })),
    ),
  ].join("\n");
}

function forbiddenLines(one: Forbidden, labels: RefusalFacts["labels"]): readonly string[] {
  switch (one.rule) {
    case "owners":
      return ownerLines(one, labels);
    case "protected":
      return protectedLines(one, labels);
    case "own-consent":
      return [
        `  ${one.who} would lose ${one.permissions.join(", ")}`,
        "    It could not go on with its work. Give it back, or let another identity do that work first.",
      ];
    default:
      return assertNever(one);
  }
}

function protectedLines(
  { resource, channel, person, is, would }: Extract<Forbidden, { rule: "protected" }>,
  labels: RefusalFacts["labels"],
): readonly string[] {
  const place = labelOf(channel === undefined ? resource : `${resource}/${channel}`, labels);
  const [who, mend] =
    is === "protected"
      ? ["is protected", "take `protected: true` away first, in a run of its own."]
      : ["is a required owner of the team", "take them off `requiredOwners` as well."];
  return [`  ${place}: ${person} ${who} and would ${would}`, `    Keep them there. To let them go, ${mend}`];
}

/** What people call a team, or a private channel `<team>/<key>`. */
function labelOf(resource: string, labels: RefusalFacts["labels"]): string {
  const [team = "", channel] = resource.split("/");
  if (labels[resource] !== undefined || channel === undefined) return labels[resource] ?? resource;
  return `${labels[team] ?? team}, private channel "${channel}"`;
}

function ownerLines(
  { resource, were, left, least }: Extract<Forbidden, { rule: "owners" }>,
  labels: RefusalFacts["labels"],
): readonly string[] {
  const isStore = resource.startsWith("store-");
  const mend = isStore
    ? "Name another one under managers first"
    : "Give somebody the role communicationsManager, or name one under owners, first";
  const label = labels[resource] ?? resource;
  if (left > 0)
    return [
      `  ${label} would keep ${left} of ${were} ${were === 1 ? "owner" : "owners"}, minimumOwners says ${least}`,
      `    ${mend}; no approval changes that.`,
    ];
  return [
    `  ${label} would lose its last owner (it has ${were})`,
    `    ${mend}; a team is never left without one, and no approval changes that.`,
  ];
}

function blockOf(trip: Tripped, labels: RefusalFacts["labels"]): readonly string[] {
  const mend = mends[trip.brake];
  return [
    headOf(trip, labels),
    ...(trip.brake === "declared-people" || trip.brake === "exported-rows" ? [] : [biggestOf(trip, labels)]),
    ...(mend === undefined ? [] : [`    ${mend}`]),
  ];
}

function headOf({ brake, where, count, of, limit }: Tripped, labels: RefusalFacts["labels"]): string {
  const [verb, noun] = words[brake];
  const part =
    of === 0
      ? ""
      : ` (${((count / of) * 100).toFixed(1)} %, limit ${limit.fraction * 100} % from ${limit.atLeast} on)`;
  const who = brake === "declared-people" ? "the" : placeOf(brake, where, labels);
  return `  ${who} ${verb} ${count} of ${of} ${noun}${part}`;
}

function placeOf(brake: BrakeName, where: string, labels: RefusalFacts["labels"]): string {
  if (where.endsWith(inPrivateChannels))
    return `private channels of ${placeOf(brake, where.slice(0, -inPrivateChannels.length), labels)}`;
  if (where === "tenant") return "the tenant";
  if (brake === "exported-rows") return where;
  // The communications team is no store and lies in no region.
  if (brake.startsWith("store-")) return labels[where] ?? `store ${where}`;
  return where === "" ? "what lies in no region" : `region ${where}`;
}

function biggestOf({ biggest, brake }: Tripped, labels: RefusalFacts["labels"]): string {
  const areWhole = biggest.every(({ of }) => of === 1);
  const sign = brake === "new-owners" ? "+" : "−";
  const shown = biggest.slice(0, partsShown).map(({ resource, count, of }) => {
    const label = labelOf(resource, labels);
    return areWhole ? label : `${label} ${sign}${count} of ${of}`;
  });
  const more = biggest.length > partsShown ? ` · ${biggest.length - partsShown} more` : "";
  return `    ${areWhole ? "which" : "biggest"}: ${shown.join(" · ")}${more}`;
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

/** What people read of teams with fewer owners than config asks for; undefined when there are none. */
export function shortOfOwnersText(
  teams: readonly string[],
  labels: RefusalFacts["labels"],
): string | undefined {
  if (teams.length === 0) return undefined;
  const shown = teams.slice(0, partsShown).map((team) => labels[team] ?? team);
  const more = teams.length > partsShown ? ` · ${teams.length - partsShown} more` : "";
  return `fewer owners than minimumOwners says: ${shown.join(" · ")}${more}. Name more managers.`;
}
