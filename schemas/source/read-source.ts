import type { Place } from "../problem.ts";
import { readCsv } from "./csv-source.ts";
import { decodeText } from "./decode-text.ts";
import { indexLines } from "./line-index.ts";
import { longLists } from "./source-document.ts";
import type { SourceDocument } from "./source-document.ts";
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
  return extension.toLowerCase() === ".csv" ? readCsv(file, text) : readYaml(file, text);
}
