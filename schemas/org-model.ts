import type { VendorValues } from "./vendor/facts.ts";
import type { Org, OrgNode, Person, StoreNode } from "./types/org.ts";
import type { EffectiveTeamSettings, IndexedNode, TeamSettingsResolver } from "./team-settings.ts";
import { teamSettings } from "./team-settings.ts";

/** What can be said of a node although other things of it may be wrong. */
export interface NodeOutline {
  readonly index: number;
  readonly id: string | undefined;
  readonly kind: string | undefined;
  /** undefined without parent; null when something is there that is no id. */
  readonly parent: string | null | undefined;
  /** The whole node, when its shape is right. */
  readonly node: OrgNode | undefined;
}

export interface IndexedPerson {
  readonly index: number;
  readonly person: Person;
}

export interface IndexedStore {
  readonly index: number;
  readonly node: StoreNode;
  readonly settings: EffectiveTeamSettings;
}

/** One row of a long list, as the shape check leaves it. */
export interface CheckedRow<Row> {
  /** The value as it was read, whatever its shape; undefined when the text is at fault. */
  readonly raw: unknown;
  readonly salvagedId: string | undefined;
  /** The value, when its shape is right. */
  readonly row: Row | undefined;
}

/** The well-shaped parts of a config, indexed for the rules. Everything is in the order of the config. */
export interface OrgModel {
  /** Sections beside the long lists; those with a wrong shape are left out. */
  readonly root: Readonly<Partial<Omit<Org, "nodes" | "people">>>;
  /** Whether a section was read whole and is absent or has the right shape, so that its absence means something. */
  readonly knows: (section: keyof Org) => boolean;
  /** Whether every node and person was read and has the right shape, so that one missing is not there at all. */
  readonly complete: boolean;
  readonly outlines: readonly NodeOutline[];
  /** The first node with an id. */
  readonly outlineById: ReadonlyMap<string, NodeOutline>;
  readonly nodes: readonly IndexedNode[];
  readonly stores: readonly IndexedStore[];
  readonly settings: TeamSettingsResolver;
  readonly people: readonly IndexedPerson[];
  readonly personById: ReadonlyMap<string, IndexedPerson>;
  /** Ids of all people, of those too whose row has a wrong shape. */
  readonly personIds: ReadonlySet<string>;
  /** Files in which people are declared. */
  readonly peopleFiles: readonly string[];
  /** What vendors have decided, as far as rules go by it. */
  readonly vendor: VendorValues;
}

function textOr(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const text = (value as Record<string, unknown>)[key];
  return typeof text === "string" ? text : undefined;
}

function outlineOf(row: CheckedRow<OrgNode>, index: number): NodeOutline {
  const { raw, row: node } = row;
  const parent = textOr(raw, "parent");
  const readable = typeof raw === "object" && raw !== null && !("parent" in raw);
  return {
    index,
    id: textOr(raw, "id") ?? row.salvagedId,
    kind: textOr(raw, "kind"),
    parent: parent ?? (readable ? undefined : null),
    node,
  };
}

/** The first entry for each key. */
export function firstByKey<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string | undefined,
): Map<string, Entry> {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, entry);
  }
  return byKey;
}

function present<Row, Entry>(
  rows: readonly CheckedRow<Row>[],
  make: (row: Row, index: number) => Entry,
): Entry[] {
  return rows.flatMap(({ row }, index) => (row === undefined ? [] : [make(row, index)]));
}

/** Builds the model. `broken` names the sections of the root whose shape is wrong. */
export function buildModel(parts: {
  readonly root: OrgModel["root"];
  readonly broken: ReadonlySet<string>;
  readonly nodes: readonly CheckedRow<OrgNode>[];
  readonly people: readonly CheckedRow<Person>[];
  readonly peopleFiles: readonly string[];
  /** Lists of which rows could not be read. */
  readonly unread: ReadonlySet<keyof Org>;
  readonly vendor: VendorValues;
}): OrgModel {
  const outlines = parts.nodes.map(outlineOf);
  const nodes = present(parts.nodes, (node, index) => ({ index, node }));
  const settings = teamSettings(parts.root.defaults, nodes);
  const people = present(parts.people, (person, index) => ({ index, person }));
  const idsOfPeople = parts.people.map(({ raw, salvagedId }) => textOr(raw, "id") ?? salvagedId);
  return {
    root: parts.root,
    complete:
      parts.unread.size === 0 && [...parts.nodes, ...parts.people].every(({ row }) => row !== undefined),
    knows: (section) =>
      !parts.broken.has(section) &&
      !parts.unread.has(section) &&
      !(section === "people" && idsOfPeople.includes(undefined)) &&
      !(section === "nodes" && outlines.some(({ id }) => id === undefined)),
    outlines,
    outlineById: firstByKey(outlines, (outline) => outline.id),
    nodes,
    stores: nodes.flatMap((entry) => {
      const { node, index } = entry;
      return node.kind === "store" ? [{ index, node, settings: settings.of(entry) }] : [];
    }),
    settings,
    people,
    personById: firstByKey(people, ({ person }) => person.id),
    personIds: new Set(idsOfPeople.filter((id) => id !== undefined)),
    peopleFiles: parts.peopleFiles,
    vendor: parts.vendor,
  };
}
