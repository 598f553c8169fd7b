import type { Step } from "../../../providers/core/resource-type.ts";
import { stepsFromState } from "../../../providers/plan-again.ts";
import { isOurs, typeByToken } from "../../../providers/registry.ts";
import type { Org } from "../../../schemas/types/org.ts";
import type { Finding, FindingPart, Make, ShownChannel } from "../../changes/finding.ts";
import { permissionWords } from "../../permissions/words.ts";
import { objectIn, textOf, type Inputs } from "./compared-values.ts";
import { fieldFinding, type Sides } from "./field-finding.ts";
import { teamFindings } from "./team-findings.ts";

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
  /** Type token, such as `graph:Team`. */
  readonly token: string;
  readonly wanted: Inputs;
  /** undefined: the service says that it is not there. */
  readonly found: Inputs | undefined;
  /** What the planner would do about it, where it was asked with all that a look shows; unset: it is asked here. */
  readonly steps?: readonly Step[];
  /** Channels that no declared one was found to be. */
  readonly otherChannels?: readonly ShownChannel[];
}

/**
 * What a run would put right, in the words of the business: a finding is a step of the planner, and what the planner
 * would not touch is no drift. Empty when nothing is to be done.
 */
export function findingsOf(compared: Compared, names: Names): readonly Finding[] {
  const { resource, token, wanted, found, otherChannels = [] } = compared;
  const label = names.labels[resource] ?? resource;
  const finding: Make = (severity, what, who, mend, part) => ({
    ...{ severity, resource, label, what, who, mend, part },
  });
  if (found === undefined)
    return [finding("high", "is gone from the tenant", "", "up makes it again", { kind: "resource" })];
  if (!isDriftOf(token)) return [];
  const steps = compared.steps ?? stepsAgainst(token, wanted, found);
  if (token === "graph:Team")
    return teamFindings({ steps, wanted, found, otherChannels, people: names.people }, finding);
  return once(steps.flatMap((step) => findingsOfStep(step, { wanted, found }, finding)));
}

/** Not of secrets, which time alone gives something to do, and not of files: those do not lie in the tenant. */
function isDriftOf(token: string): boolean {
  return token !== "graph:ClientSecret" && !token.startsWith("commerce:");
}

/** What the planner makes of what was found, where only that is left of a look. */
function stepsAgainst(token: string, wanted: Inputs, found: Inputs): readonly Step[] {
  const outputs = withoutUnset(found) as Inputs;
  return isOurs(token) ? stepsFromState(typeByToken(token), { id: "known", outputs }, wanted, 0) : [];
}

/** Without what a service shows as unset: null and left out are one. */
function withoutUnset(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const set = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(set.map(([key, inner]) => [key, withoutUnset(inner)]));
}

function findingsOfStep(step: Step, sides: Sides, finding: Make): readonly Finding[] {
  if (step.part === "scopes") return permissionFindings(step, finding);
  if (step.kind === "create" && step.part === "row") return [rowFinding(sides, finding)];
  return touchedBy(step).map(([field, ...path]) => fieldFinding(field, path, sides, finding));
}

/** Consent for people who are signed in: what was revoked and what was given past the config. */
function permissionFindings(step: Step, finding: Make): readonly Finding[] {
  if (step.kind !== "link" && step.kind !== "unlink") return [];
  const isWanted = step.kind === "link";
  return step.targets.map((permission) => {
    const part: FindingPart = { kind: "permission", permission, isWanted };
    if (isWanted) return finding("high", "consent revoked", permission, "up gives it again", part);
    const { risk } = permissionWords(permission, "delegated");
    const severity = risk === "unknown" ? "high" : risk;
    return finding(severity, "consent given by hand", permission, "up takes it back", part);
  });
}

/** A link without its row: the channel does not show in the record any more. */
function rowFinding({ wanted, found }: Sides, finding: Make): Finding {
  const field = wanted["recordId"] === undefined ? "recordKey" : "recordId";
  const part: FindingPart = { kind: "field", field, wanted: wanted[field], found: found[field] };
  const mend = "up links it again; a link grants nobody access to the record";
  return finding(
    "medium",
    "link removed in Dynamics",
    textOf(objectIn(wanted, "tab")["displayName"]),
    mend,
    part,
  );
}

/** Fields that a step is about: the field of the resource, then the way inside it. Empty for what only goes with one. */
function touchedBy(step: Step): readonly (readonly [field: string, ...path: readonly string[]])[] {
  const [kind, ...name] = step.part.split(":");
  const collection = collections[kind ?? ""];
  if (collection !== undefined) return [[collection, name.join(":")]];
  if (step.kind === "update" || step.kind === "replace") {
    const changes = step.kind === "update" ? step.changes : step.because;
    return step.part === "note"
      ? []
      : changes.map(({ path }) => [path.split(".")[0] ?? path, ...path.split(".").slice(1)]);
  }
  return step.part === "note" || kind === "bucket" ? [] : [[fieldOf[step.part] ?? step.part]];
}

/** Parts with a name behind a colon, by the field that holds them all. */
const collections: Readonly<Record<string, string>> = {
  task: "tasks",
  "federated credential": "federatedCredentials",
};

const fieldOf: Readonly<Record<string, string>> = { "document location": "documents" };

/** Two steps may be about one thing, such as tables that go on and others that go off. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const told = new Map(findings.map((finding) => [`${finding.what} ${finding.who}`, finding]));
  return [...told.values()];
}
