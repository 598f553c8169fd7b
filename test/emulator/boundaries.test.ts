// Limits of requests and things, each tried from both sides: as many as may be, and one more.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  boston,
  type Client,
  groupBody,
  memberBody,
  person,
  startTenant,
  type TestTenant,
  userUrl,
} from "./support.ts";

/** So many people beside those of the demo. */
const people = Array.from({ length: 210 }, (_, index) => ({
  id: `a0000000-0000-4000-8000-${String(7000 + index).padStart(12, "0")}`,
  userPrincipalName: `many${index}@contoso.example`,
  displayName: `Many ${index}`,
}));
const ids = people.map(({ id }) => id);

let tenant: TestTenant;
let graph: Client;
beforeAll(async () => {
  tenant = await startTenant();
  graph = await tenant.graph();
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
  await tenant.admin.post("/seed", { users: people });
});
afterAll(() => tenant.close());

const team = `/v1.0/teams/${boston}`;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const status = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;
const values = (count: number, ...roles: string[]) => ({
  values: ids.slice(0, count).map((id) => memberBody(id, ...roles)),
});
const isGood = (code: number): boolean => code >= 200 && code < 300;

/** A channel of the tenant's own, without a request: many are wanted. */
function plantChannels(count: number, membershipType: "standard" | "private"): void {
  const found = tenant.running.core.state.tenant.groups.get(boston)?.team;
  const [sample] = found?.channels.values() ?? [];
  if (found == null || sample === undefined) throw new Error("Boston has a team");
  for (const index of range(count)) {
    const id = `19:planted${index}@thread.tacv2`;
    const facts = { id, displayName: `Planted ${index}`, membershipType, isPrimary: false };
    found.channels.set(id, { ...sample, ...facts, members: new Map(), tabs: new Map() });
  }
}

async function privateChannel(count: number): Promise<number> {
  for (const at of [0, 200]) {
    const some = ids.slice(at, Math.min(at + 200, count));
    if (some.length > 0)
      await graph.post(`${team}/members/add`, { values: some.map((id) => memberBody(id)) });
  }
  const members = ids.slice(0, count).map((id, index) => memberBody(id, ...(index === 0 ? ["owner"] : [])));
  return status(
    graph.post(`${team}/channels`, { displayName: "Secret", membershipType: "private", members }),
  );
}

async function task(more: Record<string, unknown>): Promise<number> {
  const container = { url: `https://graph.microsoft.com/v1.0/groups/${boston}` };
  const plan = await graph.post("/v1.0/planner/plans", { container, title: "Opening" });
  return status(graph.post("/v1.0/planner/tasks", { planId: plan.body["id"], title: "Sweep", ...more }));
}

async function details(more: Record<string, unknown>): Promise<number> {
  const container = { url: `https://graph.microsoft.com/v1.0/groups/${boston}` };
  const plan = await graph.post("/v1.0/planner/plans", { container, title: "Opening" });
  const made = await graph.post("/v1.0/planner/tasks", { planId: plan.body["id"], title: "Sweep" });
  const path = `/v1.0/planner/tasks/${String(made.body["id"])}/details`;
  const etag = String((await graph.get(path)).body["@odata.etag"]);
  return status(graph.patch(path, more, { "if-match": etag }));
}

interface Row {
  readonly what: string;
  readonly most: number;
  readonly run: (count: number) => Promise<number>;
}

const rows: readonly Row[] = [
  {
    what: "requests of a batch",
    most: 20,
    run: (count) =>
      status(
        graph.post("/v1.0/$batch", {
          requests: range(count).map((id) => ({ id: String(id), method: "GET", url: "/organization" })),
        }),
      ),
  },
  {
    what: "binds of a new group, owners and members together",
    most: 20,
    run: (count) =>
      status(
        graph.post(
          "/v1.0/groups",
          groupBody("Many", {
            "owners@odata.bind": [userUrl(person(201))],
            "members@odata.bind": ids.slice(0, count - 1).map(userUrl),
          }),
        ),
      ),
  },
  {
    what: "values of members/add",
    most: 200,
    run: (count) => status(graph.post(`${team}/members/add`, values(count))),
  },
  {
    what: "values of members/remove",
    most: 20,
    run: async (count) => {
      await graph.post(`${team}/members/add`, values(30));
      return status(graph.post(`${team}/members/remove`, values(count)));
    },
  },
  { what: "members of a new private channel", most: 200, run: privateChannel },
  {
    what: "channels of a team, private ones too",
    most: 1000,
    run: async (count) => {
      const there = tenant.running.core.state.tenant.groups.get(boston)?.team?.channels.size ?? 0;
      plantChannels(count - 1 - there, "private");
      await graph.post(`${team}/members`, memberBody(ids[0] ?? ""));
      const members = [memberBody(ids[0] ?? "", "owner")];
      const body = { displayName: "Last", membershipType: "private", members };
      return status(graph.post(`${team}/channels`, body));
    },
  },
  {
    what: "people of a private channel",
    most: 5000,
    run: async (count) => {
      await graph.post(`${team}/members`, memberBody(ids[0] ?? ""));
      await graph.post(`${team}/members`, memberBody(ids[1] ?? ""));
      const members = [memberBody(ids[0] ?? "", "owner")];
      const body = { displayName: "Crowded", membershipType: "private", members };
      const id = String((await graph.post(`${team}/channels`, body)).body["id"]);
      const channel = tenant.running.core.state.tenant.groups.get(boston)?.team?.channels.get(id);
      for (const index of range(count - 2))
        channel?.members.set(`planted ${index}`, {
          userId: `planted ${index}`,
          isOwner: false,
          isGuest: false,
        });
      return status(graph.post(`${team}/channels/${id}/members`, memberBody(ids[1] ?? "")));
    },
  },
  {
    what: "channels of a team",
    most: 1000,
    run: async (count) => {
      const there = tenant.running.core.state.tenant.groups.get(boston)?.team?.channels.size ?? 0;
      plantChannels(count - 1 - there, "standard");
      return status(graph.post(`${team}/channels`, { displayName: "Last" }));
    },
  },
  {
    what: "letters of a channel's name",
    most: 50,
    run: (count) => status(graph.post(`${team}/channels`, { displayName: "x".repeat(count) })),
  },
  {
    what: "owners of a group",
    most: 100,
    run: async (count) => {
      const made = await graph.post("/v1.0/groups", groupBody("Owned"));
      const path = `/v1.0/groups/${String(made.body["id"])}/owners/$ref`;
      const last = ids[count - 1] ?? "";
      for (const id of ids.slice(0, count - 1)) await graph.post(path, { "@odata.id": userUrl(id) });
      return status(graph.post(path, { "@odata.id": userUrl(last) }));
    },
  },
  {
    what: "ids of getByIds",
    most: 1000,
    run: (count) =>
      status(
        graph.post("/v1.0/directoryObjects/getByIds", {
          ids: range(count).map((index) => `a0000000-0000-4000-9000-${String(index).padStart(12, "0")}`),
        }),
      ),
  },
  {
    what: "assignees of a task",
    most: 20,
    run: (count) => {
      const assignment = { "@odata.type": "#microsoft.graph.plannerAssignment", orderHint: " !" };
      return task({ assignments: Object.fromEntries(ids.slice(0, count).map((id) => [id, assignment])) });
    },
  },
  { what: "per cent of a task", most: 100, run: (count) => task({ percentComplete: count }) },
  { what: "priority of a task", most: 10, run: (count) => task({ priority: count }) },
  {
    what: "points of a checklist",
    most: 20,
    run: (count) => {
      const item = { "@odata.type": "#microsoft.graph.plannerChecklistItem", title: "x" };
      return details({ checklist: Object.fromEntries(range(count).map((index) => [`item${index}`, item])) });
    },
  },
  {
    what: "references of a task",
    most: 10,
    run: (count) => {
      const reference = { "@odata.type": "#microsoft.graph.plannerExternalReference", alias: "x" };
      const name = (index: number): string => `https%3A//contoso%2Eexample/${index}`;
      return details({
        references: Object.fromEntries(range(count).map((index) => [name(index), reference])),
      });
    },
  },
];

describe("as many as may be, and one more", () => {
  it.each(rows)("$what: $most", async ({ most, run }) => {
    expect(await run(most)).toSatisfy(isGood);
    await tenant.admin.post("/reset");
    await tenant.admin.post("/seed", { users: people });
    const answered = await run(most + 1);
    expect(answered).toBeGreaterThanOrEqual(400);
    expect(answered).toBeLessThan(500);
  });
});

describe("time", () => {
  it("the name of a deleted channel is taken for 30 days, and free after", async () => {
    const name = { displayName: "Shifts" };
    const made = await graph.post(`${team}/channels`, name);
    await graph.delete(`${team}/channels/${String(made.body["id"])}`);
    tenant.world.advance(30 * 86_400 - 1);
    graph = await tenant.graph();
    expect((await graph.post(`${team}/channels`, name)).status).toBe(400);
    tenant.world.advance(1);
    expect((await graph.post(`${team}/channels`, name)).status).toBe(201);
  });
});

describe("a batch whose requests depend on others", () => {
  const batch = async (first: Record<string, unknown>): Promise<number[]> => {
    const requests = [
      { id: "1", ...first },
      { id: "2", method: "GET", url: "/organization", dependsOn: ["1"] },
    ];
    const { body } = await graph.post("/v1.0/$batch", { requests });
    const answers = body["responses"] as { id: string; status: number }[];
    return ["1", "2"].map((id) => answers.find((answer) => answer.id === id)?.status ?? 0);
  };

  it.each([
    ["works", { method: "GET", url: "/organization" }, [200, 200]],
    ["is refused", { method: "GET", url: "/users?$top=0" }, [400, 424]],
    ["is not found", { method: "GET", url: "/groups/00000000-0000-4000-8000-0000000000ff" }, [404, 424]],
  ])("the first %s", async (_what, first, expected) => {
    expect(await batch(first)).toEqual(expected);
  });
});
