import { compareText } from "../../schemas/problem.ts";
import type { EngineEvent } from "../changes/engine-events.ts";
import { callEstimate } from "./cost/estimate.ts";
import { consentLines } from "../changes/types/grants.ts";
import { changeOfStep, planEntries, type EntryFacts } from "./entries.ts";
import type { PlanFacts } from "./facts.ts";
import {
  planReportVersion,
  type Attention,
  type Change,
  type Counts,
  type PlanLine,
  type PlanReport,
} from "./model.ts";
import { planNames } from "./names.ts";
import { peopleChanges, type PeopleChanges } from "../changes/people.ts";
import { resourceLines } from "../changes/types/old-resources.ts";
import { taskListLines } from "../changes/types/task-plan.ts";
import { plannedSteps, type PlannedStep } from "../changes/planned-steps.ts";

/** What the preview said and how it ended. */
export interface Preview {
  readonly events: readonly EngineEvent[];
  /** Pulumi's exit code. */
  readonly exitCode: number;
  readonly refreshed: boolean;
  /** See PlanReport. */
  readonly digest: string;
  /** The part of the services' limits that a run may use; unset: all of it. */
  readonly limitShare?: number;
}

/** Turns a preview into the report that people review. Pure: equal arguments give equal reports. */
export function planReport(preview: Preview, facts: PlanFacts): PlanReport {
  const all = plannedSteps(preview.events);
  const refusal = preview.exitCode === 0 ? [] : errorsIn(preview.events);
  // A preview that broke off has seen only a part of the plan: showing that part would mislead.
  const steps = preview.exitCode === 0 ? all : [];
  const names = planNames(facts, steps);
  const people = peopleChanges(steps);
  const consent = consentLines(steps, facts, names);
  const changed = steps.filter(({ op }) => op !== "same");
  const entryFacts: EntryFacts = { facts, names, people, consent };
  const isRefused = refusal.some((text) => text.includes("refused before the first write"));
  const outcome = changed.length > 0 ? "changes" : "none";
  return {
    version: planReportVersion,
    stack: facts.stack,
    program: facts.program,
    outcome: preview.exitCode === 0 ? outcome : isRefused ? "refused" : "failed",
    refusal:
      preview.exitCode !== 0 && refusal.length === 0
        ? [`Pulumi ended with exit code ${preview.exitCode}.`]
        : refusal,
    counts: {
      stores: countSteps(
        changed,
        (step) => step.token === "graph:Team" && step.resource.startsWith("store-"),
      ),
      people: countPeople(people),
      consent: countLines(consent),
      links: countSteps(changed, ({ token }) => token === "dataverse:ChannelLink"),
      switches: countSteps(changed, isSwitch),
      tasks: countSteps(changed, ({ token }) => token === "graph:TaskPlan"),
      other: countSteps(changed, isOther),
    },
    attention: attentionOf(changed, entryFacts),
    regions: planEntries(changed, entryFacts),
    taskLists: taskListLines(changed, names),
    leftOut: facts.leftOut.map(({ storeNumber, name, reason, ruleId }) => ({
      label: `${storeNumber ?? ""} ${name}`.trim(),
      reason,
      ruleId,
    })),
    notes: warningsIn(preview.events),
    calls: callEstimate(steps, preview.refreshed, preview.limitShare),
    refreshed: preview.refreshed,
    digest: preview.digest,
  };
}

function isSwitch({ token }: PlannedStep): boolean {
  return token === "dataverse:TeamsIntegration" || token === "dataverse:TeamsTables";
}

/** Apps, the communications team, and whatever else is no store, link, switch or grant. */
function isOther({ token, resource }: PlannedStep): boolean {
  if (token === "graph:Team") return !resource.startsWith("store-");
  return ![
    "dataverse:ChannelLink",
    "graph:TaskPlan",
    "dataverse:TeamsIntegration",
    "dataverse:TeamsTables",
    "graph:DelegatedGrant",
    "graph:AppRoleGrant",
  ].includes(token);
}

function counts(changes: readonly Change[]): Counts {
  const sum = { added: 0, moved: 0, changed: 0, removed: 0 };
  for (const change of changes) sum[change] += 1;
  return sum;
}

function countSteps(steps: readonly PlannedStep[], isCounted: (step: PlannedStep) => boolean): Counts {
  return counts(steps.filter(isCounted).map(changeOfStep));
}

function countLines(lines: readonly PlanLine[]): Counts {
  return counts(lines.map(({ change }) => change));
}

/** Each person once in each column. */
function countPeople({ joins, moves, roles, leaves }: PeopleChanges): Counts {
  const persons = (places: readonly { readonly person: string }[]): number =>
    new Set(places.map(({ person }) => person)).size;
  return { added: persons(joins), moved: persons(moves), changed: persons(roles), removed: persons(leaves) };
}

function attentionOf(steps: readonly PlannedStep[], { names, people, consent }: EntryFacts): Attention {
  const lost = people.leaves.map(({ person, team, role }): PlanLine => {
    const rest = people.staying.has(person) ? "stays in another team" : "is in no other team";
    const was = role === "owner" ? "was owner, " : "";
    return {
      change: "removed",
      subject: names.person(person),
      text: `${names.resource(team)} (${was}${rest})`,
    };
  });
  const demoted = people.roles
    .filter(
      ({ was, role, team }) => was === "owner" && role === "member" && team.after?.["owners"] !== "additive",
    )
    .map(({ person, team }): PlanLine => ({
      change: "changed",
      subject: names.person(person),
      text: `${names.resource(team)} (no longer owner, stays member)`,
    }));
  const promoted = [
    ...people.roles.filter(({ role }) => role === "owner").map((place) => ({ ...place, how: "was member" })),
    ...people.joins
      .filter(({ role }) => role === "owner")
      .map((place) => ({ ...place, how: "new in the team" })),
    ...people.moves
      .filter(({ to }) => to.role === "owner")
      .map(({ person, from, to }) => ({ person, team: to.team, how: `from ${names.resource(from.team)}` })),
  ];
  const newOwners = promoted
    // The owners of a new team stand with the team.
    .filter(({ team }) => team.op !== "create")
    .map(({ person, team, how }): PlanLine => ({
      change: "added",
      subject: names.person(person),
      text: `${names.resource(team)} (${how})`,
    }));
  return {
    losesAccess: [...lost, ...demoted],
    newOwners: newOwners.toSorted((left, right) => compareText(left.text, right.text)),
    consent,
    dangerous: steps.flatMap((step) => dangerousLines(step, names)),
  };
}

/** What cannot be taken back with one more run, or opens something up. */
function dangerousLines(step: PlannedStep, names: EntryFacts["names"]): readonly PlanLine[] {
  const { op, token, before, after } = step;
  const isGrant = token === "graph:DelegatedGrant" || token === "graph:AppRoleGrant";
  const closes = op === "update" && after?.["archived"] !== before?.["archived"];
  const opens = op === "update" && before?.["visibility"] === "private" && after?.["visibility"] === "public";
  const adopts = op === "create" && after?.["existingTeamId"] !== undefined;
  if (isGrant || !(op === "delete" || op === "replace" || closes || opens || adopts)) return [];
  const telling = resourceLines(step, names).filter(({ subject }) => !subject.startsWith("Channel "));
  return telling.slice(0, closes || opens ? 2 : 1).map(({ change, subject, text }) => {
    const label = names.resource(step);
    // A link's label and its line say the same; the line says more.
    return token === "dataverse:ChannelLink" ? { change, subject, text } : { change, subject: label, text };
  });
}

function errorsIn(events: readonly EngineEvent[]): readonly string[] {
  const texts = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trim()] : [],
  );
  // The engine repeats at the end that something failed, without saying what.
  const telling = texts.filter((text) => !/^(preview|update) failed$/.test(text));
  return [...new Set(telling.length > 0 ? telling : texts)].flatMap((text) => text.split("\n"));
}

function warningsIn(events: readonly EngineEvent[]): readonly string[] {
  const texts = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "warning" ? [diagnosticEvent.message.trim()] : [],
  );
  return [...new Set(texts)].filter((text) => text !== "" && !text.startsWith("left out: "));
}
