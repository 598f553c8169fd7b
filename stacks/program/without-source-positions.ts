import * as pulumi from "@pulumi/pulumi";

/**
 * Keeps Pulumi from noting the source position and call stack of each resource in the state: for modules as Node loads
 * them these are absolute paths of the machine that ran, they change with every edit, and capturing them takes a
 * quarter of a preview. There is no setting for it; the method belongs to @pulumi/pulumi 3.259, and the test on the
 * state fails when a later version goes another way.
 */
export function noSourcePositions(): void {
  Object.assign(pulumi.Resource, { stackTrace: () => [] });
  // Pulumi notes a stack for each promise it waits for, and its source maps for them cost a tenth of a small preview.
  Reflect.deleteProperty(Error, "prepareStackTrace");
}
