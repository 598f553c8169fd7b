// What the files of a config say, read without the project's own readers: YAML in one piece, CSV by another library.
import { parse as parseCsv } from "csv-parse/sync";
import { parseDocument } from "yaml";

/** What an org of these files is, as the format says: rows of all files, file after file, in one list each. */
export interface Reading {
  readonly nodes: readonly unknown[];
  readonly people: readonly unknown[];
  readonly [section: string]: unknown;
}

const columns = ["id", "name", "upn", "objectId", "personnelNumber", "roles", "protected"];

function textOf(content: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(content);
}

/** The values of a YAML text. Throws for whatever the library has a word against. */
export function readWholeYaml(content: Uint8Array): unknown {
  const document = parseDocument(textOf(content), { merge: true, stringKeys: true, prettyErrors: false });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw fault;
  return document.toJS() as unknown;
}

/** Excel's first line names the separator; without it, it is what leaves only known columns. */
function layoutOf(text: string): { readonly delimiter: string; readonly rest: string } {
  const named = /^"?sep=(.)"?\r?(?:\n|$)/i.exec(text);
  if (named !== null) return { delimiter: named[1] ?? ",", rest: text.slice(named[0].length) };
  const [header = ""] = text.split("\n", 1);
  const known = (cell: string): boolean =>
    columns.some((column) => column.toLowerCase() === cell.replaceAll('"', "").trim().toLowerCase());
  const delimiter = [",", ";", "\t"].find((one) => header.split(one).every(known));
  return { delimiter: delimiter ?? ",", rest: text };
}

const truth: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };

function valueIn(column: string, cell: string): unknown {
  if (column === "roles") return cell.split(/[\s;|]+/).filter((role) => role !== "");
  return column === "protected" ? (truth[cell.toLowerCase()] ?? cell) : cell;
}

/** The people of a CSV text. Throws for whatever departs from RFC 4180, and for columns that are unknown or doubled. */
export function readWholeCsv(content: Uint8Array): readonly unknown[] {
  const { delimiter, rest } = layoutOf(textOf(content));
  const [header = [], ...rows] = parseCsv(rest, {
    ...{ delimiter, comment: "#", comment_no_infix: true, trim: true, record_delimiter: ["\n", "\r\n"] },
    ...{ relax_column_count_less: true, skip_empty_lines: true },
  });
  const keys = header.map((cell) =>
    columns.find((column) => column.toLowerCase() === cell.trim().toLowerCase()),
  );
  if (keys.includes(undefined) || new Set(keys).size < keys.length)
    throw new Error(`columns: ${header.join()}`);
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  return filled.map((row) => {
    const pairs = keys.map((key = "", index): [string, unknown] => [
      key,
      valueIn(key, (row[index] ?? "").trim()),
    ]);
    return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
  });
}

const rowsIn = (part: unknown, list: "nodes" | "people"): readonly unknown[] => {
  const rows = (part as Record<string, unknown> | null)?.[list];
  return Array.isArray(rows) ? rows : [];
};

/** What the files say together. `contents` by path, as the main file counts. */
export function readWhole(main: string, contents: (file: string) => Uint8Array): Reading {
  const root = readWholeYaml(contents(main)) as Record<string, unknown>;
  const named = (root["files"] ?? []) as readonly string[];
  const parts = named.map((file) =>
    /\.csv$/i.test(file) ? { people: readWholeCsv(contents(file)) } : readWholeYaml(contents(file)),
  );
  const all = [root, ...parts];
  return {
    ...root,
    nodes: all.flatMap((part) => rowsIn(part, "nodes")),
    people: all.flatMap((part) => rowsIn(part, "people")),
  };
}
