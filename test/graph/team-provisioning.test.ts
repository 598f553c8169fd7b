// Many teams that the service makes in the background: our clients on a clock that jumps, a service that is a table.
import { describe, expect, it } from "vitest";
import { admitted } from "../../providers/clients/limits/with-limits.ts";
import { CallCounter } from "../../providers/clients/limits/call-counter.ts";
import { GraphBatch } from "../../providers/clients/graph-batch.ts";
import { Limiter } from "../../providers/clients/limits/limiter.ts";
import type { JsonObject, Writer } from "../../providers/core/api.ts";
import { asRemoteId } from "../../providers/core/resource-type.ts";
import { createTeam } from "../../providers/graph/team/lifecycle.ts";
import { graphCost } from "../../providers/limits/call-cost.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { answerWith, serviceOf } from "../kit/answers.ts";
import { virtualClock } from "../clients/limiter-kit.ts";

const props: Team = {
  ...{ uniqueName: "store", displayName: "Store", mailNickname: "store", visibility: "private" },
  ...{ template: "standard", archived: false, owners: "authoritative", members: "authoritative" },
  roster: { "a@contoso.example": "owner" },
};

interface Outcome {
  /** When each team was asked for, and each look at its making, by team. Unit: seconds. */
  readonly looksAt: ReadonlyMap<string, readonly number[]>;
  readonly doneAt: ReadonlyMap<string, number>;
  /** HTTP requests that carried looks. */
  readonly lookRequests: number;
}

/** Makes so many teams at once; `takes` says how long the service is at work on each. Unit: seconds. */
async function made(count: number, takes: (index: number) => number): Promise<Outcome> {
  const clock = virtualClock();
  const seconds = (): number => clock.nowMilliseconds() / 1000;
  const limits = { limiter: new Limiter({ clock, share: 1 }), counter: new CallCounter() };
  const askedAt = new Map<string, number>();
  const looksAt = new Map<string, number[]>();
  let lookRequests = 0;
  const status = (path: string): JsonObject => {
    const team = /^\/teams\('(t\d+)'\)/.exec(path)?.[1] ?? "";
    looksAt.set(team, [...(looksAt.get(team) ?? []), seconds()]);
    const isDone = seconds() >= (askedAt.get(team) ?? 0) + takes(Number(team.slice(1)));
    return { status: isDone ? "succeeded" : "inProgress" };
  };
  const batch = new GraphBatch({
    host: "graph.test",
    get: async (path) => {
      lookRequests += 1;
      return answerWith(status(path));
    },
    post: async ({ requests }) => {
      lookRequests += 1;
      const items = requests as readonly { id: string; url: string }[];
      return { responses: items.map(({ id, url }) => ({ id, status: 200, body: status(url) })) };
    },
  });
  const graph = serviceOf(({ method, path, body }) =>
    admitted(limits, graphCost(method, path), async (itsPath) => {
      await clock.sleep(40);
      if (method === "GET") return batch.get(itsPath, {});
      const team = /groups\('(t\d+)'\)/.exec(JSON.stringify(body))?.[1] ?? "";
      askedAt.set(team, seconds());
      return answerWith(undefined, {
        status: 202,
        headers: { location: `/teams('${team}')/operations('o')` },
      });
    }),
  );
  const doneAt = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const id = asRemoteId(`t${index}`);
    const value: Team = { ...props, uniqueName: `store-${index}` };
    const observed = { kind: "present", id, value, remote: { hasTeam: false } } as const;
    const made = createTeam({ graph, clock } as unknown as Writer, value, observed, `store ${index}`);
    void made.then(() => doneAt.set(id, seconds()));
  }
  await clock.run();
  return { looksAt, doneAt, lookRequests };
}

describe("teams that are made in the background", () => {
  it("are looked at once and then not for 30 seconds, each time, as the service asks", async () => {
    const { looksAt, doneAt } = await made(30, () => 70);
    expect(doneAt.size).toBe(30);
    for (const looks of looksAt.values()) {
      expect(looks).toHaveLength(4);
      const gaps = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
      for (const gap of gaps) expect(gap).toBeGreaterThan(30);
    }
  });

  it("are looked at together: far fewer requests than looks", async () => {
    const { looksAt, lookRequests } = await made(300, () => 20);
    const looks = [...looksAt.values()].flat().length;
    expect(looks).toBe(600);
    // Ten teams a second are made, so a second look finds ten of them at the same whole second.
    expect(lookRequests).toBeLessThan(400);
  });

  it("do not wait for each other: one that takes minutes holds up none, and all leave at ten a second", async () => {
    const { doneAt } = await made(200, (index) => (index === 0 ? 200 : 0));
    expect(doneAt.size).toBe(200);
    const others = [...doneAt].filter(([team]) => team !== "t0").map(([, at]) => at);
    expect(Math.max(...others)).toBeLessThan(21);
    expect(doneAt.get("t0")).toBeGreaterThan(200);
  });
});
