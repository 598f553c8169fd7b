import { sameValue } from "../../../providers/core/compare.ts";
import type { Step } from "../../../providers/core/resource-type.ts";
import { partOf } from "../../../providers/graph/team/parts.ts";
import type { Finding, FindingPart, Make, Role, ShownChannel } from "../../changes/finding.ts";
import { channelMissing, memberFindings, shownChannel, tabFinding } from "./channel-findings.ts";
import { objectIn, type Inputs } from "./compared-values.ts";
import { fieldFinding } from "./field-finding.ts";

/** A team as config wants it and as it was found, and what a run would do about the difference. */
export interface TeamFound {
  readonly steps: readonly Step[];
  readonly wanted: Inputs;
  readonly found: Inputs;
  /** Channels that no declared one was found to be. */
  readonly otherChannels: readonly ShownChannel[];
  /** Display name by user principal name in lower case. */
  readonly people: Readonly<Record<string, string>>;
}

/** A finding for each thing that a step puts right. */
export function teamFindings(team: TeamFound, finding: Make): readonly Finding[] {
  return team.steps.flatMap((step) => findingsOfStep(step, team, finding));
}

function findingsOfStep(step: Step, team: TeamFound, finding: Make): readonly Finding[] {
  const { wanted, found } = team;
  const field = (path: string): Finding => {
    const [name = "", ...inside] = path.split(".");
    return fieldFinding(name, inside, team, finding);
  };
  if (step.kind === "replace") return step.because.map(({ path }) => field(path));
  const part = partOf(step);
  switch (part.of) {
    case "team":
      return [
        finding("high", "is no team of ours any more", "", "up makes it one again", { kind: "resource" }),
      ];
    case "archived":
    case "settings":
      return step.kind === "update" ? step.changes.map(({ path }) => field(path)) : [];
    case "apps":
      return step.kind === "link" || step.kind === "unlink"
        ? step.targets.map((id) => fieldFinding("apps", [id], team, finding))
        : [];
    case "people":
      return peopleFindings(step, part.as, team, finding);
    case "channel":
      return channelChanged(step, part.channel, team, finding);
    case "members":
      return memberFindings(step, part.channel, { wanted, found }, finding);
    case "tab":
      return [tabFinding(part, { wanted, found }, finding)];
    case "modes":
    case "objectIds":
      return [];
  }
}

function peopleFindings(
  step: Step,
  as: Role | undefined,
  { found, people }: TeamFound,
  finding: Make,
): readonly Finding[] {
  const who = (person: string): string => {
    const known = people[person];
    return known === undefined ? person : `${known} (${person})`;
  };
  const partOfPerson = (person: string, roles: { wanted?: Role; found?: Role }): FindingPart => ({
    ...{ kind: "person", person },
    ...roles,
  });
  if (step.kind === "link") {
    const role = as ?? "member";
    const severity = role === "owner" ? "high" : "medium";
    return step.targets.map((person) =>
      finding(
        severity,
        `${role} removed`,
        who(person),
        "up puts them back",
        partOfPerson(person, { wanted: role }),
      ),
    );
  }
  if (step.kind === "unlink")
    return step.targets.map((person) => {
      const role: Role = objectIn(found, "roster")[person] === "owner" ? "owner" : "member";
      const severity = role === "owner" ? "high" : "low";
      const part = partOfPerson(person, { found: role });
      return finding(severity, `${role} added by hand`, who(person), "up removes them", part);
    });
  if (step.kind !== "update") return [];
  return step.changes.map(({ path, from, to }) => {
    const person = path.slice("roster.".length);
    const [does, should] = [from, to].map((role): Role => (role === "owner" ? "owner" : "member"));
    const part = partOfPerson(person, { wanted: should ?? "member", found: does ?? "member" });
    return finding("high", `${should} made ${does}`, who(person), `up makes them ${should} again`, part);
  });
}

function channelChanged(step: Step, key: string, team: TeamFound, finding: Make): readonly Finding[] {
  const should = shownChannel(objectIn(team.wanted, "channels")[key]);
  if (step.kind === "create") {
    const missing = team.steps.flatMap((other) => {
      const part = other.kind === "create" ? partOf(other) : undefined;
      return part?.of === "channel" ? [shownChannel(objectIn(team.wanted, "channels")[part.channel])] : [];
    });
    return [channelMissing(key, should, { missing, others: team.otherChannels }, finding)];
  }
  if (step.kind !== "update") return [];
  const does = shownChannel(objectIn(team.found, "channels")[key]);
  const part: FindingPart = { kind: "channel", key, wanted: should, found: does };
  if (!sameValue(should.displayName, does.displayName)) {
    const told = `"${should.displayName}" to "${does.displayName}"`;
    return [finding("low", "channel renamed", told, "up renames it back", part)];
  }
  if (step.changes.some(({ path }) => path.endsWith(".description")))
    return [
      finding("low", "channel described differently", should.displayName, "up describes it again", part),
    ];
  return [fieldFinding("channels", [key], team, finding)];
}
