import { terminalText } from "../../schemas/text/terminal.ts";
import { note } from "./out/print.ts";
import { randomUUID } from "node:crypto";
import { setTimeout as sleepFor } from "node:timers/promises";
import type { Clock, ServiceWriter, Writer } from "../core/api.ts";
import { bounds } from "../core/bounds.ts";
import { renewable } from "./sign-in/credentials.ts";
import { signedIn, type SignedIn } from "./sign-in/signed-in.ts";
import { CallCounter, type CallsMade } from "./limits/call-counter.ts";
import { dataverseService } from "./dataverse.ts";
import { endpointsFrom } from "./endpoints.ts";
import type { AnswerBounds } from "./calls/exchange.ts";
import { graphService } from "./graph.ts";
import { keyVaultService } from "./key-vault.ts";
import { limitShareIn } from "./limits/share.ts";
import { Limiter } from "./limits/limiter.ts";
import type { ServiceOrigin } from "./calls/origins.ts";
import { outputFiles, outputFolder } from "./outputs.ts";
import { peopleOver } from "./people.ts";
import { usualBounds } from "./calls/send.ts";
import { teamsShell, tokensFrom } from "./teams-shell.ts";
import { Waits } from "./calls/waits.ts";

export const systemClock: Clock = {
  nowMilliseconds: () => Date.now(),
  sleep: async (milliseconds) => {
    await sleepFor(milliseconds);
  },
};

/** A wait that says for what it is, is told to people when it is long. */
function toldClock(clock: Clock, waits: Waits): Clock {
  return {
    nowMilliseconds: () => clock.nowMilliseconds(),
    sleep: (milliseconds, waiting) =>
      waiting === undefined
        ? clock.sleep(milliseconds)
        : waits.during(
            waiting.what,
            () => clock.sleep(milliseconds),
            Date.now() - Math.max(0, clock.nowMilliseconds() - waiting.sinceMilliseconds),
          ),
  };
}

/** What tests make shorter, and where long waits are told. */
export interface ConnectOptions {
  readonly answerBounds?: AnswerBounds;
  readonly tell?: (text: string) => void;
}

/** Nothing that a program reads is on it: reports and JSON go to standard output. */
function tellOnStderr(text: string): void {
  note(terminalText.of(text));
}

/** The services, and what was sent to them so far. */
export interface ConnectedServices extends Writer {
  /** Signs in before anything is asked of the services. Throws SignInError, which says what to mend. */
  signIn(): Promise<SignedIn>;
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
  bareClock: Clock = systemClock,
  { answerBounds = bounds, tell = tellOnStderr }: ConnectOptions = {},
): ConnectedServices {
  const endpoints = endpointsFrom(environment);
  const waits = new Waits(tell);
  const clock = toldClock(bareClock, waits);
  const signInOptions = { clock, waits, random: Math.random, bounds: usualBounds, answerBounds };
  const credential = renewable(environment, endpoints, signInOptions);
  const limiter = new Limiter({ clock, share: limitShareIn(environment) });
  const counter = new CallCounter(environment["STORE_TEAMS_CALLS_FOLDER"]);
  const shared = { ...signInOptions, credential, limiter, counter };
  const atGraph = { origin: endpoints.graph, publicOrigin: endpoints.publicGraph };
  const graph = graphService({ ...shared, ...atGraph, newId: randomUUID });
  const placeOf = (publicOrigin: string): ServiceOrigin => ({
    ...{ publicOrigin, origin: endpoints.actual(publicOrigin) },
  });
  const dataverse = onePerOrigin((origin) => dataverseService({ ...shared, ...placeOf(origin) }));
  const vault = onePerOrigin((origin) => keyVaultService({ ...shared, ...placeOf(origin) }));
  const folder = outputFolder(environment);
  return {
    graph,
    outputs: outputFiles(folder),
    teamsShell: teamsShell({ environment, folder, tokens: () => tokensFrom(credential, endpoints.graph) }),
    people: peopleOver(graph),
    clock,
    signIn: async () => {
      const { token } = await credential.getToken(`${endpoints.graph}/.default`);
      return signedIn(token, credential.way);
    },
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
