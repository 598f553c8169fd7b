/** Lists the stores, shows candidates side by side, takes decisions by key and saves them. Plain script, no network. */
export const adoptScript = String.raw`
const at = (id) => document.getElementById(id);
const data = JSON.parse(at("data").textContent);
const rowHeight = 44, listMax = 300;
const words = { adopt: "✓ adopt", propose: "? to decide", none: "– none", declared: "• declared" };
/** Team id by store; the empty text: none of them. */
const taken = new Map(data.stores.filter((store) => store.decision === "adopt").map((store) => [store.nodeId, store.candidates[0].teamId]));
const list = at("list"), rows = at("rows"), search = at("search"), state = at("state"), said = at("said"), detail = at("detail");
let shown = [], active = 0;
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}
const stateOf = (store) => store.decision === "declared" ? "declared" : !taken.has(store.nodeId) ? store.decision
  : taken.get(store.nodeId) === "" ? "none" : "adopt";
const texts = data.stores.map((store) => [store.storeNumber, store.name, store.because,
  ...store.candidates.flatMap((one) => [one.displayName, one.mailNickname])].join("\n").toLowerCase());
function filter() {
  const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const before = shown[active];
  shown = data.stores.map((_, index) => index).filter((index) => asked.every((word) => texts[index].includes(word)) &&
    (state.value === "" || stateOf(data.stores[index]) === state.value));
  active = Math.max(0, shown.indexOf(before));
  rows.style.height = shown.length * rowHeight + "px";
  tell();
  draw();
  show();
}
function tell() {
  const open = data.stores.filter((store) => stateOf(store) === "propose").length;
  said.textContent = shown.length.toLocaleString("en") + " shown, " + open.toLocaleString("en") + " still to decide";
}
function draw() {
  const from = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 6);
  const to = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 6);
  rows.replaceChildren(...shown.slice(from, to).map((index, offset) => {
    const store = data.stores[index], now = stateOf(store), best = store.candidates[0];
    const team = store.candidates.find((one) => one.teamId === taken.get(store.nodeId)) ?? best;
    return make("div", { id: "row-" + (from + offset), role: "option", class: "item", "aria-selected": String(from + offset === active),
      style: "top:" + (from + offset) * rowHeight + "px",
      on: { click: () => choose(from + offset) } },
      make("b", {}, store.storeNumber + " " + store.name), " ", make("span", { class: now }, words[now]), make("br", {}),
      make("small", {}, team === undefined ? store.because : team.displayName + " · " + Math.round(team.confidence * 100) + " %"));
  }));
  list.setAttribute("aria-activedescendant", "row-" + active);
}
function choose(index) {
  if (shown.length === 0) return;
  active = Math.max(0, Math.min(shown.length - 1, index));
  const top = active * rowHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
  draw();
  show();
}
const store = () => data.stores[shown[active]];
function lines(title, people) {
  if (people.length === 0) return "";
  return make("p", { class: "soft" }, title + " (" + people.length + "): " + people.slice(0, 8).join(", ") + (people.length > 8 ? " …" : ""));
}
function card(candidate, index, nodeId) {
  const isTaken = taken.get(nodeId) === candidate.teamId;
  return make("article", { class: "candidate", "data-taken": String(isTaken) },
    make("h3", {}, String(index + 1) + ". " + candidate.displayName),
    make("p", {}, make("b", {}, Math.round(candidate.confidence * 100) + " %"), " · " + (candidate.members ?? "?") + " people, " +
      (candidate.owners ?? "?") + " own it · made " + candidate.created),
    make("p", { class: "soft" }, candidate.mailNickname + " · ", make("code", {}, candidate.teamId)),
    make("ul", {}, ...candidate.evidence.map((one) => make("li", { class: one.weight < 0 ? "against" : undefined },
      make("span", { class: "weight" }, (one.weight > 0 ? "+" : "") + one.weight.toFixed(1)), one.words)),
      ...candidate.reservations.map((text) => make("li", { class: "against" }, make("span", { class: "weight" }, "!"), text))),
    lines("would come", candidate.comes), lines("would go where people are authoritative", candidate.goes),
    lines("would not own it any more", candidate.losesOwnership),
    make("button", { type: "button", "aria-pressed": String(isTaken), disabled: candidate.isRefused ? "" : undefined,
      on: { click: () => decide(index) } }, isTaken ? "Taken" : "Take it"));
}
function show() {
  const one = store();
  if (one === undefined) { detail.replaceChildren(make("p", {}, "Nothing fits the search.")); return; }
  detail.replaceChildren(make("h2", { tabindex: "-1" }, one.storeNumber + " " + one.name),
    make("p", {}, make("b", { class: stateOf(one) }, words[stateOf(one)]), " · " + one.because),
    make("div", { class: "candidates" }, ...one.candidates.map((candidate, index) => card(candidate, index, one.nodeId))),
    one.candidates.length === 0 ? "" : make("button", { type: "button", on: { click: () => decide(-1) } }, "None of them"));
}
function decide(index) {
  const one = store();
  const candidate = one?.candidates[index];
  if (one === undefined || one.decision === "declared" || (index >= 0 && (candidate === undefined || candidate.isRefused))) return;
  const teamId = candidate?.teamId ?? "";
  for (const [nodeId, other] of taken) if (teamId !== "" && other === teamId && nodeId !== one.nodeId) taken.delete(nodeId);
  taken.set(one.nodeId, teamId);
  tell(); draw(); show();
}
function next() {
  const open = shown.findIndex((index, position) => position > active && stateOf(data.stores[index]) === "propose");
  if (open >= 0) choose(open);
}
const noFormula = (cell) => /^[=+\-@\t\r]/.test(cell) ? "'" + cell : cell;
const quoted = (cell) => /[",\r\n]/.test(cell) ? '"' + cell.replaceAll('"', '""') + '"' : cell;
function decisions() {
  const lines = data.stores.flatMap((one) => one.candidates.map((candidate) => {
    const now = !taken.has(one.nodeId) ? one.decision : taken.get(one.nodeId) === candidate.teamId ? "adopt" : "no";
    const cells = { decision: now, storeNumber: one.storeNumber, storeName: one.name, nodeId: one.nodeId, teamId: candidate.teamId,
      teamName: candidate.displayName, confidence: Math.round(candidate.confidence * 100) + " %", because: one.because, id: candidate.id };
    return data.columns.map((column) => quoted(noFormula(cells[column] ?? ""))).join(",");
  }));
  return [data.columns.join(","), ...lines].join("\n") + "\n";
}
function save() {
  const link = make("a", { href: URL.createObjectURL(new Blob([decisions()], { type: "text/csv" })), download: "adopt.csv" });
  link.click();
  said.textContent = "Saved as adopt.csv: " + data.acceptCommand;
}
at("save").addEventListener("click", save);
list.addEventListener("scroll", () => requestAnimationFrame(draw));
addEventListener("resize", draw);
let timer;
search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(filter, 120); });
state.addEventListener("change", filter);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && document.activeElement === search) { search.value = ""; filter(); list.focus(); return; }
  if (document.activeElement.matches("input, select")) return;
  const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1);
  const acts = { ArrowDown: () => choose(active + 1), ArrowUp: () => choose(active - 1), Home: () => choose(0), End: () => choose(shown.length - 1),
    PageDown: () => choose(active + page), PageUp: () => choose(active - page), n: next, s: save, "/": () => search.focus(),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [String(number), () => decide(number - 1)])), 0: () => decide(-1) };
  if (acts[event.key] === undefined) return;
  event.preventDefault();
  acts[event.key]();
});
const others = data.unmatchedTeams;
at("others").replaceChildren(...[[others.map((one) => [one.displayName, one.because]), "Teams that look like ours and fit no store"],
  [data.unread.map((one) => [one.what, one.reason]), "Could not be read: nothing is concluded from it"]].flatMap(([all, title]) => all.length === 0 ? [] : [
  make("h2", {}, title + " (" + all.length.toLocaleString("en") + ")"),
  make("ul", {}, ...all.slice(0, listMax).map(([name, why]) => make("li", {}, make("b", {}, name), ": " + why)))]));
filter();
`;
