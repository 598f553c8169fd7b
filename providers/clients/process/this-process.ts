import type { ConnectedServices } from "../connect.ts";

let services: Promise<ConnectedServices> | undefined;
let underWay = 0;

/** One connection, token cache and people cache a process, made at the first call that needs it. */
export async function connected(): Promise<ConnectedServices> {
  // Loaded only now: the sign-in library is large, and a preview without calls does without it.
  services ??= import("../connect.ts").then(({ connect }) => connect(process.env));
  return services;
}

/**
 * Runs something that may call the services. After the last of those under way the counts of calls are written, since
 * the engine may then end this process at any time and without a word.
 */
export async function calling<T>(run: () => Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await run();
  } finally {
    underWay -= 1;
    if (underWay === 0) await services?.then(writeCalls, nothingToWrite);
  }
}

function writeCalls(connection: ConnectedServices): void {
  connection.writeCallsMade();
}

function nothingToWrite(): void {
  // Who cannot sign in has called nobody.
}
