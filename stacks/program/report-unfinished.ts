import * as pulumi from "@pulumi/pulumi";
import { undoneIn, waitingIn } from "../../providers/pulumi-state.ts";
import type { StoreTeamsResource } from "./declare.ts";

/**
 * Tells what resources could not do, such as an app that the service refuses, and for whom they wait. The program goes
 * on to its end: one that fails keeps the engine from every removal, and whatever is said here is no reason for that.
 * The verbs end with 1 for it, since they read it in the state; nobody who is awaited is a failure.
 */
export function tellUnfinished(declared: ReadonlyMap<string, StoreTeamsResource>): void {
  for (const resource of declared.values()) {
    resource.undone?.apply((undone) => {
      const failed = undoneIn({ undone });
      const waiting = waitingIn({ undone }).map(({ text }) => `waits: ${text}`);
      const lines = [...failed.map((text) => `not done: ${text}`), ...waiting];
      if (lines.length > 0) void pulumi.log.warn(lines.join("\n"));
    });
  }
}
