import { htmlText } from "../../../schemas/text/html.ts";
import { pageStyle } from "../../pages/page-style.ts";

/** Style of the drift report's page. A state is always told by sign and word too, never by colour alone. */
export const driftPageStyle = htmlText`${pageStyle}
body { max-width: none; padding: 0; }
header { padding: 1rem 1.25rem .75rem; border-bottom: 1px solid var(--line); }
kbd { font: .85em ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: 0 .3em; }
main { display: grid; grid-template-columns: minmax(18rem, 28rem) minmax(0, 1fr); align-items: start; }
.left { position: sticky; top: 0; height: 100vh; display: flex; flex-direction: column;
  border-right: 1px solid var(--line); }
.left .tools { position: static; display: grid; grid-template-columns: auto minmax(0, 1fr) auto; padding: .75rem 1rem .4rem;
  gap: .5rem .6rem; }
.left input, .left #said { grid-column: 2 / -1; }
.left #said { font-size: .87rem; min-height: 1.5em; }
#tree { flex: 1; min-height: 8rem; overflow: auto; }
#tree:focus-visible { outline-offset: -2px; }
#rows { position: relative; }
.item { position: absolute; left: 0; right: 0; height: 30px; display: flex; align-items: center; gap: .45rem;
  padding-right: .9rem; white-space: nowrap; cursor: pointer; }
.item:hover { background: var(--card); }
.item[aria-selected="true"] { background: var(--card); box-shadow: inset 3px 0 var(--focus); }
#tree:focus-visible .item[aria-selected="true"] { outline: 2px solid var(--focus); outline-offset: -2px; }
.item .name { overflow: hidden; text-overflow: ellipsis; flex: 1; }
.item.group .name { font-weight: 600; }
.item .count { color: var(--soft); font-size: .87rem; font-variant-numeric: tabular-nums; }
.count::after { content: attr(data-count); }
.twist { width: 1em; text-align: center; color: var(--soft); flex: none; }
.sign { width: 1.1em; text-align: center; flex: none; font-size: .9em; }
.state3 { color: var(--removed); } .state2 { color: var(--changed); } .state1 { color: var(--moved); }
.state0 { color: var(--added); } .state4 { color: var(--soft); }
#detail { padding: 1.25rem 1.5rem 4rem; min-height: 60vh; max-width: 72rem; }
#detail:focus { outline: none; }
#detail h2 { margin: 0 0 .25rem; font-size: 1.2rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
.chips { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin: .75rem 0 1rem; }
.chips b { font-variant-numeric: tabular-nums; }
.finding { background: var(--card); border-left: 4px solid currentColor; border-radius: 0 6px 6px 0;
  padding: .5rem .9rem; margin: .5rem 0; }
.finding > * { color: var(--ink); }
.finding .level { font-weight: 600; }
.finding .soft { color: var(--soft); font-size: .93rem; }
.link { border: 0; padding: 0; background: none; color: var(--focus); text-align: left; cursor: pointer;
  text-decoration: underline; text-underline-offset: 2px; }
table.sides { width: 100%; table-layout: fixed; margin: .5rem 0 1rem; }
.sides th, .sides td { text-align: left; vertical-align: top; overflow-wrap: anywhere; padding: .3rem .8rem .3rem .5rem; }
.sides th:first-child, .sides thead td { width: 40%; }
.sides tr.section th { padding-top: .9rem; color: var(--soft); font-size: .87rem; font-weight: 600; }
.sides tr.differs { background: var(--card); }
.sides tr.differs th { box-shadow: inset 3px 0 var(--changed); font-weight: 600; }
.sides tr.differs td { font-weight: 600; }
.sides tr.same td { color: var(--soft); }
.sides .none { font-weight: 400; font-style: italic; color: var(--soft); }
.off { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.only input { flex: none; }
.only { display: inline-flex; gap: .4rem; align-items: center; margin-top: .75rem; }
.list th, .list td { text-align: left; vertical-align: top; overflow-wrap: anywhere; }
table.list { width: 100%; }
.list td:nth-child(2) { min-width: 13rem; padding-right: 1.5rem; }
.list th:first-child, .list td:first-child { white-space: nowrap; padding-right: 1rem; }
#paper { display: none; }
noscript p { padding: 1rem 1.25rem; }
@media (max-width: 52rem) {
  main { display: flex; flex-direction: column; }
  /* Findings first: on a phone they are what somebody looks for, the way to a store comes after. */
  #detail { order: -1; }
  .left { position: static; height: 60vh; border-right: 0; border-top: 1px solid var(--line); }
  #detail { padding: 1rem 1rem 3rem; }
  header { padding: .9rem 1rem .6rem; } header kbd { border: 0; padding: 0; }
}
@media (max-width: 34rem) {
  table.sides, .sides tbody, .sides tr, .sides th, .sides td { display: block; width: auto; }
  .sides thead { display: none; }
  .sides th:first-child, .sides thead td { width: auto; border-bottom: 0; padding-bottom: 0; }
  .sides td { border-bottom: 0; padding-top: 0; }
  .sides td::before { content: attr(data-side) ": "; color: var(--soft); font-weight: 400; }
  .sides tr.same td:last-child { display: none; }
  .sides tr.same td::before { content: "both: "; }
  .sides tr { border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .list tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  .list thead { display: none; }
  .list td, .list td:nth-child(2) { display: block; border: 0; min-width: 0; padding: 0 0 0 .2rem; }
}
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --ground: #fff; --card: #f3f3f3;
    --added: #1a6b34; --moved: #1f5a99; --changed: #7a5200; --removed: #a3211b; }
  main, header kbd, header .soft, noscript { display: none; }
  html { font-size: 9.5pt; } body { font-size: 1rem; } header { padding: 0 0 .5rem; }
  #paper { display: block; }
  #paper h2 { margin: 1.2rem 0 .2rem; break-after: avoid; }
  #paper h3 { margin: .7rem 0 .1rem; break-after: avoid; }
  .finding, .sides tr { break-inside: avoid; }
  .finding { padding: .25rem .6rem; margin: .3rem 0; print-color-adjust: exact; }
}
`;
