import * as pulumi from "@pulumi/pulumi";

/** One field of what this stack last said about itself in its output `applied`; undefined before the first run. */
export async function lastApplied(field: string): Promise<unknown> {
  return appliedBy(`${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`, field);
}

/**
 * One field of the output `applied` of a stack (organization/project/stack) as it was last applied; undefined before
 * its first run. Asked of the engine directly, by the call that a StackReference makes too: a StackReference is also
 * a resource, whose outputs stand in the state of the stack that asks, so a refresh would find it changed whenever
 * the other stack was applied.
 */
export async function appliedBy(stack: string, field: string): Promise<unknown> {
  const answer = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name: stack })) as {
    outputs?: { applied?: unknown };
  };
  const applied = (await unwrapped(answer.outputs?.applied)) as Readonly<Record<string, unknown>> | undefined;
  return unwrapped(applied?.[field]);
}

/** Secret values come wrapped in an Output. */
async function unwrapped(value: unknown): Promise<unknown> {
  if (!pulumi.Output.isInstance(value)) return value;
  return new Promise((resolve) => {
    value.apply(resolve);
  });
}
