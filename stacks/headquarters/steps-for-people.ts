import { unpacked } from "../../providers/core/packed.ts";
import { markOf } from "../changes/short-hash.ts";
import { objectIn, textIn, type Inputs, type PlannedStep } from "../changes/planned-steps.ts";
import type { PersonalApp } from "../../schemas/types/org.ts";
import { remedies } from "../../schemas/remedies.ts";
import { personalAppByHand } from "./personal-app-steps.ts";

/**
 * after: there is nothing to do it with before the run. open: nobody has said, and no read has shown, that it is done.
 * done: the run itself or a read has seen it. ticked: config says that somebody did it.
 */
export type HandStepState = "after" | "open" | "done" | "ticked";

/** Something that only a person can do, in a place that no run writes to. */
export interface HandStep {
  /**
   * What it is and what it is about, such as `mapping-of-stores@3f2a91c0b4de`: with another file or policy it is
   * another step, open again. `store-teams:doneByHand` names it.
   */
  readonly id: string;
  readonly text: string;
  readonly state: HandStepState;
}

/** Whether a step still waits for a person. */
export function isOpen({ state }: HandStep): boolean {
  return state === "after" || state === "open";
}

/** What a plan needs to know of a stack to tell people's work. */
export interface HandWork {
  readonly personalApp: PersonalApp | undefined;
  /** Ids that config ticks. */
  readonly ticked: readonly string[];
}

/** What people have to do of a stack whose plan has these steps, resources that stay as they are included. */
export function handSteps(
  steps: readonly PlannedStep[],
  { personalApp, ticked }: HandWork,
): readonly HandStep[] {
  const all = [...personalAppSteps(personalApp), ...steps.flatMap(fileSteps)];
  return all.map((step) =>
    step.state === "open" && ticked.includes(step.id) ? { ...step, state: "ticked" } : step,
  );
}

function personalAppSteps(personalApp: PersonalApp | undefined): readonly HandStep[] {
  if (personalApp === undefined) return [];
  const { policy, group, rank = 1 } = personalApp;
  const mark = markOf(JSON.stringify([policy, group.toLowerCase(), rank]));
  return personalAppByHand({ personalApp }).map((text, index) => ({
    id: `personal-app-${index + 1}@${mark}`,
    text,
    state: "open",
  }));
}

/** What people do with a kind of file. */
interface FileWork {
  readonly id: string;
  /** What of the file makes it other work when it changes. */
  readonly about: (remembered: Inputs, wanted: Inputs) => unknown;
  /** What to do, from what its resource remembers; unset: nothing. */
  readonly text: (remembered: Inputs) => string | undefined;
}

const fileWork: Readonly<Record<string, FileWork>> = {
  "commerce:TargetingHierarchy": {
    id: "targeting-hierarchy",
    about: (remembered) => remembered["file"],
    text: hierarchyText,
  },
  "commerce:StoreMapping": {
    id: "mapping-of-stores",
    about: (_remembered, wanted) => objectIn(wanted, "teamIds"),
    text: mappingText,
  },
};

function fileSteps({ token, op, after, state, steps }: PlannedStep): readonly HandStep[] {
  const work = fileWork[token];
  if (work === undefined || after === undefined) return [];
  const isMade = op === "create" || op === "replace" || steps.some(({ part }) => part !== "upload");
  const remembered: Inputs = isMade
    ? { file: textIn(after, "file"), ...(after["upload"] === "powershell" ? { uploaded: true } : {}) }
    : unpacked(state?.outputs["remembered"]);
  const id = `${work.id}@${markOf(JSON.stringify(work.about(remembered, after)))}`;
  const text = work.text(remembered);
  if (text !== undefined) return [{ id, text, state: isMade ? "after" : "open" }];
  return remembered["uploaded"] === true && !isMade
    ? [{ id, text: `${textIn(remembered, "file")} is uploaded as targeting hierarchy`, state: "done" }]
    : [];
}

/**
 * What is left for a person to do with the files of a run: from what their resources remember. Paths are relative to
 * the output folder.
 */
export function filesByHand(hierarchy: Inputs | undefined, mapping: Inputs | undefined): readonly string[] {
  return [hierarchyText(hierarchy ?? {}), mappingText(mapping ?? {})].filter((text) => text !== undefined);
}

/** Source: "Set-TeamTargetingHierarchy", read 2026-11. */
function hierarchyText(remembered: Inputs): string | undefined {
  const file = textIn(remembered, "file");
  if (file === "" || remembered["uploaded"] === true) return undefined;
  const why = textIn(remembered, "shellMissing");
  const because = why === "" ? "" : ` (not done by this run: ${why})`;
  return (
    `a Teams administrator runs, in PowerShell${because}: ` +
    `${remedies.uploadHierarchy(file)}; then Get-TeamTargetingHierarchyStatus, until it says Successful`
  );
}

/** Source: "Map stores and teams if there are preexisting teams in Microsoft Teams", read 2026-11. */
function mappingText(remembered: Inputs): string | undefined {
  const file = textIn(remembered, "file");
  if (file === "") return undefined;
  return (
    `in headquarters, Data management > Import, entity "Teams mapping between source and team", format CSV: ` +
    `${file}. Before "Provision teams", or stores get a second team`
  );
}
