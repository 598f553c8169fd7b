import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storeAlias, targetNameOf, teamName } from "../../schemas/names.ts";

function aliasOf(name: string, pattern = "{storeName}_D365"): string {
  return storeAlias(pattern, { id: "sfo", name, storeNumber: "000135" });
}

describe("storeAlias", () => {
  it.each([
    ["Houston", "Houston_D365"],
    ["San Francisco", "San_Francisco_D365"],
    ["O'Hare, Terminal 1", "O_Hare_Terminal_1_D365"],
    ["Orléans", "Orleans_D365"],
    ["Straße Ærø Łódź", "Strasse_AEro_Lodz_D365"],
    ["  North-West  ", "North-West_D365"],
    ["東京", ""],
    ["東京 2", "2_D365"],
  ])("%s → %s", (name, alias) => {
    expect(aliasOf(name)).toBe(alias);
  });

  it("fills in the store number and the node id", () => {
    expect(aliasOf("San Francisco", "{storeNumber}-{nodeId}_{storeName}")).toBe("000135-sfo_San_Francisco");
    expect(aliasOf("東京", "store-{storeNumber}")).toBe("store-000135");
  });

  it("cuts a long name and keeps the rest of the pattern", () => {
    const alias = aliasOf("x".repeat(100));
    expect(alias).toHaveLength(64);
    expect(alias).toMatch(/^x+_D365$/);
  });

  it("is always an alias that Microsoft 365 takes, or empty", () => {
    const pattern = fc
      .array(fc.constantFrom("{storeName}", "{storeNumber}", "{nodeId}", "_", "-", "D365"), {
        minLength: 1,
        maxLength: 8,
      })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), pattern, (name, text) => {
        expect(aliasOf(name, text)).toMatch(/^[A-Za-z0-9_-]{0,64}$/);
      }),
    );
  });
});

describe("targetNameOf", () => {
  it.each([
    [{ name: "St. John's (Mall)" }, "St John s Mall"],
    [{ name: "Orléans" }, "Orleans"],
    [{ name: "東京" }, ""],
    [{ name: "東京", targetName: "Tokyo" }, "Tokyo"],
  ])("%j → %s", (node, name) => {
    expect(targetNameOf(node)).toBe(name);
  });
});

describe("teamName", () => {
  it("fills in the pattern and stays within 256 letters", () => {
    const node = { id: "sfo", name: "San Francisco", storeNumber: "000135" };
    expect(teamName("{storeNumber} {storeName}", node)).toBe("000135 San Francisco");
    expect(teamName("{storeName}", { ...node, name: "x".repeat(300) })).toHaveLength(256);
  });
});
