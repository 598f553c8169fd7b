import type { Encoded } from "../../../schemas/text/encoded.ts";
import { htmlText } from "../../../schemas/text/html.ts";
import { amount } from "../../pages/amount.ts";
import { aboutText } from "../../pages/about.ts";
import { pageHead } from "../../pages/page-style.ts";
import { planScript, planStyle } from "./html-parts.ts";
import type { PlanLine } from "../../changes/line.ts";
import type { PlanEntry, PlanRegion, PlanReport } from "../model.ts";
import { isOpen } from "../../headquarters/steps-for-people.ts";
import {
  attentionSections,
  basisText,
  byHandTitle,
  costLine,
  countRows,
  durationText,
  handStepText,
  headline,
  waitingHeading,
  tickIntroduction,
  tickOf,
} from "./words.ts";

/** Up to so many rows all regions are open at first. */
const rowsOpenMax = 150;
/** Lines of a list that show at once; the rest is folded. */
const linesOpen = 10;
const nothing = htmlText``;
const openAttribute = htmlText` open`;

/** The whole report as one file that needs nothing else: no network, no fonts, no build. */
export function planHtml(report: PlanReport): Encoded<"html"> {
  const title = `${report.stack}: ${headline(report)}`;
  const rows = report.regions.reduce((sum, { moves, entries }) => sum + moves.length + entries.length, 0);
  const regions = report.regions.map((region) => regionBlock(region, rows <= rowsOpenMax));
  return htmlText`<!doctype html>
<html lang="en">
<head>
${pageHead(title, planStyle)}
</head>
<body>
<header>
<h1>${title}</h1>
<p class="soft">${costLine(report)}</p>
${report.about === undefined ? nothing : htmlText`<p class="soft">${aboutText(report.about)}</p>`}
</header>
<main>
${refusalBlock(report)}
${countTable(report)}
${attentionSections(report).map(
  ({ title: name, lines }) => htmlText`<section class="attention">${listBlock(name, lines)}</section>`,
)}
${byHandBlock(report)}
${leftOutBlock(report)}
${waitingBlock(report)}
${textsBlock("Task lists", report.taskLists)}
${textsBlock("Notes", report.notes, "lines notes")}
${rows === 0 ? "" : changesBlock(regions)}
${callsBlock(report)}
</main>
<footer class="soft"><p>${reviewedText(report)}${basisText(report)}</p></footer>
${rows === 0 ? "" : htmlText`<script>${planScript}</script>`}
</body>
</html>
`;
}

function refusalBlock({ refusal }: PlanReport): Encoded<"html"> {
  return refusal.length === 0 ? nothing : htmlText`<pre>${htmlText.lines(refusal.join("\n"))}</pre>`;
}

function countTable(report: PlanReport): Encoded<"html"> {
  const rows = countRows(report);
  if (rows.length === 0) return nothing;
  const cell = (count: number): Encoded<"html"> =>
    htmlText`<td class="${count === 0 ? "zero" : ""}">${count.toLocaleString("en-US")}</td>`;
  const body = rows.map(
    ([name, { added, moved, changed, removed }]) =>
      htmlText`<tr><th scope="row">${name}</th>${[added, moved, changed, removed].map(cell)}</tr>`,
  );
  const head = ["added", "moved", "changed", "removed"].map((word) => htmlText`<th scope="col">${word}</th>`);
  return htmlText`<table><thead><tr><td></td>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function listBlock(title: string, lines: readonly PlanLine[]): Encoded<"html"> {
  const items = lines.map((line) => htmlText`<li>${lineHtml(line)}</li>`);
  const first = htmlText`<ul class="lines">${items.slice(0, linesOpen)}</ul>`;
  const rest = items.slice(linesOpen);
  const folded =
    rest.length === 0
      ? ""
      : htmlText`<details><summary>${rest.length.toLocaleString("en-US")} more</summary><ul class="lines">${rest}</ul></details>`;
  return htmlText`<h2>${title} (${lines.length.toLocaleString("en-US")})</h2>${first}${folded}`;
}

function lineHtml({ change, subject, text }: PlanLine): Encoded<"html"> {
  return htmlText`<span class="word ${change}">${change}</span><b>${subject}</b>: ${text}`;
}

function byHandBlock({ byHand }: PlanReport): Encoded<"html"> {
  if (byHand.length === 0) return nothing;
  const items = byHand.map((step) => {
    const tick = tickOf(step);
    const how = tick === undefined ? nothing : htmlText`. ${tickIntroduction} <code>${tick}</code>`;
    const mark = isOpen(step) ? "☐ open" : "☑ done";
    return htmlText`<li><span class="soft">${mark}</span> ${handStepText(step)}${how}</li>`;
  });
  return htmlText`<section><h2>${byHandTitle} (${byHand.length.toLocaleString("en-US")})</h2><ul class="lines">${items}</ul></section>`;
}

function waitingBlock({ waiting }: PlanReport): Encoded<"html"> {
  if (waiting.length === 0) return nothing;
  const items = waiting.map(({ text, mend }) => htmlText`<li>${text} <small>⇒ ${mend}</small></li>`);
  const title = `${waitingHeading} (${waiting.length.toLocaleString("en-US")})`;
  return htmlText`<section><h2>${title}</h2><ul class="lines">${items}</ul></section>`;
}

function leftOutBlock({ leftOut }: PlanReport): Encoded<"html"> {
  if (leftOut.length === 0) return nothing;
  const items = leftOut.map(
    ({ label, reason, ruleId }) =>
      htmlText`<li><b>${label}</b>: ${reason} <span class="soft">rule ${ruleId}</span></li>`,
  );
  return htmlText`<section><h2>Left out (${leftOut.length.toLocaleString("en-US")})</h2><ul class="lines">${items}</ul></section>`;
}

function textsBlock(title: string, texts: readonly string[], style = "lines"): Encoded<"html"> {
  if (texts.length === 0) return nothing;
  return htmlText`<section><h2>${title}</h2><ul class="${style}">${texts.map(noteHtml)}</ul></section>`;
}

/** A note that points into a line with ^^^ stands in fixed width: in any other it points elsewhere. */
function noteHtml(text: string): Encoded<"html"> {
  const isMarked = /^[ \t]*\^+[ \t]*$/m.test(text);
  const lines = htmlText.lines(text);
  return isMarked ? htmlText`<li class="marked">${lines}</li>` : htmlText`<li>${lines}</li>`;
}

function changesBlock(regions: readonly Encoded<"html">[]): Encoded<"html"> {
  return htmlText`<section aria-labelledby="changes"><h2 id="changes">Everything, by region</h2>
<div class="tools" role="search">
<span class="wide"><label for="filter">Filter</label><input id="filter" type="search" autocomplete="off" placeholder="store, person, number (press /)"></span>
<span><label for="kind">Kind</label><select id="kind"><option value="">all</option><option>added</option><option>moved</option><option>changed</option><option>removed</option></select></span>
<button id="open" type="button">Open all</button><button id="close" type="button">Close all</button>
<span id="said" role="status" class="soft"></span>
</div>
${regions}
</section>`;
}

function regionBlock({ name, stores, moves, entries }: PlanRegion, isOpen: boolean): Encoded<"html"> {
  const parts = [
    stores > 0 ? amount(stores, "store") : amount(entries.length, "change"),
    ...(moves.length > 0 ? [amount(moves.length, "move")] : []),
  ];
  const moveRows = moves.map(
    (line) =>
      htmlText`<div class="row" data-row="moved"><div class="name">${line.subject}</div>${htmlText`<div><span class="word moved">moved</span>${line.text}</div></div>`}`,
  );
  return htmlText`<details class="region"${isOpen ? openAttribute : ""}><summary><b>${name}</b> <span class="soft">${parts.join(", ")}</span></summary>
${[...moveRows, ...entries.map(entryRow)]}
</details>`;
}

function entryRow({ label, change, lines, config }: PlanEntry): Encoded<"html"> {
  const kinds = [...new Set([change, ...lines.map((line) => line.change)])].join(" ");
  const place =
    config === undefined || config.file === ""
      ? ""
      : htmlText`<span class="at">${`${config.file}:${config.line}`}</span>`;
  const items = lines.map((line) => htmlText`<li>${lineHtml(line)}</li>`);
  return htmlText`<div class="row" data-row="${kinds}"><div class="name">${label}${place}</div><ul class="lines">${items}</ul></div>`;
}

function callsBlock({ calls }: PlanReport): Encoded<"html"> {
  if (calls.calls === 0) return nothing;
  const rows = calls.kinds.map(
    ({ what, calls: count, perSecond, seconds }) =>
      htmlText`<tr><th scope="row">${what}</th><td>${count.toLocaleString("en-US")}</td><td>${perSecond}/s</td><td>${seconds} s</td></tr>`,
  );
  return htmlText`<section><h2>${amount(calls.calls, "call")}, ${durationText(calls.seconds)}</h2>
<table><thead><tr><td></td><th scope="col">calls</th><th scope="col">limit</th><th scope="col">time</th></tr></thead><tbody>${rows}</tbody></table>
<p class="soft">${calls.assumption}</p></section>`;
}

function reviewedText({ digest }: PlanReport): Encoded<"html"> {
  return digest === ""
    ? nothing
    : htmlText`Reviewed plan <code>${digest}</code>: apply does exactly this or stops. `;
}
