import * as pulumi from "@pulumi/pulumi";
import debuggable from "@pulumi/pulumi/runtime/debuggable.js";

/**
 * Spares what Pulumi's SDK does only for those who debug the SDK: three messages a resource to the engine, which drops
 * them unless it runs with --debug, and a call stack for each of some twenty promises a resource. Together a third of
 * the processor time of a preview. There is no setting for it; when a later version goes another way, it is slower and
 * nothing else changes. Source: @pulumi/pulumi 3.259, log and runtime/debuggable.
 */
export function withoutDebugging(): void {
  Object.assign(pulumi.log, { debug: () => Promise.resolve() });
  Object.assign(debuggable, { debuggablePromise: <T>(promise: Promise<T>): Promise<T> => promise });
}
