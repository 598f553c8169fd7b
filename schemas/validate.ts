import type { Org, OrgNode, Person } from "./types/org.ts";
import { shownMessage, shownText } from "./deceptive-text.ts";
import { buildModel } from "./org-model.ts";
import type { CheckedRow } from "./org-model.ts";
import { ruleFindings } from "./org-rules.ts";
import { pathWords } from "./path-words.ts";
import { compareProblems } from "./problem.ts";
import type { DocumentPath, Finding, Place, Problem } from "./problem.ts";
import { sectionNames, shapeFindings } from "./shape.ts";
import type { ShapePart } from "./shape.ts";
import { longLists } from "./source/source-document.ts";
import { joinExports, takenAt, type Joined } from "./source/exports/join.ts";
import { mappingFindings } from "./source/exports/mapping.ts";
import type { PlacedRow } from "./source/placed-rows.ts";
import type { LongList, SourceDocument } from "./source/source-document.ts";
import type { FileMapping } from "./types/org.ts";
import { usualVendorValues, type VendorValues } from "./vendor/facts.ts";

/** An org whose long lists are there, if only as empty ones. */
export type CompleteOrg = Org & Required<Pick<Org, "nodes" | "people">>;

/** What validation gives: the typed config when there is no error, and everything that is wrong at once. */
export interface ValidatedOrg {
  /** undefined when a problem is an error. */
  readonly org: CompleteOrg | undefined;
  /** Errors and warnings, in the order of the files and lines. */
  readonly problems: readonly Problem[];
  /** Where a value stands; indexes of `nodes` and `people` count over all files. */
  readonly lineOf: (path: DocumentPath) => { readonly file: string; readonly line: number };
  /** The file that a path leads into, and the path as that file counts: for whoever edits it. */
  readonly sourceOf: (path: DocumentPath) => { readonly file: string; readonly path: DocumentPath };
  /** How many rows each export gives, by file. */
  readonly exportedRows: Joined["exportedRows"];
}

/** Knows all files of one organization: the way from a path to a place and to words. */
interface Atlas {
  readonly rows: Readonly<Record<LongList, readonly PlacedRow[]>>;
  readonly problem: (finding: Finding, root?: SourceDocument) => Problem;
  readonly lineOf: ValidatedOrg["lineOf"];
  readonly sourceOf: ValidatedOrg["sourceOf"];
}

function isLongList(key: string | number | undefined): key is LongList {
  return longLists.some((list) => list === key);
}

function atlasOf(sources: readonly SourceDocument[], main: SourceDocument, { nodes, people }: Joined): Atlas {
  const rows = { nodes, people };
  /** The file that a path leads into, and the path as that file counts. */
  const inFile = (path: DocumentPath, root: SourceDocument): [SourceDocument, DocumentPath] => {
    const [list, index] = path;
    const row = isLongList(list) && typeof index === "number" ? rows[list][index] : undefined;
    const taken = row === undefined ? undefined : takenAt(row, path);
    if (taken !== undefined) return [...taken];
    if (row !== undefined) return [row.source, [path[0] ?? "", row.indexInSource, ...path.slice(2)]];
    // A list as a whole is shown where it is first declared.
    const declares = isLongList(list) ? sources.find((source) => source.lists.has(list)) : undefined;
    return [declares ?? root, path];
  };
  const placeOf = (path: DocumentPath, root: SourceDocument, part?: "key" | "value"): Place => {
    const [source, local] = inFile(path, root);
    return source.place(local, part);
  };
  const rowValue = (list: string, index: number): unknown =>
    isLongList(list) ? rows[list][index]?.row.value : undefined;
  return {
    rows,
    problem: ({ path, part, message, mend, other, severity, ruleId }, root = main) => {
      const place = placeOf(path, root, part);
      // The key that a message names stands at the place, not in the path.
      const named = part === "key" ? path.slice(0, -1) : path;
      const where = pathWords(named, root.root, rowValue);
      const first = other === undefined ? undefined : placeOf(other, root);
      return {
        ruleId,
        severity,
        place,
        where,
        message,
        mend: first ? `${mend} ${otherWords(first, place)}` : mend,
      };
    },
    sourceOf: (path) => {
      const [source, local] = inFile(path, main);
      return { file: source.file, path: local };
    },
    lineOf: (path) => {
      const [source, local] = inFile(path, main);
      const [list, index] = local;
      const isRow = isLongList(list) && typeof index === "number" && local.length === 2;
      return { file: source.file, line: isRow ? source.rowLine(list, index) : source.place(local).line };
    },
  };
}

function otherWords(first: Place, here: Place): string {
  const file = first.file === here.file ? "" : ` of ${first.file}`;
  return `The other one is in line ${String(first.line)}${file}.`;
}

/** Checks the shape of every row of a list alone. */
function checkRows<Row>(
  list: LongList,
  part: ShapePart,
  rows: readonly PlacedRow[],
  found: Finding[],
): readonly CheckedRow<Row>[] {
  return rows.map(({ source, indexInSource, row: { value, salvagedId } }, index) => {
    if (value === undefined) return { raw: undefined, salvagedId, row: undefined };
    const written = (path: DocumentPath): string | undefined =>
      source.written([list, indexInSource, ...path.slice(2)]);
    const findings = shapeFindings(part, value, [list, index], written);
    for (const finding of findings) found.push(finding);
    return { raw: value, salvagedId, row: findings.length === 0 ? (value as Row) : undefined };
  });
}

function declaresPeople({ lists, exported }: SourceDocument): boolean {
  return lists.has("people") || exported?.kind === "people";
}

/** What the mappings of exports say that cannot be; what is wrong with their shape is told with that of the file. */
function exportFindings(root: unknown): readonly Finding[] {
  const files = (root as { files?: unknown } | null)?.files;
  if (!Array.isArray(files)) return [];
  return files.flatMap((entry: unknown, index): readonly Finding[] => {
    if (typeof entry !== "object" || entry === null) return [];
    const at = ["files", index];
    const isSound = shapeFindings("fileMapping", entry, at, () => undefined).length === 0;
    return isSound ? mappingFindings(entry as FileMapping, at) : [];
  });
}

/** Keys that nobody knows: each may be a section that is missing under its own name. */
function hasUnknownKeys(findings: readonly Finding[]): boolean {
  return findings.some(({ path, part }) => path.length === 1 && part === "key");
}

/** The sections of the main file that have the right shape, and the names of the others. */
function sectionsOf(
  root: unknown,
  findings: readonly Finding[],
): Pick<Parameters<typeof buildModel>[0], "root" | "broken"> {
  if (typeof root !== "object" || root === null) return { root: {}, broken: new Set() };
  const broken = new Set(findings.map(({ path }) => String(path[0])));
  const sound = Object.entries(root).filter(([key]) => !broken.has(key));
  if (hasUnknownKeys(findings)) for (const key of sectionNames) if (!(key in root)) broken.add(key);
  return { root: Object.fromEntries(sound), broken };
}

/** A letter that deceives is told where it stands in the file, and then not again of the value that holds it. */
function onceByLine(problems: readonly Problem[]): readonly Problem[] {
  const lineOf = ({ place }: Problem): string => `${String(place.line)} ${place.file}`;
  const isInFile = ({ ruleId, where }: Problem): boolean => ruleId === "text" && where === "";
  const told = new Set(problems.filter(isInFile).map(lineOf));
  if (told.size === 0) return problems;
  return problems.filter(
    (problem) => problem.ruleId !== "text" || problem.where === "" || !told.has(lineOf(problem)),
  );
}

/** Words and lines of config as they may be printed anywhere. */
export function fitToShow(problem: Problem): Problem {
  const { place, where, message, mend } = problem;
  return {
    ...problem,
    place: { ...place, file: shownText(place.file), lineText: shownText(place.lineText) },
    where: shownMessage(where),
    message: shownMessage(message),
    mend: shownMessage(mend),
  };
}

/** The long lists of which some rows could not be read, so that nothing follows from the absence of one. */
function unreadLists(
  sources: readonly SourceDocument[],
  findings: readonly Finding[],
): ReadonlySet<LongList> {
  const unread = new Set(sources.flatMap((source) => source.unreadLists));
  const wrong = new Set(findings.map(({ path: [section] }) => section));
  for (const list of longLists) {
    const isThere = sources.some((source) => source.lists.has(list));
    if (wrong.has(list) || wrong.has("files") || (!isThere && hasUnknownKeys(findings))) unread.add(list);
  }
  return unread;
}

/**
 * Validates an organization: its main file first, then the files named there. Text, shape and rules are checked
 * together, so that one run shows all that is wrong; rules see only what is well-shaped. `vendor`: the limits to go by.
 */
export function validateOrg(
  main: SourceDocument,
  others: readonly SourceDocument[] = [],
  vendor: VendorValues = usualVendorValues,
): ValidatedOrg {
  const sources = [main, ...others];
  const joined = joinExports(sources);
  const atlas = atlasOf(sources, main, joined);
  const faults = [...sources.flatMap((source) => source.problems), ...joined.problems];
  const problems: Problem[] = faults.map((fault) => ({ ...fault, where: "" }));
  const shape: Finding[] = [];
  const nodes = checkRows<OrgNode>("nodes", "node", atlas.rows.nodes, shape);
  const people = checkRows<Person>("people", "person", atlas.rows.people, shape);
  const partFindings = others.flatMap((source) => {
    const findings =
      source.root === undefined ? [] : shapeFindings("orgPart", source.root, [], source.written);
    for (const finding of findings) problems.push(atlas.problem(finding, source));
    return findings;
  });
  const rootFindings =
    main.root === undefined
      ? []
      : [...shapeFindings("org", main.root, [], main.written), ...exportFindings(main.root)];
  for (const finding of shape) problems.push(atlas.problem(finding));
  for (const finding of rootFindings) problems.push(atlas.problem(finding));
  const unread = unreadLists(sources, [...rootFindings, ...partFindings]);

  const sections = sectionsOf(main.root, rootFindings);
  // Without a readable root nothing can be said of how its parts fit together.
  if (main.root !== undefined) {
    const peopleFiles = sources.filter(declaresPeople).map(({ file }) => file);
    const model = buildModel({ ...sections, nodes, people, peopleFiles, unread, vendor });
    for (const finding of ruleFindings(model)) problems.push(atlas.problem(finding));
  }
  problems.sort(compareProblems(sources.map(({ file }) => file)));
  const shown = onceByLine(problems).map(fitToShow);
  const hasErrors = shown.some(({ severity }) => severity === "error");
  const present = <Row>(rows: readonly CheckedRow<Row>[]): Row[] =>
    rows.flatMap(({ row }) => (row === undefined ? [] : [row]));
  const org = { ...sections.root, nodes: present(nodes), people: present(people) } as CompleteOrg;
  const { lineOf, sourceOf } = atlas;
  const { exportedRows } = joined;
  return { org: hasErrors ? undefined : org, problems: shown, lineOf, sourceOf, exportedRows };
}
