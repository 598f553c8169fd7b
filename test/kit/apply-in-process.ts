import type { Writer } from "../../providers/core/api.ts";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { Derived, DesiredResource } from "../../stacks/derive/desired-resource.ts";

/** Makes everything that was derived, as a run would, without the engine: each after what it depends on. */
export async function applyInProcess(api: Writer, { resources }: Derived): Promise<void> {
  const byName = new Map(resources.map((desired) => [desired.name, desired]));
  const made = new Map<string, Promise<unknown>>();
  const make = (desired: DesiredResource): Promise<unknown> => {
    const before = made.get(desired.name);
    if (before !== undefined) return before;
    const parents = desired.dependsOn.flatMap((name) => byName.get(name) ?? []);
    const type = typeByToken(desired.token);
    const props = { ...desired.props } as Readonly<Record<string, unknown>>;
    const making = Promise.all(parents.map(make)).then(() =>
      reconcile({ type, api, desired: props, patience: usualPatience }, { remembered: {} }),
    );
    made.set(desired.name, making);
    return making;
  };
  await Promise.all(resources.map(make));
}
