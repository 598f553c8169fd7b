// The schema is also what the YAML editor shows, so everything in it speaks.
import { describe, expect, it } from "vitest";
import schema from "../../schemas/org.schema.json" with { type: "json" };

interface Found {
  readonly at: string;
  readonly node: Readonly<Record<string, unknown>>;
}

/** Every property of every object, and every definition. */
function* described(node: unknown, at: string): Iterable<Found> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "properties" || key === "definitions") {
      for (const [name, inner] of Object.entries(value as Record<string, Found["node"]>)) {
        yield { at: `${at}/${name}`, node: inner };
      }
    }
    yield* described(value, `${at}/${key}`);
  }
}

const all = [...described(schema, "")];

describe("org.schema.json", () => {
  it("describes every property and definition", () => {
    expect(all.length).toBeGreaterThan(100);
    const silent = all.filter(
      ({ node }) => typeof node["description"] !== "string" && node["$ref"] === undefined,
    );
    expect(silent.map(({ at }) => at)).toEqual([]);
  });

  it("gives every object a title, which names its type", () => {
    const untitled = Object.entries(schema.definitions).filter(
      ([, definition]) => "properties" in definition && !("title" in definition),
    );
    expect(untitled).toEqual([]);
  });

  it("refuses keys that it does not know, everywhere", () => {
    const open = Object.entries(schema.definitions).filter(
      ([, definition]) =>
        "properties" in definition &&
        !("additionalProperties" in definition && !definition.additionalProperties),
    );
    expect(open).toEqual([]);
  });
});
