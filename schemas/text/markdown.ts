import { encoderOf, type Encoded } from "./encoded.ts";
import { visible } from "./visible.ts";

/**
 * What GitHub or Azure DevOps makes a link, a mention, a reference or an emoji of, wherever it stands in a word, and
 * whatever its letters are written as: they look at the text that comes out. Only code is left alone.
 */
const live = /[@#]|:\/\/|www\.|mailto:|xmpp:|GH-\d|:[\w+-]+:|![0-9]|\b[0-9a-f]{7,40}\b/i;

/** Brackets and marks around a word that are no part of it. */
const dressed = /^([([{"'“‘<]*)(.*?)([)\]}"'”’>.,;:!?…]*)$/su;

/** A character of Markdown, HTML or a formula stands for itself. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]|~$]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** A word as code. A table ends its cell at a bar also within code, and code ends at a backtick. */
function asCode(word: string): string {
  return word
    .split(/([`|]+)/)
    .map((piece, index) => (piece === "" ? "" : index % 2 === 1 ? escaped(piece) : `\`${piece}\``))
    .join("");
}

function word(raw: string): string {
  if (!live.test(raw)) return escaped(raw);
  const [, before = "", core = "", after = ""] = dressed.exec(raw) ?? ["", "", raw, ""];
  return live.test(core) ? escaped(before) + asCode(core) + escaped(after) : asCode(raw);
}

/** What makes a heading, a list or a rule at the beginning of a line. */
function atLineStart(text: string): string {
  return text.replace(/^(\d+)([.)])/, "$1\\$2").replace(/^[+-]/, "\\$&");
}

/**
 * For Markdown of GitHub and Azure DevOps, also within a cell of a table: one line of text that is nothing but text.
 * Addresses, mentions and numbers of issues stand as code, since nothing else keeps them from coming alive.
 * Sources: GitHub Flavored Markdown, "Basic writing and formatting syntax", Azure DevOps "Markdown syntax", read
 * 2026-11.
 */
export const markdownText = encoderOf("markdown", (raw) =>
  atLineStart(visible(raw.trim().replace(/\s+/g, " ")).split(" ").map(word).join(" ")),
);

/** A text as code, to be copied as it stands. Not for a cell of a table, which ends at a bar. */
export function markdownCode(raw: string): Encoded<"markdown"> {
  const text = visible(raw.replace(/\s+/g, " "));
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const room = /^`|`$|^ .* $/.test(text) ? " " : "";
  return markdownText.asWritten(fence + room + text + room + fence);
}
