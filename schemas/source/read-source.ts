import { deceptiveLetters } from "../deceptive-text.ts";
import type { Place } from "../problem.ts";
import { readCsv } from "./csv-source.ts";
import type { FileMapping } from "../types/org.ts";
import { decodeExport, decodeText } from "./decode-text.ts";
import { readExport } from "./exports/read-export.ts";
import { indexLines } from "./line-index.ts";
import { longLists } from "./source-document.ts";
import type { SourceDocument, TextProblem } from "./source-document.ts";
import { readYaml } from "./yaml-source.ts";

/** A file of which nothing can be said but that it is at fault; the problem points at `offset` of `text`. */
function brokenSource(file: string, message: string, mend: string, text = "", offset = 0): SourceDocument {
  const place = indexLines(file, text).place(offset, offset + 1);
  return {
    file,
    root: undefined,
    lists: new Map(),
    unreadLists: longLists,
    problems: [{ ruleId: "file", severity: "error", place, message, mend }],
    place: () => place,
    written: () => undefined,
    rowLine: () => place.line,
  };
}

/** A file that was not read at all; told at `namedAt`, or at the beginning of the file itself. */
export function unreadSource(file: string, message: string, mend: string, namedAt?: Place): SourceDocument {
  const broken = brokenSource(file, message, mend);
  if (namedAt === undefined) return broken;
  return { ...broken, problems: broken.problems.map((problem) => ({ ...problem, place: namedAt })) };
}

/** Reads the bytes of a config file: CSV when the extension is `.csv`, else YAML. Never throws. */
export function readSource(file: string, bytes: Uint8Array, extension: string): SourceDocument {
  const decoded = decodeText(bytes);
  if (!("text" in decoded))
    return brokenSource(file, decoded.message, decoded.mend, decoded.shown, decoded.offset);
  const { text } = decoded;
  const lone = /\r(?!\n)/.exec(text);
  if (lone !== null) {
    const message = "the line ends with CR alone, as old programs for the Mac write it";
    return brokenSource(file, message, "Save it with the line ends of Unix or Windows.", text, lone.index);
  }
  const cause = spoiling(text, extension);
  if (cause !== undefined) return brokenSource(file, cause.message, cause.mend, text, cause.offset);
  const document = readText(file, text, extension);
  const deceptive = deceptiveProblems(file, text);
  return deceptive.length === 0 ? document : { ...document, problems: [...deceptive, ...document.problems] };
}

/** Reads the bytes of an export by its mapping, as of `day`. Never throws. */
export function readExportSource(
  file: string,
  bytes: Uint8Array,
  mapping: FileMapping,
  day: string,
): SourceDocument {
  const decoded = decodeExport(bytes, mapping.encoding);
  if (!("text" in decoded))
    return brokenSource(file, decoded.message, decoded.mend, decoded.shown, decoded.offset);
  const { text } = decoded;
  const cause = spoiling(text, ".csv");
  if (cause !== undefined) return brokenSource(file, cause.message, cause.mend, text, cause.offset);
  return readExport(file, text, mapping, day);
}

/** What spoils a text as a whole, told instead of all that follows from it. */
const spoilers: readonly {
  readonly mark: RegExp;
  readonly isIn: (extension: string) => boolean;
  readonly message: string;
  readonly mend: string;
}[] = [
  {
    mark: /^(?:<{7}|\|{7}|>{7})(?: |\r?$)/m,
    isIn: () => true,
    message:
      "two versions of the file were put together and the conflict is not settled: this is git's mark of it",
    mend: "Keep the lines that are right, and take the lines with <<<<<<<, ======= and >>>>>>> away.",
  },
  {
    mark: /(?:[[{][^[\]{}"'#]*){100}/,
    isIn: (extension) => extension !== ".csv",
    message: "brackets are nested so deeply here that they cannot be read",
    mend: "Nothing in a config is nested more than about ten times: take the brackets away.",
  },
  {
    mark: /^ *[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]\s*\S/m,
    isIn: (extension) => extension !== ".csv",
    message: "a blank of another kind (a no-break blank, perhaps) stands where the line is indented",
    mend: "Indent with plain spaces.",
  },
];

function spoiling(
  text: string,
  extension: string,
): { readonly message: string; readonly mend: string; readonly offset: number } | undefined {
  for (const { mark, isIn, message, mend } of spoilers) {
    if (!isIn(extension.toLowerCase())) continue;
    const found = mark.exec(text);
    if (found !== null) return { message, mend, offset: found.index };
  }
  return undefined;
}

/** Places of one file at which letters that deceive are told. */
const deceptiveMax = 20;

/** Letters that deceive or break, wherever they stand: in comments too, since people review the text. */
function deceptiveProblems(file: string, text: string): readonly TextProblem[] {
  const letters = [...deceptiveLetters(text, "\n\r\t")];
  if (letters.length === 0) return [];
  const lines = indexLines(file, text);
  return letters.slice(0, deceptiveMax).map(({ at, length, is, mend }, index): TextProblem => {
    const more = letters.length - deceptiveMax;
    const rest =
      index === deceptiveMax - 1 && more > 0 ? `, and ${String(more)} more such letters follow` : "";
    const place = lines.place(at, at + length);
    return { ruleId: "text", severity: "error", place, message: `here stands ${is}${rest}`, mend };
  });
}

function readText(file: string, text: string, extension: string): SourceDocument {
  return extension.toLowerCase() === ".csv" ? readCsv(file, text) : readYaml(file, text);
}
