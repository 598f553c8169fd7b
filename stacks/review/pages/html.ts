import { escapedHtml, pageHead } from "../../pages/page-style.ts";
import { planScript, planStyle } from "./html-parts.ts";
import type { PlanEntry, PlanLine, PlanRegion, PlanReport } from "../model.ts";
import {
  amount,
  attentionSections,
  basisText,
  costLine,
  countRows,
  durationText,
  headline,
} from "./words.ts";

/** Up to so many rows all regions are open at first. */
const rowsOpenMax = 150;
/** Lines of a list that show at once; the rest is folded. */
const linesOpen = 10;

/** The whole report as one file that needs nothing else: no network, no fonts, no build. */
export function planHtml(report: PlanReport): string {
  const title = `${report.stack}: ${headline(report)}`;
  const rows = report.regions.reduce((sum, { moves, entries }) => sum + moves.length + entries.length, 0);
  const regions = report.regions.map((region) => regionBlock(region, rows <= rowsOpenMax));
  return `<!doctype html>
<html lang="en">
<head>
${pageHead(title, planStyle)}
</head>
<body>
<header>
<h1>${escapedHtml(title)}</h1>
<p class="soft">${escapedHtml(costLine(report))}</p>
</header>
<main>
${refusalBlock(report)}
${countTable(report)}
${attentionSections(report)
  .map(({ title: name, lines }) => `<section class="attention">${listBlock(name, lines)}</section>`)
  .join("\n")}
${leftOutBlock(report)}
${textsBlock("Task lists", report.taskLists)}
${textsBlock("Notes", report.notes, "lines notes")}
${rows === 0 ? "" : changesBlock(regions)}
${callsBlock(report)}
</main>
<footer class="soft"><p>${reviewedText(report)}${escapedHtml(basisText(report))}</p></footer>
${rows === 0 ? "" : `<script>${planScript}</script>`}
</body>
</html>
`;
}

function refusalBlock({ refusal }: PlanReport): string {
  return refusal.length === 0 ? "" : `<pre>${escapedHtml(refusal.join("\n"))}</pre>`;
}

function countTable(report: PlanReport): string {
  const rows = countRows(report);
  if (rows.length === 0) return "";
  const cell = (count: number): string =>
    `<td${count === 0 ? ' class="zero"' : ""}>${count.toLocaleString("en-US")}</td>`;
  const body = rows.map(
    ([name, { added, moved, changed, removed }]) =>
      `<tr><th scope="row">${name}</th>${[added, moved, changed, removed].map(cell).join("")}</tr>`,
  );
  const head = ["added", "moved", "changed", "removed"].map((word) => `<th scope="col">${word}</th>`);
  return `<table><thead><tr><td></td>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
}

function listBlock(title: string, lines: readonly PlanLine[]): string {
  const items = lines.map((line) => `<li>${lineHtml(line)}</li>`);
  const first = `<ul class="lines">${items.slice(0, linesOpen).join("\n")}</ul>`;
  const rest = items.slice(linesOpen);
  const folded =
    rest.length === 0
      ? ""
      : `<details><summary>${rest.length.toLocaleString("en-US")} more</summary><ul class="lines">${rest.join("\n")}</ul></details>`;
  return `<h2>${escapedHtml(title)} (${lines.length.toLocaleString("en-US")})</h2>${first}${folded}`;
}

function lineHtml({ change, subject, text }: PlanLine): string {
  return `<span class="word ${change}">${change}</span><b>${escapedHtml(subject)}</b>: ${escapedHtml(text)}`;
}

function leftOutBlock({ leftOut }: PlanReport): string {
  if (leftOut.length === 0) return "";
  const items = leftOut.map(
    ({ label, reason, ruleId }) =>
      `<li><b>${escapedHtml(label)}</b>: ${escapedHtml(reason)} <span class="soft">rule ${escapedHtml(ruleId)}</span></li>`,
  );
  return `<section><h2>Left out (${leftOut.length.toLocaleString("en-US")})</h2><ul class="lines">${items.join("\n")}</ul></section>`;
}

function textsBlock(title: string, texts: readonly string[], style = "lines"): string {
  if (texts.length === 0) return "";
  return `<section><h2>${title}</h2><ul class="${style}">${texts.map((text) => `<li>${escapedHtml(text)}</li>`).join("\n")}</ul></section>`;
}

function changesBlock(regions: readonly string[]): string {
  return `<section aria-labelledby="changes"><h2 id="changes">Everything, by region</h2>
<div class="tools" role="search">
<span class="wide"><label for="filter">Filter</label><input id="filter" type="search" autocomplete="off" placeholder="store, person, number (press /)"></span>
<span><label for="kind">Kind</label><select id="kind"><option value="">all</option><option>added</option><option>moved</option><option>changed</option><option>removed</option></select></span>
<button id="open" type="button">Open all</button><button id="close" type="button">Close all</button>
<span id="said" role="status" class="soft"></span>
</div>
${regions.join("\n")}
</section>`;
}

function regionBlock({ name, stores, moves, entries }: PlanRegion, isOpen: boolean): string {
  const parts = [
    stores > 0 ? amount(stores, "store") : amount(entries.length, "change"),
    ...(moves.length > 0 ? [amount(moves.length, "move")] : []),
  ];
  const moveRows = moves.map(
    (line) =>
      `<div class="row" data-row="moved"><div class="name">${escapedHtml(line.subject)}</div>` +
      `<div><span class="word moved">moved</span>${escapedHtml(line.text)}</div></div>`,
  );
  return `<details class="region"${isOpen ? " open" : ""}><summary><b>${escapedHtml(name)}</b> <span class="soft">${parts.join(", ")}</span></summary>
${[...moveRows, ...entries.map(entryRow)].join("\n")}
</details>`;
}

function entryRow({ label, change, lines, config }: PlanEntry): string {
  const kinds = [...new Set([change, ...lines.map((line) => line.change)])].join(" ");
  const place =
    config === undefined || config.file === ""
      ? ""
      : `<span class="at">${escapedHtml(`${config.file}:${config.line}`)}</span>`;
  const items = lines.map((line) => `<li>${lineHtml(line)}</li>`).join("");
  return `<div class="row" data-row="${kinds}"><div class="name">${escapedHtml(label)}${place}</div><ul class="lines">${items}</ul></div>`;
}

function callsBlock({ calls }: PlanReport): string {
  if (calls.calls === 0) return "";
  const rows = calls.kinds.map(
    ({ what, calls: count, perSecond, seconds }) =>
      `<tr><th scope="row">${escapedHtml(what)}</th><td>${count.toLocaleString("en-US")}</td><td>${perSecond}/s</td><td>${seconds} s</td></tr>`,
  );
  return `<section><h2>${amount(calls.calls, "call")}, ${durationText(calls.seconds)}</h2>
<table><thead><tr><td></td><th scope="col">calls</th><th scope="col">limit</th><th scope="col">time</th></tr></thead><tbody>${rows.join("\n")}</tbody></table>
<p class="soft">${escapedHtml(calls.assumption)}</p></section>`;
}

function reviewedText({ digest }: PlanReport): string {
  return digest === ""
    ? ""
    : `Reviewed plan <code>${escapedHtml(digest)}</code>: apply does exactly this or stops. `;
}
