import type { DocumentPath } from "../../schemas/problem.ts";
import type { Org } from "../../schemas/types/org.ts";
import type { Derived, DesiredResource } from "../derive/desired-resource.ts";
import type { Places } from "../derive/positions.ts";
import type { Cost } from "./cost.ts";

/** Everything that an explanation looks at. */
export interface Explained {
  readonly org: Org;
  readonly places: Places;
  /** What each environment's stack declares, in the order of the environments. */
  readonly derived: readonly Derived[];
  /** Logical names of the tables that the platform turns on by itself. */
  readonly defaultTables: ReadonlySet<string>;
}

export type TeamResource = Extract<DesiredResource, { readonly token: "graph:Team" }>;

export function teamsIn(resources: readonly DesiredResource[]): readonly TeamResource[] {
  return resources.filter((desired): desired is TeamResource => desired.token === "graph:Team");
}

/** `config/demo/org.yaml:12`. */
export function at({ places }: Pick<Explained, "places">, path: DocumentPath): string {
  const { file, line } = places.at(path);
  return `${file}:${line}`;
}

/** A heading and lines under it; nothing without lines. */
export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

export function resourceLines(resources: readonly DesiredResource[]): readonly string[] {
  return resources.map(
    ({ token, name, because, retainOnDelete }) =>
      `${name} (${token}): ${because}${retainOnDelete ? "; it stays when it leaves config" : ""}`,
  );
}

export function costLines(costs: readonly Cost[]): readonly string[] {
  return costs.map(({ change, calls }) => `${change}: ${calls}`);
}
