import { amount } from "../../pages/amount.ts";
import { isOpen, type HandStep } from "../../headquarters/steps-for-people.ts";
import type { Counts, PlanReport } from "../model.ts";

function total({ added, moved, changed, removed }: Counts): number {
  return added + moved + changed + removed;
}

/** "about 20 s", "about 3 min". */
export function durationText(seconds: number): string {
  if (seconds < 90) return `about ${seconds} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}

/** What happens, in one line: the sentence that somebody reads on a phone. */
export function headline({ outcome, counts, byHand }: PlanReport): string {
  if (outcome === "refused") return "refused before the first write: a brake holds";
  if (outcome === "failed") return "the preview failed, so there is nothing to apply";
  if (outcome === "none") return "nothing to do, everything is as config says";
  if (outcome === "byHand")
    return `nothing for a run to do, ${amount(byHand.filter(isOpen).length, "step")} left for people`;
  const { stores, people, consent, links, switches, tasks, other } = counts;
  const parts = [
    total(stores) > 0
      ? `${amount(total(stores), "store")} ${total(stores) === 1 ? "changes" : "change"}`
      : "",
    people.added > 0
      ? `${amount(people.added, "person", "people")} ${people.added === 1 ? "gains" : "gain"} access`
      : "",
    people.moved > 0
      ? `${people.moved.toLocaleString("en-US")} ${people.moved === 1 ? "moves" : "move"}`
      : "",
    people.changed > 0
      ? `${people.changed.toLocaleString("en-US")} ${people.changed === 1 ? "changes" : "change"} role`
      : "",
    people.removed > 0
      ? `${people.removed.toLocaleString("en-US")} ${people.removed === 1 ? "loses" : "lose"} access`
      : "",
    total(consent) > 0
      ? `${amount(total(consent), "permission")} ${total(consent) === 1 ? "changes" : "change"}`
      : "",
    total(links) > 0 ? amount(total(links), "link") : "",
    total(switches) > 0 ? amount(total(switches), "switch", "switches") : "",
    total(tasks) > 0 ? `tasks in ${amount(total(tasks), "store")}` : "",
    total(other) > 0 ? amount(total(other), "other thing") : "",
  ];
  return parts.filter((part) => part !== "").join(", ") || "unfinished work of an earlier run goes on";
}

/** What stands beside the headline: brakes, calls, time. */
export function costLine({ outcome, calls }: PlanReport): string {
  if (outcome === "none" || outcome === "byHand") return "no brake holds, no calls";
  if (outcome !== "changes") return "nothing would be written";
  // What azuread calls is not counted here.
  if (calls.calls === 0) return "no brake holds";
  return `no brake holds · ${amount(calls.calls, "call")}, ${durationText(calls.seconds)}`;
}

/** Rows of the summary. What does not occur in a stack of this kind is left out. */
export function countRows({ counts }: PlanReport): readonly (readonly [string, Counts])[] {
  const rows: readonly (readonly [string, Counts])[] = [
    ["stores", counts.stores],
    ["people in teams", counts.people],
    ["permissions", counts.consent],
    ["links", counts.links],
    ["switches", counts.switches],
    ["tasks of stores", counts.tasks],
    ["apps and other", counts.other],
  ];
  return rows.filter(([, row]) => total(row) > 0);
}

/** Sections that an approver must not miss, in order; empty ones are left out. */
export function attentionSections(report: PlanReport): readonly {
  readonly title: string;
  readonly lines: readonly PlanReport["attention"]["losesAccess"][number][];
}[] {
  const { losesAccess, newOwners, consent, dangerous, lookAlikes, nextStage } = report.attention;
  return [
    { title: "Loses access", lines: losesAccess },
    { title: "New owner", lines: newOwners },
    { title: "Consent", lines: consent },
    { title: "Closed, removed, opened or taken over", lines: dangerous },
    { title: "There already, like a team that would be made", lines: lookAlikes },
    { title: "At the next stage, not now", lines: nextStage },
  ].filter(({ lines }) => lines.length > 0);
}

/** Title of the section with the work that only people can do. */
export const byHandTitle = "For people to do; a run does not wait for it";

/** A step for people as text: what to do, or who has seen it done. */
export function handStepText({ text, state }: HandStep): string {
  switch (state) {
    case "after":
      return `after the run: ${text}`;
    case "open":
    case "done":
      return text;
    case "ticked":
      return `${text} (done, as the stack file says)`;
  }
}

/** What somebody writes into the stack file once it is done; unset where nothing is to be ticked. */
export function tickOf({ id, state }: HandStep): string | undefined {
  return state === "open" ? `store-teams:doneByHand: ["${id}"]` : undefined;
}

/** Stands before what `tickOf` answers. */
export const tickIntroduction = "Once it is done, in the stack file:";

/** Above those for whom teams wait. */
export const waitingHeading = "Waits for people; all that does not rest on them is done";

/** What a plan without a look at the tenant cannot know. */
export function basisText({ refreshed }: PlanReport): string {
  return refreshed
    ? "The tenant was read for this plan, so changes made by hand are in it."
    : "The plan compares config with what was last applied. What somebody changed by hand since shows with --refresh; " +
        "in a team that changes anyway it is put right too.";
}

/** Most lines of one note where there is little room. */
const noteLinesShown = 10;

/** A note as lines: what it is about, then a line for each thing, with its mend beside it. Long ones are counted. */
export function noteLines(note: string): readonly string[] {
  const [first = "", ...rest] = note.replace(/\n\s*⇒ /g, " ⇒ ").split("\n");
  const shown = rest.slice(0, noteLinesShown).map((line) => line.replace(/^\s*(- )?/, ""));
  const more = rest.length - shown.length;
  return [first, ...shown, ...(more > 0 ? [`… ${more.toLocaleString("en-US")} more`] : [])];
}

/** "added", and the sign that stands for it where there is little room. */
export const changeSigns = { added: "+", moved: "→", changed: "~", removed: "−" } as const;
