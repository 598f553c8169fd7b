import { driftDetailScript } from "./detail.ts";
import { driftTreeScript } from "./tree.ts";

/** Unpacks the data of the page. `text` gives a text by number, `findingsOf` those of an item. */
const dataScript = String.raw`
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const text = (number) => {
  const said = data.texts[number];
  return said.endsWith("\u0001") ? said.slice(0, -1) + data.ending : said;
};
const words = ["as config says", "low", "medium", "high", "could not be read"];
const signs = ["✓", "●", "◆", "▲", "?"];
const rank = [0, 2, 3, 4, 1];
const countOf = (count) => count.toLocaleString("en");
const many = (count, one) => countOf(count) + " " + one + (count === 1 ? "" : "s");
const at = (id) => document.getElementById(id);
function make(tag, about, ...inside) {
  const { on, ...attributes } = about ?? {};
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  for (const [name, act] of Object.entries(on ?? {})) element.addEventListener(name, act);
  element.append(...inside.filter((one) => one !== undefined && one !== ""));
  return element;
}
const findingsOf = (item) => data.items[item][3].flatMap((resource) => resource[5]);

// The hierarchy: each group with its items, its parent and all groups below it.
const groups = data.groups.map(([name, depth]) => ({ name: text(name), depth, items: [], groups: [], parent: -1 }));
data.items.forEach(([, group], item) => groups[group].items.push(item));
const stack = [];
groups.forEach((group, index) => {
  stack.length = group.depth;
  group.parent = stack.at(-1) ?? -1;
  if (group.parent >= 0) groups[group.parent].groups.push(index);
  stack.push(index);
});
const tops = groups.flatMap((group, index) => (group.parent < 0 ? [index] : []));
for (const group of groups.toReversed()) {
  const below = group.groups.map((index) => groups[index]);
  group.size = group.items.length + below.reduce((sum, one) => sum + one.size, 0);
  const states = [...group.items.map((item) => data.items[item][2]), ...below.map((one) => one.state)];
  group.state = states.reduce((worst, state) => (rank[state] > rank[worst] ? state : worst), 0);
  const drifting = group.items.filter((item) => findingsOf(item).length > 0).length;
  group.drifting = drifting + below.reduce((sum, one) => sum + one.drifting, 0);
}
const allItems = (index) =>
  index < 0
    ? tops.flatMap(allItems)
    : [...groups[index].items, ...groups[index].groups.flatMap(allItems)];
`;

/** The whole script of the page, plain and without network: the tree at the left, what is selected at the right. */
export const driftPageScript = `${dataScript}${driftTreeScript}${driftDetailScript}
list();
openLink();
`;
