import type { Encoded } from "../../../schemas/text/encoded.ts";
import { htmlText } from "../../../schemas/text/html.ts";
import { aboutText } from "../../pages/about.ts";
import { pageHead, pageStyle } from "../../pages/page-style.ts";
import type { Line, Outcome } from "../prerequisite.ts";
import { byArea, countsText, outcomeWords, shownOf, type DoctorReport } from "../report.ts";

const classes: Readonly<Record<Outcome, string>> = {
  holds: "added",
  fails: "removed",
  unseen: "changed",
  ask: "moved",
};

const style = htmlText`${pageStyle}
li { padding: .35rem 0 .35rem 8.5rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
li .word { min-width: 8rem; margin-left: -8.5rem; }
li ul { margin-top: .25rem; } li li { padding-left: 0; border: 0; }
`;

/** The list as one page without a script: what is to be mended is open, in the order in which one works through it. */
export function doctorHtml({ stack, about, lines }: DoctorReport): Encoded<"html"> {
  const title = `${stack}: ${countsText(lines)}`;
  return htmlText`<!doctype html>
<html lang="en">
<head>
${pageHead(title, style)}
</head>
<body>
<main>
<h1>${title}</h1>
${about === undefined ? "" : htmlText`<p class="soft">${aboutText(about)}</p>`}
${byArea(lines).map(([area, own]) => htmlText`<h2>${area}</h2>\n<ul>\n${own.map(item)}\n</ul>`)}
</main>
</body>
</html>
`;
}

function item(line: Line): Encoded<"html"> {
  const { outcome, title, evidence } = line;
  const { shown, more } = shownOf(line);
  const wrong = shown.map(
    ({ problem, mend }) => htmlText`<li>${problem}<br><span class="soft">⇒ ${mend}</span></li>`,
  );
  const rest = more === 0 ? [] : [htmlText`<li>… and ${more} more</li>`];
  const inside = wrong.length === 0 ? htmlText`` : htmlText`<ul>${[...wrong, ...rest]}</ul>`;
  return htmlText`<li><span class="word ${classes[outcome]}">${outcomeWords[outcome]}</span>${title} <span class="soft">(${evidence})</span>${inside}</li>`;
}
