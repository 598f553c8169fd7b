import * as pulumi from "@pulumi/pulumi";
import type { StoreTeamsResource } from "./declare.ts";

/**
 * Ends a run with exit code 1 when a resource could not do a part of its work, such as adding a person without an
 * account, and says which. Everything else is done by then: the resource itself did not fail, so nothing waits for it.
 */
export function tellUndone(declared: ReadonlyMap<string, StoreTeamsResource>): void {
  for (const resource of declared.values()) {
    resource.undone?.apply((undone) => {
      if (undone === undefined || undone.length === 0) return;
      // Nobody waits for this promise, so Pulumi reports what it throws and goes on; the exit code then says so.
      // Without a stack, since Pulumi would print it when the program itself has come to its end by then.
      throw Object.assign(new pulumi.RunError(undone.join("\n")), { stack: "" });
    });
  }
}
