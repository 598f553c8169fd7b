import type { Team } from "../../../../schemas/types/resources.ts";
import type { Step } from "../../../core/resource-type.ts";
import { bulkSizes } from "../../../limits/bulk-sizes.ts";
import type { CallCounts } from "../../../limits/call-kinds.ts";
import { partOf, type TeamPart } from "../parts.ts";

/** Names that an earlier call has found: each person is looked up once by a process. */
export type KnownPeople = Set<string>;

/** Lookups for these people; from then on they are known. */
export function lookUp(people: readonly string[], known: KnownPeople): number {
  const unknown = people.filter((person) => !known.has(person));
  for (const person of unknown) known.add(person);
  return Math.ceil(unknown.length / bulkSizes.filterValues);
}

/** Lookups of people who come in: those whom config knows by their object id are asked for by it. */
export function lookUpNewcomers(
  people: readonly string[],
  known: KnownPeople,
  objectIds: Team["objectIds"] = {},
): number {
  const [byId = [], byName = []] = [true, false].map((isDeclared) =>
    people.filter((person) => (objectIds[person] !== undefined) === isDeclared),
  );
  return lookUp(byId, known) + lookUp(byName, known);
}

/**
 * Calls of one step on a team that is there: what `apply` sends for it, kind by kind as the client counts. A new team
 * is more than its steps: see `makeCalls`.
 */
export function callsOfTeamStep(step: Step, desired: Partial<Team>, known: KnownPeople): CallCounts {
  const part = partOf(step);
  switch (part.of) {
    // Of one that is taken over: the mark. Of one that goes: the deletion.
    case "team":
      return { groups: 1 };
    case "settings":
      return { settings: 1 };
    case "archived":
      return { archive: 1, readOther: 1 };
    case "modes":
    case "objectIds":
      return {};
    case "apps":
      return appCalls(step, desired);
    case "people":
      return peopleCalls(step, desired, known);
    case "channel":
      return channelCalls(step, part, desired, known);
    case "members":
      return memberCalls(step, known);
    case "tab":
      return {
        tabs: step.kind === "create" ? 1 : 0,
        tabChanges: step.kind === "update" ? 1 : 0,
        deletions: step.kind === "delete" ? 1 : 0,
      };
  }
}

/** An app by the id in its manifest is looked up in the catalogue first. */
function appCalls(step: Step, { apps = {} }: Partial<Team>): CallCounts {
  if (step.kind === "unlink") return { appRemovals: step.targets.length };
  if (step.kind !== "link") return {};
  return {
    apps: step.targets.length,
    readApps: step.targets.filter((id) => apps[id] === "externalId").length,
  };
}

function peopleCalls(step: Step, { objectIds }: Partial<Team>, known: KnownPeople): CallCounts {
  if (step.kind === "unlink") return { remove: Math.ceil(step.targets.length / bulkSizes.peopleRemoved) };
  if (step.kind === "update") return { roles: step.changes.length };
  if (step.kind !== "link") return {};
  const readPeople = lookUpNewcomers(step.targets, known, objectIds);
  return { readPeople, add: Math.ceil(step.targets.length / bulkSizes.peopleAdded) };
}

function channelCalls(
  step: Step,
  { channel }: Extract<TeamPart, { of: "channel" }>,
  { channels = {} }: Partial<Team>,
  known: KnownPeople,
): CallCounts {
  if (step.kind !== "create") return { channelChanges: 1 };
  const people = Object.keys(channels[channel]?.private?.roster ?? {});
  return { channels: 1, readPeople: lookUp(people, known) };
}

/** People of a private channel come, go and change one by one. */
function memberCalls(step: Step, known: KnownPeople): CallCounts {
  if (step.kind === "update") return { otherTeamsWrites: step.changes.length };
  if (step.kind === "unlink") return { otherTeamsWrites: step.targets.length };
  if (step.kind !== "link") return {};
  return { otherTeamsWrites: step.targets.length, readPeople: lookUp(step.targets, known) };
}
