// The quick reader against the YAML library: whatever it reads, it reads the same; what it leaves alone is no loss.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readQuickRow } from "../../schemas/source/quick-row.ts";

function quick(text: string): unknown {
  return readQuickRow(text, 0, text.length);
}

const readRows = [
  "  - { id: p-1, name: Ana Ruiz, upn: ana@x.example, roles: [worker, storeManager] }\n",
  "- { id: a, list: [], map: {} }",
  '  - id: sfo\n    name: "San Francisco"\n    storeNumber: "000135"\n    managers: [p-1, p-2]\n',
  "  - {\n      id: daly,\n      workers: [p-1,\n        p-2],\n    }\n",
  "  - id: a\n\n    # a comment\n    name: O'Hare (T1)\n  # another\n",
  "  - { id: a, team: { existingTeamId: 5d0c0000-0000-4000-8000-0000000000c0 } }\r\n",
  "  - { id: a, name: Orléans, on: 2026-11-20 }\n",
];

const leftRows = [
  "  - { id: a, storeNumber: 000135 }\n",
  "  - { id: a, closed: true }\n",
  "  - { id: a, name: null }\n",
  "  - { id: a, name: ~ }\n",
  "  - { id: a, id: b }\n",
  "  - { id: a # comment\n  }\n",
  "  - { id: a\n",
  "  - { id: a }\n    b: c\n",
  '  - { id: "a\\n" }\n',
  "  - id: a\n     name: b\n",
  "  - id: a\n    name:\n",
  "  - id: a\n    name: >-\n      b\n",
  "  - id: a\n    name: b: c\n",
  "  - id: a\n    name: b #c\n",
  "  - *all\n",
  "  - text\n",
  "  -\n    id: a\n",
  "  - { a b: c }\n",
  "  - { __proto__: c }\n",
];

describe("readQuickRow", () => {
  it.each(readRows)("reads as the library does: %j", (text) => {
    expect([quick(text)]).toEqual(parse(text));
  });

  it.each(leftRows)("leaves to the library: %j", (text) => {
    expect(quick(text)).toBeUndefined();
  });

  it("is right whenever it answers", () => {
    const letter = fc.constantFrom(...Array.from("ab019-_. :#,[]{}\"'@/é\\&*!|>%?~+e\n\t"));
    const soup = fc.array(letter, { maxLength: 12 }).map((letters) => letters.join(""));
    const word = fc.oneof(
      soup,
      fc.constantFrom(
        "true",
        "no",
        "null",
        "1e3",
        "0x1F",
        "1e-5-3",
        "2026-11-20",
        "p-201",
        "~",
        '"a b"',
        "'x'",
      ),
    );
    const value: fc.Arbitrary<string> = fc.oneof(
      { weight: 4, arbitrary: word },
      fc.array(word, { maxLength: 3 }).map((words) => `[${words.join(", ")}]`),
      fc.tuple(word, word).map(([key, inner]) => `{ ${key}: ${inner} }`),
    );
    const pairs = fc.array(fc.tuple(fc.constantFrom("id", "name", "a1", "Z"), value), {
      minLength: 1,
      maxLength: 4,
    });
    const block = fc
      .tuple(pairs, fc.constantFrom("    ", "   ", "     "))
      .map(
        ([entries, indent]) => `  - ${entries.map(([key, text]) => `${key}: ${text}`).join(`\n${indent}`)}\n`,
      );
    const flow = fc
      .tuple(pairs, fc.constantFrom(", ", ",\n    ", ",\n  ", ",\n   ", " ,"))
      .map(([entries, comma]) => `  - { ${entries.map(([key, text]) => `${key}: ${text}`).join(comma)} }\n`);
    let answered = 0;
    fc.assert(
      fc.property(fc.oneof(block, flow), (text) => {
        const answer = quick(text);
        if (answer === undefined) return;
        answered++;
        expect([answer]).toEqual(parse(text));
      }),
      { numRuns: 5_000 },
    );
    expect(answered).toBeGreaterThan(100);
  });
});
