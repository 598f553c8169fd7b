/** What is selected, at the right: one store's expected and actual side by side, or a group's findings; and the paper. */
export const driftDetailScript = String.raw`
const detail = at("detail"), paper = at("paper");
/** Lines of one list before the rest is only counted. */
const listMax = 200, paperMax = 1000;
let onlyDifferences = false;
const sign = (mark) => make("span", { class: "sign state" + mark, "aria-hidden": "true" }, signs[mark] + " ");
function findingBox([severity, what, who, mend, by, id], canAccept) {
  return make("div", { class: "finding state" + severity },
    make("div", {}, make("span", { class: "level state" + severity }, signs[severity] + " " + words[severity]), " ",
      make("b", {}, text(what)), text(who) === "" ? "" : ": " + text(who)),
    make("div", { class: "soft" }, [text(by) === "" ? "" : "by " + text(by), text(mend)].filter(Boolean).join(" · ")),
    !canAccept ? "" : make("div", { class: "soft" }, "accept instead: ", make("code", {}, data.acceptCommand.replace("ID", id))));
}
const nothing = "not there";
function cell(number, side) {
  const said = text(number);
  return make("td", { "data-side": side, class: said === nothing ? "none" : undefined }, said);
}
/** Expected and actual side by side; what differs stands first in its section. */
function sidesTable([, label, , same, differing], differencesOnly) {
  const sections = new Map();
  const into = (section, row) => sections.set(section, [...(sections.get(section) ?? []), row]);
  for (const [section, ...line] of differing)
    for (let index = 0; index < line.length; index += 3)
      into(section, make("tr", { class: "differs" },
        make("th", { scope: "row" }, make("span", { "aria-hidden": "true" }, "≠ "), make("span", { class: "off" }, "differs: "), text(line[index])),
        cell(line[index + 1], "config"), cell(line[index + 2], "tenant")));
  if (!differencesOnly)
    for (const [section, ...line] of same)
      for (let index = 0; index < line.length; index += 2)
        into(section, make("tr", { class: "same" }, make("th", { scope: "row" }, text(line[index])),
          cell(line[index + 1], "config"), cell(line[index + 1], "tenant")));
  if (sections.size === 0) return "";
  return make("table", { class: "sides" },
    make("caption", { class: "off" }, text(label) + ": what config says beside what the tenant shows"),
    make("thead", {}, make("tr", {}, make("td"), make("th", { scope: "col" }, "Config says"), make("th", { scope: "col" }, "Tenant shows"))),
    make("tbody", {}, ...[...sections].flatMap(([section, lines]) =>
      [make("tr", { class: "section" }, make("th", { scope: "rowgroup", colspan: 3 }, text(section))), ...lines])));
}
function resourceBlock(resource, isNamed, differencesOnly) {
  const [, label, place, , , findings, unread, isGone] = resource;
  return [
    isNamed ? "" : make("h3", {}, text(label)),
    text(place) === "" ? "" : make("p", { class: "soft" }, "declared in ", make("code", {}, text(place))),
    text(unread) === "" ? "" : make("p", {}, sign(4), "Could not be read: " + text(unread)),
    ...findings.map((finding) => findingBox(finding, text(place) !== "")),
    isGone && differencesOnly ? "" : sidesTable(resource, differencesOnly),
  ];
}
const pathOf = (group) => (group < 0 ? [] : [...pathOf(groups[group].parent), groups[group].name]);
function itemPage(item, isPaper) {
  const [label, group, mark, resources] = data.items[item];
  const heading = make("h2", { tabindex: "-1", "aria-label": text(label) + ", " + words[mark] }, sign(mark), text(label));
  const choice = make("label", { class: "only" },
    make("input", { type: "checkbox", on: { change: (event) => { onlyDifferences = event.target.checked; show(false); at("only").focus(); } }, id: "only" }), "only what differs");
  choice.firstChild.checked = onlyDifferences;
  const hasSides = findingsOf(item).length > 0 && text(resources[0][2]) !== "";
  return [heading, make("p", { class: "soft" }, pathOf(group).join(" › ")),
    isPaper || !hasSides ? "" : choice,
    ...resources.flatMap((resource) => isPaper && resource[5].length === 0 ? [] : resourceBlock(resource, resource[1] === label, isPaper || onlyDifferences))];
}
function chips(items) {
  const found = items.flatMap(findingsOf);
  return make("div", { class: "chips" },
    ...[3, 2, 1].map((severity) => make("span", {}, sign(severity), make("b", {}, countOf(found.filter(([one]) => one === severity).length)), " " + words[severity])),
    ...[0, 4].map((mark) => [mark, items.filter((item) => data.items[item][2] === mark).length]).filter(([, count]) => count > 0)
      .map(([mark, count]) => make("span", {}, sign(mark), make("b", {}, countOf(count)), " " + words[mark])));
}
function findingsList(items) {
  const found = items.flatMap((item) => findingsOf(item).map((finding) => ({ item, finding })))
    .sort((left, right) => right.finding[0] - left.finding[0]);
  if (found.length === 0) return [make("p", {}, items.length === 0 ? "" : "Everything that was read is as config says.")];
  const line = ({ item, finding: [severity, what, who, , by] }) => make("tr", {},
    make("td", { class: "state" + severity }, signs[severity] + " " + words[severity]),
    make("td", {}, make("button", { class: "link", type: "button", on: { click: () => go(item) } }, text(data.items[item][0]))),
    make("td", {}, make("b", {}, text(what)), text(who) === "" ? "" : ": " + text(who), text(by) === "" ? "" : make("span", { class: "soft" }, " by " + text(by))));
  return [
    make("table", { class: "list" }, make("caption", { class: "off" }, "Findings, worst first"),
      make("thead", {}, make("tr", {}, ...["how bad", "where", "what"].map((word) => make("th", { scope: "col" }, word)))),
      make("tbody", {}, ...found.slice(0, listMax).map(line))),
    found.length > listMax ? make("p", { class: "soft" }, countOf(found.length - listMax) + " more: search, or open a group.") : "",
  ];
}
function restOf() {
  return [
    ...(data.unread.length === 0 ? [] : [make("h3", {}, "Could not be read (" + countOf(data.unread.length) + ")"),
      make("p", { class: "soft" }, "Unknown is neither drift nor gone; nothing is concluded from it."),
      make("ul", {}, ...data.unread.slice(0, listMax).map(([label, reason]) => make("li", {}, make("b", {}, text(label)), ": " + text(reason))))]),
    ...(data.waiting.length === 0 ? [] : [make("h3", {}, "Waits for people (" + countOf(data.waiting.length) + ")"),
      make("p", { class: "soft" }, "Their accounts are missing or disabled. No run can add them; nothing else waits for it."),
      make("ul", {}, ...data.waiting.slice(0, listMax).map(([who, mend]) => make("li", {}, text(who) + " ⇒ " + text(mend))))]),
    ...(data.noise.length === 0 ? [] : [make("h3", {}, "Noise, nothing to do"),
      make("ul", {}, ...data.noise.map(([what, count]) => make("li", {}, what + " (" + countOf(count) + ")")))]),
  ];
}
function groupPage(index) {
  const items = allItems(index);
  return [make("h2", { tabindex: "-1" }, index < 0 ? "Overview" : groups[index].name),
    index < 0 ? "" : make("p", { class: "soft" }, pathOf(groups[index].parent).join(" › ")),
    chips(items), ...findingsList(items), ...(index < 0 ? restOf() : [])];
}
/** Draws what is selected. toDetail: also goes there, as after Enter. */
function show(toDetail) {
  const page = selected === "overview" ? groupPage(-1)
    : selected.startsWith("g") ? groupPage(Number(selected.slice(1))) : itemPage(Number(selected.slice(1)), false);
  detail.replaceChildren(...page.filter((one) => one !== ""));
  detail.setAttribute("aria-label", detail.querySelector("h2").textContent);
  const isItem = selected.startsWith("i");
  history.replaceState(null, "", isItem ? "#" + text(data.items[Number(selected.slice(1))][3][0][0]) : "#");
  if (toDetail) detail.querySelector("h2").focus({ preventScroll: false });
  else if (detail.getBoundingClientRect().top < 0 && innerWidth > 832) scrollTo(0, scrollY + detail.getBoundingClientRect().top);
}
/** Goes to an item, wherever it stands: what hides it is cleared or opened. */
function go(item) {
  if (!shown.some((row) => row.item === item)) { search.value = ""; state.value = ""; }
  for (let group = data.items[item][1]; group >= 0; group = groups[group].parent) { closed.delete(group); closedInSearch.delete(group); }
  selected = "i" + item;
  list();
  choose(shown.findIndex((row) => row.item === item));
  show(true);
}
/** #store-000135 opens that store. */
function openLink() {
  const name = decodeURIComponent(location.hash.slice(1));
  const item = name === "" ? -1 : data.items.findIndex((one) => one[3].some(([resource]) => text(resource) === name));
  if (item >= 0) go(item);
  else show(false);
}
addEventListener("hashchange", openLink);
function drawPaper() {
  const drifting = allItems(-1).filter((item) => findingsOf(item).length > 0);
  const items = allItems(-1);
  paper.replaceChildren(...[chips(items), ...drifting.slice(0, paperMax).flatMap((item) => itemPage(item, true)),
    drifting.length > paperMax ? make("p", {}, countOf(drifting.length - paperMax) + " more with findings: see the page itself, or the JSON report.") : "",
    ...restOf()].filter((one) => one !== ""));
}
addEventListener("beforeprint", drawPaper);
addEventListener("afterprint", () => paper.replaceChildren());
matchMedia("print").addEventListener("change", ({ matches }) => { if (matches) drawPaper(); });
`;
