// Query functions: each from both sides of what it stands for, and what is no right use of one.
import { describe, expect, it } from "vitest";
import { ServiceError } from "../errors/service-error.ts";
import { passes } from "../odata/evaluate.ts";
import { parseFilter } from "../odata/parser.ts";
import type { ColumnType } from "./columns.ts";
import { withoutFunctions } from "./query-functions.ts";

const now = new Date("2026-01-15T08:30:00Z");
const user = "a0000000-0000-4000-8000-000000000001";
const unit = "b0000000-0000-4000-8000-000000000001";
const types: Readonly<Record<string, ColumnType>> = {
  made: "datetime",
  born: "date",
  size: "integer",
  name: "string",
  owner: "lookup",
  open: "boolean",
};

/** Whether a row with this value passes; `function` stands for its name, then for its further arguments. */
function holds(text: string, values: Record<string, unknown>): boolean {
  const [name = "", column = "", ...more] = text.split(" ");
  const given = more.length === 0 ? "" : `,${more.join(" ")}`;
  const filter = parseFilter(`Microsoft.Dynamics.CRM.${name}(PropertyName='${column}'${given})`, true);
  const typeOf = (wanted: string): ColumnType => {
    const type = types[wanted];
    if (type === undefined) throw new ServiceError(400, "", "no such column");
    return type;
  };
  const context = { now, userId: user, businessUnitId: unit, typeOf };
  return passes(withoutFunctions(filter, context), ([first = ""]) => values[first] ?? null);
}

describe("a moment is in", () => {
  it.each([
    ["Today made", "2026-01-14T23:59:59Z", false],
    ["Today made", "2026-01-15T00:00:00Z", true],
    ["Today made", "2026-01-15T23:59:59Z", true],
    ["Today made", "2026-01-16T00:00:00Z", false],
    ["Yesterday made", "2026-01-13T23:59:59Z", false],
    ["Yesterday made", "2026-01-14T00:00:00Z", true],
    ["Yesterday made", "2026-01-15T00:00:00Z", false],
    ["Tomorrow made", "2026-01-15T23:59:59Z", false],
    ["Tomorrow made", "2026-01-16T00:00:00Z", true],
    ["Tomorrow made", "2026-01-17T00:00:00Z", false],
    ["Last7Days made", "2026-01-07T23:59:59Z", false],
    ["Last7Days made", "2026-01-08T00:00:00Z", true],
    ["Last7Days made", "2026-01-15T23:59:59Z", true],
    ["Last7Days made", "2026-01-16T00:00:00Z", false],
    ["Next7Days made", "2026-01-14T23:59:59Z", false],
    ["Next7Days made", "2026-01-15T00:00:00Z", true],
    ["Next7Days made", "2026-01-22T23:59:59Z", true],
    ["Next7Days made", "2026-01-23T00:00:00Z", false],
    ["On made PropertyValue='2026-01-10'", "2026-01-10T12:00:00Z", true],
    ["On made PropertyValue='2026-01-10'", "2026-01-11T00:00:00Z", false],
    ["On made PropertyValue='2026-01-10'", "2026-01-09T23:59:59Z", false],
    ["OnOrAfter made PropertyValue='2026-01-10'", "2026-01-09T23:59:59Z", false],
    ["OnOrAfter made PropertyValue='2026-01-10'", "2026-01-10T00:00:00Z", true],
    ["OnOrBefore made PropertyValue='2026-01-10'", "2026-01-10T23:59:59Z", true],
    ["OnOrBefore made PropertyValue='2026-01-10'", "2026-01-11T00:00:00Z", false],
    ["LastXHours made PropertyValue=2", "2026-01-15T06:29:59Z", false],
    ["LastXHours made PropertyValue=2", "2026-01-15T06:30:00Z", true],
    ["LastXHours made PropertyValue=2", "2026-01-15T08:30:00Z", false],
    ["NextXHours made PropertyValue=2", "2026-01-15T08:29:59Z", false],
    ["NextXHours made PropertyValue=2", "2026-01-15T10:29:59Z", true],
    ["NextXHours made PropertyValue=2", "2026-01-15T10:30:00Z", false],
    ["LastXDays made PropertyValue=3", "2026-01-11T23:59:59Z", false],
    ["LastXDays made PropertyValue=3", "2026-01-12T00:00:00Z", true],
    ["NextXDays made PropertyValue=3", "2026-01-18T23:59:59Z", true],
    ["NextXDays made PropertyValue=3", "2026-01-19T00:00:00Z", false],
    ["LastXWeeks made PropertyValue=1", "2026-01-08T00:00:00Z", true],
    ["LastXWeeks made PropertyValue=1", "2026-01-07T23:59:59Z", false],
    ["OlderThanXMinutes made PropertyValue=5", "2026-01-15T08:24:59Z", true],
    ["OlderThanXMinutes made PropertyValue=5", "2026-01-15T08:25:00Z", false],
    ["OlderThanXDays made PropertyValue=5", "2026-01-09T23:59:59Z", true],
    ["OlderThanXDays made PropertyValue=5", "2026-01-10T00:00:00Z", false],
  ])("%s: %s is %s", (text, made, expected) => {
    expect(holds(text, { made })).toBe(expected);
  });

  it("a day counts like the moment it begins", () => {
    expect(holds("Today born", { born: "2026-01-15" })).toBe(true);
    expect(holds("Today born", { born: "2026-01-16" })).toBe(false);
  });
});

describe("a value is in", () => {
  it.each([
    ['In size PropertyValues=["1","2"]', { size: 2 }, true],
    ['In size PropertyValues=["1","2"]', { size: 3 }, false],
    ['NotIn size PropertyValues=["1","2"]', { size: 3 }, true],
    ['NotIn size PropertyValues=["1","2"]', { size: 1 }, false],
    ['In name PropertyValues=["a","b]c"]', { name: "b]c" }, true],
    ['In open PropertyValues=["true"]', { open: true }, true],
    ['In open PropertyValues=["1"]', { open: true }, true],
    ['In open PropertyValues=["0"]', { open: true }, false],
    [`In owner PropertyValues=["${user.toUpperCase()}"]`, { owner: user }, true],
    ['Between size PropertyValues=["2","4"]', { size: 1 }, false],
    ['Between size PropertyValues=["2","4"]', { size: 2 }, true],
    ['Between size PropertyValues=["2","4"]', { size: 4 }, true],
    ['Between size PropertyValues=["2","4"]', { size: 5 }, false],
    ['NotBetween size PropertyValues=["2","4"]', { size: 5 }, true],
    ['NotBetween size PropertyValues=["2","4"]', { size: 4 }, false],
    ['Between made PropertyValues=["2026-01-01","2026-01-31"]', { made: "2026-01-15T00:00:00Z" }, true],
    ["EqualUserId owner", { owner: user }, true],
    ["EqualUserId owner", { owner: unit }, false],
    ["NotEqualUserId owner", { owner: unit }, true],
    ["EqualBusinessId owner", { owner: unit }, true],
    ["NotBusinessId owner", { owner: unit }, false],
  ])("%s: %j is %s", (text, values, expected) => {
    expect(holds(text, values)).toBe(expected);
  });
});

describe("what is no right use is refused", () => {
  it.each([
    ['Between size PropertyValues=["2"]', 400],
    ['Between size PropertyValues=["2","3","4"]', 400],
    ['In size PropertyValues=["x"]', 400],
    ["In size PropertyValues='1'", 400],
    ["In size", 400],
    ["Today name", 400],
    ["On made PropertyValue='x'", 400],
    ['On made PropertyValue=["2026-01-10"]', 400],
    ["On made", 400],
    ["LastXDays made PropertyValue=0", 400],
    ["LastXDays made PropertyValue=1.5", 400],
    ["Today colour", 400],
    ["Never made", 400],
    ["LastXMonths made PropertyValue=1", 501],
    ["ThisFiscalYear made", 501],
    ["Under owner PropertyValue='x'", 501],
    ['ContainValues name PropertyValues=["1"]', 501],
  ])("%s: %i", (text, status) => {
    expect(() => holds(text, { made: "2026-01-15T00:00:00Z" })).toThrow(expect.objectContaining({ status }));
  });
});
