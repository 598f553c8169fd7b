import { compareText } from "../../schemas/problem.ts";
import type { EngineEvent } from "../changes/engine-events.ts";
import { summed } from "../../providers/limits/call-sum.ts";
import { callEstimate } from "./cost/estimate.ts";
import { accountCalls } from "./cost/first-checks.ts";
import type { Change, PlanLine } from "../changes/line.ts";
import { permissionChanges } from "../changes/types/grants.ts";
import { wordsOf } from "../changes/types/every-type.ts";
import type { CountedAs } from "../changes/words.ts";
import { permissionLines } from "./consent-lines.ts";
import { changeOfStep, isKnownTeam, planEntries, type EntryFacts } from "./entries.ts";
import type { PlanFacts } from "./facts.ts";
import { planReportVersion, type Attention, type Counts, type PlanReport } from "./model.ts";
import { nextStageLines, type NextStage } from "./next-stage.ts";
import { planNames } from "./names.ts";
import { peopleChanges, type PeopleChanges } from "../changes/people.ts";
import { taskListLines } from "../changes/types/task-plan.ts";
import { handSteps, isOpen } from "../headquarters/steps-for-people.ts";
import { waitingIn } from "../changes/waiting.ts";
import { plannedSteps, type PlannedStep } from "../changes/planned-steps.ts";

/** What the preview said and how it ended. */
export interface Preview {
  readonly events: readonly EngineEvent[];
  /** Pulumi's exit code. */
  readonly exitCode: number;
  readonly refreshed: boolean;
  /** The steps of the events, where somebody has looked in the tenant; unset: they are made by the state alone. */
  readonly steps?: readonly PlannedStep[];
  /** Teams of people that look like those that would be made. */
  readonly twins?: readonly Twin[];
  /** What the next stage would make of teams that are taken over by stages. */
  readonly nextStages?: readonly NextStage[];
  /** What could not be read in the tenant, a sentence each. */
  readonly unread?: readonly string[];
  /** See PlanReport. */
  readonly digest: string;
  /** The part of the services' limits that a run may use; unset: all of it. */
  readonly limitShare?: number;
}

/** A team that people made, and the declared one that it looks like. */
export interface Twin {
  readonly team: { readonly id: string; readonly displayName: string };
  readonly store?: { readonly label: string };
  readonly because: string;
}

/** Turns a preview into the report that people review. Pure: equal arguments give equal reports. */
export function planReport(preview: Preview, facts: PlanFacts): PlanReport {
  const refusal = preview.exitCode === 0 ? [] : errorsIn(preview.events);
  // A preview that broke off has seen only a part of the plan: showing that part would mislead.
  const steps = preview.exitCode === 0 ? (preview.steps ?? plannedSteps(preview.events)) : [];
  const names = planNames(facts, steps);
  const people = peopleChanges(steps);
  const consent = permissionLines(permissionChanges(steps), facts, names);
  const changed = steps.filter(({ op }) => op !== "same");
  const entryFacts: EntryFacts = { facts, names, people, consent };
  const countedAs = (row: CountedAs): Counts =>
    counts(changed.filter((step) => countedOf(step) === row).map(changeOfStep));
  const isRefused = refusal.some((text) => text.includes("refused before the first write"));
  const warnings = warningsIn(preview.events);
  // What the program asks before it declares anything: who answers, and whether people who come in have an account.
  const first = summed(facts.targetCalls, accountCalls(steps));
  const byHand = handSteps(steps, facts.handWork);
  const outcome = changed.length > 0 ? "changes" : byHand.some(isOpen) ? "byHand" : "none";
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
      stores: countedAs("stores"),
      people: countPeople(people),
      consent: countLines(consent),
      links: countedAs("links"),
      switches: countedAs("switches"),
      tasks: countedAs("tasks"),
      other: countedAs("other"),
    },
    attention: attentionOf(changed, entryFacts, preview),
    regions: planEntries(changed, entryFacts),
    taskLists: taskListLines(changed, names),
    byHand,
    leftOut: facts.leftOut.map(({ storeNumber, name, reason, ruleId }) => ({
      label: `${storeNumber ?? ""} ${name}`.trim(),
      reason,
      ruleId,
    })),
    waiting: warnings.flatMap((text) => waitingIn(text) ?? []),
    notes: [...warnings.filter((text) => waitingIn(text) === undefined), ...(preview.unread ?? [])],
    calls: callEstimate(steps, preview.refreshed, preview.limitShare, first),
    refreshed: preview.refreshed,
    digest: preview.digest,
  };
}

function countedOf({ token, resource }: PlannedStep): CountedAs {
  const { counts: counted } = wordsOf(token);
  return typeof counted === "string" ? counted : counted(resource);
}

function counts(changes: readonly Change[]): Counts {
  const sum = { added: 0, moved: 0, changed: 0, removed: 0 };
  for (const change of changes) sum[change] += 1;
  return sum;
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

function attentionOf(
  steps: readonly PlannedStep[],
  { names, people, consent }: EntryFacts,
  { twins = [], nextStages = [] }: Pick<Preview, "twins" | "nextStages">,
): Attention {
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
    .filter(({ was, role }) => was === "owner" && role === "member")
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
    .filter(({ team }) => isKnownTeam(team))
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
    lookAlikes: twins.map(twinLine),
    nextStage: nextStageLines(nextStages, (person) => names.person(person)),
  };
}

function twinLine({ team, store, because }: Twin): PlanLine {
  const mend = `To take it over, write team: { existingTeamId: ${team.id} } at its store; else a second one is made`;
  const text = `the team "${team.displayName}" ${because}. ${mend}`;
  return { change: "added", subject: store?.label ?? team.displayName, text };
}

/** What cannot be taken back with one more run, or opens something up. Consent stands in a list of its own. */
function dangerousLines(step: PlannedStep, names: EntryFacts["names"]): readonly PlanLine[] {
  if (countedOf(step) === "consent") return [];
  const lines = wordsOf(step.token)
    .lines(step, names)
    .filter(({ isDangerous }) => isDangerous === true);
  return lines.slice(0, 2).map(({ isDangerous: _told, subject, ...line }) => {
    // A link's label and its line say the same; the line says more.
    const isLink = countedOf(step) === "links";
    return { ...line, subject: isLink || subject.startsWith("Channel ") ? subject : names.resource(step) };
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
