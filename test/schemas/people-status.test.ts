// People who are away: the status that config gives them, its days, and where each mistake is told.
import { describe, expect, it } from "vitest";
import { peopleOn } from "../../schemas/people.ts";
import type { Person } from "../../schemas/types/org.ts";
import { validateOrg } from "../../schemas/validate.ts";
import { dayToGoBy } from "../../stacks/config/day-to-go-by.ts";
import { sourceOf, validateText } from "./problems-of.ts";

const day = "2026-11-29";
const who = (more: Partial<Person>): Person => ({ id: "p", upn: "p@x.example", ...more });

describe("the status of somebody on a day", () => {
  it.each<readonly [string, Partial<Person>, Person["status"]]>([
    ["without a status", {}, undefined],
    ["active", { status: "active" }, undefined],
    ["on leave without days", { status: "leave" }, "leave"],
    ["left without days", { status: "left" }, "left"],
    ["leave that begins today", { status: "leave", statusFrom: day }, "leave"],
    ["leave that begins tomorrow", { status: "leave", statusFrom: "2026-11-30" }, undefined],
    ["leave that ends today", { status: "leave", statusUntil: day }, "leave"],
    ["leave that ended yesterday", { status: "leave", statusUntil: "2026-11-28" }, undefined],
    ["within", { status: "left", statusFrom: "2026-11-01", statusUntil: "2026-12-31" }, "left"],
    ["before", { status: "left", statusFrom: "2026-12-01", statusUntil: "2026-12-31" }, undefined],
    ["after", { status: "left", statusFrom: "2026-10-01", statusUntil: "2026-10-31" }, undefined],
  ])("%s", (_name, more, status) => {
    expect(peopleOn([who(more)], day)).toEqual([status === undefined ? who({}) : who({ status })]);
  });
});

describe("the day that a run goes by", () => {
  it.each<readonly [string, Record<string, string>, string]>([
    ["today, in UTC", {}, "2026-11-29"],
    ["another one that is named", { STORE_TEAMS_DAY: "2026-12-24" }, "2026-12-24"],
  ])("is %s", (_name, environment, expected) => {
    expect(dayToGoBy(environment, Date.parse("2026-11-29T23:59:59Z"))).toBe(expected);
  });

  it.each(["tomorrow", "2026-02-30", "2026-1-1"])("is refused when it is none: %s", (named) => {
    expect(() => dayToGoBy({ STORE_TEAMS_DAY: named })).toThrow(/expected a day such as 2026-11-29/);
  });
});

const head = "apiVersion: org/v1\ntenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: x.example }\n";

describe("a status in config", () => {
  it("is read from CSV as from YAML", () => {
    const csv = sourceOf(
      "p.csv",
      "id,upn,status,statusFrom,statusUntil\na,a@x.example,leave,2026-11-01,2027-01-31\nb,b@x.example,,,\n",
    );
    const read = validateOrg(sourceOf("org.yaml", `${head}files: [p.csv]\n`), [csv]);
    const yaml = validateText(
      `${head}people:\n  - { id: a, upn: a@x.example, status: leave, statusFrom: 2026-11-01, statusUntil: 2027-01-31 }\n  - { id: b, upn: b@x.example }\n`,
    );
    expect(read.problems).toEqual([]);
    expect(read.org?.people.map(({ roles: _roles, ...rest }) => rest)).toEqual(yaml.org?.people);
    expect(read.org?.people[0]).toMatchObject({ status: "leave", statusFrom: "2026-11-01" });
  });

  it.each<readonly [string, string, RegExp]>([
    ["an unknown status", "status: gone", /active, leave/],
    ["a day of nobody who is away", "statusFrom: 2026-11-01", /is active, so "statusFrom" says nothing/],
    ["no day of the calendar", "status: leave, statusFrom: 2026-02-30", /no day of the calendar/],
    [
      "days in the wrong order",
      "status: leave, statusFrom: 2026-03-02, statusUntil: 2026-03-01",
      /before it begins/,
    ],
  ])("is refused with its place: %s", (_name, keys, message) => {
    const { org, problems } = validateText(`${head}people:\n  - { id: a, upn: a@x.example, ${keys} }\n`);
    expect(org).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.place.line).toBe(4);
    expect(`${problems[0]?.message ?? ""} ${problems[0]?.mend ?? ""}`).toMatch(message);
  });
});
