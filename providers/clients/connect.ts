import { randomUUID } from "node:crypto";
import { setTimeout as sleepFor } from "node:timers/promises";
import type { Clock, ServiceWriter, Writer } from "../core/api.ts";
import { credentialFrom, renewable } from "./sign-in/credentials.ts";
import { CallCounter, type CallsMade } from "./limits/call-counter.ts";
import { dataverseService } from "./dataverse.ts";
import { endpointsFrom } from "./endpoints.ts";
import { graphService } from "./graph.ts";
import { keyVaultService } from "./key-vault.ts";
import { limitShareIn } from "./limits/share.ts";
import { Limiter } from "./limits/limiter.ts";
import { outputFiles, outputFolder } from "./outputs.ts";
import { peopleOver } from "./people.ts";
import { usualBounds } from "./send.ts";
import { teamsShell, tokensFrom } from "./teams-shell.ts";

export const systemClock: Clock = {
  nowMilliseconds: () => Date.now(),
  sleep: async (milliseconds) => {
    await sleepFor(milliseconds);
  },
};

/** The services, and what was sent to them so far. */
export interface ConnectedServices extends Writer {
  callsMade(): CallsMade;
  /** Leaves them in the folder at once. */
  writeCallsMade(): void;
}

/**
 * The services as this environment reaches them: identity and endpoints come from `environment`, never from config
 * or state. Nothing is sent yet. `STORE_TEAMS_LIMIT_SHARE` is the part of the services' limits that this process may
 * use; with `STORE_TEAMS_CALLS_FOLDER` it writes there what it sent. Throws RefusedError when the environment names no
 * identity, or a share that is none.
 */
export function connect(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
): ConnectedServices {
  const endpoints = endpointsFrom(environment);
  const credential = renewable(() => credentialFrom(environment, endpoints));
  const limiter = new Limiter({ clock, share: limitShareIn(environment) });
  const counter = new CallCounter(environment["STORE_TEAMS_CALLS_FOLDER"]);
  const shared = { credential, clock, bounds: usualBounds, random: Math.random, limiter, counter };
  const graph = graphService({ ...shared, origin: endpoints.graph, newId: randomUUID });
  const dataverse = onePerOrigin((origin) =>
    dataverseService({ ...shared, origin: endpoints.actual(origin) }),
  );
  const vault = onePerOrigin((origin) =>
    keyVaultService({ ...shared, publicOrigin: origin, origin: endpoints.actual(origin) }),
  );
  const folder = outputFolder(environment);
  return {
    graph,
    outputs: outputFiles(folder),
    teamsShell: teamsShell({ environment, folder, tokens: () => tokensFrom(credential, endpoints.graph) }),
    people: peopleOver(graph),
    clock,
    callsMade: () => counter.made,
    writeCallsMade: () => {
      counter.flush();
    },
    dataverse,
    vault,
  };
}

function onePerOrigin(make: (origin: string) => ServiceWriter): (origin: string) => ServiceWriter {
  const made = new Map<string, ServiceWriter>();
  return (origin) => {
    const service = made.get(origin) ?? make(origin);
    made.set(origin, service);
    return service;
  };
}
