// People who are away: on leave by config, or without an account that is enabled. They keep what they have, nobody waits
// for them, and what does not rest on them is done.
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lessAwaited } from "../../providers/core/less-awaited.ts";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { asRemoteId, type Observation } from "../../providers/core/resource-type.ts";
import { bind } from "../../providers/dynamic.ts";
import type { Role } from "../../providers/graph/team/roster.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import { stateAfter } from "../../providers/pulumi-state.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const upn = (name: string): string => `${name}@contoso.example`;
const [sam, mia, ana, eli, ken] = [
  upn("sam.miller"),
  upn("mia.wolf"),
  upn("ana.ruiz"),
  upn("eli.brandt"),
  upn("ken.ito"),
];
const [nobody, disabled] = [upn("nobody.here"), upn("dora.disabled")];

function wanted(owners: readonly string[], members: readonly string[], more: Partial<Team> = {}): Team {
  const roster = [
    ...members.map((name) => [name, "member"] as const),
    ...owners.map((name) => [name, "owner"] as const),
  ];
  return {
    uniqueName: "store-team-000777",
    displayName: "Reno",
    mailNickname: "Reno_D365",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "authoritative",
    roster: Object.fromEntries(roster),
    ...more,
  };
}

const type = typeByToken("graph:Team");
type State = Readonly<Record<string, unknown>>;
const { diff } = bind("graph:Team") as {
  diff: (id: string, olds: State, news: State) => Promise<{ changes?: boolean }>;
};

/** A run as the provider does it: what it leaves in the state, and what it could not do. */
async function run(now: Team, before?: { readonly id: string; readonly state: State }) {
  const last = before === undefined ? {} : { last: before.state };
  const place = before === undefined ? { remembered: {} } : { id: asRemoteId(before.id), remembered: {} };
  const done = await reconcile(
    { type, api: tenant.as("deployer"), desired: { ...now }, patience: usualPatience, ...last },
    place,
  );
  return { id: done.present.id, state: stateAfter(type, { ...now }, done), undone: done.undone };
}

interface There {
  uniqueName: string | null;
  owners: string[];
  members: string[];
}

async function there(): Promise<Pick<There, "owners" | "members"> | undefined> {
  const { teams } = (await tenant.admin("GET", "/snapshot")) as { teams?: There[] };
  const found = teams?.find(({ uniqueName }) => uniqueName === "store-team-000777");
  return found && { owners: found.owners.toSorted(), members: found.members.toSorted() };
}

interface Row {
  readonly name: string;
  readonly before?: Team;
  readonly now: Team;
  readonly owners: readonly string[];
  readonly members: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: "a worker on leave stays in the team; others come and go",
    before: wanted([sam], [ana, eli]),
    now: wanted([sam], [ana, ken], { away: { [ana]: "leave" } }),
    owners: [sam],
    members: [ana, ken],
  },
  {
    name: "a manager on leave goes on owning beside the one who is there",
    before: wanted([sam, mia], [ana]),
    now: wanted([sam, mia], [], { away: { [sam]: "leave" } }),
    owners: [mia, sam],
    members: [],
  },
  {
    name: "a manager who becomes a worker while on leave keeps the role until they are back",
    before: wanted([sam, mia], []),
    now: wanted([mia], [sam], { away: { [sam]: "leave" } }),
    owners: [mia, sam],
    members: [],
  },
  {
    name: "a worker on leave who was never in the team does not come in",
    before: wanted([sam], []),
    now: wanted([sam], [ana], { away: { [ana]: "leave" } }),
    owners: [sam],
    members: [],
  },
  {
    name: "workers without an account that is enabled do not come in, and who is taken out goes",
    before: wanted([sam], [ana, eli]),
    now: wanted([sam], [ana, nobody, disabled], { away: { [nobody]: "missing", [disabled]: "disabled" } }),
    owners: [sam],
    members: [ana],
  },
  {
    name: "a new team is made without those who are away",
    now: wanted([sam, disabled], [ana, nobody], { away: { [nobody]: "missing", [disabled]: "disabled" } }),
    owners: [sam],
    members: [ana],
  },
  {
    name: "the old manager goes on owning until the new one has an account",
    before: wanted([sam], [ana]),
    now: wanted([nobody], [], { away: { [nobody]: "missing" } }),
    owners: [sam],
    members: [],
  },
  {
    name: "who has left is taken out where config leaves others alone, too",
    before: wanted([sam, mia], [ana, eli], { owners: "additive", members: "additive" }),
    now: wanted([sam], [eli], { owners: "additive", members: "additive", left: [mia, ana] }),
    owners: [sam],
    members: [eli],
  },
  {
    name: "who has left goes on owning when nobody else would",
    before: wanted([sam], []),
    now: wanted([nobody], [], { away: { [nobody]: "missing" }, left: [sam] }),
    owners: [sam],
    members: [],
  },
];

describe("people who are away", () => {
  it.each(rows)("$name; the next run has nothing to do", async ({ before, now, owners, members }) => {
    const first = before === undefined ? undefined : await run(before);
    const done = await run(now, first);
    expect(done.undone).toEqual([]);
    expect(await there()).toEqual({ owners: owners.toSorted(), members: members.toSorted() });
    expect(await diff(done.id, done.state, { ...now })).toEqual({ changes: false });
    const writes = await tenant.writes();
    expect((await run(now, done)).undone).toEqual([]);
    expect(await tenant.writes()).toBe(writes);
  });

  it("come in when they are back, and then the old manager goes", async () => {
    const first = await run(wanted([sam], [ana]));
    const waiting = await run(wanted([nobody], [ana], { away: { [nobody]: "missing" } }), first);
    await tenant.admin("POST", "/seed", {
      users: [{ id: "a0000000-0000-4000-8000-000000009002", userPrincipalName: nobody, displayName: "New" }],
    });
    const now = wanted([nobody], [ana]);
    expect((await diff(waiting.id, waiting.state, { ...now })).changes).not.toBe(false);
    await run(now, waiting);
    expect(await there()).toEqual({ owners: [nobody], members: [ana] });
  });

  it("whom a run finds out about are awaited, not failed: with them told as away the next run is empty", async () => {
    const now = wanted([sam], [ana, nobody, disabled]);
    const done = await run(now, await run(wanted([sam], [ana])));
    expect(done.undone.map(({ waitsFor }) => waitsFor).toSorted()).toEqual([disabled, nobody].toSorted());
    const told = { ...now, away: { [nobody]: "missing", [disabled]: "disabled" } };
    expect(await diff(done.id, done.state, told)).toEqual({ changes: false });
    expect((await diff(done.id, done.state, { ...now, away: { [nobody]: "missing" } })).changes).toBe(true);
  });
});

describe("laws of people who are away", () => {
  const people = ["a", "b", "c", "d"] as const;
  const role = fc.constantFrom<Role>("owner", "member");
  const roster = fc.dictionary(fc.constantFrom(...people), role);
  const mode = fc.constantFrom("authoritative" as const, "additive" as const);
  const why = fc.constantFrom("leave" as const, "missing" as const, "disabled" as const);
  const away = fc.dictionary(fc.constantFrom(...people), why);
  const world = fc.record({ roster, there: roster, last: roster, away, owners: mode, members: mode });

  it("no step is about any of them, and a team that somebody owns is never without an owner", () => {
    fc.assert(
      fc.property(world, ({ roster: asked, there: is, last, away: gone, owners, members }) => {
        fc.pre(Object.values(is).includes("owner") && Object.values(asked).includes("owner"));
        const desired = { ...wanted([], []), roster: asked, away: gone, owners, members };
        const before = { ...desired, roster: last };
        const observed = {
          kind: "present",
          id: asRemoteId("1"),
          value: { ...desired, roster: is },
          remote: team.recall({}, 0),
        } as Observation<Team, ReturnType<typeof team.recall>> & { readonly kind: "present" };
        const effective = lessAwaited(team, desired, observed, before);
        const steps = team.plan(effective, observed);
        const after: Record<string, string> = { ...is };
        for (const step of steps) {
          if (step.kind === "link") for (const person of step.targets) after[person] = step.part;
          if (step.kind === "unlink") for (const person of step.targets) delete after[person];
          if (step.kind === "update")
            for (const { path, to } of step.changes) after[path.slice("roster.".length)] = String(to);
        }
        for (const person of Object.keys(gone))
          if (asked[person] !== undefined) expect(after[person]).toBe(is[person]);
        expect(Object.values(after)).toContain("owner");
      }),
    );
  });
});
