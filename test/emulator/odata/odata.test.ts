// The query language: what the grammar allows and the emulator supports is read, all else is refused; and what
// is read means what the protocol says.
import { describe, expect, it } from "vitest";
import { ServiceError } from "../errors/service-error.ts";
import { filterCases, queryCases } from "./abnf-cases.ts";
import { passes } from "./evaluate.ts";
import { SyntaxProblem } from "./lexer.ts";
import { parseFilter } from "./parser.ts";
import { parseQuery } from "./query.ts";

describe("$filter by the grammar", () => {
  it.each(filterCases)("%s: %s %j", (_section, verdict, filter) => {
    if (verdict === "accept") expect(() => parseFilter(filter)).not.toThrow();
    else expect(() => parseFilter(filter)).toThrow(SyntaxProblem);
  });
});

describe("query options by the grammar", () => {
  it.each(queryCases)("%s: %s %j", (_what, isGood, query) => {
    if (isGood) expect(() => parseQuery(query)).not.toThrow();
    else expect(() => parseQuery(query)).toThrow(ServiceError);
  });
});

describe("what a filter means", () => {
  const row: Record<string, unknown> = {
    name: "O'Neil",
    empty: null,
    size: 4,
    isOpen: true,
    made: "2026-01-15T08:00:00Z",
    tags: ["a", "B"],
    parts: [
      { name: "x", price: 1 },
      { name: "y", price: 3 },
    ],
    none: [],
    place: { city: "Oslo" },
  };
  const read = (segments: readonly string[]): unknown =>
    segments.reduce<unknown>(
      (value, segment) => (value as Record<string, unknown> | null | undefined)?.[segment],
      row,
    );
  it.each([
    ["name eq 'o''neil'", true],
    ["name ne 'x'", true],
    ["size gt 3 and size lt 5", true],
    ["size ge 4 and size le 4", true],
    ["true or false and false", true],
    ["(true or false) and false", false],
    ["not isOpen or isOpen", true],
    ["not (isOpen or isOpen)", false],
    ["empty eq null", true],
    ["name ne null", true],
    ["empty gt 1", false],
    ["empty lt 1", false],
    ["empty ge null", false],
    ["name in ('a', 'O''Neil')", true],
    ["name in ('a', 'b')", false],
    ["made gt 2026-01-15T07:59:59Z", true],
    ["made eq 2026-01-15T09:00:00+01:00", true],
    ["made lt 2026-01-16", true],
    ["startswith(name,'o')", true],
    ["endswith(name,'NEIL')", true],
    ["contains(name,'x')", false],
    ["tolower(name) eq 'o''neil'", true],
    ["length(name) eq 6", true],
    ["tags/any(t:t eq 'b')", true],
    ["tags/all(t:t eq 'b')", false],
    ["none/any()", false],
    ["none/all(n:n eq 1)", true],
    ["parts/any(p:p/name eq 'y' and p/price gt 2)", true],
    ["parts/any(p:p/name eq 'x' and p/price gt 2)", false],
    ["place/city eq 'Oslo'", true],
  ])("%s is %s", (filter, expected) => {
    expect(passes(parseFilter(filter), read)).toBe(expected);
  });
});
