// $search over directory objects: "property:text" clauses with AND, OR and brackets.
// Source: "Use the $search query parameter", "Advanced query capabilities on directory objects".
import { graphErrors } from "../errors/graph.ts";

/** Reads a property of the row by the name in the clause. */
export type ReadProperty = (name: string) => unknown;

export type Search =
  | { readonly kind: "clause"; readonly property: string; readonly words: readonly string[] }
  | { readonly kind: "and" | "or"; readonly parts: readonly Search[] };

const token = /\s*(?:"((?:[^"\\]|\\.)*)"|(AND|OR)(?![\w:])|([()]))/y;

/** Throws ServiceError 400. `name` gives the spelling of a property, or throws. */
export function parseSearch(text: string, name: (sent: string) => string): Search {
  const tokens: { kind: "clause" | "word" | "bracket"; text: string }[] = [];
  token.lastIndex = 0;
  const trimmed = text.trim();
  while (token.lastIndex < trimmed.length) {
    const found = token.exec(trimmed);
    if (found === null) throw problem(text);
    const [, clause, word, bracket] = found;
    if (clause !== undefined) tokens.push({ kind: "clause", text: clause });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else tokens.push({ kind: "bracket", text: bracket ?? "" });
  }
  let next = 0;
  const takes = (wanted: string): boolean => {
    if (tokens[next]?.text !== wanted || tokens[next]?.kind === "clause") return false;
    next += 1;
    return true;
  };
  const one = (): Search => {
    if (takes("(")) {
      const inner = or();
      if (!takes(")")) throw problem(text);
      return inner;
    }
    const clause = tokens[next];
    if (clause?.kind !== "clause") throw problem(text);
    next += 1;
    return clauseOf(clause.text, text, name);
  };
  const and = (): Search => {
    const parts = [one()];
    // Clauses side by side must all hold, too.
    while (takes("AND") || tokens[next]?.kind === "clause" || tokens[next]?.text === "(") parts.push(one());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "and", parts };
  };
  const or = (): Search => {
    const parts = [and()];
    while (takes("OR")) parts.push(and());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "or", parts };
  };
  const search = or();
  if (next < tokens.length) throw problem(text);
  return search;
}

function problem(text: string): Error {
  return graphErrors.badQuery(`Syntax error in $search '${text}': expected "property:text".`);
}

function clauseOf(clause: string, whole: string, name: (sent: string) => string): Search {
  const found = /^\s*(\w+)\s*:(.*)$/s.exec(clause.replaceAll(/\\(.)/g, "$1"));
  if (found?.[1] === undefined || found[2] === undefined) throw problem(whole);
  return { kind: "clause", property: name(found[1]), words: wordsOf(found[2]) };
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "");
}

/** Every word of a clause starts a word of the property. */
export function matchesSearch(search: Search, read: ReadProperty): boolean {
  if (search.kind !== "clause") {
    const test = (part: Search): boolean => matchesSearch(part, read);
    return search.kind === "and" ? search.parts.every(test) : search.parts.some(test);
  }
  const value = read(search.property);
  const texts = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
  const words = texts.flatMap(wordsOf);
  return search.words.every((part) => words.some((word) => word.startsWith(part)));
}
