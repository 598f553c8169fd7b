import { appName } from "../../derive/teams/link-apps.ts";
import type { Change, PlanLine } from "../../review/model.ts";
import type { PlanNames } from "../../review/names.ts";
import { fileLines } from "./files.ts";
import { identityLines } from "./pipeline-identity.ts";
import { contentFields, contentLines } from "./team-content.ts";
import { storeTaskLines } from "./task-plan.ts";
import { objectIn, textIn, textsIn, type Inputs, type PlannedStep } from "../planned-steps.ts";

/** What happens to a thing besides its people and permissions: lines for its own entry. */
export function resourceLines(step: PlannedStep, names: PlanNames): readonly PlanLine[] {
  switch (step.token) {
    case "graph:Team":
      return teamLines(step);
    case "dataverse:ChannelLink":
      return linkLines(step, names);
    case "dataverse:TeamsIntegration":
      return switchLines(step);
    case "graph:TeamApp":
      return teamAppLines(step, names);
    case "graph:TaskPlan":
      return storeTaskLines(step, names);
    case "dataverse:TeamsTables":
      return tableLines(step);
    case "graph:ClientSecret":
      return secretLines(step);
    case "commerce:StoreMapping":
    case "commerce:TargetingHierarchy":
      return fileLines(step);
    case "graph:EnterpriseApp":
      return appLines(step);
    case "graph:DelegatedGrant":
    case "graph:AppRoleGrant":
      return [];
    default:
      return identityLines(step) ?? otherLines(step);
  }
}

function line(change: Change, subject: string, text: string): PlanLine {
  return { change, subject, text };
}

function teamLines(step: PlannedStep): readonly PlanLine[] {
  const { op, before, after, retained } = step;
  if (op === "delete") {
    const people = Object.keys(objectIn(before, "roster")).length;
    return retained
      ? [line("removed", "Team", `no longer managed; it stays in the tenant with its ${people} people`)]
      : [line("removed", "Team", `deleted, with the files and messages of its ${people} people`)];
  }
  if (op === "replace")
    return [line("changed", "Team", "deleted and made anew, without its files and messages")];
  if (op === "create") {
    return after?.["existingTeamId"] === undefined
      ? []
      : [
          line(
            "added",
            "Existing team",
            "taken over, not made anew; who is in it but not in config is removed",
          ),
        ];
  }
  return [...settingLines(before ?? {}, after ?? {}), ...contentLines(before, after)];
}

const teamFields: Readonly<Record<string, string>> = {
  displayName: "Name",
  description: "Description",
  existingTeamId: "Existing team",
  classification: "Classification",
};

/** Fields that a team is made with; a later change is kept for the next team and not sent. */
const creationOnly: Readonly<Record<string, string>> = {
  mailNickname: "mail alias",
  template: "template",
  uniqueName: "unique name",
};

function settingLines(before: Inputs, after: Inputs): readonly PlanLine[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return fields.flatMap((field): PlanLine[] => {
    if (field === "roster" || contentFields.has(field)) return [];
    // Who is protected there: a brake, and nothing that a run does.
    if (field === "keep") return [];
    if (field === "objectIds") return [...checkedLines(before, after)];
    const was = before[field];
    const is = after[field];
    if (was === is) return [];
    if (field === "archived") {
      const text =
        is === true ? "archived, read-only from now on; nobody loses access" : "reopened for writing";
      return [line("changed", "Team", text)];
    }
    if (field === "visibility") {
      const text =
        is === "public" ? "public from now on: everybody may find and join it" : "private from now on";
      return [line("changed", "Team", text)];
    }
    if (field === "owners" || field === "members") {
      const what = is === "additive" ? "left alone" : "removed";
      return [line("changed", "Added by hand", `${field} added by hand are ${what} from now on`)];
    }
    const made = creationOnly[field];
    if (made !== undefined) {
      return [line("changed", "Note", `the ${made} changes in config only; the service keeps the old one`)];
    }
    return [line("changed", teamFields[field] ?? field, `${shown(was)} → ${shown(is)}`)];
  });
}

/** Whom the run compares with the object id that config names from now on. */
function checkedLines(before: Inputs, after: Inputs): readonly PlanLine[] {
  const was = objectIn(before, "objectIds");
  const added = Object.entries(objectIn(after, "objectIds")).filter(([person, id]) => was[person] !== id);
  const people = added.map(([person]) => person).join(", ");
  return added.length === 0 ? [] : [line("changed", "Accounts", `compared with their object ids: ${people}`)];
}

/** "account" → "The account Bay Logistics". */
function recordIn(inputs: Inputs | undefined): string {
  return `${textIn(objectIn(inputs, "tab"), "displayName")} (${textIn(inputs, "table")})`;
}

function linkLines(step: PlannedStep, names: PlanNames): readonly PlanLine[] {
  const inputs = step.after ?? step.before;
  const where = `channel ${textIn(inputs, "channelName")} of ${names.team(textIn(inputs, "teamUniqueName"))}`;
  const subject = `Record ${recordIn(inputs)}`;
  switch (step.op) {
    case "create":
      return [line("added", subject, `pinned to ${where}; a link grants nobody access to the record`)];
    case "delete":
      return [
        line("removed", subject, step.retained ? `no longer managed in ${where}` : `taken off ${where}`),
      ];
    case "replace":
      return [line("changed", subject, `taken off and pinned anew, to ${where}`)];
    case "update":
    case "same":
      return [line("changed", subject, `its tab changes in ${where}`)];
  }
}

/** How far Teams is switched on in one Dynamics environment. Chat is told where config mentions it. */
function levelOf(inputs: Inputs | undefined): string {
  if (inputs === undefined) return "as it was before";
  const basic = inputs["basic"] === true ? "basic" : "off";
  const level = inputs["enhanced"] === true ? "basic and enhanced" : basic;
  if (inputs["chat"] === undefined) return level;
  return `${level}, chat ${inputs["chat"] === true ? "on" : "off"}`;
}

/** Tables that are turned on or off for Teams, beyond those that the environment turns on by itself. */
function tableLines({ op, before, after }: PlannedStep): readonly PlanLine[] {
  const subject = "Tables for Teams";
  if (op === "delete") return [line("removed", subject, "set back to what they were before")];
  const is = textsIn(after, "tables");
  const was = textsIn(before, "tables");
  if (op === "create") {
    const named = is.length === 0 ? "the default ones" : `${is.join(", ")} and the default ones`;
    return [line("added", subject, `set to ${named}`)];
  }
  return [
    ...is.filter((table) => !was.includes(table)).map((table) => line("added", subject, `${table} comes on`)),
    ...was
      .filter((table) => !is.includes(table))
      .map((table) => line("removed", subject, `${table} goes off`)),
  ];
}

function switchLines({ op, before, after }: PlannedStep): readonly PlanLine[] {
  const subject = "Teams in Dynamics";
  if (op === "create") return [line("added", subject, `set to ${levelOf(after)}`)];
  if (op === "delete") return [line("removed", subject, "set back to what it was before")];
  return [line("changed", subject, `${levelOf(before)} → ${levelOf(after)}`)];
}

/** An app that tabs of record links rest on. */
function teamAppLines({ op, before, after, retained }: PlannedStep, names: PlanNames): readonly PlanLine[] {
  const inputs = after ?? before;
  const subject = `App ${appName(textIn(inputs, "teamsAppId"))}`;
  const team = names.team(textIn(inputs, "teamUniqueName"));
  if (op === "create") return [line("added", subject, `installed in ${team}, or kept when it is there`)];
  if (op !== "delete") return [line("changed", subject, `installed in ${team}`)];
  const text = retained ? "no longer managed" : "removed if we installed it and no tab shows it";
  return [line("removed", subject, `${text}, in ${team}`)];
}

function appLines({ op, before, after, retained }: PlannedStep): readonly PlanLine[] {
  const subject = "Enterprise app";
  if (op === "create") return [line("added", subject, "added to the tenant, or taken over when it is there")];
  if (op === "delete") {
    const text = retained ? "no longer managed; it stays in the tenant" : "removed from the tenant";
    return [line("removed", subject, text)];
  }
  return changedFieldLines(before, after);
}

/** Values are never told, nor in the plan. */
function secretLines({ op, before, after, retained }: PlannedStep): readonly PlanLine[] {
  const kept = textIn(objectIn(after, "keyVault"), "vault");
  const where = kept === "" ? "as a secret output of this stack" : `in ${kept}`;
  if (op === "create") return [line("added", "Client secret", `a new one, kept ${where}`)];
  if (op === "delete") {
    const text = retained
      ? "no longer managed; it stays valid until its end"
      : "removed: who uses it loses access";
    return [line("removed", "Client secret", text)];
  }
  const changes = changedFieldLines(before, after);
  if (changes.length > 0) return changes;
  const text = `renewed (kept ${where}, to be typed in by hand), or an earlier one removed after the overlap`;
  return [line("changed", "Client secret", text)];
}

function otherLines({ op, before, after, retained }: PlannedStep): readonly PlanLine[] {
  if (op === "create") return [line("added", "New", "made")];
  if (op === "delete") return [line("removed", "Gone", retained ? "no longer managed" : "deleted")];
  return changedFieldLines(before, after);
}

function changedFieldLines(before: Inputs | undefined, after: Inputs | undefined): readonly PlanLine[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].toSorted();
  return fields
    .filter((field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]))
    .map((field) => line("changed", field, `${shown(before?.[field])} → ${shown(after?.[field])}`));
}

/** A value for people: never JSON. */
function shown(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "number" ? String(value) : "another value";
}
