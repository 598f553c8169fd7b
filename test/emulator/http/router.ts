// Finds the route of a method and a path. Templates look like "/groups/{group}/members/{member}/$ref".
import type { Key, Segment } from "./path.ts";

export interface RouteEntry {
  readonly method: string;
  readonly template: string;
}

export type RouteMatch<Route> =
  | { readonly kind: "found"; readonly route: Route; readonly keys: Readonly<Record<string, Key>> }
  | { readonly kind: "wrongVerb"; readonly allowed: readonly string[]; readonly template: string }
  | { readonly kind: "unknown" };

interface Node<Route> {
  readonly literals: Map<string, Node<Route>>;
  parameter?: Node<Route>;
  readonly routes: Map<string, { route: Route; names: readonly string[] }>;
}

export class Router<Route extends RouteEntry> {
  readonly #root: Node<Route> = emptyNode();

  /** Adds a route. Throws when the same method and template shape is there already. */
  add(route: Route): void {
    let node = this.#root;
    const names: string[] = [];
    for (const piece of route.template.split("/").filter((text) => text !== "")) {
      if (piece.startsWith("{")) {
        names.push(piece.slice(1, -1));
        node = node.parameter ??= emptyNode();
      } else {
        const name = piece.toLowerCase();
        const next = node.literals.get(name) ?? emptyNode<Route>();
        node.literals.set(name, next);
        node = next;
      }
    }
    if (node.routes.has(route.method)) throw new Error(`Two routes for ${route.method} ${route.template}`);
    node.routes.set(route.method, { route, names });
  }

  find(method: string, segments: readonly Segment[]): RouteMatch<Route> {
    const keys: Key[] = [];
    const others: Route[] = [];
    const found = search(this.#root, segments, 0, keys, method, others);
    if (found === undefined) {
      const [first] = others;
      if (first === undefined) return { kind: "unknown" };
      const allowed = [...new Set(others.map((route) => route.method))];
      return { kind: "wrongVerb", allowed, template: first.template };
    }
    const named: Record<string, Key> = {};
    found.names.forEach((name, index) => {
      const key = keys[index];
      if (key !== undefined) named[name] = key;
    });
    return { kind: "found", route: found.route, keys: named };
  }
}

/** Literal names win over parameters; a key in brackets can only be a parameter. Functions and actions may be
 *  written with their name space. */
function search<Route>(
  node: Node<Route>,
  segments: readonly Segment[],
  index: number,
  keys: Key[],
  method: string,
  others: Route[],
): { route: Route; names: readonly string[] } | undefined {
  const segment = segments[index];
  if (segment === undefined) {
    for (const { route } of node.routes.values()) others.push(route);
    return node.routes.get(method);
  }
  if (segment.kind === "name") {
    const name = segment.name.toLowerCase();
    const literal = node.literals.get(name) ?? node.literals.get(name.replace(/^microsoft\.graph\./, ""));
    const found = literal && search(literal, segments, index + 1, keys, method, others);
    if (found !== undefined) return found;
  }
  // A name that starts with $ is a system segment, one with the name space a type or function: never a key.
  const isSystem = segment.kind === "name" && /^(?:\$|microsoft\.graph\.)/i.test(segment.name);
  if (node.parameter === undefined || isSystem) return undefined;
  keys.push(segment.kind === "key" ? segment.key : { kind: "id", value: segment.name });
  const found = search(node.parameter, segments, index + 1, keys, method, others);
  if (found === undefined) keys.pop();
  return found;
}

function emptyNode<Route>(): Node<Route> {
  return { literals: new Map(), routes: new Map() };
}
