// What the clients keep: as much after many runs in one process as after a few.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { admitted } from "../../providers/clients/limits/with-limits.ts";
import { CallCounter } from "../../providers/clients/limits/call-counter.ts";
import { GraphBatch } from "../../providers/clients/graph-batch.ts";
import { Limiter } from "../../providers/clients/limits/limiter.ts";
import { peopleOver } from "../../providers/clients/people.ts";
import type { JsonObject, People, ServiceReader } from "../../providers/core/api.ts";
import { ApiError } from "../../providers/core/errors.ts";
import { graphCost } from "../../providers/limits/call-cost.ts";
import { answerWith, serviceOf } from "../kit/answers.ts";
import { virtualClock, type VirtualClock } from "./limiter-kit.ts";

/** Bytes in use once everything is cleared away that nobody holds. */
function bytesHeld(): number {
  setFlagsFromString("--expose-gc");
  const clear = runInNewContext("gc") as () => void;
  clear();
  clear();
  return process.memoryUsage().heapUsed;
}

/** The answer of a service that has everybody but those whose name begins with "nobody". */
function answerTo(path: string): JsonObject {
  const list = /in \((.*?)\)/.exec(decodeURIComponent(path))?.[1];
  if (path.startsWith("/users/"))
    throw new ApiError({ status: 404, code: "", serviceMessage: "", call: path });
  if (list === undefined) return { value: [{ id: path, roles: ["owner"] }] };
  const names = list.split(",").map((name) => name.slice(1, -1));
  const known = names.filter((name) => !name.startsWith("nobody"));
  return { value: known.map((name) => ({ id: `id of ${name}`, userPrincipalName: name })) };
}

/** The same as one result of a batch. */
function resultOf(path: string): { status: number; body?: JsonObject } {
  return path.startsWith("/users/")
    ? { status: 404, body: { error: { code: "Request_ResourceNotFound" } } }
    : { status: 200, body: answerTo(path) };
}

/** Our clients over that service. */
function services(clock: VirtualClock): { readonly graph: ServiceReader; readonly people: People } {
  const limits = { limiter: new Limiter({ clock, share: 1 }), counter: new CallCounter() };
  const batch = new GraphBatch({
    host: "graph.test",
    get: async (path) => answerWith(answerTo(path)),
    post: async ({ requests }) => {
      const items = requests as readonly { id: string; url: string }[];
      return { responses: items.map(({ id, url }) => ({ id, ...resultOf(url) })) };
    },
  });
  const graph = serviceOf(({ method, path }) =>
    admitted(limits, graphCost(method, path), async (itsPath) => {
      await clock.sleep(40);
      return batch.get(itsPath, {});
    }),
  );
  return { graph, people: peopleOver(graph) };
}

describe("many runs in one process", () => {
  it("hold no more than a few: limits, batches, people who are there and people who are not", async () => {
    const clock = virtualClock();
    const { graph, people } = services(clock);
    let runs = 0;
    const run = async (): Promise<void> => {
      runs += 1;
      const strangers = `nobody-${runs}`;
      const looks = Array.from({ length: 500 }, async (_, team) => {
        await graph.list(`/teams/t${team}/members?$top=999`);
        await graph.list(`/teams/t${team}/channels/c${team}/members`);
        const names = [`person-${team}@x.example`, `${strangers}-${team}@x.example`];
        expect((await people.idsByName(names)).size).toBe(1);
      });
      await clock.run();
      await Promise.all(looks);
    };
    for (let warmUp = 0; warmUp < 3; warmUp += 1) await run();
    const before = bytesHeld();
    for (let more = 0; more < 8; more += 1) await run();
    // One run's limits and people alone are some hundred kilobytes.
    expect(bytesHeld() - before).toBeLessThan(400_000);
  });
});
