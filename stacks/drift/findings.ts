import { sameValue } from "../../providers/core/compare.ts";
import type { Org } from "../../schemas/types/org.ts";
import { channelFindings, linkFindings, recordFields } from "./channel-findings.ts";
import { entriesOf, objectIn, textOf, type Inputs } from "./compared-values.ts";
import type { Finding, FindingPart, Make, Role, ShownChannel } from "../changes/finding.ts";
import { permissionWords } from "../permissions/words.ts";

/** How people and resources are called. Both maps may miss entries; keys then stand for themselves. */
export interface Names {
  readonly labels: Readonly<Record<string, string>>;
  /** Display name by user principal name in lower case. */
  readonly people: Readonly<Record<string, string>>;
}

/** The names that an org gives. `labels`: those of its derived resources. */
export function namesIn({ people }: Pick<Org, "people">, labels: Names["labels"]): Names {
  const entries = (people ?? []).map(({ upn, name }): [string, string] => [upn.toLowerCase(), name ?? upn]);
  return { labels, people: Object.fromEntries(entries) };
}

/** Where findings come from: one resource, what config wants of it and what the tenant shows. */
export interface Compared {
  readonly resource: string;
  readonly wanted: Inputs;
  /** undefined: the service says that it is not there. */
  readonly found: Inputs | undefined;
  /** Channels that no declared one was found to be. */
  readonly otherChannels?: readonly ShownChannel[];
}

/** Everything that differs, in the words of the business. Empty when nothing does. */
export function findingsBetween(compared: Compared, names: Names): readonly Finding[] {
  const { resource, wanted, found, otherChannels = [] } = compared;
  const label = names.labels[resource] ?? resource;
  const finding: Make = (severity, what, who, mend, part) => ({
    severity,
    resource,
    label,
    what,
    who,
    mend,
    part,
  });
  if (found === undefined) {
    return [finding("high", "is gone from the tenant", "", "up makes it again", { kind: "resource" })];
  }
  return [
    ...rosterFindings(objectIn(wanted, "roster"), objectIn(found, "roster"), names, finding),
    ...channelFindings(objectIn(wanted, "channels"), objectIn(found, "channels"), otherChannels, finding),
    ...permissionFindings(wanted["scopes"], found["scopes"], finding),
    ...linkFindings(wanted, found, finding),
    ...fieldFindings(wanted, found, finding),
  ];
}

function rosterFindings(wanted: Inputs, found: Inputs, names: Names, finding: Make): Finding[] {
  const people = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].toSorted();
  return people.flatMap((person): Finding[] => {
    const should = roleIn(wanted, person);
    const does = roleIn(found, person);
    if (should === does) return [];
    const known = names.people[person];
    const who = known === undefined ? person : `${known} (${person})`;
    const part: FindingPart = {
      kind: "person",
      person,
      ...(should === undefined ? {} : { wanted: should }),
      ...(does === undefined ? {} : { found: does }),
    };
    const role = should ?? does ?? "member";
    if (does === undefined) {
      const severity = role === "owner" ? "high" : "medium";
      return [finding(severity, `${role} removed`, who, "up puts them back", part)];
    }
    if (should === undefined) {
      const severity = role === "owner" ? "high" : "low";
      return [finding(severity, `${role} added by hand`, who, "up removes them", part)];
    }
    return [finding("high", `${should} made ${does}`, who, `up makes them ${should} again`, part)];
  });
}

function roleIn(roster: Inputs, person: string): Role | undefined {
  const role = roster[person];
  return role === "owner" || role === "member" ? role : undefined;
}

/** Consent for people who are signed in: what was revoked and what was given past the config. */
function permissionFindings(wanted: unknown, found: unknown, finding: Make): Finding[] {
  if (!Array.isArray(wanted)) return [];
  const should = wanted.map(String);
  const does = Array.isArray(found) ? found.map(String) : [];
  const about = (permission: string, isWanted: boolean): FindingPart => ({
    kind: "permission",
    permission,
    isWanted,
  });
  return [
    ...should
      .filter((scope) => !does.includes(scope))
      .map((scope) => finding("high", "consent revoked", scope, "up gives it again", about(scope, true))),
    ...does
      .filter((scope) => !should.includes(scope))
      .map((scope) => {
        const { risk } = permissionWords(scope, "delegated");
        const severity = risk === "unknown" ? "high" : risk;
        return finding(severity, "consent given by hand", scope, "up takes it back", about(scope, false));
      }),
  ];
}

const toldElsewhere = new Set(["roster", "channels", "scopes", "__provider", ...recordFields]);

/** Switches and apps are told one by one, everything else as a whole. */
function fieldFindings(wanted: Inputs, found: Inputs, finding: Make): Finding[] {
  return Object.keys(wanted)
    .filter((field) => !toldElsewhere.has(field) && !sameValue(wanted[field], found[field]))
    .flatMap((field) => {
      const part: FindingPart = { kind: "field", field, wanted: wanted[field], found: found[field] };
      // What was private and is public now lets anybody in the tenant read along.
      const severity = field === "visibility" && found[field] === "public" ? "high" : "medium";
      const told = (what: string, does: unknown, should: unknown): Finding => {
        const text = `${what} is ${textOf(does)}, should be ${textOf(should)}`;
        return finding(severity, "changed by hand", text, "up sets it back", part);
      };
      if (typeof wanted[field] !== "object" || Array.isArray(wanted[field]))
        return [told(field, found[field], wanted[field])];
      const [should, does] = [objectIn(wanted, field), objectIn(found, field)];
      return entriesOf(should, does).map((key) => told(`${field}.${key}`, does[key], should[key]));
    });
}
