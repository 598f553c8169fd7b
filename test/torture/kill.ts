// A process that dies at one of its writes: from that moment on nothing it sends comes through.
import { asProcess } from "./processes.ts";

export const moments = ["before the service hears of it", "after the effect", "after the answer"] as const;
export type Moment = (typeof moments)[number];

/**
 * Runs until its n-th write, of which the moment says what comes of it: true when it died there, false when it ended
 * before, whether well or not. Its client must wait for ever for an answer: a dead process does not try again.
 */
export function diesAt(nth: number, moment: Moment, run: () => Promise<unknown>): Promise<boolean> {
  const { promise: killed, resolve } = Promise.withResolvers<true>();
  const never = new Promise<Response>(() => undefined);
  let writes = 0;
  let isDead = false;
  const die = (): Promise<Response> => {
    isDead = true;
    resolve(true);
    return never;
  };
  const ended = asProcess(
    async ({ kind, send }) => {
      if (isDead) return never;
      if ((kind !== "write" && kind !== "file") || (writes += 1) !== nth) {
        const answer = await send();
        // What was on its way when it died reached the service, and nobody hears the answer.
        return isAlive() ? answer : never;
      }
      if (moment === "before the service hears of it") return die();
      const answer = await send();
      if (moment === "after the effect") return die();
      // It hears the answer and dies with the next thing that it asks.
      setImmediate(() => void die());
      return answer;
    },
    async () => {
      await run().catch(() => undefined);
      return false;
    },
  );
  const isAlive = (): boolean => !isDead;
  return Promise.race([ended, killed]);
}
