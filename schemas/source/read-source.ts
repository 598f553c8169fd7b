import { deceptiveLetters } from "../deceptive-text.ts";
import type { Place } from "../problem.ts";
import { readCsv } from "./csv-source.ts";
import { decodeText } from "./decode-text.ts";
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
  const document = readText(file, text, extension);
  const deceptive = deceptiveProblems(file, text);
  return deceptive.length === 0 ? document : { ...document, problems: [...deceptive, ...document.problems] };
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
