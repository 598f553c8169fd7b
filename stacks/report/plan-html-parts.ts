/** Style of the page: system fonts, light and dark, readable on paper, on a phone and without colour. */
export const planStyle = `
:root { color-scheme: light dark; --ink: #1d2329; --soft: #5a6672; --line: #d9dee3; --ground: #fff; --card: #f6f8fa;
  --added: #1a6b34; --moved: #1f5a99; --changed: #7a5200; --removed: #a3211b; --focus: #1f5a99; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #9aa6b2; --line: #363d45; --ground: #14181c;
  --card: #1c2228; --added: #6fcf8d; --moved: #7fb8f2; --changed: #e0b45c; --removed: #f28b82; --focus: #7fb8f2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 1.5rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
.soft { color: var(--soft); }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--card); border-left: 4px solid var(--removed); padding: .75rem 1rem; white-space: pre-wrap;
  overflow-wrap: anywhere; font: .92em/1.45 ui-monospace, monospace; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .9rem .3rem 0; text-align: right; border-bottom: 1px solid var(--line); font-weight: inherit; }
th:first-child, td:first-child { text-align: left; padding-right: 2rem; }
thead th { color: var(--soft); font-size: .87rem; }
td.zero { color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; }
.lines > li { padding: .15rem 0; overflow-wrap: anywhere; }
.row .lines > li:first-child { padding-top: 0; }
.lines > li:has(> .word) { padding-left: 4.9rem; }
.attention { background: var(--card); border-radius: 8px; padding: .35rem 1rem .8rem; margin: .75rem 0; }
.attention h2 { margin: .6rem 0 .3rem; }
.word { display: inline-block; min-width: 4.4rem; margin: 0 .5rem 0 -4.9rem; font-size: .8rem; font-weight: 600; }
.added { color: var(--added); } .moved { color: var(--moved); } .changed { color: var(--changed); }
.removed { color: var(--removed); }
.tools { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
  background: var(--ground); padding: .6rem 0; border-bottom: 1px solid var(--line); }
input, select, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line);
  border-radius: 6px; padding: .3rem .6rem; }
input { flex: 1 1 14rem; min-width: 0; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
details { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .55rem 0; }
summary b { font-weight: 600; }
.row { display: grid; grid-template-columns: 16rem 1fr; gap: 0 1rem; padding: .4rem 0 .4rem 1rem;
  border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 2.6rem; }
.row > div > .word { margin-left: 0; }
.row .name { font-weight: 600; overflow-wrap: anywhere; }
.row .at { display: block; font-weight: 400; font-size: .8rem; color: var(--soft); }
[hidden] { display: none; }
@media (max-width: 40rem) { .row { grid-template-columns: 1fr; padding-left: 0; } }
@media print { .tools { display: none; } body { max-width: none; padding: 0; font-size: 10pt; }
  .row { content-visibility: visible; break-inside: avoid; } }
`;

/** Filters rows by text and kind, opens what matches, and opens everything on paper. Plain script, no network. */
export const planScript = `
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
