// Reads the query options of a request. An option the emulator does not know is a 400, never ignored.
import { graphErrors } from "../errors/graph.ts";
import { SyntaxProblem } from "./lexer.ts";
import { type Expression, parseFilter } from "./parser.ts";
import { splitOutsideQuotes } from "../http/path.ts";

export interface Query {
  readonly select: readonly string[] | undefined;
  readonly filter: Expression | undefined;
  readonly orderBy: readonly { readonly path: readonly string[]; readonly isDescending: boolean }[];
  readonly top: number | undefined;
  readonly skip: number | undefined;
  readonly isCounted: boolean;
  readonly search: string | undefined;
  readonly expand: readonly Expand[];
  readonly skipToken: string | undefined;
  readonly deltaToken: string | undefined;
  /** Every option as sent, without the page token: a page token is good for the same options only. */
  readonly options: Readonly<Record<string, string>>;
}

export interface Expand {
  readonly name: string;
  readonly select: readonly string[] | undefined;
  readonly top: number | undefined;
  readonly filter: Expression | undefined;
  readonly orderBy: Query["orderBy"];
  /** Relations of the relation. */
  readonly expand: readonly Expand[];
}

export const emptyQuery: Query = {
  select: undefined,
  filter: undefined,
  orderBy: [],
  top: undefined,
  skip: undefined,
  isCounted: false,
  search: undefined,
  expand: [],
  skipToken: undefined,
  deltaToken: undefined,
  options: {},
};

const knownOptions = new Set([
  "select",
  "filter",
  "orderby",
  "top",
  "skip",
  "count",
  "search",
  "expand",
  "skiptoken",
  "deltatoken",
  "format",
]);

/** Decodes a query string: `+` and %20 are both a space. Names are in lower case, without the $. */
export function readOptions(search: string): Record<string, string> {
  const options: Record<string, string> = {};
  for (const pair of search.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : decode(pair.slice(equals + 1));
    const plain = name.startsWith("$") ? name.slice(1).toLowerCase() : name.toLowerCase();
    if (!knownOptions.has(plain)) {
      // Only names with a $ are the protocol's own; others are the caller's business.
      if (!name.startsWith("$")) continue;
      throw graphErrors.badQuery(`The query parameter '${name}' is not supported.`);
    }
    if (plain in options) {
      throw graphErrors.badQuery(`Query option '${name}' was specified more than once.`);
    }
    options[plain] = value;
  }
  return options;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw graphErrors.badQuery("The query string is not well-formed.");
  }
}

/** Whose query it is: Dataverse has functions of its own in filters. */
export type Dialect = "graph" | "dataverse";

/** Parses all options. Throws ServiceError 400. */
export function parseQuery(search: string, dialect: Dialect = "graph"): Query {
  if (search === "") return emptyQuery;
  const options = readOptions(search);
  const { skiptoken, deltatoken, ...rest } = options;
  return {
    select: parseSelect(options["select"]),
    filter: options["filter"] === undefined ? undefined : readFilter(options["filter"], dialect),
    orderBy: parseOrderBy(options["orderby"]),
    top: parseWhole("$top", options["top"]),
    skip: parseWhole("$skip", options["skip"]),
    isCounted: parseFlag(options["count"]),
    search: options["search"],
    expand: parseExpand(options["expand"], dialect),
    skipToken: skiptoken,
    deltaToken: deltatoken,
    options: rest,
  };
}

/** Options that mean nothing here are a mistake. Throws ServiceError 400. */
export function refuseOptions(query: Query, allowed: readonly string[]): void {
  const other = Object.keys(query.options).find((name) => !allowed.includes(name));
  if (other === undefined) return;
  throw graphErrors.badQuery(`Query option '$${other}' is not allowed here.`);
}

function readFilter(text: string, dialect: Dialect): Expression {
  try {
    return parseFilter(text, dialect === "dataverse");
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    throw graphErrors.badQuery(`Invalid filter clause: ${problem.message}`);
  }
}

function parseSelect(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => !/^[\w.@*/-]+$/.test(name))) {
    throw graphErrors.badQuery(`Parsing OData Select and Expand failed: '${text}' is not valid.`);
  }
  return names.includes("*") ? undefined : names;
}

function parseOrderBy(text: string | undefined): Query["orderBy"] {
  if (text === undefined) return [];
  return text.split(",").map((piece) => {
    const found = /^([\w./]+)(?:\s+(asc|desc))?$/i.exec(piece.trim());
    if (found?.[1] === undefined) throw graphErrors.badQuery(`Invalid $orderby '${text}'.`);
    return { path: found[1].split("/"), isDescending: found[2]?.toLowerCase() === "desc" };
  });
}

function parseWhole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) {
    throw graphErrors.badQuery(
      `Invalid value '${text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.`,
    );
  }
  return Number(text);
}

function parseFlag(text: string | undefined): boolean {
  if (text === undefined || text.toLowerCase() === "false") return false;
  if (text.toLowerCase() === "true") return true;
  throw graphErrors.badQuery(`Invalid value '${text}' for $count query option found.`);
}

function parseExpand(text: string | undefined, dialect: Dialect): Expand[] {
  if (text === undefined || text === "") return [];
  return splitTopLevel(text, ",").map((piece) => {
    const found = /^([\w./]+|\*)(?:\((.*)\))?$/s.exec(piece.trim());
    if (found?.[1] === undefined) {
      throw graphErrors.badQuery(`Parsing OData Select and Expand failed: '${text}' is not valid.`);
    }
    const inner = readOptions(splitTopLevel(found[2] ?? "", ";").join("&"));
    for (const name of Object.keys(inner)) {
      if (!["select", "top", "filter", "orderby", "expand"].includes(name)) {
        throw graphErrors.badQuery(`The query option '$${name}' is not supported inside $expand.`);
      }
    }
    return {
      name: found[1],
      select: parseSelect(inner["select"]),
      top: parseWhole("$top", inner["top"]),
      filter: inner["filter"] === undefined ? undefined : readFilter(inner["filter"], dialect),
      orderBy: parseOrderBy(inner["orderby"]),
      expand: parseExpand(inner["expand"], dialect),
    };
  });
}

/** Splits outside quotes and outside brackets. */
function splitTopLevel(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let waiting = "";
  for (const piece of splitOutsideQuotes(text, separator)) {
    waiting = waiting === "" ? piece : `${waiting}${separator}${piece}`;
    const depth = waiting.split("(").length - waiting.split(")").length;
    if (depth > 0) continue;
    if (waiting.trim() !== "") pieces.push(waiting);
    waiting = "";
  }
  if (waiting !== "") pieces.push(waiting);
  return pieces;
}
