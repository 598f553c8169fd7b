import { htmlText } from "../../../schemas/text/html.ts";
import { pageStyle } from "../../pages/page-style.ts";

/** Style of the page of proposals. A state is always told by sign and word too, never by colour alone. */
export const adoptStyle = htmlText`${pageStyle}
body { max-width: none; padding: 0; }
header { padding: 1rem 1.25rem .75rem; border-bottom: 1px solid var(--line); }
kbd { font: .85em ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: 0 .3em; }
main { display: grid; grid-template-columns: minmax(18rem, 30rem) minmax(0, 1fr); align-items: start; }
.left { position: sticky; top: 0; height: 100vh; display: flex; flex-direction: column; border-right: 1px solid var(--line); }
.left .tools { position: static; display: grid; grid-template-columns: auto minmax(0, 1fr); padding: .75rem 1rem .4rem; }
#list { flex: 1; overflow: auto; }
#rows { position: relative; }
.item { position: absolute; left: 0; right: 0; height: 44px; padding: .15rem 1rem; cursor: pointer; overflow: hidden;
  white-space: nowrap; text-overflow: ellipsis; line-height: 1.35; }
.item:hover, .item[aria-selected="true"] { background: var(--card); }
.item[aria-selected="true"] { box-shadow: inset 3px 0 var(--focus); }
.item small { color: var(--soft); }
.adopt { color: var(--added); } .propose { color: var(--changed); } .none { color: var(--soft); }
.declared { color: var(--moved); }
#detail { padding: 1.25rem 1.5rem 4rem; max-width: 84rem; min-height: 60vh; }
#detail:focus { outline: none; }
.candidates { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem; margin: 1rem 0; }
.candidate { border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; overflow-wrap: anywhere; }
.candidate[data-taken="true"] { border: 2px solid var(--added); }
.candidate h3 { margin: 0 0 .3rem; font-size: 1rem; }
.candidate li { padding: .1rem 0 .1rem 3.2rem; text-indent: -3.2rem; }
.weight { display: inline-block; width: 2.8rem; margin-right: .4rem; text-align: right; text-indent: 0;
  font-variant-numeric: tabular-nums; }
.against { color: var(--removed); }
#others { padding: 0 1.5rem 2rem; }
@media (max-width: 52rem) { main { display: block; } .left { position: static; height: 50vh; border-right: 0;
  border-bottom: 1px solid var(--line); } }
@media print { .left, header .soft { display: none; } }
`;
