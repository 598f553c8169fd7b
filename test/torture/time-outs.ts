// Answers that never come, in driven time: the bound of an answer is over as soon as somebody waits for it in vain.
import { bounds } from "../../providers/core/bounds.ts";

const boundMilliseconds = bounds.answerSecondsMost * 1000;
const realSetTimeout = globalThis.setTimeout;
let latest: (() => void) | undefined;
let pass: (seconds: number) => Promise<void> = () => Promise.resolve();

/**
 * From now on `neverComes` ends the wait of the request that it answers, and lets the time of that wait pass. The
 * client sets its timer and sends in one go (providers/clients/calls/exchange.ts), so the latest timer is the one.
 */
export function driveTimeOuts(passing: (seconds: number) => Promise<void>): void {
  pass = passing;
  globalThis.setTimeout = ((run: (argument?: unknown) => void, milliseconds?: number, argument?: unknown) => {
    if (milliseconds === boundMilliseconds) latest = run;
    return realSetTimeout(() => {
      run(argument);
    }, milliseconds);
  }) as typeof setTimeout;
}

export function realTimeOuts(): void {
  globalThis.setTimeout = realSetTimeout;
  latest = undefined;
}

/** Call when a request leaves: what ends its wait. */
export function timeOutOfThisRequest(): () => Promise<void> {
  const end = latest;
  if (end === undefined) throw new Error("no request has set its timer: call driveTimeOuts() first");
  return async () => {
    await pass(bounds.answerSecondsMost);
    end();
  };
}

let endOfRequest: () => Promise<void> = () => Promise.resolve();

/** Tells what `neverComes` ends. */
export function waitingInVain(end: () => Promise<void>): void {
  endOfRequest = end;
}

export async function neverComes(): Promise<Response> {
  await endOfRequest();
  return new Promise(() => undefined);
}

export async function whoseBodyNeverComes(answer: Response): Promise<Response> {
  const end = endOfRequest;
  const body = new ReadableStream({ pull: end });
  return new Response(body, { status: answer.status, headers: { "content-type": "application/json" } });
}
