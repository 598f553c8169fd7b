// One thing that goes wrong with the requests of a process: with one of them, or with all from there on.
import { badAnswers, badSignIns, badWrites, isEndlessPage } from "./bad-answers.ts";
import { asProcess } from "./processes.ts";
import type { Asked, RequestKind } from "./requests.ts";
import { driveTimeOuts, realTimeOuts, timeOutOfThisRequest, waitingInVain } from "./time-outs.ts";

/** What goes wrong, and with which requests. */
export interface Kind {
  readonly name: string;
  readonly with: Exclude<RequestKind, "file" | "other">;
  /** false: the service does not do it. */
  readonly effect: boolean;
  readonly disturb: (answer: Response, asked: Asked) => Promise<Response>;
}

export const kinds: readonly Kind[] = [
  ...Object.entries(badAnswers).map(([name, disturb]): Kind => ({
    name,
    with: "read",
    effect: true,
    disturb,
  })),
  ...Object.entries(badSignIns).map(([name, disturb]): Kind => ({
    name,
    with: "sign-in",
    effect: true,
    disturb,
  })),
  ...Object.entries(badWrites).map(([name, how]): Kind => ({ name, with: "write", ...how })),
];

/** The n-th request of its sort, or all of them from there on. */
export interface Fault {
  readonly kind: Kind;
  readonly nth: number;
  readonly isLasting: boolean;
}

/**
 * Runs as a process whose requests go wrong. `pass` lets the time pass that somebody waits in vain. Says whether there
 * were so many requests, and what the run failed with, if it did.
 */
export async function disturbed(
  { kind, nth, isLasting }: Fault,
  pass: (seconds: number) => Promise<void>,
  run: () => Promise<unknown>,
): Promise<{ readonly wasReached: boolean; readonly error?: unknown }> {
  let seen = 0;
  driveTimeOuts(pass);
  const fate = asProcess(
    async (sent) => {
      if (isEndlessPage(sent.url)) return kind.disturb(Response.json({ value: [] }), sent);
      if (sent.kind !== kind.with) return sent.send();
      const end = timeOutOfThisRequest();
      seen += 1;
      if (isLasting ? seen < nth : seen !== nth) return sent.send();
      const answer = kind.effect ? await sent.send() : Response.json({});
      waitingInVain(end);
      return kind.disturb(answer, sent);
    },
    () =>
      run().then(
        () => ({}),
        (error: unknown) => ({ error }),
      ),
  );
  const outcome = await fate.finally(realTimeOuts);
  return { wasReached: seen >= nth, ...outcome };
}
