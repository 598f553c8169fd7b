// Enterprise apps and environments, a card each.
import { ask, chip, empty, make, plural } from "/portal/elements.js";

function consent(resource, who, words) {
  return make(
    "div",
    { class: "consent" },
    make("p", {}, resource, make("span", { class: "quiet" }, ` · ${who}`)),
    make("div", { class: "chips" }, ...words.map((word) => chip(word, "accent"))),
  );
}

function appCard(app) {
  const consents = [
    ...app.delegated.map(({ resource, for: who, scopes }) =>
      consent(resource, `delegated, for ${who}`, scopes),
    ),
    ...app.roles.map(({ resource, roles }) => consent(resource, "application", roles)),
  ];
  return make(
    "article",
    { class: "card entry" },
    make(
      "div",
      { class: "top" },
      make("h2", {}, app.name),
      app.isEnabled ? undefined : chip("disabled", "bad"),
      chip(app.isForeign ? "Microsoft" : "own registration"),
      make("code", { class: "quiet" }, app.appId),
    ),
    app.notes ? make("p", { class: "quiet" }, app.notes) : undefined,
    ...(consents.length > 0 ? consents : [make("p", { class: "quiet" }, "No consent")]),
  );
}

function linkTable(links) {
  const rows = links.map((link) =>
    make(
      "tr",
      {},
      make("td", {}, link.record, link.isOrphan ? chip("record is gone", "bad") : undefined),
      make("td", {}, link.table),
      make("td", {}, link.team ?? "–"),
      make("td", {}, link.channel),
    ),
  );
  const heads = ["Record", "Table", "Team", "Channel"].map((name) => make("th", { scope: "col" }, name));
  return make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
}

function environmentCard(environment) {
  const state = ({ label, isOn, column }) =>
    make("li", { title: column }, label, chip(isOn ? "on" : "off", isOn ? "good" : ""));
  const tables = (title, names) => [
    make("h3", {}, `${title} (${names.length})`),
    names.length > 0
      ? make("div", { class: "chips" }, ...names.map((name) => chip(name)))
      : make("p", { class: "quiet" }, "none"),
  ];
  return make(
    "article",
    { class: "card entry" },
    make(
      "div",
      { class: "top" },
      make("h2", {}, environment.key),
      make("code", { class: "quiet" }, environment.url),
      environment.hasTeamsSolution ? undefined : chip("Office Productivity is not installed", "bad"),
    ),
    make("h3", {}, "Switches"),
    make("ul", { class: "switches" }, ...environment.switches.map(state)),
    make("h3", {}, `Links (${environment.links.length})`),
    environment.links.length > 0 ? linkTable(environment.links) : make("p", { class: "quiet" }, "none"),
    ...tables("Tables on for Teams", environment.teamsTables),
    ...tables("Tables with documents", environment.documentTables),
  );
}

const cards = (view, card, one) => ({
  show(main) {
    main.classList.remove("split");
    this.entries = make("div", { class: "entries" });
    main.replaceChildren(this.entries);
  },
  async load(search) {
    const { rows } = await ask(view, { search });
    this.entries.replaceChildren(...(rows.length > 0 ? rows.map(card) : [empty("Nothing matches.")]));
    return plural(rows.length, one);
  },
});

export const appsArea = cards("apps", appCard, "app");
export const environmentsArea = cards("environments", environmentCard, "environment");
