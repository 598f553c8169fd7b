import type { Encoded } from "../../schemas/text/encoded.ts";
import { htmlText } from "../../schemas/text/html.ts";

/**
 * Style that all pages share, so that reports look like one product: system fonts, light and dark, readable on paper, on
 * a phone and without colour.
 */
export const pageStyle = htmlText`
:root { color-scheme: light dark; --ink: #1d2329; --soft: #5a6672; --line: #d9dee3; --ground: #fff; --card: #f6f8fa;
  --added: #1a6b34; --moved: #1f5a99; --changed: #7a5200; --removed: #a3211b; --focus: #1f5a99; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #9aa6b2; --line: #363d45; --ground: #14181c;
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
ul { list-style: none; margin: 0; padding: 0; }
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
[hidden] { display: none !important; }
`;

/** The head of a page that needs nothing else and may load nothing: no network, no fonts, no build. */
export function pageHead(title: string, style: Encoded<"html">): Encoded<"html"> {
  return htmlText`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>`;
}
