import type { PlanEntry, PlanLine, PlanRegion, PlanReport } from "../model.ts";
import {
  amount,
  attentionSections,
  basisText,
  changeSigns,
  costLine,
  countRows,
  durationText,
  headline,
  noteLines,
} from "./words.ts";

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

/**
 * The report as one comment of a pull request: shorter than `commentLengthMax` at any size, most important first,
 * detail folded. `fullReport` says where all of it is.
 */
export function planMarkdown(report: PlanReport, fullReport: string): string {
  const page = new Page(commentLengthMax - endReserve, fullReport);
  page.add(`### ${plain(report.stack)}: ${headline(report)}\n\n${costLine(report)}\n`);
  if (report.refusal.length > 0) page.add(refusalBlock(report.refusal, fullReport));
  page.add(countTable(report));
  for (const { title, lines } of attentionSections(report)) {
    const most = title === "Consent" ? consentLinesShown : linesShown;
    page.add(listBlock(title, lines.map(lineText), fullReport, most));
  }
  const leftOut = report.leftOut.map(
    ({ label, reason, ruleId }) => `**${plain(label)}**: ${plain(reason)} (rule ${ruleId})`,
  );
  page.add(listBlock("Left out", leftOut, fullReport));
  page.add(listBlock("Task lists", report.taskLists.map(plain), fullReport));
  const notes = report.notes.map((note) => noteLines(note).map(plain).join("\n  - "));
  page.add(listBlock("Notes", notes, fullReport));
  addRegions(page, report.regions);
  return page.text() + endBlock(report);
}

/** Text that grows as long as it fits. */
class Page {
  readonly #parts: string[] = [];
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
  add(block: string): boolean {
    if (block === "") return true;
    if (block.length + 1 > this.left) return false;
    this.#parts.push(block);
    this.#length += block.length + 1;
    return true;
  }

  text(): string {
    return `${this.#parts.join("\n")}\n`;
  }
}

function refusalBlock(refusal: readonly string[], fullReport: string): string {
  const lines = refusal.map((text) => clipped(text).replaceAll("```", "'''"));
  const shown = fitting(lines, refusalLengthMax);
  const more = moreText(refusal.length - shown.length, fullReport);
  return `\`\`\`text\n${shown.join("\n")}\n\`\`\`\n${more}`;
}

/** The first texts that fit into so many characters, a line each. */
function fitting(texts: readonly string[], lengthMax: number): readonly string[] {
  let left = lengthMax;
  const end = texts.findIndex((text) => (left -= text.length + 1) < 0);
  return end < 0 ? texts : texts.slice(0, end);
}

function countTable(report: PlanReport): string {
  const rows = countRows(report);
  if (rows.length === 0) return "";
  const cells = rows.map(
    ([name, { added, moved, changed, removed }]) =>
      `| ${name} | ${added} | ${moved} | ${changed} | ${removed} |`,
  );
  return ["| | added | moved | changed | removed |", "|---|--:|--:|--:|--:|", ...cells, ""].join("\n");
}

/** A list with its length in the heading, cut to its room. */
function listBlock(title: string, lines: readonly string[], fullReport: string, most = linesShown): string {
  if (lines.length === 0) return "";
  const shown = fitting(lines.slice(0, most), listLengthMax);
  const more = moreText(lines.length - shown.length, fullReport);
  const items = [...shown, ...(more === "" ? [] : [more])].map((text) => `- ${text}`);
  return [`**${title}** (${lines.length})`, ...items, ""].join("\n");
}

function lineText({ change, subject, text }: PlanLine): string {
  return `${changeSigns[change]} **${plain(subject)}**: ${plain(text)}`;
}

/** Every region gets its share of the room; what one does not need goes to those after it. */
function addRegions(page: Page, regions: readonly PlanRegion[]): void {
  for (const [index, region] of regions.entries()) {
    const share = page.left / (regions.length - index);
    if (page.add(regionBlock(region, share, page.fullReport))) continue;
    page.add(`- ${moreText(regions.length - index, page.fullReport, "region")}`);
    return;
  }
}

/** The region's first lines as far as they fit, folded; its numbers alone when none does. */
function regionBlock(region: PlanRegion, room: number, fullReport: string): string {
  const all = [...region.moves.map((line) => `- ${lineText(line)}`), ...region.entries.map(entryText)];
  const head = `<details><summary>${regionTitle(region)}</summary>\n\n`;
  const end = "\n</details>\n";
  // The last 120 are for the line that says how many are missing.
  const shown = fitting(all, room - head.length - end.length - 120);
  if (shown.length === 0) return `- ${regionTitle(region)}`;
  const more = moreText(all.length - shown.length, fullReport);
  return `${head}${shown.join("\n")}${more === "" ? "" : `\n- ${more}`}\n${end}`;
}

function regionTitle({ name, stores, moves, entries }: PlanRegion): string {
  const others = entries.filter(({ resource }) => !resource.startsWith("store-")).length;
  const parts = [
    stores > 0 ? amount(stores, "store") : "",
    moves.length > 0 ? amount(moves.length, "move") : "",
    others > 0 ? amount(others, "other change") : "",
  ];
  return `${plain(name)}: ${parts.filter((part) => part !== "").join(", ")}`;
}

function entryText({ label, change, lines }: PlanEntry): string {
  const [only] = lines;
  const head = `- ${changeSigns[change]} **${plain(label)}**`;
  if (only !== undefined && lines.length === 1) return `${head}: ${plain(only.subject)}: ${plain(only.text)}`;
  return [head, ...lines.map((line) => `  - ${lineText(line)}`)].join("\n");
}

function endBlock(report: PlanReport): string {
  const { calls, digest } = report;
  const kinds = calls.kinds
    .map(({ what, calls: count, perSecond }) => `${what}: ${count} at ${perSecond}/s`)
    .join(" · ");
  const cost =
    calls.calls === 0
      ? ""
      : `<details><summary>${amount(calls.calls, "call")}, ${durationText(calls.seconds)}</summary>\n\n` +
        `${kinds}\n\n${calls.assumption}\n\n</details>\n\n`;
  const reviewed =
    digest === "" ? "" : `Reviewed plan \`${digest.slice(0, 12)}\`: \`apply\` does exactly this or stops. `;
  return `\n${cost}${reviewed}${basisText(report)}\n`;
}

function moreText(count: number, fullReport: string, what = ""): string {
  if (count <= 0) return "";
  const noun = what === "" ? "" : ` ${what}${count === 1 ? "" : "s"}`;
  return `… ${count.toLocaleString("en-US")} more${noun}, see the full report (${fullReport})`;
}

function clipped(text: string): string {
  return text.length > textLengthMax ? `${text.slice(0, textLengthMax - 1)}…` : text;
}

/** Text that means nothing to Markdown or HTML, calls nobody by @ and links nothing by #. */
function plain(text: string): string {
  return clipped(text.replace(/\s+/g, " "))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("#", "&#35;")
    .replaceAll("@", "&#64;")
    .replace(/([\\`*_[\]|~])/g, "\\$1");
}
