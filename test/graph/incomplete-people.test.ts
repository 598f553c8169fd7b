// A bulk answer that leaves somebody out: the directory is eventually consistent, so silence says nothing of anybody.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peopleOver } from "../../providers/clients/people.ts";
import type { JsonObject, ServiceReader, Writer } from "../../providers/core/api.ts";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place } from "../../providers/core/resource-type.ts";
import { planRoster, type Role } from "../../providers/graph/team/roster.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());

const [omar, amir, zoe] = ["omar.haddad", "amir.saleh", "zoe.lang"].map((name) => `${name}@contoso.example`);
const everybody = [omar, amir, zoe] as const;
const desired = {
  uniqueName: "store-team-000212",
  displayName: "Providence",
  mailNickname: "Providence_D365",
  visibility: "private",
  template: "standard",
  archived: false,
  owners: "authoritative",
  members: "authoritative",
  roster: { [String(omar)]: "owner", [String(amir)]: "member", [String(zoe)]: "member" },
} as const satisfies Team;

/** The services as a client sees them whose bulk answers about users leave these people out. */
function leavingOut(names: readonly string[]): Writer {
  const api = tenant.as("deployer");
  const thin = (path: string, items: readonly JsonObject[]): readonly JsonObject[] =>
    path.startsWith("/users?")
      ? items.filter((user) => !names.includes(String(user["userPrincipalName"]).toLowerCase()))
      : items;
  const { graph: real } = api;
  const graph = {
    get: real.get.bind(real),
    find: real.find.bind(real),
    send: real.send.bind(real),
    list: async (...asked: Parameters<ServiceReader["list"]>) => thin(asked[0], await real.list(...asked)),
  };
  return { ...api, graph, people: peopleOver(graph) };
}

async function members(teamId: string): Promise<string[]> {
  const listed = await tenant.as("admin").graph.list(`/teams/${teamId}/members`);
  return listed.map(({ email }) => String(email).toLowerCase()).toSorted();
}

describe("people whom a bulk answer leaves out", () => {
  it("neither leave a team nor are added again, whoever they are", async () => {
    const run = (api: Writer, place: Place) =>
      reconcile({ type: team, api, desired, last: desired, patience: usualPatience }, place);
    const made = await run(tenant.as("deployer"), { remembered: {} });
    const place = { id: made.present.id, remembered: team.remember(made.present.remote) };
    for (const names of [[omar], [amir], [amir, zoe], everybody]) {
      const before = await tenant.writes();
      const { stepsTaken, undone } = await run(leavingOut(names.map(String)), place);
      expect({ stepsTaken, undone, writes: (await tenant.writes()) - before }).toEqual({
        stepsTaken: [],
        undone: [],
        writes: 0,
      });
    }
    expect(await members(made.present.id)).toEqual(everybody.map(String).toSorted());
  });

  it("are found when they are to come in", async () => {
    const wanted = { ...desired, uniqueName: "store-team-000213", mailNickname: "Other_D365" };
    const made = await reconcile(
      { type: team, api: leavingOut(everybody.map(String)), desired: wanted, patience: usualPatience },
      { remembered: {} },
    );
    expect(made.undone).toEqual([]);
    expect(await members(made.present.id)).toEqual(everybody.map(String).toSorted());
  });

  it("law: no plan takes out or demotes anybody without a name, whatever config decides", () => {
    const role = fc.constantFrom<Role>("owner", "member");
    const mode = fc.constantFrom("authoritative" as const, "additive" as const);
    const person = fc.constantFrom("a", "b", "c", "id:1", "id:2", "id:3");
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("a", "b", "c"), role),
        fc.dictionary(person, role),
        mode,
        mode,
        (roster, observed, owners, membersMode) => {
          const steps = planRoster({ roster, owners, members: membersMode }, observed);
          const touched = steps.flatMap((step) =>
            step.kind === "unlink" || step.kind === "link"
              ? step.targets
              : step.kind === "update"
                ? step.changes.map(({ path }) => path.slice("roster.".length))
                : [],
          );
          expect(touched.filter((name) => name.startsWith("id:"))).toEqual([]);
        },
      ),
    );
  });
});
