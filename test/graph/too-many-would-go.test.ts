// A team that is ours but not in the state: how many people config may take out before it is left alone.
import { describe, expect, it } from "vitest";
import type { Team } from "../../schemas/types/resources.ts";
import type { Role, Roster } from "../../providers/graph/team/roster.ts";
import { tooManyWouldGo } from "../../providers/graph/team/people/too-many-would-go.ts";

const upn = (role: string, index: number): string => `${role}${index}@contoso.example`;
function roster(owners: number, members: number): Record<string, Role> {
  return Object.fromEntries([
    ...Array.from({ length: owners }, (_, index) => [upn("o", index), "owner"] as const),
    ...Array.from({ length: members }, (_, index) => [upn("m", index), "member"] as const),
  ]);
}

const desired = (wanted: Roster, more: Partial<Team> = {}): Team => ({
  uniqueName: "store-team-000777",
  displayName: "Reno",
  mailNickname: "Reno_D365",
  visibility: "private",
  template: "standard",
  archived: false,
  owners: "authoritative",
  members: "authoritative",
  roster: { ...wanted },
  ...more,
});

/** The roster with its last owners as members, and with its last people gone. */
function after(there: Roster, { demoted = 0, goneOwners = 0, goneMembers = 0 }): Roster {
  const owners = Object.keys(there).filter((person) => there[person] === "owner");
  const members = Object.keys(there).filter((person) => there[person] === "member");
  const out = [...owners.slice(owners.length - goneOwners), ...members.slice(members.length - goneMembers)];
  const left = owners.slice(0, owners.length - goneOwners);
  const down = left.slice(left.length - demoted);
  return Object.fromEntries(
    Object.entries(there)
      .filter(([person]) => !out.includes(person))
      .map(([person, role]) => [person, down.includes(person) ? "member" : role] as const),
  );
}

describe("losses that leave a team alone", () => {
  it.each([
    { name: "2 of 3 owners stop owning", there: roster(3, 0), loss: { demoted: 2 }, told: undefined },
    { name: "3 of 4 owners stop owning", there: roster(4, 0), loss: { demoted: 3 }, told: "3 of 4 owners" },
    { name: "3 of 6 owners stop owning", there: roster(6, 0), loss: { demoted: 3 }, told: undefined },
    { name: "4 of 6 owners stop owning", there: roster(6, 0), loss: { demoted: 4 }, told: "4 of 6 owners" },
    { name: "3 of 4 owners go", there: roster(4, 9), loss: { goneOwners: 3 }, told: "3 of 4 owners" },
    {
      name: "2 owners stop owning and 1 of 4 goes",
      there: roster(4, 9),
      loss: { demoted: 2, goneOwners: 1 },
      told: "3 of 4 owners",
    },
    { name: "9 of 10 people go", there: roster(1, 9), loss: { goneMembers: 9 }, told: undefined },
    { name: "10 of 11 people go", there: roster(1, 10), loss: { goneMembers: 10 }, told: "10 of 11 people" },
    { name: "10 of 20 people go", there: roster(1, 19), loss: { goneMembers: 10 }, told: undefined },
    { name: "11 of 21 people go", there: roster(1, 20), loss: { goneMembers: 11 }, told: "11 of 21 people" },
  ])("$name", ({ there, loss, told }) => {
    const reason = tooManyWouldGo(desired(after(there, loss)), there);
    if (told === undefined) expect(reason).toBeUndefined();
    else expect(reason).toContain(`config would take ${told} out`);
  });

  it("nobody counts whom config does not decide about", () => {
    const there = roster(4, 20);
    const wanted = desired({ [upn("o", 0)]: "owner" }, { owners: "additive", members: "additive" });
    expect(tooManyWouldGo(wanted, there)).toBeUndefined();
  });
});
