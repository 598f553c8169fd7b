// The list of teams. It draws only the rows that can be seen, and loads pages as they come into sight.

import { ask, byId, make, plural } from "/portal/elements.js";

export class TeamList {
  rowHeight = 48;
  pageSize = 100;

  constructor(onSelect) {
    this.onSelect = onSelect;
    this.space = make("div");
    this.element = make(
      "div",
      { class: "card list", role: "listbox", tabindex: "0", "aria-label": "Teams" },
      this.space,
    );
    this.element.addEventListener("scroll", () => this.draw());
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("click", (event) => {
      const row = event.target.closest("[data-index]");
      if (row !== null) this.select(Number(row.dataset.index));
    });
    new ResizeObserver(() => this.draw()).observe(this.element);
    this.start("");
  }

  start(search) {
    this.search = search;
    this.pages = new Map();
    this.total = 0;
    this.round = (this.round ?? 0) + 1;
  }

  /** Loads anew what is in sight, and keeps the selection. */
  async load() {
    const first = await this.page(0);
    this.total = first?.total ?? 0;
    this.space.style.height = `${this.total * this.rowHeight}px`;
    this.draw();
    return this.total;
  }

  async page(number) {
    const known = this.pages.get(number);
    if (known !== undefined) return known;
    const round = this.round;
    const loading = ask("teams", { search: this.search, start: number * this.pageSize, most: this.pageSize });
    this.pages.set(number, loading);
    const page = await loading;
    if (round === this.round) this.pages.set(number, page);
    return page;
  }

  rowAt(index) {
    return this.pages.get(Math.floor(index / this.pageSize))?.rows?.[index % this.pageSize];
  }

  draw() {
    const { scrollTop, clientHeight } = this.element;
    const from = Math.max(0, Math.floor(scrollTop / this.rowHeight) - 5);
    const to = Math.min(this.total, Math.ceil((scrollTop + clientHeight) / this.rowHeight) + 5);
    const rows = [];
    const missing = new Set();
    for (let index = from; index < to; index += 1) {
      const row = this.rowAt(index);
      if (row === undefined) missing.add(Math.floor(index / this.pageSize));
      rows.push(this.row(index, row));
    }
    this.space.replaceChildren(...rows);
    this.markActive();
    for (const number of missing) {
      const round = this.round;
      void this.page(number).then(() => round === this.round && this.draw());
    }
  }

  row(index, row) {
    const facts =
      row === undefined
        ? "…"
        : [
            row.owner === null ? "no owner" : row.owner,
            plural(row.members, "member"),
            plural(row.channels, "channel"),
            ...(row.isArchived ? ["archived"] : []),
          ].join(" · ");
    const element = make(
      "div",
      {
        class: "row",
        role: "option",
        id: `team-${index}`,
        "data-index": index,
        "aria-setsize": this.total,
        "aria-posinset": index + 1,
        "aria-selected": row !== undefined && row.id === this.selectedId,
      },
      make("span", { class: "name" }, row?.name ?? ""),
      make("span", { class: "facts" }, facts),
    );
    element.style.top = `${index * this.rowHeight}px`;
    return element;
  }

  markActive() {
    const id = `team-${this.index ?? 0}`;
    if (byId(id) === null) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", id);
  }

  key(event) {
    const perPage = Math.max(1, Math.floor(this.element.clientHeight / this.rowHeight) - 1);
    const current = this.index ?? -1;
    const targets = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + perPage,
      PageUp: current - perPage,
      Home: 0,
      End: this.total - 1,
    };
    if (!(event.key in targets) || this.total === 0) return;
    event.preventDefault();
    void this.select(Math.min(this.total - 1, Math.max(0, targets[event.key])));
  }

  async select(index) {
    this.index = index;
    const top = index * this.rowHeight;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    if (top + this.rowHeight > scrollTop + clientHeight)
      this.element.scrollTop = top + this.rowHeight - clientHeight;
    await this.page(Math.floor(index / this.pageSize));
    if (this.index !== index) return;
    this.selectedId = this.rowAt(index)?.id;
    this.draw();
    if (this.selectedId !== undefined) this.onSelect(this.selectedId);
  }
}
