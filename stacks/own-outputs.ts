import * as pulumi from "@pulumi/pulumi";

/**
 * One field of what this stack last said about itself in its output `applied`; undefined before the first run. Asked
 * of the engine directly: a StackReference to itself would be a resource that every refresh finds changed.
 */
export async function lastApplied(field: string): Promise<unknown> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const answer = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
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
