import { compareText } from "../../schemas/problem.ts";
import type { Derived, DesiredResource, LeftOut } from "./desired-resource.ts";

/** Sorts and labels what was derived, so that the order of the config leaves no trace. */
export function derived(resources: readonly DesiredResource[], leftOut: readonly LeftOut[]): Derived {
  const sorted = resources.toSorted((a, b) => compareText(a.name, b.name));
  return {
    resources: sorted,
    leftOut: leftOut.toSorted((a, b) => compareText(a.nodeId, b.nodeId)),
    labels: Object.fromEntries(sorted.map(({ name, label }) => [name, label])),
  };
}
