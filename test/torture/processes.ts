// Several processes within this one: what each of them sends can be disturbed or cut off, and the others go on.
import { AsyncLocalStorage } from "node:async_hooks";
import { kindOf, type Asked, type RequestKind } from "./requests.ts";

/** A request of a process, and how it goes on its way. */
export interface Sent extends Asked {
  readonly kind: RequestKind;
  readonly send: () => Promise<Response>;
}

/** Decides what becomes of each request of a process. */
export type Fate = (sent: Sent) => Promise<Response>;

const fates = new AsyncLocalStorage<Fate>();

/** Runs as a process of its own: everything that it sends, also later on, meets this fate. */
export function asProcess<T>(fate: Fate, run: () => Promise<T>): Promise<T> {
  inPlace();
  return fates.run(fate, run);
}

/** Writes or removes a file as the process that runs this: a dead one writes none. */
export async function asItsFile(url: string, run: () => Promise<void>): Promise<void> {
  const fate = fates.getStore();
  if (fate === undefined) return run();
  const send = async (): Promise<Response> => {
    await run();
    return new Response(null);
  };
  await fate({ url, body: undefined, kind: "file", send });
}

const realFetch = globalThis.fetch;

/** Once and for good: a process that is forgotten must not come back to life. Everybody else is not touched by it. */
function inPlace(): void {
  if (globalThis.fetch === watched) return;
  globalThis.fetch = watched;
}

const watched: typeof fetch = (input, init) => {
  const fate = fates.getStore();
  const send = (): Promise<Response> => realFetch(input, init);
  if (fate === undefined) return send();
  const url = input instanceof Request ? input.url : input.toString();
  const asked = { url, body: typeof init?.body === "string" ? init.body : undefined };
  return fate({ ...asked, kind: kindOf(asked, init?.method), send });
};
