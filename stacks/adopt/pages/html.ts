import { remedies } from "../../../schemas/remedies.ts";
import type { Encoded } from "../../../schemas/text/encoded.ts";
import { htmlText } from "../../../schemas/text/html.ts";
import { jsonInScript } from "../../../schemas/text/json.ts";
import { pageHead } from "../../pages/page-style.ts";
import type { AdoptReport } from "../report.ts";
import { decisionColumns } from "../table-text.ts";
import { adoptScript } from "./script.ts";
import { adoptStyle } from "./style.ts";

/**
 * The proposals as one file that needs nothing else: stores at the left, the candidates of one with their evidence at
 * the right, decisions by key, and the decisions as a file in the end. The data stands in the page as JSON and is drawn
 * as far as it is looked at, so that 10,000 stores open at once.
 */
export function adoptHtml(report: AdoptReport): Encoded<"html"> {
  const count = (decision: string): string =>
    report.stores.filter((store) => store.decision === decision).length.toLocaleString("en-US");
  const title = `${report.stack}: ${count("adopt")} teams preselected, ${count("propose")} to decide, ${count("none")} without`;
  const acceptCommand = remedies.acceptSavedTeams(report.stack, "adopt.csv");
  const data = { ...report, columns: decisionColumns, acceptCommand };
  return htmlText`<!doctype html>
<html lang="en">
<head>
${pageHead(title, adoptStyle)}
</head>
<body>
<header>
<h1>${title}</h1>
<p class="soft">${report.teamsRead.toLocaleString("en-US")} teams read, nothing written. Keys: arrows walk,
<kbd>1</kbd>–<kbd>5</kbd> take a candidate, <kbd>0</kbd> takes none, <kbd>n</kbd> goes to the next open one,
<kbd>/</kbd> searches, <kbd>s</kbd> saves.</p>
</header>
<main>
<section class="left" aria-label="Stores">
<div class="tools" role="search">
<label for="search">Search</label><input id="search" type="search" autocomplete="off" placeholder="store, team, reason">
<label for="state">Show</label><select id="state"><option value="">everything</option><option value="propose">to decide</option>
<option value="adopt">preselected</option><option value="none">without a team</option><option value="declared">declared</option></select>
<button id="save" type="button">Save decisions</button>
<span id="said" role="status" class="soft"></span>
</div>
<div id="list" role="listbox" tabindex="0" aria-label="Stores"><div id="rows" role="presentation"></div></div>
</section>
<section id="detail" tabindex="-1" aria-label="Candidates"></section>
</main>
<section id="others" aria-label="Teams that fit no store"></section>
<noscript><p>This page is drawn by a script that stands in it. Without one, read adopt.csv.</p></noscript>
<script type="application/json" id="data">${jsonInScript(data)}</script>
<script>${htmlText.asWritten(adoptScript)}</script>
</body>
</html>
`;
}
