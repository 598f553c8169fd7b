import type { Encoded } from "../../../schemas/text/encoded.ts";
import { markdownCode, markdownText } from "../../../schemas/text/markdown.ts";
import { visible } from "../../../schemas/text/visible.ts";
import { aboutText } from "../../pages/about.ts";
import { amount } from "../../pages/amount.ts";
import type { PlanLine } from "../../changes/line.ts";
import { isOpen, type HandStep } from "../../headquarters/steps-for-people.ts";
import type { PlanEntry, PlanRegion, PlanReport } from "../model.ts";
import {
  waitingHeading,
  attentionSections,
  basisText,
  byHandTitle,
  changeSigns,
  costLine,
  countRows,
  durationText,
  handStepText,
  headline,
  noteLines,
  tickIntroduction,
  tickOf,
} from "./words.ts";

type Markdown = Encoded<"markdown">;

/** GitHub refuses a comment from 65,536 characters on. What is escaped for the page counts as it is sent. */
export const commentLengthMax = 65_536;
/** Room that is kept for the end of the report. */
const endReserve = 1_500;
/** Most lines of each list that must not be missed; the rest is counted. Consent is for all to see. */
const linesShown = 10;
const consentLinesShown = 25;
/** Room of one list, and of a refusal: together less than the page, so that none of them pushes another out. */
const listLengthMax = 7_000;
const refusalLengthMax = 12_000;
const textLengthMax = 300;

const nothing = markdownText``;

/**
 * The report as one comment of a pull request: shorter than `commentLengthMax` at any size, most important first,
 * detail folded. `fullReport` says where all of it is.
 */
export function planMarkdown(report: PlanReport, fullReport: string): Markdown {
  const page = new Page(commentLengthMax - endReserve, fullReport);
  page.add(markdownText`### ${report.stack}: ${headline(report)}\n\n${costLine(report)}\n`);
  if (report.refusal.length > 0) page.add(refusalBlock(report.refusal, fullReport));
  page.add(countTable(report));
  for (const { title, lines } of attentionSections(report)) {
    const most = title === "Consent" ? consentLinesShown : linesShown;
    page.add(listBlock(title, lines.map(lineText), fullReport, most));
  }
  const leftOut = report.leftOut.map(
    ({ label, reason, ruleId }) => markdownText`**${plain(label)}**: ${plain(reason)} (rule ${ruleId})`,
  );
  const byHand = report.byHand.map(handStepLine);
  page.add(listBlock(byHandTitle, byHand, fullReport));
  page.add(listBlock("Left out", leftOut, fullReport));
  const waiting = report.waiting.map(({ text, mend }) => markdownText`${plain(text)} ⇒ ${plain(mend)}`);
  page.add(listBlock(waitingHeading, waiting, fullReport));
  page.add(listBlock("Task lists", report.taskLists.map(plain), fullReport));
  const notes = report.notes.map((note) => markdownText.join(noteLines(note).map(plain), "\n  - "));
  page.add(listBlock("Notes", notes, fullReport));
  addRegions(page, report.regions);
  return markdownText`${page.text()}${endBlock(report)}`;
}

/** Text that grows as long as it fits. */
class Page {
  readonly #parts: Markdown[] = [];
  readonly #lengthMax: number;
  readonly fullReport: string;
  #length = 0;

  constructor(lengthMax: number, fullReport: string) {
    this.#lengthMax = lengthMax;
    this.fullReport = fullReport;
  }

  get left(): number {
    return this.#lengthMax - this.#length;
  }

  /** False when the block does not fit; the page is then as before. */
  add(block: Markdown): boolean {
    if (block.length === 0) return true;
    if (block.length + 1 > this.left) return false;
    this.#parts.push(block);
    this.#length += block.length + 1;
    return true;
  }

  text(): Markdown {
    return markdownText`${this.#parts}\n`;
  }
}

/** The text of a brake as it was said: an entry to paste stands in it, so it is a block of code. */
function refusalBlock(refusal: readonly string[], fullReport: string): Markdown {
  const lines = refusal.map((text) =>
    markdownText.asWritten(visible(clipped(text)).replaceAll("```", "'''")),
  );
  const shown = fitting(lines, refusalLengthMax);
  const more = moreText(refusal.length - shown.length, fullReport);
  return markdownText`\`\`\`text\n${shown}\n\`\`\`\n${more}`;
}

/** The first texts that fit into so many characters, a line each. */
function fitting(texts: readonly Markdown[], lengthMax: number): readonly Markdown[] {
  let left = lengthMax;
  const end = texts.findIndex((text) => (left -= text.length + 1) < 0);
  return end < 0 ? texts : texts.slice(0, end);
}

function countTable(report: PlanReport): Markdown {
  const rows = countRows(report);
  if (rows.length === 0) return nothing;
  const cells = rows.map(
    ([name, { added, moved, changed, removed }]) =>
      markdownText`| ${name} | ${added} | ${moved} | ${changed} | ${removed} |`,
  );
  return markdownText`| | added | moved | changed | removed |\n|---|--:|--:|--:|--:|\n${cells}\n`;
}

/** A list with its length in the heading, cut to its room. */
function listBlock(
  title: string,
  lines: readonly Markdown[],
  fullReport: string,
  most = linesShown,
): Markdown {
  if (lines.length === 0) return nothing;
  const shown = fitting(lines.slice(0, most), listLengthMax);
  const more = moreText(lines.length - shown.length, fullReport);
  const items = [...shown, ...(more.length === 0 ? [] : [more])].map((text) => markdownText`- ${text}`);
  return markdownText`**${title}** (${lines.length})\n${items}\n`;
}

function lineText({ change, subject, text }: PlanLine): Markdown {
  return markdownText`${changeSigns[change]} **${plain(subject)}**: ${plain(text)}`;
}

function handStepLine(step: HandStep): Markdown {
  const text = plain(handStepText(step));
  if (!isOpen(step)) return markdownText`[x] ${text}`;
  const tick = tickOf(step);
  return tick === undefined
    ? markdownText`[ ] ${text}`
    : markdownText`[ ] ${text}. ${tickIntroduction} ${markdownCode(tick)}`;
}

/** Every region gets its share of the room; what one does not need goes to those after it. */
function addRegions(page: Page, regions: readonly PlanRegion[]): void {
  for (const [index, region] of regions.entries()) {
    const share = page.left / (regions.length - index);
    if (page.add(regionBlock(region, share, page.fullReport))) continue;
    page.add(markdownText`- ${moreText(regions.length - index, page.fullReport, "region")}`);
    return;
  }
}

/** The region's first lines as far as they fit, folded; its numbers alone when none does. */
function regionBlock(region: PlanRegion, room: number, fullReport: string): Markdown {
  const all = [
    ...region.moves.map((line) => markdownText`- ${lineText(line)}`),
    ...region.entries.map(entryText),
  ];
  const head = markdownText`<details><summary>${regionTitle(region)}</summary>\n\n`;
  const end = "\n</details>\n";
  // The last 120 are for the line that says how many are missing.
  const shown = fitting(all, room - head.length - end.length - 120);
  if (shown.length === 0) return markdownText`- ${regionTitle(region)}`;
  const more = moreText(all.length - shown.length, fullReport);
  const rest = more.length === 0 ? nothing : markdownText`\n- ${more}`;
  return markdownText`${head}${shown}${rest}\n${markdownText.asWritten(end)}`;
}

function regionTitle({ name, stores, moves, entries }: PlanRegion): Markdown {
  const others = entries.filter(({ resource }) => !resource.startsWith("store-")).length;
  const parts = [
    stores > 0 ? amount(stores, "store") : "",
    moves.length > 0 ? amount(moves.length, "move") : "",
    others > 0 ? amount(others, "other change") : "",
  ];
  return markdownText`${plain(name)}: ${parts.filter((part) => part !== "").join(", ")}`;
}

function entryText({ label, change, lines }: PlanEntry): Markdown {
  const [only] = lines;
  const head = markdownText`- ${changeSigns[change]} **${plain(label)}**`;
  if (only !== undefined && lines.length === 1)
    return markdownText`${head}: ${plain(only.subject)}: ${plain(only.text)}`;
  return markdownText`${[head, ...lines.map((line) => markdownText`  - ${lineText(line)}`)]}`;
}

function endBlock(report: PlanReport): Markdown {
  const { calls, digest } = report;
  const kinds = calls.kinds.map(
    ({ what, calls: count, perSecond }) => markdownText`${what}: ${count} at ${perSecond}/s`,
  );
  const cost =
    calls.calls === 0
      ? nothing
      : markdownText`<details><summary>${amount(calls.calls, "call")}, ${durationText(calls.seconds)}</summary>

${markdownText.join(kinds, " · ")}

${calls.assumption}

</details>

`;
  const reviewed =
    digest === ""
      ? nothing
      : markdownText`Reviewed plan ${markdownCode(digest.slice(0, 12))}: \`apply\` does exactly this or stops. `;
  const about = report.about === undefined ? nothing : markdownText`\n\n${plain(aboutText(report.about))}`;
  return markdownText`\n${cost}${reviewed}${basisText(report)}${about}\n`;
}

function moreText(count: number, fullReport: string, what = ""): Markdown {
  if (count <= 0) return nothing;
  const noun = what === "" ? "" : ` ${what}${count === 1 ? "" : "s"}`;
  return markdownText`… ${count.toLocaleString("en-US")} more${noun}, see the full report (${fullReport})`;
}

function clipped(text: string): string {
  return text.length > textLengthMax ? `${text.slice(0, textLengthMax - 1)}…` : text;
}

/** A text from anywhere, cut to its room. */
function plain(text: string): Markdown {
  return markdownText.of(clipped(text));
}
