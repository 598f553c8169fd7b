import type { NodeOutline, OrgModel } from "../org-model.ts";
import { decideTeam } from "../team-settings.ts";
import { suggester } from "../suggest.ts";
import type { RuleFinding } from "./rule.ts";

/** R1: exactly one root. */
export function* oneRoot({ outlines, knows }: OrgModel): Iterable<RuleFinding> {
  const [root, ...others] = outlines.filter((outline) => outline.parent === undefined);
  const unreadable = outlines.some((outline) => outline.parent === null);
  if (outlines.length > 0 && root === undefined && !unreadable && knows("nodes")) {
    yield {
      path: ["nodes"],
      part: "key",
      message: "every node has a parent, so none is the root",
      mend: "Leave `parent` out at the topmost node.",
    };
  }
  for (const { index } of others) {
    const name = root?.id ?? "…";
    yield {
      path: ["nodes", index],
      message: `has no parent, but "${name}" is the root already`,
      mend: `Add \`parent: ${name}\`, or the id of the node that it belongs to.`,
      ...(root === undefined ? {} : { other: ["nodes", root.index] }),
    };
  }
}

/** R2: every parent exists, and every node reaches the root. */
export function* parentsLeadToRoot(model: OrgModel): Iterable<RuleFinding> {
  yield* parentsExist(model);
  yield* noCircles(model);
}

function* parentsExist({ outlines, outlineById, knows }: OrgModel): Iterable<RuleFinding> {
  if (!knows("nodes")) return;
  const suggest = suggester(() =>
    outlines.flatMap(({ id, kind }) => (id === undefined || kind === "store" ? [] : [id])),
  );
  for (const { index, parent } of outlines) {
    if (typeof parent !== "string" || outlineById.has(parent)) continue;
    const meant = suggest(parent);
    yield {
      path: ["nodes", index, "parent"],
      message: `no node has the id "${parent}"`,
      mend:
        meant === undefined
          ? "Write the id of a node that exists, or add the node."
          : `Did you mean "${meant}"?`,
    };
  }
}

function* noCircles({ outlines, outlineById }: OrgModel): Iterable<RuleFinding> {
  const done = new Set<NodeOutline>();
  for (const start of outlines) {
    const way: NodeOutline[] = [];
    const onWay = new Set<NodeOutline>();
    let at: NodeOutline | undefined = start;
    while (at !== undefined && !done.has(at) && !onWay.has(at)) {
      way.push(at);
      onWay.add(at);
      at = typeof at.parent === "string" ? outlineById.get(at.parent) : undefined;
    }
    for (const outline of way) done.add(outline);
    if (at !== undefined && onWay.has(at)) {
      const circle = way.slice(way.indexOf(at)).map((outline) => outline.id ?? "");
      yield {
        path: ["nodes", at.index, "parent"],
        message: `the parents go in a circle: ${[...circle, circle[0] ?? ""].join(" → ")}`,
        mend: "Give one of them a parent that leads to the root.",
      };
    }
  }
}

/** R3: a store is always a leaf. */
export function* storesAreLeaves({ outlines, outlineById }: OrgModel): Iterable<RuleFinding> {
  for (const { index, parent } of outlines) {
    if (typeof parent !== "string" || outlineById.get(parent)?.kind !== "store") continue;
    yield {
      path: ["nodes", index, "parent"],
      message: `"${parent}" is a store, and nothing can be below a store`,
      mend: "Write the id of the node that the store belongs to.",
    };
  }
}

/** R4: only a hierarchy with the purpose Retail reporting becomes teams. */
export function* retailReporting(model: OrgModel): Iterable<RuleFinding> {
  const { root, stores } = model;
  if (stores.length === 0 || !model.knows("hierarchy")) return;
  if (root.hierarchy === undefined) {
    yield {
      path: ["nodes"],
      part: "key",
      message: "stores are declared, but not which hierarchy they come from",
      mend: "Add `hierarchy: { id: …, name: …, purposes: [retailReporting] }`.",
    };
  } else if (!root.hierarchy.purposes.includes("retailReporting")) {
    yield {
      path: ["hierarchy", "purposes"],
      message: `the hierarchy "${root.hierarchy.name}" has not the purpose retailReporting, so its stores become no teams`,
      mend: "Give it the purpose Retail reporting in headquarters and here, or take the nodes of the hierarchy that has it.",
    };
  }
}

/** R9: a node without any team below is dropped from the targeting hierarchy. Stores are told by R8. */
export function* teamsBelow(model: OrgModel): Iterable<RuleFinding> {
  const { nodes, stores, outlineById, complete } = model;
  // In a hierarchy that does not hold together, what is below what is anyone's guess.
  if (!complete || [...oneRoot(model), ...parentsLeadToRoot(model)].length > 0) return;
  const reached = new Set<string>();
  const openStoresBelow = new Set<string>();
  for (const { node, settings } of stores) {
    if (node.closed !== undefined) continue;
    openStoresBelow.add(node.parent);
    if (!decideTeam(node, settings).team) continue;
    let parent: string | undefined = node.parent;
    while (parent !== undefined && !reached.has(parent)) {
      reached.add(parent);
      parent = outlineById.get(parent)?.parent ?? undefined;
    }
  }
  for (const { node, index } of nodes) {
    if (node.kind === "store" || reached.has(node.id)) continue;
    // The topmost node without teams speaks for those below it.
    if (node.parent !== undefined && !reached.has(node.parent)) continue;
    yield {
      path: ["nodes", index],
      message: "no store below has a team, so it is left out of the targeting hierarchy",
      mend: openStoresBelow.has(node.id)
        ? "Name managers for the stores below it, or remove it."
        : "Add stores below it, or remove it.",
    };
  }
}
