// What vendors have decided: one file, with source and month, that a stack can overrule and that must not grow old unseen.
import { describe, expect, it } from "vitest";
import schema from "../../schemas/stack.schema.json" with { type: "json" };
import { oldFacts, readAgainAfterDays } from "../../schemas/vendor/age.ts";
import { vendorFacts, vendorValues, type VendorFactName } from "../../schemas/vendor/facts.ts";
import { ConfigError, loadOrg } from "../../stacks/config/load-org.ts";

const names = Object.keys(vendorFacts) as VendorFactName[];

describe("a fact of a vendor", () => {
  it.each(names)("%s says what it is, where it was read and when", (name) => {
    const { what, source, read } = vendorFacts[name];
    expect([what.length, source.length].every((length) => length > 10)).toBe(true);
    expect(read).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
  });

  it("can be said otherwise by a stack, each by its name", () => {
    expect(Object.keys(schema.definitions.vendor.properties).toSorted()).toEqual(names.toSorted());
    expect(vendorValues({ teamOwners: 120 })).toMatchObject({ teamOwners: 120, teamPeople: 25_000 });
  });

  it.each([
    [180, "2026-01-01", "2026-06-30", []],
    [181, "2026-01-01", "2026-07-01", ["a"]],
    [400, "2026-01-01", "2027-02-05", ["a"]],
  ])("is old after %i days, counted from the first of its month", (_days, read, today, old) => {
    const facts = { a: { value: 1, what: "a limit", source: "a page", read: read.slice(0, 7) } };
    expect(oldFacts(today, facts).map(({ name }) => name)).toEqual(old);
    expect(readAgainAfterDays).toBe(180);
  });

  it("tells where to read again", () => {
    const [first] = oldFacts("2030-01-01");
    expect(first?.text).toContain("schemas/vendor/facts.ts");
  });
});

describe("private channels, since April 2026 (MC1134737)", () => {
  it("are limited by 1,000 channels and 5,000 people, no longer by 30 and 250", () => {
    const { teamChannels, privateChannelPeople } = vendorValues();
    expect([teamChannels, privateChannelPeople]).toEqual([1_000, 5_000]);
  });
});

describe("what a stack says of a vendor", () => {
  const problemsWith = (vendor: Parameters<typeof vendorValues>[0]): string => {
    try {
      loadOrg("config/demo/org.yaml", undefined, undefined, "2026-11-29", vendor);
      return "";
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
  };

  it.each([
    [{}, /^$/],
    [{ teamOwners: 1 }, /2 owners are too many for one team: at most 1/],
    [{ teamPeople: 3 }, /people are too many for one team: at most 3/],
    [{ teamChannels: 2 }, /2 channels are too many for one team: at most 1 beside General/],
  ])("decides what R15 refuses: %j", (vendor, says) => {
    expect(problemsWith(vendor)).toMatch(says);
  });
});
