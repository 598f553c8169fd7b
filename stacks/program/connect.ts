import type { Reader } from "../../providers/core/api.ts";

/** The services, for a program that asks them something. Loaded only then: the sign-in library is large. */
export async function connected(): Promise<Reader> {
  const { connectFromEnvironment } = await import("../../providers/clients/from-environment.ts");
  return connectFromEnvironment();
}
