type Inputs = Readonly<Record<string, unknown>>;

export type Severity = "high" | "medium" | "low";

/** One thing that is not as config says, told in the words of the business. */
export interface Finding {
  readonly severity: Severity;
  /** Resource name, such as `store-000135`. */
  readonly resource: string;
  /** What people call it, such as `000135 San Francisco`. */
  readonly label: string;
  /** What happened, such as `owner removed`. */
  readonly what: string;
  /** Whom or which part it is about: a person's name, a channel's name, a field. */
  readonly who: string;
  /** What the next run does about it. */
  readonly mend: string;
  /** Who did it and when, as the tenant's audit log tells; unset when it does not, or may not be read. */
  readonly by?: string;
}

/** How people and resources are called. Both maps may miss entries; keys then stand for themselves. */
export interface Names {
  readonly labels: Readonly<Record<string, string>>;
  /** Display name by user principal name in lower case. */
  readonly people: Readonly<Record<string, string>>;
}

/** Where findings come from: one resource, what config wants of it and what the tenant shows. */
export interface Compared {
  readonly resource: string;
  readonly wanted: Inputs;
  /** undefined: the service says that it is not there. */
  readonly found: Inputs | undefined;
}

/** Everything that differs, in the words of the business. Empty when nothing does. */
export function findingsBetween({ resource, wanted, found }: Compared, names: Names): readonly Finding[] {
  const label = names.labels[resource] ?? resource;
  const finding: Make = (severity, what, who, mend) => ({ severity, resource, label, what, who, mend });
  if (found === undefined) return [finding("high", "is gone from the tenant", "", "up makes it again")];
  return [
    ...rosterFindings(objectIn(wanted, "roster"), objectIn(found, "roster"), names, finding),
    ...channelFindings(objectIn(wanted, "channels"), objectIn(found, "channels"), finding),
    ...linkFindings(wanted, found, finding),
    ...fieldFindings(wanted, found, finding),
  ];
}

/** Worst first, then by label. */
export function sortedFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (left, right) => rankOf(right.severity) - rankOf(left.severity) || (left.label < right.label ? -1 : 1),
  );
}

/** 1 low, 2 medium, 3 high. */
export function rankOf(severity: Severity): number {
  return { low: 1, medium: 2, high: 3 }[severity];
}

type Make = (severity: Severity, what: string, who: string, mend: string) => Finding;

function rosterFindings(wanted: Inputs, found: Inputs, names: Names, finding: Make): Finding[] {
  const people = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].toSorted();
  return people.flatMap((person): Finding[] => {
    const should = roleIn(wanted, person);
    const does = roleIn(found, person);
    if (should === does) return [];
    const known = names.people[person];
    const who = known === undefined ? person : `${known} (${person})`;
    const role = should ?? does ?? "member";
    if (does === undefined) {
      return [finding(role === "owner" ? "high" : "medium", `${role} removed`, who, "up puts them back")];
    }
    if (should === undefined) {
      return [finding(role === "owner" ? "high" : "low", `${role} added by hand`, who, "up removes them")];
    }
    return [finding("high", `${should} made ${does}`, who, `up makes them ${should} again`)];
  });
}

function roleIn(roster: Inputs, person: string): string | undefined {
  const role = roster[person];
  return typeof role === "string" ? role : undefined;
}

function channelFindings(wanted: Inputs, found: Inputs, finding: Make): Finding[] {
  return Object.entries(wanted).flatMap(([key, value]): Finding[] => {
    const should = String(objectOf(value)["displayName"]);
    if (found[key] === undefined) return [finding("medium", "channel missing", should, "up makes it again")];
    const does = String(objectIn(found, key)["displayName"]);
    if (should !== does)
      return [finding("low", "channel renamed", `"${should}" to "${does}"`, "up renames it back")];
    return [
      ...privateFindings(should, objectOf(value), objectIn(found, key), finding),
      ...tabFindings(should, objectOf(value), objectIn(found, key), finding),
      ...(same(plainChannel(objectOf(value)), plainChannel(objectIn(found, key)))
        ? []
        : [finding("low", "channel described differently", should, "up describes it again")]),
    ];
  });
}

function plainChannel({ description }: Inputs): unknown {
  return description ?? "";
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Whoever is in a private channel may read what is said there, so strangers count. */
function privateFindings(channel: string, wanted: Inputs, found: Inputs, finding: Make): Finding[] {
  const should = objectIn(objectIn(wanted, "private"), "roster");
  const does = objectIn(objectIn(found, "private"), "roster");
  return entriesOf(should, does).map((person) => {
    const told = `${person} in "${channel}": ${textOf(does[person])}, should be ${textOf(should[person])}`;
    return finding("high", "private channel changed by hand", told, "up sets it back");
  });
}

function tabFindings(channel: string, wanted: Inputs, found: Inputs, finding: Make): Finding[] {
  const should = objectIn(wanted, "tabs");
  const does = objectIn(found, "tabs");
  return entriesOf(should, does).map((key) => {
    const name = String(objectIn(does[key] === undefined ? should : does, key)["displayName"]);
    const what = does[key] === undefined ? "tab missing" : "tab changed";
    return finding("low", what, `"${name}" in "${channel}"`, "up sets it back");
  });
}

/** Keys whose values differ. */
function entriesOf(should: Inputs, does: Inputs): readonly string[] {
  const keys = [...new Set([...Object.keys(should), ...Object.keys(does)])].toSorted();
  return keys.filter((key) => !same(should[key], does[key]));
}

/** A link without its row: the channel does not show in the record any more. */
function linkFindings(wanted: Inputs, found: Inputs, finding: Make): Finding[] {
  const isGone = recordFields.some((field) => wanted[field] !== undefined && found[field] === undefined);
  if (!isGone) return [];
  const mend = "up links it again; a link grants nobody access to the record";
  return [
    finding("medium", "link removed in Dynamics", textOf(objectIn(wanted, "tab")["displayName"]), mend),
  ];
}

/** What says which record a link is about; unset where the row is missing. */
const recordFields = ["recordId", "recordKey"];

/** Switches and apps are told one by one, everything else as a whole. */
function fieldFindings(wanted: Inputs, found: Inputs, finding: Make): Finding[] {
  return Object.keys(wanted)
    .filter((field) => !["roster", "channels", "__provider", ...recordFields].includes(field))
    .filter((field) => !same(wanted[field], found[field]))
    .flatMap((field) => {
      const told = (what: string, does: unknown, should: unknown): Finding =>
        finding(
          "medium",
          "changed by hand",
          `${what} is ${textOf(does)}, should be ${textOf(should)}`,
          "up sets it back",
        );
      if (typeof wanted[field] !== "object" || Array.isArray(wanted[field]))
        return [told(field, found[field], wanted[field])];
      const [should, does] = [objectIn(wanted, field), objectIn(found, field)];
      return entriesOf(should, does).map((key) => told(`${field}.${key}`, does[key], should[key]));
    });
}

function textOf(value: unknown): string {
  return value === undefined ? "not there" : JSON.stringify(value);
}

function objectIn(inputs: Inputs, key: string): Inputs {
  return objectOf(inputs[key]);
}

function objectOf(value: unknown): Inputs {
  return typeof value === "object" && value !== null ? (value as Inputs) : {};
}
