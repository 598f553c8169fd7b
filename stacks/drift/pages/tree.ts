/** The tree at the left: only rows that can be seen are drawn. Keyboard as in the ARIA pattern "tree view", read 2026-11. */
export const driftTreeScript = String.raw`
const rowHeight = 30;
const tree = at("tree"), rows = at("rows"), search = at("search"), state = at("state"), said = at("said");
const closed = new Set(groups.flatMap((group, index) => (group.drifting === 0 && data.items.length > 60 ? [index] : [])));
const closedInSearch = new Set();
let shown = [], active = -1, selected = "overview", isSearch = false;
let haystacks;
function haystack(item) {
  haystacks ??= data.items.map(([label, , , resources]) =>
    [text(label), ...resources.flatMap(([name, title, , same, differing, findings]) => [
      text(name), text(title),
      ...[...same, ...differing].flatMap((line) => line.slice(1).map(text)),
      ...findings.flatMap(([, what, who, mend, by, id]) => [text(what), text(who), text(mend), text(by), id]),
    ])].join("\n").toLowerCase());
  return haystacks[item];
}
const fitsState = (item) => {
  const wanted = state.value;
  if (wanted === "") return true;
  return wanted === "drift" ? findingsOf(item).length > 0 : data.items[item][2] === Number(wanted) ||
    findingsOf(item).some(([severity]) => severity === Number(wanted));
};
/** Lists what is to be seen, by the filter and by what is open. */
function list() {
  const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  isSearch = asked.length > 0 || state.value !== "";
  const fits = (item) => fitsState(item) && asked.every((word) => haystack(item).includes(word));
  const hits = new Map();
  const count = (index) => {
    const own = isSearch ? groups[index].items.filter(fits) : groups[index].items;
    const total = own.length + groups[index].groups.reduce((sum, below) => sum + count(below), 0);
    hits.set(index, { own, total });
    return total;
  };
  const total = tops.reduce((sum, index) => sum + count(index), 0);
  shown = [];
  const open = isSearch ? closedInSearch : closed;
  const walk = (siblings, level) => {
    const there = siblings.filter((index) => hits.get(index).total > 0);
    return there.map((index) => ({ index, level, isOpen: !open.has(index) }));
  };
  const put = (group, position, size) => {
    shown.push({ key: "g" + group.index, ...group, position, size });
    if (!group.isOpen) return;
    const own = hits.get(group.index).own, below = walk(groups[group.index].groups, group.level + 1);
    const inside = own.length + below.length;
    own.forEach((item, index) => shown.push({ key: "i" + item, item, level: group.level + 1, position: index + 1, size: inside }));
    below.forEach((one, index) => put(one, own.length + index + 1, inside));
  };
  const first = walk(tops, 1);
  first.forEach((one, index) => put(one, index + 1, first.length));
  said.textContent = isSearch ? countOf(total) + " of " + countOf(data.items.length) : "";
  rows.style.height = shown.length * rowHeight + "px";
  active = shown.findIndex(({ key }) => key === selected);
  draw();
}
function rowOf(row, index) {
  const isGroup = row.item === undefined;
  const group = isGroup ? groups[row.index] : undefined;
  const mark = isGroup ? group.state : data.items[row.item][2];
  const count = isGroup ? group.drifting : findingsOf(row.item).length;
  const name = isGroup ? group.name : text(data.items[row.item][0]);
  const told = isGroup ? countOf(count) + " of " + countOf(group.size) + " with findings" :
    words[mark] + (count > 0 ? ", " + many(count, "finding") : "");
  return make("div", {
    id: "row-" + index, role: "treeitem", class: isGroup ? "item group" : "item", "aria-level": row.level,
    "aria-setsize": row.size, "aria-posinset": row.position, "aria-selected": String(row.key === selected),
    "aria-expanded": isGroup ? String(row.isOpen) : undefined, "aria-label": name + ", " + told, title: name + ": " + told,
    style: "top:" + index * rowHeight + "px;padding-left:" + (0.5 + (row.level - 1) * 1.1) + "rem",
    on: { click: () => { choose(index); if (isGroup) toggle(row.index); else show(true); } },
  },
  make("span", { class: "twist", "aria-hidden": "true" }, isGroup ? (row.isOpen ? "▾" : "▸") : ""),
  make("span", { class: "sign state" + mark, "aria-hidden": "true" }, signs[mark]),
  make("span", { class: "name" }, name),
  // Drawn by the style: the row's name says it in words, and a text beside it would be read twice.
  make("span", { class: "count", "data-count": isGroup ? (count > 0 ? countOf(count) + " / " : "") + countOf(group.size) : count > 0 ? String(count) : "" }));
}
function draw() {
  const from = Math.max(0, Math.floor(tree.scrollTop / rowHeight) - 8);
  const to = Math.min(shown.length, Math.ceil((tree.scrollTop + tree.clientHeight) / rowHeight) + 8);
  rows.replaceChildren(...shown.slice(from, to).map((row, index) => rowOf(row, from + index)));
  if (active >= from && active < to) tree.setAttribute("aria-activedescendant", "row-" + active);
  else tree.removeAttribute("aria-activedescendant");
}
function toggle(index) {
  const open = isSearch ? closedInSearch : closed;
  if (!open.delete(index)) open.add(index);
  list();
}
function choose(index) {
  if (shown.length === 0) return;
  active = Math.max(0, Math.min(shown.length - 1, index));
  selected = shown[active].key;
  const top = active * rowHeight;
  if (top < tree.scrollTop) tree.scrollTop = top;
  else if (top + rowHeight > tree.scrollTop + tree.clientHeight) tree.scrollTop = top + rowHeight - tree.clientHeight;
  draw();
  show(false);
}
tree.addEventListener("scroll", () => requestAnimationFrame(draw));
addEventListener("resize", draw);
tree.addEventListener("keydown", (event) => {
  const row = shown[active];
  const isGroup = row !== undefined && row.item === undefined;
  const page = Math.max(1, Math.floor(tree.clientHeight / rowHeight) - 1);
  const parent = () => { for (let index = active - 1; index >= 0; index -= 1) if (shown[index].level < row.level) return index; return active; };
  const acts = {
    ArrowDown: () => choose(active + 1), ArrowUp: () => choose(active - 1), Home: () => choose(0),
    End: () => choose(shown.length - 1), PageDown: () => choose(active + page), PageUp: () => choose(active - page),
    ArrowRight: () => { if (isGroup && !row.isOpen) toggle(row.index); else if (isGroup) choose(active + 1); },
    ArrowLeft: () => { if (isGroup && row.isOpen) toggle(row.index); else if (row !== undefined) choose(parent()); },
    " ": () => { if (isGroup) toggle(row.index); else show(true); },
    Enter: () => { if (isGroup) toggle(row.index); else show(true); },
  };
  if (acts[event.key] === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  acts[event.key]();
});
let timer;
search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(list, 120); });
state.addEventListener("change", list);
at("overview").addEventListener("click", () => { selected = "overview"; active = -1; draw(); show(true); });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !document.activeElement.matches("select, [type=search]")) { event.preventDefault(); search.focus(); }
  if (event.key !== "Escape") return;
  if (document.activeElement === search && search.value !== "") { search.value = ""; list(); }
  else if (document.activeElement === search || detail.contains(document.activeElement)) tree.focus();
});
`;
