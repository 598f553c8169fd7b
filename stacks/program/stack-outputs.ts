import { reasonOf } from "../../providers/core/errors.ts";
import * as pulumi from "@pulumi/pulumi";
import { withDeclared } from "../../providers/core/packed.ts";
import type { AppliedResource } from "../brakes/applied-rosters.ts";

/** One field of what this stack last said about itself in its output `applied`; undefined before the first run. */
export async function lastApplied(field: string): Promise<unknown> {
  return appliedBy(thisStack(), field);
}

/** Some fields of what this stack last said about itself, asked for at once. */
export async function lastAppliedFields(
  fields: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const { applied } = await asked("readStackOutputs", { name: thisStack() });
  const said = ((await unwrapped(applied)) ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    await Promise.all(fields.map(async (field) => [field, await unwrapped(said[field])] as const)),
  );
}

/**
 * One field of the output `applied` of a stack (organization/project/stack) as it was last applied; undefined before
 * its first run, and while there is no such stack. Throws pulumi.RunError when the engine cannot read it. Asked of the
 * engine directly, by the call that a StackReference makes too: a StackReference is also
 * a resource, whose outputs stand in the state of the stack that asks, so a refresh would find it changed whenever
 * the other stack was applied.
 */
export async function appliedBy(stack: string, field: string): Promise<unknown> {
  const answer = await outputsOf(stack);
  const applied = (await unwrapped(answer["applied"])) as Readonly<Record<string, unknown>> | undefined;
  return unwrapped(applied?.[field]);
}

async function outputsOf(stack: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await asked("readStackOutputs", { name: stack });
  } catch (error) {
    const said = reasonOf(error);
    if (said.includes(`unknown stack "${stack}"`)) return {};
    // The engine's own sentence stands behind the name of its call.
    const reason = said.replace(/^invocation of \S+ returned an error: /, "");
    throw new pulumi.RunError(`what the stack ${stack} has applied could not be read: ${reason}`);
  }
}

/**
 * Every resource that the state of this stack holds. Unlike outputs, the state is right after a run that failed or was
 * cut off: it holds what was done until then. The engine's own call, as for outputs; without a run before, none.
 */
export async function resourcesApplied(): Promise<readonly AppliedResource[]> {
  const byUrn = await asked("readStackResourceOutputs", { stackName: thisStack() });
  const resources = await Promise.all(
    Object.entries(byUrn).map(async ([urn, value]) => {
      const { outputs } = (await unwrapped(value)) as { outputs?: unknown };
      return appliedResource(urn, await unwrapped(outputs));
    }),
  );
  return resources.flatMap((resource) => resource ?? []);
}

const ourTypes = "pulumi-nodejs:dynamic/";

/** Shape of a URN: `urn:pulumi:<stack>::<project>::<types, the own one last>::<name>`. */
function appliedResource(urn: string, outputs: unknown): AppliedResource | undefined {
  const [, , types = "", ...name] = urn.split("::");
  const type = types.slice(types.lastIndexOf("$") + 1);
  if (!type.startsWith(ourTypes)) return undefined;
  const props = withDeclared((outputs ?? {}) as Readonly<Record<string, unknown>>);
  return { token: type.slice(ourTypes.length), name: name.join("::"), props };
}

function thisStack(): string {
  return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
}

/** What the engine says about a stack, by name of the output or of the resource. */
async function asked(
  call: "readStackOutputs" | "readStackResourceOutputs",
  args: pulumi.Inputs,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await unwrapped(await pulumi.runtime.invoke(`pulumi:pulumi:${call}`, args));
  const outputs = await unwrapped((answer as { outputs?: unknown } | undefined)?.outputs);
  return (outputs ?? {}) as Readonly<Record<string, unknown>>;
}

/** Secret values come wrapped in an Output. */
async function unwrapped(value: unknown): Promise<unknown> {
  if (!pulumi.Output.isInstance(value)) return value;
  return new Promise((resolve) => {
    value.apply(resolve);
  });
}
