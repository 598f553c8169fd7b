import { randomUUID } from "node:crypto";
import { setTimeout as sleepFor } from "node:timers/promises";
import type { Clock, ServiceWriter, Writer } from "../core/api.ts";
import { credentialFrom, renewable } from "./credentials.ts";
import { dataverseService } from "./dataverse.ts";
import { endpointsFrom } from "./endpoints.ts";
import { graphService } from "./graph.ts";
import { peopleOver } from "./people.ts";
import { usualBounds } from "./send.ts";

export const systemClock: Clock = {
  nowMilliseconds: () => Date.now(),
  sleep: async (milliseconds) => {
    await sleepFor(milliseconds);
  },
};

/**
 * The services as this environment reaches them: identity and endpoints come from `environment`, never from config
 * or state. Nothing is sent yet. Throws RefusedError when the environment names no identity.
 */
export function connect(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
): Writer {
  const endpoints = endpointsFrom(environment);
  const credential = renewable(() => credentialFrom(environment, endpoints));
  const shared = { credential, clock, bounds: usualBounds, random: Math.random };
  const graph = graphService({ ...shared, origin: endpoints.graph, newId: randomUUID });
  const environments = new Map<string, ServiceWriter>();
  return {
    graph,
    people: peopleOver(graph),
    clock,
    dataverse: (origin) => {
      let service = environments.get(origin);
      if (service === undefined) {
        service = dataverseService({ ...shared, origin: endpoints.actual(origin) });
        environments.set(origin, service);
      }
      return service;
    },
  };
}
