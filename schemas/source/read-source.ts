import { readCsv } from "./csv-source.ts";
import { indexLines } from "./line-index.ts";
import type { SourceDocument } from "./source-document.ts";
import { readYaml } from "./yaml-source.ts";

/** A file of which nothing can be said but that it is at fault; the problem points at `offset` of `text`. */
export function brokenSource(
  file: string,
  message: string,
  mend: string,
  text = "",
  offset = 0,
): SourceDocument {
  const place = indexLines(file, text).place(offset, offset + 1);
  return {
    file,
    root: undefined,
    lists: new Map(),
    problems: [{ ruleId: "file", severity: "error", place, message, mend }],
    place: () => place,
    written: () => undefined,
    rowLine: () => place.line,
  };
}

/** The text of a file, or undefined when the bytes are not UTF-8. A byte order mark is left out. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // The decoder has one way to fail.
    return undefined;
  }
}

/** Reads the bytes of a config file: CSV when the extension is `.csv`, else YAML. Never throws. */
export function readSource(file: string, bytes: Uint8Array, extension: string): SourceDocument {
  const text = decode(bytes);
  if (text === undefined) {
    const lossy = new TextDecoder("utf-8").decode(bytes);
    const mend = "Save the file with the encoding UTF-8.";
    return brokenSource(file, "the file is not UTF-8 from here on", mend, lossy, lossy.indexOf("\ufffd"));
  }
  return extension.toLowerCase() === ".csv" ? readCsv(file, text) : readYaml(file, text);
}
