import type { DocumentPath } from "../../problem.ts";
import type { FileContent } from "../../types/org.ts";
import type { PlacedRow, TakenFrom } from "../placed-rows.ts";
import { rowsOf } from "../placed-rows.ts";
import type { SourceDocument, TextProblem } from "../source-document.ts";
import { peopleOf, type Job } from "./people.ts";
import type { PlacedExportRow } from "./records.ts";
import { storeFinder } from "./store-finder.ts";
import { storesOf } from "./stores.ts";

/** The long lists with everything that exports add to them. */
export interface Joined {
  readonly nodes: readonly PlacedRow[];
  readonly people: readonly PlacedRow[];
  readonly problems: readonly TextProblem[];
  /** How many rows each export gives, by file. */
  readonly exportedRows: Readonly<Record<string, number>>;
}

/** Puts the rows of exports to what the files declare themselves: people, stores, who works where, which team is whose. */
export function joinExports(sources: readonly SourceDocument[]): Joined {
  const own = { nodes: rowsOf(sources, "nodes"), people: rowsOf(sources, "people") };
  const exports = sources.filter(({ exported }) => exported !== undefined);
  if (exports.length === 0) return { ...own, problems: [], exportedRows: {} };
  const problems: TextProblem[] = [];
  const report = (problem: TextProblem): void => {
    problems.push(problem);
  };
  const of = (kind: FileContent): readonly PlacedExportRow[] => exportRowsOf(exports, kind);
  const nodes = [...own.nodes, ...storesOf(of("stores"), report)];
  const { people, jobs } = peopleOf(
    { people: of("people"), assignments: of("assignments") },
    own.people,
    report,
  );
  return {
    nodes: withJobs(nodes, jobs, of("mapping"), report),
    people: [...own.people, ...people],
    problems,
    exportedRows: Object.fromEntries(exports.map(({ file, exported }) => [file, exported?.rows.length ?? 0])),
  };
}

function exportRowsOf(exports: readonly SourceDocument[], kind: FileContent): readonly PlacedExportRow[] {
  return exports.flatMap((source) =>
    source.exported?.kind === kind
      ? source.exported.rows.map((row, index): PlacedExportRow => ({ ...row, source, index }))
      : [],
  );
}

interface StoreChange {
  /** Positions of which rows speak at all: a list of managers alone says nothing of workers. */
  readonly named: Set<Job["position"]>;
  readonly managers: Map<string, TakenFrom>;
  readonly workers: Map<string, TakenFrom>;
  team?: { readonly id: string; readonly at: TakenFrom };
}

/** The nodes with whom exports name as their managers and workers, and with the teams that a mapping gives them. */
function withJobs(
  nodes: readonly PlacedRow[],
  jobs: readonly Job[],
  mapping: readonly PlacedExportRow[],
  report: (problem: TextProblem) => void,
): readonly PlacedRow[] {
  const stores = storeFinder(nodes.map(({ row }) => row.value));
  const changes = new Map<number, StoreChange>();
  const changeOf = (node: number): StoreChange => {
    const known = changes.get(node) ?? { named: new Set(), managers: new Map(), workers: new Map() };
    changes.set(node, known);
    return known;
  };
  const at = ({ source, index }: PlacedExportRow): TakenFrom => ({ source, index, field: "store" });
  for (const { row, person, position } of jobs) {
    const node = stores.find(row);
    if (node === undefined) continue;
    const change = changeOf(node);
    change.named.add(position);
    if (person !== undefined)
      (position === "manager" ? change.managers : change.workers).set(person, at(row));
  }
  for (const row of mapping) {
    const [node, id = ""] = [stores.find(row), row.fields["existingTeamId"]];
    if (node === undefined || id === "") continue;
    const change = changeOf(node);
    if (change.team === undefined) change.team = { id, at: { ...at(row), field: "existingTeamId" } };
    else if (change.team.id.toLowerCase() !== id.toLowerCase()) report(twoTeams(row, change.team.at));
  }
  for (const problem of stores.problems()) report(problem);
  return nodes.map((node, index) => {
    const change = changes.get(index);
    return change === undefined ? node : changedNode(node, change);
  });
}

function twoTeams({ source, index }: PlacedExportRow, first: TakenFrom): TextProblem {
  const there = first.source.place(["", first.index, "existingTeamId"]);
  return {
    ...{ ruleId: "files", severity: "error", place: source.place(["", index, "existingTeamId"]) },
    message: `the store has another team in ${there.file}:${String(there.line)}`,
    mend: "Keep the row that is right.",
  };
}

function changedNode(node: PlacedRow, { named, managers, workers, team }: StoreChange): PlacedRow {
  const value = node.row.value as Record<string, unknown>;
  const taken = new Map(node.taken ?? []);
  const idsIn = (key: string): unknown[] => (Array.isArray(value[key]) ? (value[key] as unknown[]) : []);
  const joined = (
    key: "managers" | "workers",
    added: ReadonlyMap<string, TakenFrom>,
    not: ReadonlySet<unknown>,
  ): unknown[] => {
    const ids = idsIn(key);
    const there = new Set(ids);
    const all = [...ids];
    for (const [id, from] of added) {
      if (there.has(id) || not.has(id)) continue;
      taken.set([key, String(all.length)].join("/"), from);
      all.push(id);
    }
    return all;
  };
  const changed: Record<string, unknown> = { ...value };
  if (named.has("manager")) changed["managers"] = joined("managers", managers, new Set());
  // Whoever is in both is the manager.
  const managing = new Set(Array.isArray(changed["managers"]) ? (changed["managers"] as unknown[]) : []);
  if (named.has("worker")) changed["workers"] = joined("workers", workers, managing);
  if (team !== undefined) {
    const before = typeof value["team"] === "object" && value["team"] !== null ? value["team"] : {};
    if (!("existingTeamId" in before)) {
      changed["team"] = { ...before, existingTeamId: team.id };
      taken.set("team/existingTeamId", team.at);
    }
  }
  return { ...node, row: { ...node.row, value: changed }, taken };
}

/** Where a value of a row stands that was taken from an export, and the path there; undefined where it was not. */
export function takenAt(
  { taken }: PlacedRow,
  path: DocumentPath,
): readonly [SourceDocument, DocumentPath] | undefined {
  if (taken === undefined) return undefined;
  const inRow = path.slice(2).map(String);
  const from = taken.get(inRow.slice(0, 2).join("/")) ?? taken.get(inRow[0] ?? "");
  return from === undefined ? undefined : [from.source, [path[0] ?? "", from.index, from.field]];
}
