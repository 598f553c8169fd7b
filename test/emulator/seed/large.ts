// A tenant as large as wanted: the demo's clients and environments, and teams of people without faces.
import { guidFrom } from "../world.ts";
import { demoSeed } from "./seed.ts";
import type { Seed, SeedGroup, SeedUser } from "./shape.ts";

export interface Size {
  readonly users: number;
  readonly teams: number;
  /** People in each team, one of them its owner. */
  readonly membersPerTeam: number;
}

/** The same size gives the same tenant, id by id. */
export function largeSeed({ users, teams, membersPerTeam }: Size): Seed {
  const demo = demoSeed();
  const people = Array.from({ length: users }, (_, index) => makeUser(index, demo.domain));
  const nameOf = (index: number): string => people[index % people.length]?.userPrincipalName ?? "";
  const groups = Array.from({ length: teams }, (_, index): SeedGroup => {
    const number = String(index + 1).padStart(6, "0");
    // Neighbouring teams share nobody until all people have one.
    const first = index * membersPerTeam;
    const members = Array.from({ length: membersPerTeam - 1 }, (_none, at) => nameOf(first + 1 + at));
    return {
      id: guidFrom(`large group ${index}`),
      displayName: `Store ${number}`,
      mailNickname: `store-${number}`,
      uniqueName: `store-${number}`,
      description: `Store ${number}`,
      owners: [nameOf(first)],
      members: [...new Set(members)].filter((name) => name !== nameOf(first)),
      team: { channels: [{ displayName: "Shifts" }] },
    };
  });
  return { ...demo, users: [...demo.users, ...people], groups: [...demo.groups, ...groups] };
}

function makeUser(index: number, domain: string): SeedUser {
  const number = String(index + 1).padStart(6, "0");
  return {
    id: guidFrom(`large user ${index}`),
    userPrincipalName: `person-${number}@${domain}`,
    displayName: `Person ${number}`,
    jobTitle: "Sales associate",
  };
}
