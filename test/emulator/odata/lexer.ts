// Splits the text of a $filter or $orderby into tokens. Source: OData ABNF construction rules 4.01.

export type Token =
  | { readonly kind: "name"; readonly text: string; readonly at: number }
  | { readonly kind: "literal"; readonly literal: Literal; readonly at: number }
  /** JSON, as Dataverse's query functions take it. */
  | { readonly kind: "array"; readonly text: string; readonly at: number }
  | { readonly kind: "symbol"; readonly text: string; readonly at: number }
  | { readonly kind: "end"; readonly at: number };

export interface Literal {
  readonly type: "String" | "Guid" | "Int" | "Decimal" | "Boolean" | "DateTimeOffset" | "Date" | "Null";
  readonly value: string | number | boolean | null;
}

/** The text is not what the grammar allows. `at` is the position of the first odd character. */
export class SyntaxProblem extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const patterns: readonly { pattern: RegExp; make: (text: string, at: number) => Token }[] = [
  {
    pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy,
    make: (text, at) => literal("Guid", text.toLowerCase(), at),
  },
  {
    pattern: /-?\d{4,}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)(?!\w)/iy,
    make: (text, at) => literal("DateTimeOffset", text, at),
  },
  { pattern: /\d{4}-\d\d-\d\d(?!\w)/y, make: (text, at) => literal("Date", text, at) },
  {
    pattern: /[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])/iy,
    make: (text, at) => literal(/^[+-]?\d+$/.test(text) ? "Int" : "Decimal", Number(text), at),
  },
  // A value of one of Dataverse's own enumerations, such as Microsoft.Dynamics.CRM.AttributeTypeCode'Picklist'.
  {
    pattern: /Microsoft\.Dynamics\.CRM\.\w+'\w+'/y,
    make: (text, at) => literal("String", text.slice(text.indexOf("'") + 1, -1), at),
  },
  { pattern: /[@$]?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y, make: word },
  {
    pattern: /\[(?:\s*"(?:[^"\\]|\\.)*"\s*,?)*\s*\]/y,
    make: (text, at) => ({ kind: "array", text, at }),
  },
  { pattern: /[(),/:=]/y, make: (text, at) => ({ kind: "symbol", text, at }) },
];

/** Reads all tokens. Throws SyntaxProblem. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    if (character === "'") {
      const end = closingQuote(text, at);
      tokens.push(literal("String", text.slice(at + 1, end).replaceAll("''", "'"), at));
      at = end + 1;
      continue;
    }
    const found = match(text, at);
    tokens.push(found.token);
    at = found.end;
  }
  tokens.push({ kind: "end", at: text.length });
  return tokens;
}

function match(text: string, at: number): { token: Token; end: number } {
  for (const { pattern, make } of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) return { token: make(found[0], at), end: at + found[0].length };
  }
  throw new SyntaxProblem(
    `Syntax error: character '${text[at] ?? ""}' is not valid at position ${at} in '${text}'.`,
    at,
  );
}

function word(text: string, at: number): Token {
  if (text === "true" || text === "false") return literal("Boolean", text === "true", at);
  if (text === "null") return literal("Null", null, at);
  return { kind: "name", text, at };
}

function literal(type: Literal["type"], value: Literal["value"], at: number): Token {
  return { kind: "literal", literal: { type, value }, at };
}

function closingQuote(text: string, open: number): number {
  for (let index = open + 1; index < text.length; index += 1) {
    if (text[index] !== "'") continue;
    if (text[index + 1] !== "'") return index;
    index += 1;
  }
  throw new SyntaxProblem(`There is an unterminated string literal at position ${open} in '${text}'.`, open);
}
