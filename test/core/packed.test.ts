import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packed, unpacked, withDeclared } from "../../providers/core/packed.ts";
import { engineInputs, holdsUnknown, inputsLike } from "../../providers/pulumi-state.ts";

const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const fields = fc
  .dictionary(fc.string({ minLength: 1 }), fc.jsonValue())
  .filter((value) => !("declared" in value || "__proto__" in value))
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

/** The same value with the keys of each object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries(entries.map(([key, inner]) => [key, turned(inner)]));
}

describe("what config declares, as one text", () => {
  it("comes back as it was, beside what stands beside it", () => {
    fc.assert(
      fc.property(fields, fc.dictionary(fc.constantFrom("teamIds"), fc.string()), (declared, ids) => {
        expect(unpacked(packed(declared))).toEqual(declared);
        expect(withDeclared(engineInputs(declared, ids))).toEqual({ ...declared, ...ids });
      }),
    );
  });

  it("is the same text whatever the order of the keys", () => {
    fc.assert(
      fc.property(fields, (declared) => {
        expect(packed(turned(declared) as Record<string, unknown>)).toBe(packed(declared));
      }),
    );
  });

  it("keeps the order of lists, and drops what is not set", () => {
    expect(packed({ b: ["z", "a"], a: undefined })).toBe('{"b":["z","a"]}');
  });

  it("takes the form that the engine has: states with values of their own stay as they are", () => {
    const inputs = { roster: { "ann@contoso.example": "owner" }, teamIds: { store: "1" } };
    const asText = { declared: "{}", teamIds: { store: "0" } };
    expect(inputsLike(asText, inputs)).toEqual(
      engineInputs({ roster: inputs.roster }, { teamIds: { store: "1" } }),
    );
    expect(inputsLike({ roster: {}, teamIds: {} }, inputs)).toEqual(inputs);
  });

  it.each([
    ["an id that a preview does not know", { declared: "{}", teamIds: { store: unknownValue } }, true],
    ["ids that are known", { declared: "{}", teamIds: { store: "1" } }, false],
    ["what config says", { declared: packed({ description: unknownValue }) }, false],
  ])("says whether something is unknown: %s", (_case, given, unknown) => {
    expect(holdsUnknown(given)).toBe(unknown);
  });
});
