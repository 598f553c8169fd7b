// What cannot be read is told once, where it is, and nothing is concluded from what it may have held.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { unreadSource } from "../../schemas/source/read-source.ts";
import type { SourceDocument } from "../../schemas/source/source-document.ts";
import { validateOrg } from "../../schemas/validate.ts";
import { problemLines, sourceOf, validateBelowHeader } from "./problems-of.ts";

interface DemoOrg {
  readonly nodes: readonly Record<string, unknown>[];
  readonly people: readonly Record<string, unknown>[];
}

const demo = parse(readFileSync("config/demo/org.yaml", "utf8")) as DemoOrg;

/** The demo with its nodes and people spread over four files. */
function spread(): { main: string; parts: Readonly<Record<string, string>> } {
  const { nodes, people, ...rest } = demo;
  const part = (value: object): string => stringify({ apiVersion: "org/v1", ...value });
  const parts = {
    "people.csv": [
      "id,name,upn,roles",
      ...people
        .slice(0, 12)
        .map(({ id, name, upn, roles = [] }) =>
          [id, name, upn, (roles as string[]).join(" ")].map(String).join(","),
        ),
    ].join("\n"),
    "people.yaml": part({ people: people.slice(12) }),
    "west.yaml": part({ nodes: nodes.slice(0, 5) }),
    "east.yaml": part({ nodes: nodes.slice(5) }),
  };
  return { main: stringify({ ...rest, files: Object.keys(parts) }), parts };
}

const damages: Readonly<Record<string, (file: string, text: string) => SourceDocument>> = {
  "is missing": (file) => unreadSource(file, "there is no such file", "Check the path."),
  "is in UTF-16 with a mark": (file, text) => sourceOf(file, Buffer.from(`\ufeff${text}`, "utf16le")),
  "is in UTF-16 without a mark": (file, text) => sourceOf(file, Buffer.from(text, "utf16le")),
  "is in a code page": (file, text) => sourceOf(file, Buffer.from(`${text}\n# Größe`, "latin1")),
  "is a workbook": (file, text) => sourceOf(file, Buffer.from(`PK\u0003\u0004${text}`)),
  "is empty": (file) => sourceOf(file, ""),
  "has a quote in its first line that is never closed": (file, text) => sourceOf(file, `"${text}`),
};

describe("a file that cannot be read", () => {
  const { main, parts } = spread();
  const names = Object.keys(parts);
  const read = (file: string): SourceDocument => sourceOf(file, parts[file] ?? "");

  it("is not there in the config that the others are cut from", () => {
    const { problems } = validateOrg(sourceOf("org.yaml", main), names.map(read));
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("gives its own problems and no other, whichever it is and whatever is wrong with it", () => {
    const anyDamage = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...Object.keys(damages)), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(anyDamage, (damaged) => {
        const others = names.map((file) => {
          const damage = damages[damaged[file] ?? ""];
          return damage === undefined ? read(file) : damage(file, parts[file] ?? "");
        });
        const { problems } = validateOrg(sourceOf("org.yaml", main), others);
        const files = problems.flatMap(({ severity, place }) => (severity === "error" ? [place.file] : []));
        expect(files.toSorted()).toEqual(Object.keys(damaged).toSorted());
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    { bytes: Buffer.from("PK\u0003\u0004…"), says: "an Excel workbook or another zip archive, not UTF-8" },
    {
      bytes: Buffer.from("\ufeffid\tupn", "utf16le"),
      says: "text in UTF-16, which Excel calls Unicode text",
    },
    { bytes: Buffer.from("id;upn\n", "utf16le"), says: "text in UTF-16, not UTF-8" },
    { bytes: Buffer.from([0x1f, 0x8b, 8, 0]), says: "a gzip archive" },
    { bytes: Buffer.from("id,name\np-1,J\u00fcrgen\n", "latin1"), says: "not UTF-8 from here on" },
  ])("is named for what it is: $says", ({ bytes, says }) => {
    expect(sourceOf("people.csv", bytes).problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(says),
    ]);
  });
});

describe("a section that is there under a wrong name", () => {
  it.each([
    { name: "people with a slip of the pen", section: "poeple" },
    { name: "people under another word", section: "staff" },
  ])("$name is told once", ({ section }) => {
    const text = `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [a, b], workers: [c] }
${section}:
  - { id: a, upn: a@x.example }
`;
    expect(problemLines(validateBelowHeader(text)).map((line) => line.split(" ⇒ ")[0])).toEqual([
      `7:1 error shape the key "${section}" is not known here`,
    ]);
  });

  it("twice is told once", () => {
    const text = `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [a] }
people:
  - { id: a, upn: a@x.example }
people:
  - { id: b, upn: b@x.example }
`;
    expect(problemLines(validateBelowHeader(text)).map((line) => line.split(" ⇒ ")[0])).toEqual([
      '9:1 error yaml the key "people" is there twice',
    ]);
  });
});
