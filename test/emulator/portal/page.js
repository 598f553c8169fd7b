// The portal's page: areas, search, colours. What it shows comes from the emulator as JSON.
import { appsArea, environmentsArea } from "/portal/cards.js";
import { ask, byId, plural } from "/portal/elements.js";
import { followRequests } from "/portal/requests.js";
import { teamsArea } from "/portal/teams.js";

const say = (text) => {
  byId("status").textContent = text;
};
const areas = { teams: teamsArea, apps: appsArea, environments: environmentsArea };

let area = "teams";
const tabs = [...document.querySelectorAll('[role="tab"]')];

async function refresh() {
  const [overview, told] = await Promise.all([ask("overview"), areas[area].load(byId("search").value)]);
  byId("tenant").textContent = overview.displayName;
  byId("domain").textContent = `${overview.domain} · ${plural(overview.users, "person", "people")}`;
  document.title = `${overview.displayName} (emulated)`;
  for (const name of Object.keys(areas))
    byId(`count-${name}`).textContent = overview[name].toLocaleString("en");
  return told;
}

function show(name) {
  area = name;
  for (const tab of tabs) {
    const isSelected = tab.dataset.area === name;
    tab.setAttribute("aria-selected", String(isSelected));
    tab.tabIndex = isSelected ? 0 : -1;
  }
  const main = byId("view");
  main.setAttribute("aria-labelledby", `tab-${name}`);
  history.replaceState(null, "", `#${name}`);
  areas[name].show(main);
  void refresh().then(say);
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener("click", () => show(tab.dataset.area));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    next.focus();
    show(next.dataset.area);
  });
}

let typing;
byId("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => void refresh().then(say), 150);
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input[type=search]") === true;
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    byId("search").focus();
  }
  if (event.key === "Escape" && event.target === byId("search")) {
    byId("search").value = "";
    void refresh().then(say);
  }
});

const root = document.documentElement;
const remembered = localStorage.getItem("theme");
if (remembered !== null) root.dataset.theme = remembered;
byId("theme").addEventListener("click", () => {
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

const wanted = location.hash.slice(1);
show(wanted in areas ? wanted : "teams");
void followRequests(refresh);
