// With an object id declared, the account with that id is the person: names change and are given to others.
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { People } from "../../providers/core/api.ts";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { byDeclaredIdentity } from "../../providers/graph/team/people/identities.ts";
import { inPresentNames, namesByObjectId } from "../../schemas/present-names.ts";
import { memberBody } from "../../providers/graph/team/people/change-members.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import { bind } from "../../providers/dynamic.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { appliedLedger, inDeclaredNames } from "../../stacks/brakes/applied-rosters.ts";
import { plannedSteps } from "../../stacks/changes/planned-steps.ts";
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
const userId = (number: string): string => `a0000000-0000-4000-8000-000000000${number}`;
const [sam, ana, eli] = [upn("sam.miller"), upn("ana.ruiz"), upn("eli.brandt")];
const [samId, anaId, eliId] = [userId("201"), userId("301"), userId("302")];
const nobodysId = "a0000000-0000-4000-8000-00000000dead";

function wanted(members: readonly string[], objectIds: Readonly<Record<string, string>>): Team {
  return {
    ...{ uniqueName: "store-team-000777", displayName: "Reno", mailNickname: "Reno_D365" },
    ...{ visibility: "private", template: "standard", archived: false },
    ...{ owners: "authoritative", members: "authoritative" },
    roster: Object.fromEntries([
      [sam, "owner"],
      ...members.map((person) => [person, "member"]),
    ]) as Team["roster"],
    objectIds,
  };
}

const run = (desired: Team) =>
  reconcile({ type: team, api: tenant.as("deployer"), desired, patience: usualPatience }, { remembered: {} });

async function memberIds(teamId: string): Promise<string[]> {
  const listed = await tenant.as("admin").graph.list(`/teams/${teamId}/members`);
  return listed.map((entry) => String(entry["userId"])).toSorted();
}

const rename = (id: string, to: string) =>
  tenant.as("admin").graph.send("PATCH", `/users/${id}`, { userPrincipalName: to });

describe("a person with a declared object id", () => {
  it("stays where they are when their account is renamed, and nothing is done", async () => {
    const desired = wanted([ana, eli], { [ana]: anaId });
    const { present } = await run(desired);
    await rename(anaId, upn("ana.costa"));
    const writes = await tenant.writes();
    const again = await run(desired);
    expect({ steps: again.stepsTaken, undone: again.undone }).toEqual({ steps: [], undone: [] });
    expect(again.present.value.roster).toEqual(desired.roster);
    expect([...(again.present.remote.renamed ?? [])]).toEqual([[ana, upn("ana.costa")]]);
    expect(await tenant.writes()).toBe(writes);
    expect(await memberIds(present.id)).toEqual([samId, anaId, eliId]);
  });

  it.each([
    {
      name: "no account has the id, another one has the name",
      objectIds: { [ana]: nobodysId },
      told: [nobodysId, anaId],
    },
    { name: "the account with the id has another name", objectIds: { [ana]: eliId }, told: [eliId, eli] },
    {
      name: "neither the id nor the name is there",
      members: [upn("no.body")],
      objectIds: { [upn("no.body")]: nobodysId },
      told: [nobodysId, "nor one of this name"],
    },
  ])("does not come in when $name, and both sides are told", async ({ objectIds, told, members = [ana] }) => {
    const { present, undone } = await run(wanted(members, objectIds));
    expect(undone.map(({ what }) => what)).toEqual(members);
    for (const text of told) expect(undone[0]?.text).toContain(text);
    expect(await memberIds(present.id)).toEqual([samId]);
  });

  it("is not the account that took the name over: whoever let that one in by hand, a run takes it out", async () => {
    const desired = wanted([ana], { [ana]: anaId });
    const { present } = await run(desired);
    await rename(anaId, upn("ana.costa"));
    await rename(eliId, ana);
    const api = tenant.as("admin");
    await api.graph.send("POST", `/teams/${present.id}/members/add`, { values: [memberBody(false, eliId)] });
    expect(await memberIds(present.id)).toEqual([samId, anaId, eliId]);
    expect((await run(desired)).undone).toEqual([]);
    expect(await memberIds(present.id)).toEqual([samId, anaId]);
  });

  it("is looked at when the id is first declared, although the names are the same", async () => {
    const before = wanted([ana], {});
    const { diff } = bind("graph:Team") as {
      diff: (id: string, olds: unknown, news: unknown) => Promise<object>;
    };
    expect(await diff("id", before, wanted([ana], { [ana]: nobodysId }))).not.toHaveProperty(
      "changes",
      false,
    );
    const checked = wanted([ana], { [ana]: anaId });
    expect(await diff("id", checked, checked)).toEqual({ changes: false });
  });

  it("is the same one when config follows the new name: no plan, no brake, no report counts anybody", async () => {
    const [before, now] = [
      wanted([ana], { [ana]: anaId }),
      wanted([upn("ana.costa")], { [upn("ana.costa")]: anaId }),
    ];
    await run(before);
    await rename(anaId, upn("ana.costa"));
    expect((await run(now)).stepsTaken).toEqual([]);
    expect(
      team.plan(now, {
        kind: "present",
        id: "id" as never,
        value: before,
        remote: { hasTeam: true } as never,
      }),
    ).toEqual([]);
    const resources = [{ token: "graph:Team", name: "store-000777", props: { ...before } }];
    const derived = { resources: [{ token: "graph:Team", name: "store-000777", props: now }] } as never;
    const ledger = appliedLedger(inDeclaredNames(resources, derived), undefined);
    expect(ledger?.teams["store-000777"]?.members).toEqual([upn("ana.costa")]);
    const type = "pulumi-nodejs:dynamic/graph:Team";
    const urn = `urn:pulumi:dev::store-teams::${type}::store-000777`;
    const [step] = plannedSteps([
      {
        resourcePreEvent: {
          metadata: { op: "update", urn, type, old: { inputs: { ...before } }, new: { inputs: { ...now } } },
        },
      },
    ]);
    expect(step?.before?.["roster"]).toEqual(step?.after?.["roster"]);
  });
});

describe("laws", () => {
  const names = ["a", "b", "c", "d"].map(upn);
  const ids = ["1", "2", "3", "4"];
  /** A directory: each id has a name of its own, or no account. */
  const directory = fc
    .shuffledSubarray(names)
    .map((some) => new Map(some.map((name, index) => [String(index + 1), name])));
  const declared = fc
    .dictionary(fc.constantFrom(...names), fc.constantFrom(...ids))
    .filter((objectIds) => new Set(Object.values(objectIds)).size === Object.keys(objectIds).length);

  function peopleIn(accounts: ReadonlyMap<string, string>): People {
    const byName = new Map([...accounts].map(([id, name]) => [name, id]));
    const some = (from: ReadonlyMap<string, string>, keys: readonly string[]) =>
      new Map(keys.flatMap((key) => (from.has(key) ? [[key, from.get(key) ?? ""] as const] : [])));
    return { idsByName: async (keys) => some(byName, keys), namesById: async (keys) => some(accounts, keys) };
  }

  it("whoever comes in has the declared id and the declared name; everybody else is told", async () => {
    await fc.assert(
      fc.asyncProperty(directory, declared, async (accounts, objectIds) => {
        const { people } = byDeclaredIdentity({ people: peopleIn(accounts) } as never, objectIds) as {
          people: People;
        };
        const found = await people.idsByName(names);
        for (const name of names) {
          const id = found.get(name);
          const should = objectIds[name] ?? [...accounts].find(([, each]) => each === name)?.[0];
          const isRight = should !== undefined && accounts.get(should) === name;
          expect(id).toBe(isRight ? should : undefined);
          if (!isRight && objectIds[name] !== undefined)
            expect(people.whyUnknown?.(name)).toContain(objectIds[name]);
        }
      }),
    );
  });

  it("in a team nobody goes by a declared name but the account with the declared id", async () => {
    await fc.assert(
      fc.asyncProperty(directory, declared, async (accounts, objectIds) => {
        const { people } = byDeclaredIdentity({ people: peopleIn(accounts) } as never, objectIds) as {
          people: People;
        };
        const shown = await people.namesById(ids);
        for (const [name, id] of Object.entries(objectIds))
          expect([...shown].filter(([, each]) => each === name).map(([each]) => each)).toEqual([id]);
        expect(new Set(shown.values()).size).toBe(shown.size);
      }),
    );
  });

  it("renaming in config and back is where it began", () => {
    fc.assert(
      fc.property(declared, (objectIds) => {
        const roster = Object.fromEntries(Object.keys(objectIds).map((name) => [name, "member" as const]));
        const now = new Map(Object.entries(objectIds).map(([name, id]) => [id, `new.${name}`]));
        const renamed = inPresentNames({ roster, objectIds }, now);
        expect(Object.keys(renamed.roster).toSorted()).toEqual(
          Object.keys(roster)
            .map((name) => `new.${name}`)
            .toSorted(),
        );
        expect(inPresentNames(renamed, namesByObjectId([{ objectIds }]))).toEqual({ roster, objectIds });
      }),
    );
  });
});
