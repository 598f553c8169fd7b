import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import { stateAfter } from "../../providers/pulumi-state.ts";
import { bind } from "../../providers/dynamic.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const nowhere = { remembered: {} };

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const upn = (name: string): string => `${name}@contoso.example`;
const unknown = upn("nobody.here");
const disabled = upn("dora.disabled");
const unlicensed = upn("nils.nolicence");

type Roster = Readonly<Record<string, "owner" | "member">>;

function rosterOf(owners: readonly string[], members: readonly string[]): Record<string, "owner" | "member"> {
  return Object.fromEntries([
    ...members.map((name) => [name, "member"] as const),
    ...owners.map((name) => [name, "owner"] as const),
  ]);
}

function wanted(owners: readonly string[], members: readonly string[], more: Partial<Team> = {}): Team {
  return {
    uniqueName: "store-team-000777",
    displayName: "Reno",
    mailNickname: "Reno_D365",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "authoritative",
    roster: rosterOf(owners, members),
    channels: { shifts: { displayName: "Shifts" } },
    ...more,
  };
}

function run(desired: Team, last?: Team) {
  const more = last === undefined ? {} : { last };
  return reconcile(
    { type: team, api: tenant.as("deployer"), desired, patience: usualPatience, ...more },
    nowhere,
  );
}

interface TeamThere {
  uniqueName: string | null;
  owners: string[];
  members: string[];
  channels: { displayName: string }[];
}

async function there(): Promise<TeamThere | undefined> {
  const { teams } = (await tenant.admin("GET", "/snapshot")) as { teams?: TeamThere[] };
  return teams?.find(({ uniqueName }) => uniqueName === "store-team-000777");
}

const [sam, mia, leo] = [upn("sam.miller"), upn("mia.wolf"), upn("leo.martin")];
const [ana, eli, ken] = [upn("ana.ruiz"), upn("eli.brandt"), upn("ken.ito")];

interface Row {
  readonly name: string;
  /** What was applied before; undefined: the team is new. */
  readonly before?: Team;
  readonly now: Team;
  readonly owners: readonly string[];
  readonly members: readonly string[];
  /** One for each person who is told. */
  readonly told: readonly RegExp[];
  /** What the same run does a second time; unless said otherwise it tells all of them again and writes nothing. */
  readonly again?: { readonly told?: number; readonly writes: number };
}

const rows: Row[] = [
  {
    name: "a worker without account in a new store: the others are in, channels too",
    now: wanted([sam], [ana, unknown, eli]),
    owners: [sam],
    members: [ana, eli],
    told: [
      /team Reno .*could not add "nobody\.here@.*the tenant has no such user\. Check the spelling under people/,
    ],
  },
  {
    name: "a worker without account among new ones",
    before: wanted([sam], [ana]),
    now: wanted([sam], [ana, unknown, eli]),
    owners: [sam],
    members: [ana, eli],
    told: [/no such user/],
  },
  {
    name: "a disabled account and an unknown one: both are told, each with its mend",
    before: wanted([sam], [ana]),
    now: wanted([sam], [ana, disabled, unknown, eli]),
    owners: [sam],
    members: [ana, eli],
    again: { writes: 1 }, // a disabled account is only known from the answer
    told: [
      /"nobody\.here@.*no such user/,
      /"dora\.disabled@.*NotFound\. Check that the account .* is enabled/,
    ],
  },
  {
    name: "a new manager without licence in a new store with another manager",
    now: wanted([sam, unlicensed], [ana]),
    owners: [sam],
    members: [ana],
    again: { told: 0, writes: 1 }, // a team that exists takes such an owner
    told: [/"nils\.nolicence@.* as owner: the account has no licence for Teams\. Assign one/],
  },
  {
    name: "a new manager with a disabled account in a new store with another manager",
    now: wanted([sam, disabled], [ana]),
    owners: [sam],
    members: [ana],
    again: { writes: 1 },
    told: [/"dora\.disabled@.* as owner: the account is disabled\. Enable it/],
  },
  {
    name: "an unknown new manager: the old one goes on owning, workers come and go",
    before: wanted([sam], [ana, eli]),
    now: wanted([unknown], [ana, ken]),
    owners: [sam],
    members: [ana, ken],
    told: [/no such user/],
  },
  {
    name: "an unknown second manager: nobody stops owning before both are there",
    before: wanted([sam, leo], [ana]),
    now: wanted([mia, unknown], [ana]),
    owners: [leo, mia, sam],
    members: [ana],
    told: [/no such user/],
  },
];

describe("people who cannot be added", () => {
  it.each(rows)("$name", async ({ before, now, owners, members, told, again }) => {
    if (before !== undefined) await run(before);
    const { undone } = await run(now, before);
    expect(undone).toHaveLength(told.length);
    for (const [index, text] of told.entries()) expect(undone[index]?.text).toMatch(text);
    const seen = await there();
    expect(seen?.owners.toSorted()).toEqual(owners);
    expect(seen?.members.toSorted()).toEqual(members);
    expect(seen?.channels.map(({ displayName }) => displayName)).toContain("Shifts");
    const writesBefore = await tenant.writes();
    expect((await run(now, before)).undone).toHaveLength(again?.told ?? told.length);
    expect(await tenant.writes()).toBe(writesBefore + (again?.writes ?? 0));
  });

  it("may be somebody whose account was renamed: who is there under an unlisted name stays until that is mended", async () => {
    const before = wanted([sam], [ana, eli]);
    await run(before);
    await tenant.admin("POST", "/seed", {
      users: [
        {
          id: "a0000000-0000-4000-8000-000000009001",
          userPrincipalName: upn("ana.ruiz-lopez"),
          displayName: "Ana",
        },
      ],
    });
    await run(wanted([sam], [upn("ana.ruiz-lopez"), eli]));
    // Config still knows the old name, which nobody has any more; eli leaves, ken comes.
    const now = wanted([sam], [unknown, ken]);
    await run(now, before);
    expect((await there())?.members.toSorted()).toEqual([upn("ana.ruiz-lopez"), ken]);
  });

  it("are the only managers of a new store: it is refused, with each of them, and nothing is written", async () => {
    const writesBefore = await tenant.writes();
    const failing = run(wanted([unknown, unlicensed], [ana]));
    await expect(failing).rejects.toThrow(/nobody of those named can own it/);
    await expect(failing).rejects.toThrow(/"nobody\.here@.*\n.*"nils\.nolicence@/s);
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("are added by the next run once they are mended", async () => {
    const now = wanted([sam], [ana, unknown]);
    await run(now);
    await tenant.admin("POST", "/seed", {
      users: [{ id: "a0000000-0000-4000-8000-000000009002", userPrincipalName: unknown, displayName: "New" }],
    });
    expect((await run(now)).undone).toEqual([]);
    expect((await there())?.members).toEqual([ana, unknown]);
  });
});

describe("the state after a run that could not do everything", () => {
  it("holds what is there and what is not done, and makes the next preview try again", async () => {
    const now = wanted([sam], [ana, unknown]);
    const type = typeByToken("graph:Team");
    const done = await reconcile(
      {
        type,
        api: tenant.as("deployer"),
        desired: { ...now },
        patience: usualPatience,
      },
      nowhere,
    );
    const state = stateAfter(type, { ...now }, done);
    expect((state["roster"] as Roster)[unknown]).toBeUndefined();
    expect(state["undone"]).toEqual([
      { waitsFor: unknown, text: expect.stringContaining("no such user") as string },
    ]);
    const { diff } = bind("graph:Team") as {
      diff: (id: string, olds: unknown, news: unknown) => Promise<unknown>;
    };
    expect(await diff("id", state, now)).toEqual({ changes: true, replaces: [] });
    // Also when config gives the person up: what was said must go out of the state.
    expect(await diff("id", state, wanted([sam], [ana]))).toEqual({ changes: true, replaces: [] });
  });
});
