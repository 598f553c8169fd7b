import { lstatSync, readdirSync, readFileSync, statSync, type Stats } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import type { Place } from "../../schemas/problem.ts";
import { closest } from "../../schemas/suggest.ts";
import { textFindings } from "../../schemas/text-findings.ts";
import type { FileMapping } from "../../schemas/types/org.ts";
import { shapeFindings } from "../../schemas/shape.ts";
import { readExportSource, readSource, unreadSource } from "../../schemas/source/read-source.ts";
import type { SourceDocument } from "../../schemas/source/source-document.ts";

/** Bytes that a config file may have. 700,000 rows of people are about 60 MB. */
export const fileBytesMax = 128 * 1024 * 1024;

/** Text by file that is to be read instead of what the file holds: an edit that is tried before it is made. */
export type Edited = ReadonlyMap<string, string>;

/** What stands in the way of reading a file, and how to mend it. */
type Hindrance = readonly [message: string, mend: string];

const faults: Readonly<Record<string, Hindrance>> = {
  EACCES: ["the file may not be read", "Give yourself the right to read it."],
  EPERM: ["the file may not be read", "Give yourself the right to read it."],
  EISDIR: ["this is a folder, not a file", "Name a file, such as org.yaml in that folder."],
  ENOTDIR: [
    "a part of the path is a file, not a folder",
    "Check the path; it counts from the file that names it.",
  ],
  ELOOP: ["links lead in a circle here", "Name the file itself."],
  ENAMETOOLONG: ["the path is too long", "Check the path; it counts from the file that names it."],
};

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}

/** The same for two names that differ in capitals or in how an accent is written. */
const folded = (name: string): string => name.normalize("NFC").toLowerCase();

/** The name in the folder that was probably meant. */
function meantName(file: string): string | undefined {
  let names: readonly string[];
  try {
    names = readdirSync(dirname(file)).toSorted();
  } catch {
    // The folder is missing too: then there is no name to suggest, and the file is told as missing all the same.
    return undefined;
  }
  const name = basename(file);
  return names.find((other) => folded(other) === folded(name)) ?? closest(name, names);
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function missing(file: string): Hindrance {
  if (isLink(file)) return ["the link leads to no file", "Mend the link, or name the file itself."];
  const meant = meantName(file);
  const usual = "Check the path; it counts from the file that names it.";
  return ["there is no such file", meant === undefined ? usual : `Did you mean ${meant}?`];
}

const kinds: readonly (readonly [keyof Stats, string])[] = [
  ["isFIFO", "a pipe"],
  ["isSocket", "a socket"],
  ["isCharacterDevice", "a device"],
  ["isBlockDevice", "a device"],
];

/** What forbids reading although something is there: reading a pipe or a device may never end. */
function unfit(stats: Stats): Hindrance | undefined {
  if (stats.isDirectory()) return faults["EISDIR"];
  if (stats.size > fileBytesMax) {
    const [size, most] = [stats.size, fileBytesMax].map(
      (bytes) => `${Math.ceil(bytes / 1024 ** 2).toString()} MB`,
    );
    return [
      `the file has ${size ?? ""}; at most ${most ?? ""} are read`,
      "Split it into several files under `files`.",
    ];
  }
  if (stats.isFile()) return undefined;
  const [, kind] = kinds.find(([is]) => (stats[is] as () => boolean).call(stats)) ?? [undefined, "no file"];
  return [`this is ${kind}, not a file`, "Name a file that holds the text itself."];
}

/** The bytes of a file, or why there are none. */
function bytesOf(file: string): Uint8Array | Hindrance {
  try {
    return unfit(statSync(file)) ?? readFileSync(file);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return missing(file);
    return faults[code] ?? [`the file cannot be read (${code})`, "Check the file."];
  }
}

/** Reads one file. What cannot be read becomes a problem, told where the file is named. */
export function readConfigFile(file: string, edited: Edited, namedAt?: Place): SourceDocument {
  return readWith(file, edited, namedAt, (bytes) => readSource(file, bytes, extname(file)));
}

function readWith(
  file: string,
  edited: Edited,
  namedAt: Place | undefined,
  read: (bytes: Uint8Array) => SourceDocument,
): SourceDocument {
  const text = edited.get(file);
  const bytes = text === undefined ? bytesOf(file) : new TextEncoder().encode(text);
  if (bytes instanceof Uint8Array) return read(bytes);
  const [message, mend] = bytes;
  return unreadSource(file, namedAt === undefined ? message : `${file}: ${message}`, mend, namedAt);
}

const mendPath = "Write the path as it counts from the folder of this file, such as people.csv.";

/** What is wrong with a name under `files`; undefined when it can be followed. */
function nameHindrance(name: string): Hindrance | undefined {
  if (/^[a-z][a-z0-9+.-]+:/i.test(name))
    return [`"${name}" is an address, and only files beside this one are read`, mendPath];
  if (/^([/\\~]|[A-Za-z]:)/.test(name)) return [`"${name}" is a path of one machine only`, mendPath];
  if (name.includes("\\")) return [`"${name}" has backslashes`, `Write ${name.replaceAll("\\", "/")}.`];
  return undefined;
}

/**
 * Reads the files that the main one names under `files`, each once, in their order. `day`: the day of the run, such as
 * 2026-11-29, as of which exports are read.
 */
export function readNamedFiles(main: SourceDocument, edited: Edited, day: string): readonly SourceDocument[] {
  const { root } = main;
  if (typeof root !== "object" || root === null || !("files" in root) || !Array.isArray(root.files))
    return [];
  const taken = new Set([join(main.file)]);
  return root.files.flatMap((entry: unknown, index): SourceDocument[] => {
    const mapping = mappingIn(entry, index);
    const name = mapping?.path ?? entry;
    // What is no text, or no fit one, is told with the shape of the main file.
    if (typeof name !== "string" || textFindings(name, []).length > 0) return [];
    const file = join(dirname(main.file), name);
    const at = main.place(["files", index]);
    const again: Hindrance = [`the file ${file} is read already`, "Name each file once, and not this one."];
    const hindrance = nameHindrance(name) ?? (taken.has(file) ? again : undefined);
    if (hindrance !== undefined) return [unreadSource(name, ...hindrance, at)];
    taken.add(file);
    if (mapping === undefined) return [readConfigFile(file, edited, at)];
    return [readWith(file, edited, at, (bytes) => readExportSource(file, bytes, mapping, day))];
  });
}

/** The mapping of an export, where one of the right shape stands there. */
function mappingIn(entry: unknown, index: number): FileMapping | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const isSound = shapeFindings("fileMapping", entry, ["files", index], () => undefined).length === 0;
  return isSound ? (entry as FileMapping) : undefined;
}
