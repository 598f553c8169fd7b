import type { OrgModel } from "../org-model.ts";
import { selectPeople } from "../people.ts";
import type { DocumentPath } from "../problem.ts";
import { retailReporting } from "./hierarchy-rules.ts";
import { count, duplicates } from "./rule.ts";
import type { RuleFinding } from "./rule.ts";

/** Limits of the targeting hierarchy. Source: "Set up your team hierarchy", read 2026-11. */
const nodesMax = 15_000;
const attributeColumnsMax = 50;
const valuesMax = 50;
const bucketsMax = 25;

/** R4: only a hierarchy for Retail reporting becomes teams, and its file has a team at its top. */
export function* hierarchyIsUsable(model: OrgModel): Iterable<RuleFinding> {
  yield* retailReporting(model);
  yield* hierarchyHasTop(model);
}

/** The topmost row must have a team, so the communications team stands above the root. */
function* hierarchyHasTop({ root, people, knows }: OrgModel): Iterable<RuleFinding> {
  if (root.hierarchy?.csv === undefined || !knows("communicationsTeam") || !knows("people")) return;
  const team = root.communicationsTeam;
  const everybody = people.map(({ person }) => person);
  if (team !== undefined && selectPeople(team.owners, "communicationsManager", everybody).length > 0) return;
  yield {
    path: ["hierarchy", "csv"],
    part: "key",
    message:
      team === undefined
        ? "the targeting hierarchy has no team at its top, so nobody could publish to the stores"
        : "nobody owns the communications team, so the targeting hierarchy has no team at its top",
    mend:
      team === undefined
        ? "Declare `communicationsTeam: { name: … }`, or leave `csv` out."
        : "Give somebody the role communicationsManager, or leave `csv` out.",
  };
}

/** R17: what the file may hold. */
export function* hierarchyLimits(model: OrgModel): Iterable<RuleFinding> {
  const { root, nodes, complete, vendor } = model;
  const csv = root.hierarchy?.csv;
  if (csv === undefined) return;
  const at = ["hierarchy", "csv"];
  if (nodes.length + 1 > nodesMax) {
    yield tooMany([...at], count(nodes.length + 1, "node"), nodesMax, "Split the organization.");
  }
  const buckets = csv.buckets ?? [];
  if (buckets.length > bucketsMax) {
    yield tooMany([...at, "buckets"], count(buckets.length, "bucket"), bucketsMax, "Declare fewer buckets.");
  }
  yield* bucketColumns(buckets, [...at, "buckets"], vendor.hierarchyNameLetters);
  const columns = Object.entries(csv.attributes ?? {});
  yield* duplicates(
    columns.map(([key, column]) => ({
      value: column.toLowerCase(),
      text: column,
      path: [...at, "attributes", key],
      by: key,
    })),
    ({ text }) => ({ message: `the column "${text}" is there twice`, mend: "Rename one of the two." }),
  );
  let columnCount = 0;
  for (const [key, column] of columns) {
    const path = [...at, "attributes", key];
    const found = nodes.flatMap(({ node }) => node.attributes?.[key] ?? []);
    const values = new Set(found).size;
    const isList = nodes.some(({ node }) => Array.isArray(node.attributes?.[key]));
    columnCount += isList ? values : 1;
    yield* isList ? valueColumns(model, key, column) : [];
    if (values > valuesMax)
      yield tooMany(path, `${count(values, "value")} of "${key}"`, valuesMax, "Use fewer values.");
    if (/^(TargetName|DisplayName|ParentName|TeamId)$/i.test(column)) {
      yield { path, message: `"${column}" is a column of its own`, mend: "Choose another name." };
    }
    if (found.length === 0 && complete) {
      yield {
        path,
        severity: "warning",
        message: `no node has the attribute "${key}", so its column is empty`,
        mend: "Correct the key, or remove it.",
      };
    }
  }
  if (columnCount > attributeColumnsMax) {
    const mend = "Name fewer attributes; each value of a list takes a column.";
    yield tooMany([...at, "attributes"], count(columnCount, "column"), attributeColumnsMax, mend);
  }
}

/** What a column may be called: the upload refuses the whole file because of one that it does not take. */
const columnName = /^[A-Za-z0-9][A-Za-z0-9 ]*$/;

function columnFault(
  name: string,
  what: string,
  lettersMost: number,
): Pick<RuleFinding, "message" | "mend"> | undefined {
  if (!columnName.test(name))
    return {
      message: `${what} becomes a column of the targeting hierarchy, which holds letters A-Z, digits and blanks only`,
      mend: "Write it with those.",
    };
  if (name.length <= lettersMost) return undefined;
  const message = `${what} becomes a column of the targeting hierarchy with ${String(name.length)} letters; at most ${String(lettersMost)}`;
  return { message, mend: "Shorten it." };
}

const sameColumn = "capitals make no difference in the targeting hierarchy";

function* bucketColumns(
  buckets: readonly string[],
  at: DocumentPath,
  lettersMost: number,
): Iterable<RuleFinding> {
  for (const [index, bucket] of buckets.entries()) {
    const fault = columnFault(bucket, `the bucket "${bucket}"`, lettersMost);
    if (fault !== undefined) yield { path: [...at, index], ...fault };
  }
  const claims = buckets.map((bucket, index) => ({
    ...{ value: bucket.toLowerCase(), text: bucket },
    ...{ path: [...at, index], by: bucket },
  }));
  yield* duplicates(claims, ({ text }) => ({
    message: `the bucket "${text}" is there twice; ${sameColumn}`,
    mend: "Remove one of the two.",
  }));
}

/** Each value of an attribute that some node gives as a list is a column. */
function* valueColumns(
  { nodes, vendor: { hierarchyNameLetters: lettersMost } }: OrgModel,
  key: string,
  column: string,
): Iterable<RuleFinding> {
  const spelling = new Map<string, string>();
  const told = new Set<string>();
  for (const { node, index } of nodes) {
    const given = node.attributes?.[key] ?? [];
    for (const [at, value] of [given].flat().entries()) {
      if (told.has(value)) continue;
      const path = ["nodes", index, "attributes", key, ...(Array.isArray(given) ? [at] : [])];
      const length = column.length + 1 + value.length;
      const fault =
        columnFault(value, `"${value}"`, lettersMost) ?? tooLongTogether(length, value, lettersMost);
      const first = spelling.get(value.toLowerCase()) ?? value;
      spelling.set(value.toLowerCase(), first);
      if (fault === undefined && first === value) continue;
      told.add(value);
      const message = `"${value}" and "${first}" would be two columns of one name; ${sameColumn}`;
      yield { path, ...(fault ?? { message, mend: `Write ${first} here too.` }) };
    }
  }
}

function tooLongTogether(
  length: number,
  value: string,
  lettersMost: number,
): Pick<RuleFinding, "message" | "mend"> | undefined {
  if (length <= lettersMost) return undefined;
  const message = `"${value}" becomes a column of the targeting hierarchy with ${String(length)} letters; at most ${String(lettersMost)}`;
  return { message, mend: "Shorten it, or the name of the column." };
}

function tooMany(path: (string | number)[], amount: string, most: number, mend: string): RuleFinding {
  return {
    path,
    message: `${amount} are too many for the targeting hierarchy: at most ${most.toLocaleString("en-US")}`,
    mend,
  };
}
