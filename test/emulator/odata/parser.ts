// Builds the tree of a $filter expression. What the emulator does not support is a SyntaxProblem, so a 400.
import { type Literal, SyntaxProblem, type Token, tokenize } from "./lexer.ts";

export type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

/** Value of a named argument; an array holds text. */
export type Argument = Literal["value"] | readonly unknown[];

export type Expression =
  | { readonly kind: "literal"; readonly literal: Literal }
  | { readonly kind: "path"; readonly segments: readonly string[] }
  | {
      readonly kind: "compare";
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "in"; readonly left: Expression; readonly values: readonly Literal[] }
  /** A function of a service's own with arguments by name. Its name holds the namespace. */
  | {
      readonly kind: "function";
      readonly name: string;
      readonly args: Readonly<Record<string, Argument>>;
    }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: "lambda";
      readonly quantifier: "any" | "all";
      readonly collection: readonly string[];
      readonly variable: string | undefined;
      readonly predicate: Expression | undefined;
    };

const comparisons: ReadonlySet<string> = new Set(["eq", "ne", "gt", "ge", "lt", "le"]);
/** Functions and how many arguments each takes. */
const functions: ReadonlyMap<string, number> = new Map([
  ["startswith", 2],
  ["endswith", 2],
  ["contains", 2],
  ["tolower", 1],
  ["toupper", 1],
  ["length", 1],
]);
const depthMost = 100;

/** Reads a whole $filter; with functions whose arguments have names where the service has them. Throws SyntaxProblem. */
export function parseFilter(text: string, hasNamedFunctions = false): Expression {
  const parser = new FilterParser(text, hasNamedFunctions);
  return parser.all();
}

class FilterParser {
  readonly #text: string;
  readonly #tokens: Token[];
  readonly #hasNamedFunctions: boolean;
  #next = 0;
  #depth = 0;

  constructor(text: string, hasNamedFunctions: boolean) {
    this.#text = text;
    this.#hasNamedFunctions = hasNamedFunctions;
    this.#tokens = tokenize(text);
  }

  all(): Expression {
    const expression = this.#or();
    if (this.#peek().kind !== "end") throw this.#problem();
    return expression;
  }

  #or(): Expression {
    if (++this.#depth > depthMost) throw this.#problem("The filter is nested too deeply");
    let left = this.#and();
    while (this.#takeWord("or")) left = { kind: "or", left, right: this.#and() };
    this.#depth -= 1;
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takeWord("and")) left = { kind: "and", left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    let count = 0;
    while (this.#takeWord("not")) count += 1;
    let expression = this.#comparison();
    for (; count > 0; count -= 1) expression = { kind: "not", operand: expression };
    return expression;
  }

  #comparison(): Expression {
    const left = this.#operand();
    const token = this.#peek();
    if (token.kind !== "name") return left;
    const operator = token.text.toLowerCase();
    if (comparisons.has(operator)) {
      this.#next += 1;
      return { kind: "compare", operator: operator as Comparison, left, right: this.#operand() };
    }
    if (this.#takeWord("in")) return { kind: "in", left, values: this.#literals() };
    return left;
  }

  #literals(): Literal[] {
    this.#need("(");
    const values: Literal[] = [];
    do {
      const token = this.#take();
      if (token.kind !== "literal") throw this.#problem(undefined, token);
      values.push(token.literal);
    } while (this.#takeSymbol(","));
    this.#need(")");
    return values;
  }

  #operand(): Expression {
    if (this.#takeSymbol("(")) {
      const inner = this.#or();
      this.#need(")");
      return inner;
    }
    const token = this.#take();
    if (token.kind === "literal") return { kind: "literal", literal: token.literal };
    if (token.kind !== "name") throw this.#problem(undefined, token);
    if (this.#isSymbol("(")) return this.#call(token.text);
    return this.#path(token.text);
  }

  #call(sent: string): Expression {
    if (this.#hasNamedFunctions && sent.startsWith("Microsoft.Dynamics.CRM.")) return this.#named(sent);
    const name = sent.toLowerCase();
    const arity = functions.get(name);
    if (arity === undefined) throw this.#problem(`The function '${name}' is not supported`);
    this.#need("(");
    const args: Expression[] = [];
    do args.push(this.#or());
    while (this.#takeSymbol(","));
    this.#need(")");
    if (args.length !== arity) throw this.#problem(`The function '${name}' takes ${arity} arguments`);
    return { kind: "call", name, args };
  }

  /** `Name(One='x',Two=["a","b"])` */
  #named(name: string): Expression {
    this.#need("(");
    const args: Record<string, Argument> = {};
    do {
      const argument = this.#take();
      if (argument.kind !== "name") throw this.#problem(undefined, argument);
      this.#need("=");
      const value = this.#take();
      if (value.kind === "literal") args[argument.text] = value.literal.value;
      else if (value.kind === "array") args[argument.text] = this.#array(value);
      else throw this.#problem(undefined, value);
    } while (this.#takeSymbol(","));
    this.#need(")");
    return { kind: "function", name, args };
  }

  #array(token: Extract<Token, { kind: "array" }>): readonly unknown[] {
    try {
      return JSON.parse(token.text) as readonly unknown[];
    } catch {
      throw this.#problem("No JSON array", token);
    }
  }

  #path(first: string): Expression {
    const segments = [first];
    while (this.#takeSymbol("/")) {
      const token = this.#take();
      if (token.kind !== "name") throw this.#problem(undefined, token);
      const quantifier = token.text.toLowerCase();
      if ((quantifier === "any" || quantifier === "all") && this.#isSymbol("(")) {
        return this.#lambda(quantifier, segments);
      }
      segments.push(token.text);
    }
    return { kind: "path", segments };
  }

  #lambda(quantifier: "any" | "all", collection: readonly string[]): Expression {
    this.#need("(");
    if (quantifier === "any" && this.#takeSymbol(")")) {
      return { kind: "lambda", quantifier, collection, variable: undefined, predicate: undefined };
    }
    const token = this.#take();
    if (token.kind !== "name") throw this.#problem(undefined, token);
    this.#need(":");
    const predicate = this.#or();
    this.#need(")");
    return { kind: "lambda", quantifier, collection, variable: token.text, predicate };
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", at: this.#text.length };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== "name" || token.text.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }

  #isSymbol(symbol: string): boolean {
    const token = this.#peek();
    return token.kind === "symbol" && token.text === symbol;
  }

  #takeSymbol(symbol: string): boolean {
    if (!this.#isSymbol(symbol)) return false;
    this.#next += 1;
    return true;
  }

  #need(symbol: string): void {
    if (!this.#takeSymbol(symbol)) throw this.#problem(`'${symbol}' expected`);
  }

  #problem(what = "Syntax error", token: Token = this.#peek()): SyntaxProblem {
    return new SyntaxProblem(`${what} at position ${token.at} in '${this.#text}'.`, token.at);
  }
}
