import { describe, expect, it } from "vitest";
import type { Team } from "../../../schemas/types/resources.ts";
import { describeRoster, planRoster } from "../../../providers/graph/team/roster.ts";
import { readSource } from "../../../schemas/source/read-source.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { org, orgWithDefaults, organization, person, store } from "../org-builder.ts";

function teamOf(of: Parameters<typeof deriveEnvironment>[0]): Team {
  const team = deriveEnvironment(of, "dev").resources.find(({ token }) => token === "graph:Team");
  return team?.props as Team;
}

describe("people whom a team never loses", () => {
  it("are those marked as protected, in every team, in the roster or not", () => {
    const people = [person("m"), person("w"), { ...person("Boss"), protected: true }];
    expect(teamOf(org({ people })).keep).toEqual(["boss@contoso.example"]);
    expect(teamOf(org({ people })).roster).not.toHaveProperty("boss@contoso.example");
    expect(teamOf(org()).keep).toBeUndefined();
  });

  it("are required owners too: they own the team beside its managers, the nearest list decides", () => {
    const people = [person("m"), person("w"), person("a"), person("b")];
    const inherited = { ...orgWithDefaults({ requiredOwners: ["a"] }), people };
    expect(teamOf(inherited)).toMatchObject({
      keep: ["a@contoso.example"],
      roster: { "a@contoso.example": "owner", "m@contoso.example": "owner", "w@contoso.example": "member" },
    });
    const own = [organization, store({ team: { requiredOwners: ["b"] } })];
    expect(teamOf({ ...inherited, nodes: own })).toMatchObject({ keep: ["b@contoso.example"] });
    const none = [organization, store({ team: { requiredOwners: [] } })];
    expect(teamOf({ ...inherited, nodes: none }).keep).toBeUndefined();
  });

  it("stay in the team and stay owners, and are no drift", () => {
    const desired = { owners: "authoritative", members: "authoritative", keep: ["k", "w"] } as const;
    const wanted = { ...desired, keep: [...desired.keep], roster: { a: "owner", w: "member" } as const };
    const observed = { a: "owner", k: "owner", w: "owner", x: "member" } as const;
    expect(planRoster(wanted, observed)).toEqual([{ kind: "unlink", part: "roster", targets: ["x"] }]);
    expect(describeRoster(wanted, observed)).toEqual({ a: "owner", w: "member", x: "member" });
  });

  it("may be marked in a CSV file", () => {
    const text =
      "id,upn,protected\na,a@x.example,yes\nb,b@x.example,\nc,c@x.example,no\nd,d@x.example,perhaps\n";
    const { lists } = readSource("people.csv", new TextEncoder().encode(text), ".csv");
    const marks = lists.get("people")?.map(({ value }) => (value as { protected?: unknown }).protected);
    expect(marks).toEqual([true, undefined, false, "perhaps"]);
  });
});
