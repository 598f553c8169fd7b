// Teams: the list, and the selected team in full.
import { ask, chip, empty, make, plural } from "/portal/elements.js";
import { TeamList } from "/portal/team-list.js";

const peopleMost = 60;

function people(title, list) {
  const items = (from, to) =>
    list
      .slice(from, to)
      .map((one) => make("li", { title: one.userPrincipalName }, one.name, one.isGuest ? " (guest)" : ""));
  const names = make("ul", { class: "people" }, ...items(0, peopleMost));
  const section = make(
    "section",
    {},
    make("h3", {}, `${title} (${list.length.toLocaleString("en")})`),
    names,
  );
  if (list.length > peopleMost) {
    const more = make("button", { type: "button" }, `Show all ${list.length.toLocaleString("en")}`);
    more.addEventListener("click", () => {
      names.append(...items(peopleMost));
      more.remove();
    });
    section.append(more);
  }
  if (list.length === 0) names.append(make("li", { class: "quiet" }, "nobody"));
  return section;
}

function channel(one) {
  const tabs = one.tabs.map((tab) =>
    make(
      "li",
      {},
      tab.name,
      make("span", { class: "quiet" }, ` ${tab.app}${tab.address ? ` · ${tab.address}` : ""}`),
    ),
  );
  return make(
    "li",
    {},
    make("strong", {}, one.name),
    " ",
    one.membershipType === "standard" ? undefined : chip(one.membershipType, "accent"),
    one.description ? make("span", { class: "quiet" }, ` ${one.description}`) : undefined,
    one.members.length > 0 ? make("div", { class: "quiet" }, one.members.join(", ")) : undefined,
    tabs.length > 0 ? make("ul", { "aria-label": `Tabs of ${one.name}` }, ...tabs) : undefined,
  );
}

function teamDetail(team) {
  const facts = [
    ["Description", team.description],
    ["Address", team.mail],
    ["Unique name", team.uniqueName],
    ["Id", team.id],
    ["Created", `${team.createdDateTime} · ${team.template}`],
  ].filter(([, value]) => value !== null && value !== "");
  return [
    make("h2", {}, team.name),
    make(
      "div",
      { class: "chips" },
      chip(team.visibility ?? "Public"),
      team.isArchived ? chip("archived", "bad") : undefined,
      ...team.appList.map((name) => chip(name, "accent")),
    ),
    make("dl", {}, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
    people("Owners", team.ownerList),
    people("Members", team.memberList),
    make("h3", {}, `Channels and tabs (${team.channelList.length})`),
    make("ul", { class: "tree" }, ...team.channelList.map(channel)),
    ...(team.planList.length > 0
      ? [
          make("h3", {}, "Plans"),
          make(
            "ul",
            {},
            ...team.planList.map((plan) => make("li", {}, `${plan.title} · ${plural(plan.tasks, "task")}`)),
          ),
        ]
      : []),
  ];
}

export const teamsArea = {
  show(main) {
    main.classList.add("split");
    this.detail = make("article", { class: "card detail", "aria-label": "Selected team", tabindex: "0" });
    this.list = new TeamList((id) => void this.open(id));
    this.isFirst = true;
    main.replaceChildren(this.list.element, this.detail);
  },
  async load(search) {
    this.list.start(search);
    const total = await this.list.load();
    if (total === 0) this.detail.replaceChildren(empty(search === "" ? "No teams yet." : "No team matches."));
    else if (this.isFirst || this.list.selectedId === undefined) await this.list.select(0);
    else await this.open(this.list.selectedId);
    this.isFirst = false;
    return plural(total, "team");
  },
  async open(id) {
    const team = await ask("team", { id });
    if (this.list.selectedId !== id) return;
    const { scrollTop } = this.detail;
    this.detail.replaceChildren(...(team === undefined ? [empty("This team is gone.")] : teamDetail(team)));
    this.detail.scrollTop = this.shownId === id ? scrollTop : 0;
    this.shownId = id;
  },
};
