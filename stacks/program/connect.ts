import type { Reader } from "../../providers/core/api.ts";

/**
 * The services, for a program that asks them something. Loaded only then: the sign-in library is large. One connection
 * a process, whoever asks: people are looked up once, and what was sent is counted as one sum.
 */
export async function connected(): Promise<Reader> {
  const { connectFromEnvironment } = await import("../../providers/clients/from-environment.ts");
  return (connection ??= connectFromEnvironment());
}

/** Forgets the connection: who asks next signs in by the environment of then. For a process that plays several runs. */
export function disconnect(): void {
  connection = undefined;
}

let connection: Reader | undefined;
