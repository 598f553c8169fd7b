import type { Finding, FindingPart, Make } from "../../changes/finding.ts";
import { objectIn, textOf, type Inputs } from "./compared-values.ts";

/** What config wants of a resource, and what the tenant shows. */
export interface Sides {
  readonly wanted: Inputs;
  readonly found: Inputs;
}

/** One field, or one value inside it, that is not as config says. */
export function fieldFinding(
  field: string,
  path: readonly string[],
  { wanted, found }: Sides,
  finding: Make,
): Finding {
  const part: FindingPart = { kind: "field", field, wanted: wanted[field], found: found[field] };
  // What was private and is public now lets anybody in the tenant read along.
  const severity = field === "visibility" && found[field] === "public" ? "high" : "medium";
  const at = (side: Inputs): unknown =>
    path.length === 0 ? side[field] : objectIn(side, field)[path.join(".")];
  const text = `${[field, ...path].join(".")} is ${textOf(at(found))}, should be ${textOf(at(wanted))}`;
  return finding(severity, "changed by hand", text, "up sets it back", part);
}
