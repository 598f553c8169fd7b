import { remedies } from "../../../schemas/remedies.ts";
import { visible, visibleLines } from "../../../schemas/text/visible.ts";
import { objectOf } from "../differs/compared-values.ts";
import type { HierarchyGroup } from "../hierarchy.ts";
import type { DriftReport, Side } from "./formats.ts";
import { rowsAsConfigured, rowsBetween, type SideRow } from "../rows.ts";
import { findingId, rankOf, type Finding } from "../../changes/finding.ts";
import type { Names } from "../differs/findings.ts";

/** Severity of the worst finding: 0 as config says, 1 low, 2 medium, 3 high; 4: could not be read. */
export type PageState = 0 | 1 | 2 | 3 | 4;

/** Everything the page shows, made small: each text stands once, in `texts`, and all else counts into it. */
export interface DriftPageData {
  readonly stack: string;
  /** How a finding is accepted, with ID where its id stands. */
  readonly acceptCommand: string;
  /** The end that most texts about people share, such as `@contoso.example)`: written as U+0001 in `texts`. */
  readonly ending: string;
  readonly texts: readonly string[];
  /** Name and depth of each group, each before those that it holds. */
  readonly groups: readonly (readonly [name: number, depth: number])[];
  readonly items: readonly PageItem[];
  /** Label and reason, also of what no resource stands behind. */
  readonly unread: readonly (readonly [label: number, reason: number])[];
  /** For whom teams wait, and how to mend it. */
  readonly waiting: readonly (readonly [text: number, mend: number])[];
  /** Kind of noise and how often. */
  readonly noise: readonly (readonly [what: string, count: number])[];
  readonly resourcesRead: number;
}

export type PageItem = readonly [
  label: number,
  group: number,
  state: PageState,
  resources: readonly PageResource[],
];

export type PageResource = readonly [
  /** Resource name, as in a link to the item. */
  name: number,
  label: number,
  /** `file:line` of the declaration; the empty text when config has none. */
  place: number,
  /** Lines that are as config says: section, then what and value by turns. */
  same: readonly (readonly number[])[],
  /** Lines that differ: section, then what, wanted and found by turns. */
  differing: readonly (readonly number[])[],
  findings: readonly PageFinding[],
  /** Why it could not be read; the empty text when it was. */
  unread: number,
  /** 1: the tenant does not have it. */
  isGone: 0 | 1,
];

export type PageFinding = readonly [
  rank: number,
  what: number,
  who: number,
  mend: number,
  by: number,
  id: string,
];

/** A side that is not there. */
const nothing = "not there";

/** Packs a report for the page. `names` give people and resources their names. */
export function driftPageData(report: DriftReport, names: Names): DriftPageData {
  const texts = new TextTable();
  const { findings, unread, noise } = report;
  const findingsBy = Map.groupBy(findings, ({ resource }) => resource);
  const unreadBy = new Map(unread.map(({ resource, reason }) => [resource, reason]));
  const resourceOf = (name: string): PageResource => {
    const place = report.positions[name];
    const side = report.sides[name];
    const own = findingsBy.get(name) ?? [];
    const label = own[0]?.label ?? names.labels[name] ?? name;
    return [
      texts.add(name),
      texts.add(label),
      texts.add(place === undefined || place.line < 1 ? "" : `${place.file}:${place.line}`),
      ...packedSides(side === undefined ? side : withRenames(side, own), own.length > 0, names, texts),
      own.map((finding) => packedFinding(finding, texts)),
      texts.add(unreadBy.get(name) ?? ""),
      side !== undefined && side.found === undefined ? 1 : 0,
    ];
  };
  const groups = [...report.hierarchy, ...strangersIn(findings)];
  const items = groups.flatMap(({ items: own }, group) =>
    own.map(({ label, resources }): PageItem => {
      const all = resources.flatMap((name) => findingsBy.get(name) ?? []);
      const worst = Math.max(0, ...all.map(({ severity }) => rankOf(severity))) as PageState;
      const state = worst === 0 && resources.some((name) => unreadBy.has(name)) ? 4 : worst;
      return [texts.add(label), group, state, resources.map(resourceOf)];
    }),
  );
  return {
    stack: report.stack,
    acceptCommand: remedies.acceptDrift(report.stack, "ID"),
    groups: groups.map(({ name, depth }) => [texts.add(name), depth]),
    items,
    unread: unread.map(({ label, reason }) => [texts.add(label), texts.add(reason)]),
    waiting: report.waiting.map(({ text, mend }) => [texts.add(text), texts.add(mend)]),
    noise: [...Map.groupBy(noise, ({ what }) => what)].map(([what, all]) => [what, all.length]),
    resourcesRead: report.read.length,
    ...texts.packed(),
  };
}

/** Teams that config does not know, as a group of their own. */
function strangersIn(findings: readonly Finding[]): readonly HierarchyGroup[] {
  const items = findings
    .filter(({ part }) => part.kind === "unmanaged")
    .map(({ label, resource }) => ({ label, resources: [resource] }));
  return items.length === 0 ? [] : [{ name: "Teams that config does not know", depth: 0, items }];
}

/** A channel that was found under another name stands beside the one that config declares. */
function withRenames(side: Side, findings: readonly Finding[]): Side {
  if (side.found === undefined) return side;
  const renamed = findings.flatMap(({ part }) =>
    part.kind === "channel" && part.found !== undefined ? [[part.key, part.found] as const] : [],
  );
  const channels = { ...Object.fromEntries(renamed), ...objectOf(side.found["channels"]) };
  return renamed.length === 0 ? side : { ...side, found: { ...side.found, channels } };
}

/** Where nothing was found to differ, what the tenant shows is what config says: it is not told twice. */
function packedSides(
  side: Side | undefined,
  hasFindings: boolean,
  names: Names,
  texts: TextTable,
): [same: number[][], differing: number[][]] {
  if (side === undefined) return [[], []];
  const rows = hasFindings ? rowsBetween(side, names) : rowsAsConfigured(side.wanted, names);
  const isSame = (row: SideRow): boolean => row.wanted === row.found;
  const say = (text: string | undefined): number => texts.add(text ?? nothing);
  return [
    bySection(rows.filter(isSame), texts, (row) => [texts.add(row.what), say(row.wanted)]),
    bySection(
      rows.filter((row) => !isSame(row)),
      texts,
      (row) => [texts.add(row.what), say(row.wanted), say(row.found)],
    ),
  ];
}

function bySection(
  rows: readonly SideRow[],
  texts: TextTable,
  pack: (row: SideRow) => readonly number[],
): number[][] {
  return [...Map.groupBy(rows, ({ section }) => section)].map(([section, own]) => [
    texts.add(section),
    ...own.flatMap(pack),
  ]);
}

function packedFinding(finding: Finding, texts: TextTable): PageFinding {
  const { severity, what, who, mend, by } = finding;
  return [
    rankOf(severity),
    texts.add(what),
    texts.add(who),
    texts.add(mend),
    texts.add(by ?? ""),
    findingId(finding),
  ];
}

/** Texts by number, each once. */
class TextTable {
  readonly #numbers = new Map<string, number>();

  add(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  /** Nearly all people share one domain: it is written once. */
  packed(): Pick<DriftPageData, "texts" | "ending"> {
    const counts = new Map<string, number>();
    for (const text of this.#numbers.keys()) {
      const ending = /@[^@\s]+\)$/.exec(text)?.[0];
      if (ending !== undefined) counts.set(ending, (counts.get(ending) ?? 0) + 1);
    }
    const [ending = ""] = [...counts].toSorted(([, left], [, right]) => right - left)[0] ?? [];
    const texts = [...this.#numbers.keys()].map((text) =>
      ending !== "" && text.endsWith(ending)
        ? `${visible(text.slice(0, -ending.length))}\u0001`
        : visibleLines(text).join("\n"),
    );
    return { texts, ending: visible(ending) };
  }
}
