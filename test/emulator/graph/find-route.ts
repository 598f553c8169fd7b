// Which route answers a path. The end of a path asks more of a list than its route says: how many rows, rows of
// one kind, one row. What the documents have of these is there for every list.
import type { Key, Segment } from "../http/path.ts";
import { Router, type RouteMatch } from "../http/router.ts";
import { isDocumented, isDocumentedWord } from "../metadata/graph-model.ts";
import type { GraphRoute, PathEnd } from "./call.ts";
import { graphRoutes } from "./routes.ts";

const router = new Router<GraphRoute>();
for (const route of graphRoutes) router.add(route);

/** The route of the path, or of the path before `$count`, a cast, or the id of a row of a list. */
export function findRoute(
  method: string,
  segments: readonly Segment[],
): { match: RouteMatch<GraphRoute>; end: PathEnd } {
  const whole = router.find(method, segments);
  const isRead = method === "GET" && segments.length > 1;
  if (whole.kind === "found" || !isRead) return { match: whole, end: { isHeeded: false } };
  const last = segments.at(-1);
  const before = segments.slice(0, -1);
  if (isNamed(last, /^\$(?:count|ref)$/i)) {
    const { match, end } = findRoute(method, before);
    const isCount = isNamed(last, /^\$count$/i);
    const asked = isCount ? { ...end, isCount } : { ...end, isReference: true };
    const isKnown =
      match.kind === "found" &&
      (isCount ? end.oneOf === undefined : isDocumented("GET", `${match.route.template}/$ref`));
    return isKnown ? { match, end: asked } : { match: whole, end };
  }
  const cast = last?.kind === "name" ? /^microsoft\.graph\.(\w+)$/i.exec(last.name)?.[1] : undefined;
  const match = router.find(method, before);
  const template = match.kind === "found" ? match.route.template : "";
  if (cast !== undefined && isDocumented("GET", `${template}/graph.${cast}`)) {
    const kind = `${cast.slice(0, 1).toLowerCase()}${cast.slice(1)}`;
    return { match, end: { cast: kind, isHeeded: false } };
  }
  // By the protocol every row of a list can be asked for by its key; the directory keeps to that.
  const isKeyed = match.kind === "found" && match.route.permission.workload === "directory";
  const id = last?.kind === "name" ? last.name : idIn(last);
  if (id !== undefined && isKeyed && isId(id)) return { match, end: { oneOf: id, isHeeded: false } };
  return { match: whole, end: { isHeeded: false } };
}

export function isNamed(segment: Segment | undefined, name: RegExp): boolean {
  return segment?.kind === "name" && name.test(segment.name);
}

/** Words of the documents are letters only; ids and names of people are not. */
function isId(text: string): boolean {
  return /[\d@_-]/.test(text);
}

function idIn(segment: Segment | undefined): string | undefined {
  return segment?.kind === "key" && segment.key.kind === "id" ? segment.key.value : undefined;
}

/** The template with the documents' own words where it has parameters: `/groups/delta` for `/groups/{group}`. */
export function withWords(template: string, segments: readonly Segment[]): string {
  const pieces = template.split("/").slice(1);
  const words = segments.map((segment) => (segment.kind === "name" ? segment.name : ""));
  // `a('x')` is two segments of the path, as it is of the template.
  return pieces.reduce((before, piece, index) => {
    const word = `${before}/${words[index] ?? ""}`;
    return piece.startsWith("{") && words[index] !== "" && isDocumentedWord(word)
      ? word
      : `${before}/${piece}`;
  }, "");
}

/** True when what was taken for an id is a word of the documents, such as a function of the collection. */
export function isWordForKey({ template }: GraphRoute, keys: Readonly<Record<string, Key>>): boolean {
  const segments = template.split("/");
  return segments.some((segment, index) => {
    const key = segment.startsWith("{") ? keys[segment.slice(1, -1)] : undefined;
    if (key?.kind !== "id" || !/^[a-z]+$/i.test(key.value)) return false;
    return isDocumentedWord([...segments.slice(0, index), key.value].join("/"));
  });
}
