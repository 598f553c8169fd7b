import type { FieldChange, Step } from "../../../providers/core/resource-type.ts";
import { partOf } from "../../../providers/graph/team/parts.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import { stateLine } from "../line.ts";
import type { PlannedStep } from "../planned-steps.ts";
import { dangerLine, shownValue, stepLine, type TypeLine, type TypeWords } from "../words.ts";
import { appLines, channelLines, memberLines, switchWord, tabLines } from "./team-content.ts";
import { releasedLines } from "./team-released.ts";

/** Teams of stores and of communications. Who comes and goes is told once for all teams: see `peopleChanges`. */
export const teamWords: TypeWords<Team> = {
  counts: (resource) => (resource.startsWith("store-") ? "stores" : "other"),
  lines: (planned) => {
    if (planned.op === "delete") return [goneLine(planned)];
    const isOurs = planned.op === "create" && planned.there !== undefined && !isMade(planned.steps);
    return [
      ...(isOurs
        ? [stateLine("added", "Existing team", "is there already, as ours: taken into the state")]
        : []),
      ...planned.steps.flatMap((step) => linesOf(step, planned)),
      ...releasedLines(planned),
    ];
  },
};

function isMade(steps: readonly Step[]): boolean {
  return steps.some((step) => step.kind === "create" && partOf(step).of === "team");
}

function goneLine({ before, retained, steps }: PlannedStep<Team>): TypeLine {
  const people = Object.keys(before?.roster ?? {}).length;
  if (!retained)
    return dangerLine(
      "removed",
      "Team",
      `deleted, with the files and messages of its ${people} people`,
      steps,
    );
  const text = `no longer managed; it stays in the tenant with its ${people} people`;
  return { ...stateLine("removed", "Team", text), isDangerous: true };
}

function linesOf(step: Step, planned: PlannedStep<Team>): readonly TypeLine[] {
  if (step.kind === "replace")
    return [dangerLine("changed", "Team", "deleted and made anew, without its files and messages", [step])];
  const part = partOf(step);
  switch (part.of) {
    case "team":
      return takenOverLines(step, planned);
    case "settings":
      return step.kind === "update" ? step.changes.map((change) => settingLine(change, step)) : [];
    case "archived":
      return [
        planned.after?.archived === true
          ? dangerLine("changed", "Team", "archived, read-only from now on; nobody loses access", [step])
          : dangerLine("changed", "Team", "reopened for writing", [step]),
      ];
    case "modes":
      return step.kind === "update" ? step.changes.flatMap((change) => modeLine(change, step)) : [];
    case "objectIds":
      return [checkedLine(step)];
    case "apps":
      return appLines(step);
    case "channel":
      return channelLines(step, part.channel, planned);
    case "members":
      return memberLines(step, part.channel, planned);
    case "tab":
      return tabLines(step, part, planned);
    case "people":
      return [];
  }
}

/** A team that is made is told with its people. */
function takenOverLines(step: Step, { after, there }: PlannedStep<Team>): readonly TypeLine[] {
  if (after?.existingTeamId === undefined && there === undefined) return [];
  const what = { owner: after?.owners, member: after?.members };
  const stays = (["owner", "member"] as const).filter((role) => what[role] === "additive");
  const rest =
    stays.length === 0
      ? "who is in it but not in config is removed"
      : stays.length === 2
        ? "who is in it stays"
        : `${stays[0] ?? ""}s who are in it stay, others who are not in config are removed`;
  return [dangerLine("added", "Existing team", `taken over, not made anew; ${rest}`, [step])];
}

const fieldNames: Readonly<Record<string, string>> = {
  displayName: "Name",
  description: "Description",
  classification: "Classification",
};

function settingLine({ path, from, to }: FieldChange, step: Step): TypeLine {
  if (path === "visibility" && to === "public")
    return dangerLine("changed", "Team", "public from now on: everybody may find and join it", [step]);
  if (path === "visibility") return stepLine("changed", "Team", "private from now on", [step]);
  const [, name] = path.split(".");
  if (name !== undefined) return stepLine("changed", name, `set to ${switchWord(to)}`, [step]);
  return stepLine("changed", fieldNames[path] ?? path, `${shownValue(from)} → ${shownValue(to)}`, [step]);
}

/** What config says from now on about people and apps that it does not name. */
function modeLine({ path, to }: FieldChange, step: Step): readonly TypeLine[] {
  const what = to === "additive" ? "left alone" : "removed";
  const [, channel, , mode] = path.split(".");
  if (path === "appsMode")
    return [stepLine("changed", "Apps", `those that others installed are ${what} from now on`, [step])];
  const where = mode === undefined ? "" : ` in channel ${channel ?? ""}`;
  return [
    stepLine("changed", "Added by hand", `${mode ?? path} added by hand${where} are ${what} from now on`, [
      step,
    ]),
  ];
}

/** Whom the run compares with the object id that config names from now on. */
function checkedLine(step: Step): TypeLine {
  const changes = step.kind === "update" ? step.changes : [];
  const people = changes.map(({ path }) => path.slice("objectIds.".length)).join(", ");
  return stepLine("changed", "Accounts", `compared with their object ids: ${people}`, [step]);
}
