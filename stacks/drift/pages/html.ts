import { driftPageData } from "./data.ts";
import { driftPageScript } from "./script.ts";
import { driftPageStyle } from "./style.ts";
import type { DriftReport } from "./formats.ts";
import type { Names } from "../differs/findings.ts";
import type { Encoded } from "../../../schemas/text/encoded.ts";
import { htmlText } from "../../../schemas/text/html.ts";
import { jsonInScript } from "../../../schemas/text/json.ts";
import { amount } from "../../pages/amount.ts";
import { aboutText } from "../../pages/about.ts";
import { pageHead } from "../../pages/page-style.ts";

/**
 * The drift of a stack as one file that needs nothing else: the hierarchy at the left, one store's expected and actual
 * side by side at the right. The data stands in the page as compact JSON and is drawn as far as it is looked at, so that
 * 10,000 stores open at once.
 */
export function driftHtml(report: DriftReport, names: Names): Encoded<"html"> {
  const high = report.findings.filter(({ severity }) => severity === "high").length;
  const title = `${report.stack}: ${amount(report.findings.length, "finding")}${high === 0 ? "" : `, ${high.toLocaleString("en-US")} high`}`;
  const read = `${amount(report.read.length, "resource")} read, nothing written to the tenant.`;
  return htmlText`<!doctype html>
<html lang="en">
<head>
${pageHead(title, driftPageStyle)}
</head>
<body>
<header>
<h1>${title}</h1>
<p class="soft">${read}${report.notLookedAt.map((text) => ` Not looked at: ${text}.`).join("")}</p>
${report.about === undefined ? "" : htmlText`<p class="soft">${aboutText(report.about)}</p>`}
<p class="soft">Keys: <kbd>/</kbd> searches, arrows walk, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> goes back.</p>
</header>
<main>
<section class="left" aria-label="Hierarchy">
<div class="tools" role="search">
<label for="search">Search</label><input id="search" type="search" autocomplete="off" placeholder="store, person, channel, finding">
<label for="state">Show</label><select id="state">
<option value="">everything</option><option value="drift">with findings</option><option value="3">high</option>
<option value="2">medium</option><option value="1">low</option><option value="4">could not be read</option>
<option value="0">as config says</option></select>
<button id="overview" type="button">Overview</button>
<span id="said" role="status" class="soft"></span>
</div>
<div id="tree" role="tree" tabindex="0" aria-label="Stores by region"><div id="rows" role="presentation"></div></div>
</section>
<section id="detail" tabindex="-1" aria-label="Selected"></section>
</main>
<section id="paper"></section>
<noscript><p>This page is drawn by a script that stands in it. Without one, read the Markdown or JSON report.</p></noscript>
<script type="application/json" id="data">${jsonInScript(driftPageData(report, names))}</script>
<script>${htmlText.asWritten(driftPageScript)}</script>
</body>
</html>
`;
}
