import { packed } from "../../providers/core/packed.ts";
import { compareText } from "../../schemas/problem.ts";
import type { PlanFacts } from "./facts.ts";
import type { ConsentLine, PlanEntry, PlanRegion } from "./model.ts";
import { resourceOfTeam, type PlanNames } from "./names.ts";
import type { Membership, Move, PeopleChanges } from "../changes/people.ts";
import { stateOnly, type Change, type PlanLine } from "../changes/line.ts";
import { wordsOf } from "../changes/types/every-type.ts";
import { keyOfStep, type TypeLine } from "../changes/words.ts";
import { objectIn, textIn, type PlannedStep } from "../changes/planned-steps.ts";
import { failedBefore, undoneLines } from "../changes/unfinished.ts";

/** What the lines of a plan are written from. */
export interface EntryFacts {
  readonly facts: PlanFacts;
  readonly names: PlanNames;
  readonly people: PeopleChanges;
  readonly consent: readonly ConsentLine[];
}

/** Region of what belongs to no region: apps, consent, switches, the communications team. */
export const noRegion = "Whole company";
/** Region of stores that config does not name any more. */
export const goneRegion = "No longer in the config";

/** Most people of a new team that are named; the rest is counted. */
const namesShown = 12;

/** Everything that changes, by region, then by store. */
export function planEntries(steps: readonly PlannedStep[], entryFacts: EntryFacts): readonly PlanRegion[] {
  const { names, people } = entryFacts;
  const regions = new Map<string, { moves: PlanLine[]; entries: PlanEntry[]; stores: Set<string> }>();
  const regionAt = (name: string): { moves: PlanLine[]; entries: PlanEntry[]; stores: Set<string> } => {
    const region = regions.get(name) ?? { moves: [], entries: [], stores: new Set() };
    regions.set(name, region);
    return region;
  };
  for (const move of people.moves) {
    regionAt(regionOfStep(move.to.team, entryFacts)).moves.push(moveLine(move, names));
  }
  const linesByTeam = personLines(entryFacts);
  const consentByGrant = Map.groupBy(entryFacts.consent, ({ app, api }) => `${app} at ${api}`);
  for (const step of steps) {
    const region = regionAt(regionOfStep(step, entryFacts));
    if (step.token === "graph:Team" && step.resource.startsWith("store-")) region.stores.add(step.resource);
    const entry = entryOf(step, entryFacts, linesByTeam, consentByGrant);
    if (entry !== undefined) region.entries.push(entry);
  }
  return [...regions]
    .map(([name, { moves, entries, stores }]): PlanRegion => ({
      name,
      stores: stores.size,
      moves: moves.toSorted(
        (left, right) => compareText(left.text, right.text) || compareText(left.subject, right.subject),
      ),
      entries: entries.toSorted(
        (left, right) => compareText(left.label, right.label) || compareText(left.resource, right.resource),
      ),
    }))
    .toSorted((left, right) => rankOf(left) - rankOf(right) || compareText(left.name, right.name));
}

/** What is gone first, what is company-wide next, then the regions. */
function rankOf({ name }: PlanRegion): number {
  return name === goneRegion ? 0 : name === noRegion ? 1 : 2;
}

function regionOfStep(step: PlannedStep, { facts }: EntryFacts): string {
  const team = textIn(step.after ?? step.before, "teamUniqueName");
  const resource = team === "" ? step.resource : resourceOfTeam(team);
  const region = facts.regionOf(resource);
  if (region !== "") return region;
  return resource.startsWith("store-") && !facts.declared.has(step.resource) ? goneRegion : noRegion;
}

function moveLine({ person, from, to }: Move, names: PlanNames): PlanLine {
  const role =
    to.role === from.role
      ? to.role === "owner"
        ? " (owner)"
        : ""
      : `, becomes ${to.role} (was ${from.role})`;
  const text = `${names.resource(from.team)} → ${names.resource(to.team)}${role}${failedBefore(to.team, person)}`;
  const steps = [...new Set([...joinSteps(to), ...leaveSteps(from)])];
  return { change: "moved", subject: names.person(person), text, steps };
}

function personLines({ names, people }: EntryFacts): ReadonlyMap<string, readonly PlanLine[]> {
  const byTeam = new Map<string, PlanLine[]>();
  const add = (
    { person, team }: Membership,
    change: Change,
    text: string,
    steps: readonly string[],
  ): void => {
    const lines = byTeam.get(team.resource) ?? [];
    const said = `${text}${failedBefore(team, person)}`;
    lines.push({ change, subject: names.person(person), text: said, steps });
    byTeam.set(team.resource, lines);
  };
  for (const place of people.leaves) {
    add(place, "removed", `loses access${place.role === "owner" ? " (was owner)" : ""}`, leaveSteps(place));
  }
  for (const place of people.letGo) add(place, "changed", letGoText(place), stateOnly);
  for (const place of people.roles)
    add(place, "changed", `becomes ${place.role} (was ${place.was})`, ["update roster"]);
  for (const place of people.joins) {
    if (isKnownTeam(place.team)) add(place, "added", `joins as ${place.role}`, joinSteps(place));
  }
  for (const [team, places] of Map.groupBy(people.joins, ({ team }) => team)) {
    if (isKnownTeam(team)) continue;
    const adopted = team.after?.["existingTeamId"] !== undefined;
    const line: PlanLine = {
      change: "added",
      subject: adopted ? "In the team" : "New team",
      text: `${listed(places, "owner", names)}; ${listed(places, "member", names)}`,
      steps: ofWholeTeam(team),
    };
    byTeam.set(team.resource, [line, ...(byTeam.get(team.resource) ?? [])]);
  }
  return byTeam;
}

/** A team of which is known who is in it, so that its people are told one by one. */
export function isKnownTeam({ op, there }: PlannedStep): boolean {
  return op === "update" || (op === "create" && there !== undefined);
}

function joinSteps({ team, role }: Membership): readonly string[] {
  return isKnownTeam(team) ? [`link ${role}`] : ofWholeTeam(team);
}

function leaveSteps({ team }: Membership): readonly string[] {
  return isKnownTeam(team) ? ["unlink roster"] : ofWholeTeam(team);
}

/** Steps that carry everybody of a team that is made, made anew or deleted. */
function ofWholeTeam({ steps }: PlannedStep): readonly string[] {
  return steps.map(keyOfStep).filter((key) => key.endsWith(" team"));
}

/** No run touches them: config decides about others only, or the team keeps them. */
function letGoText({ role, team, person }: Membership): string {
  const isNamed = objectIn(team.after, "roster")[person] !== undefined;
  const mode = team.after?.[role === "owner" ? "owners" : "members"];
  const why = mode === "additive" ? "additive" : "nobody takes them out";
  return isNamed
    ? `is member in config, but stays owner: ${why}`
    : `is no longer in config, but stays ${role}: ${why}`;
}

/** "owner Paul Reyes", "3 members: …". */
function listed(places: readonly Membership[], role: Membership["role"], names: PlanNames): string {
  const people = places.filter((place) => place.role === role).map(({ person }) => names.person(person));
  if (people.length === 0) return `no new ${role}`;
  const shown = people.slice(0, namesShown).join(", ");
  const more = people.length > namesShown ? ` and ${people.length - namesShown} more` : "";
  return `${people.length} ${role}${people.length === 1 ? "" : "s"}: ${shown}${more}`;
}

/** undefined for a store of which nothing is left to tell but people who move. */
function entryOf(
  step: PlannedStep,
  { facts, names, people }: EntryFacts,
  linesByTeam: ReadonlyMap<string, readonly PlanLine[]>,
  consentByGrant: ReadonlyMap<string, readonly ConsentLine[]>,
): PlanEntry | undefined {
  const lines = [
    ...wordsOf(step.token).lines(step, names).map(withoutDanger),
    ...(linesByTeam.get(step.resource) ?? []),
    ...consentOf(step, names, consentByGrant),
    ...undoneLines(step, people),
  ];
  const movesOnly = lines.length === 0 && people.moving.has(step.resource);
  if (movesOnly && step.op === "update") return undefined;
  const declared = facts.declared.get(step.resource);
  const change = changeOfStep(step);
  return {
    resource: step.resource,
    label: names.resource(step),
    change,
    lines: lines.length > 0 ? lines : [bareLine(step, change)],
    ...(declared === undefined ? {} : { config: declared.config }),
  };
}

function withoutDanger({ isDangerous: _told, ...line }: TypeLine): PlanLine {
  return line;
}

/** What a step counts as. */
export function changeOfStep({ op }: PlannedStep): Change {
  return op === "create" ? "added" : op === "delete" ? "removed" : "changed";
}

/**
 * A step that nothing is to be told of: what config says anew is so already, as a look showed; without anything new the
 * run goes on where another broke off.
 */
function bareLine({ op, before, after }: PlannedStep, change: Change): PlanLine {
  const steps = stateOnly;
  const saysMore = op === "update" && packed(before ?? {}) !== packed(after ?? {});
  if (op === "create" || saysMore)
    return { change, subject: "Known", text: "is there already as config says", steps };
  if (op === "delete") return { change, subject: "Gone", text: "is gone already", steps };
  const text = "an earlier run did not finish this; the next one goes on";
  return { change, subject: "Unfinished", text, steps };
}

function consentOf(
  { token, after, before }: PlannedStep,
  names: PlanNames,
  consentByGrant: ReadonlyMap<string, readonly ConsentLine[]>,
): readonly PlanLine[] {
  if (token !== "graph:DelegatedGrant" && token !== "graph:AppRoleGrant") return [];
  const inputs = after ?? before;
  const grant = `${names.app(textIn(inputs, "clientAppId") || textIn(inputs, "clientUniqueName"))} at ${names.app(textIn(inputs, "resourceAppId"))}`;
  const kind = token === "graph:AppRoleGrant" ? "application" : "delegated";
  return (
    (consentByGrant.get(grant) ?? [])
      .filter(
        (line) => line.kind === kind && (kind === "delegated" || line.permission === textIn(inputs, "role")),
      )
      // What each lets the app do stands further up, once.
      .map(({ change, subject, steps = [] }) => ({
        ...{ change, subject, text: change === "added" ? "given" : "taken away", steps },
      }))
  );
}
