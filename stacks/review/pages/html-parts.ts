import { htmlText } from "../../../schemas/text/html.ts";
import { pageStyle } from "../../pages/page-style.ts";

/** Style of the plan's page. */
export const planStyle = htmlText`${pageStyle}
td.zero { color: var(--soft); }
.lines > li { padding: .15rem 0; overflow-wrap: anywhere; }
.notes > li { white-space: pre-wrap; }
.notes > li.marked { font-family: ui-monospace, monospace; font-size: .85em; }
.tools > span:has(label) { display: flex; gap: .5rem; align-items: center; flex: 0 1 auto; }
.tools > span.wide { flex: 1 1 16rem; }
.row .lines > li:first-child { padding-top: 0; }
.lines > li:has(> .word) { padding-left: 4.9rem; }
.attention { background: var(--card); border-radius: 8px; padding: .35rem 1rem .8rem; margin: .75rem 0; }
.attention h2 { margin: .6rem 0 .3rem; }
.row { display: grid; grid-template-columns: 16rem 1fr; gap: 0 1rem; padding: .4rem 0 .4rem 1rem;
  border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 2.6rem; }
.row > div > .word { margin-left: 0; }
.row .name { font-weight: 600; overflow-wrap: anywhere; }
.row .at { display: block; font-weight: 400; font-size: .8rem; color: var(--soft); }
@media (max-width: 40rem) { .row { grid-template-columns: 1fr; padding-left: 0; }
  th, td { padding-right: .5rem; } th:first-child, td:first-child { padding-right: .75rem; } }
@media print { .tools { display: none; } body { max-width: none; padding: 0; font-size: 10pt; }
  .row { content-visibility: visible; break-inside: avoid; } }
`;

/** Filters rows by text and kind, opens what matches, and opens everything on paper. Plain script, no network. */
export const planScript = htmlText`
const rows = [...document.querySelectorAll("[data-row]")];
const texts = rows.map((row) => row.textContent.toLowerCase());
const regions = [...document.querySelectorAll("details.region")];
const first = regions.map((region) => region.open);
const box = document.getElementById("filter"), kind = document.getElementById("kind");
const said = document.getElementById("said");
let timer;
function filter() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const wanted = kind.value;
  const active = words.length > 0 || wanted !== "";
  let shown = 0;
  const hits = new Map();
  rows.forEach((row, index) => {
    const fits = words.every((word) => texts[index].includes(word)) &&
      (wanted === "" || row.dataset.row.split(" ").includes(wanted));
    row.hidden = !fits;
    if (!fits) return;
    shown += 1;
    const region = row.closest("details.region");
    hits.set(region, (hits.get(region) ?? 0) + 1);
  });
  let room = 400;
  regions.forEach((region, index) => {
    const count = hits.get(region) ?? 0;
    region.hidden = active && count === 0;
    region.open = active ? count > 0 && (room -= count) > 0 : first[index];
  });
  said.textContent = active ? shown.toLocaleString("en") + " of " + rows.length.toLocaleString("en") + " rows" : "";
}
box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(filter, 120); });
kind.addEventListener("change", filter);
document.getElementById("open").addEventListener("click", () => regions.forEach((region) => { region.open = true; }));
document.getElementById("close").addEventListener("click", () => regions.forEach((region) => { region.open = false; }));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== box) { event.preventDefault(); box.focus(); }
  if (event.key === "Escape" && document.activeElement === box) { box.value = ""; filter(); }
});
let before;
addEventListener("beforeprint", () => {
  const all = [...document.querySelectorAll("details")];
  before = all.map((one) => one.open);
  all.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => {
  document.querySelectorAll("details").forEach((one, index) => { one.open = before[index]; });
});
`;
