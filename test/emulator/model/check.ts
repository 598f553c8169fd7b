// Compares recorded Graph traffic with Microsoft's model: what the tenant accepted and what it answered.
import { isObject, type JsonObject } from "../json.ts";
import { inherited, OfficialShapes, type Shape } from "./shapes.ts";

/** A line of the journal, as far as it matters here. */
export interface Exchange {
  readonly service: string;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

interface Node {
  readonly literals: Map<string, Node>;
  parameter?: Node;
  operations?: ReadonlyMap<string, string>;
}

type Properties = ReadonlyMap<string, Shape>;

export class ModelCheck {
  readonly #model: OfficialShapes;
  readonly #root: Node = { literals: new Map() };
  readonly #properties = new Map<string, Properties>();

  constructor(model = new OfficialShapes()) {
    this.#model = model;
    for (const { template, operations } of model.paths()) this.#add(template, operations);
  }

  #add(template: string, operations: ReadonlyMap<string, string>): void {
    let node = this.#root;
    for (const segment of segmentsOf(template)) {
      if (segment.startsWith("{")) node = node.parameter ??= { literals: new Map() };
      else {
        const next = node.literals.get(segment) ?? { literals: new Map() };
        node.literals.set(segment, next);
        node = next;
      }
    }
    node.operations = operations;
  }

  /** What the model does not know about a successful exchange of v1.0. Others are none of its business. */
  differences(exchange: Exchange): string[] {
    const { method, status, service } = exchange;
    const path = /^https?:\/\/[^/]+\/v1\.0(\/[^?]*)/.exec(exchange.url)?.[1];
    if (service !== "graph" || path === undefined || status >= 300 || /\/\$batch$/i.test(path)) return [];
    // Every path may name the tenant first. Source: "Use the Microsoft Graph API".
    const segments = segmentsOf(safeDecode(path).replace(/^\/(?:myorganization|[\w-]+\.example)\//, "/"));
    // "You can address it by either its id or its alternate key", also where the model shows the id only.
    const byId = segments.flatMap(
      (segment) => /^(\w+)\(.+\)$/.exec(segment)?.slice(1).concat("{}") ?? [segment],
    );
    const found = this.#find(this.#root, segments, 0, []) ?? this.#find(this.#root, byId, 0, []);
    const route = `${method} ${found?.route ?? path}`;
    const name = found?.operations.get(method);
    if (name === undefined) return [`${route}: no such operation`];
    const operation = this.#propertiesOf(this.#model.operation(name));
    const parameters = this.#propertiesOf(operation.get("parameters"));
    const problems = [
      ...this.#headerProblems(exchange, path),
      ...this.#queryProblems(exchange, this.#propertiesOf(parameters.get("query"))),
    ];
    const { requestBody, responseBody } = exchange;
    if (isObject(requestBody) && Object.keys(requestBody).length > 0)
      problems.push(...this.#compare(requestBody, this.#content(operation.get("requestBody")), "request"));
    if (isObject(responseBody)) {
      const responses = this.#propertiesOf(operation.get("responses"));
      problems.push(...this.#compare(responseBody, this.#content(responses.get("2XX")), "response"));
    }
    return problems.map((problem) => `${route}: ${problem}`);
  }

  #find(
    node: Node,
    segments: readonly string[],
    index: number,
    names: readonly string[],
  ): { operations: ReadonlyMap<string, string>; route: string } | undefined {
    const segment = segments[index];
    if (segment === undefined) {
      return node.operations && { operations: node.operations, route: `/${names.join("/")}` };
    }
    const literal = node.literals.get(segment);
    const found = literal && this.#find(literal, segments, index + 1, [...names, segment]);
    if (found !== undefined || node.parameter === undefined || segment.startsWith("$")) return found;
    return this.#find(node.parameter, segments, index + 1, [...names, "{}"]);
  }

  #headerProblems({ requestHeaders, requestBody, method }: Exchange, path: string): string[] {
    const problems: string[] = [];
    if (isObject(requestBody) && !/\bjson\b/i.test(requestHeaders["content-type"] ?? ""))
      problems.push("a body without Content-Type: application/json");
    const isPlannerChange = path.startsWith("/planner/") && (method === "PATCH" || method === "DELETE");
    if (isPlannerChange && requestHeaders["if-match"] === undefined) problems.push("no If-Match");
    return problems;
  }

  /** Options of a list. Elsewhere the tenant refuses them, or they mean nothing. */
  #queryProblems({ url, responseBody, method }: Exchange, known: Properties): string[] {
    if (method !== "GET" || !isObject(responseBody) || !Array.isArray(responseBody["value"])) return [];
    const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : "";
    // Tokens of pages and deltas are in the links that the service itself gives.
    const free = new Set(["$skiptoken", "$deltatoken", "$format"]);
    return query
      .split("&")
      .map((pair) => safeDecode(pair.split("=")[0] ?? ""))
      .filter((option) => option.startsWith("$") && !free.has(option) && !known.has(option))
      .map((option) => `query option ${option}`);
  }

  /** application/json of a request body or a response. */
  #content(shape: Shape | undefined): Shape | undefined {
    const content = this.#propertiesOf(shape).get("content");
    return this.#propertiesOf(content).get("application/json");
  }

  #resolve(shape: Shape | undefined): Shape | undefined {
    if (shape?.kind !== "reference") return shape;
    const [section, ...rest] = shape.name.split("/");
    const name = rest.join("/");
    if (section === "schemas") return this.#resolve(this.#model.schema(name));
    if (section === "requestBodies") return this.#resolve(this.#model.requestBody(name));
    return section === "responses" ? this.#resolve(this.#model.response(name)) : { kind: "any" };
  }

  /** Properties of an object with those it inherits; empty for other shapes. */
  #propertiesOf(shape: Shape | undefined): Properties {
    const key = shape?.kind === "reference" ? shape.name : undefined;
    const known = key === undefined ? undefined : this.#properties.get(key);
    if (known !== undefined) return known;
    const resolved = this.#resolve(shape);
    const all = new Map<string, Shape>();
    const add = (part: Shape | undefined): void => {
      const found = this.#resolve(part);
      if (found?.kind === "union") for (const option of found.options) add(option);
      if (found?.kind !== "object") return;
      for (const [name, inner] of found.properties) {
        if (name.startsWith(inherited)) add(inner);
        else all.set(name, inner);
      }
    };
    add(resolved);
    if (key !== undefined) this.#properties.set(key, all);
    return all;
  }

  #compare(value: unknown, shape: Shape | undefined, path: string): string[] {
    const found = this.#resolve(shape);
    if (found === undefined) return [`${path}: the model has nothing there`];
    if (value === null) return allowsNull(found) ? [] : [`${path}: null`];
    if (found.kind === "any") return [];
    if (found.kind === "union") return this.#compareUnion(value, found.options, path);
    if (Array.isArray(value)) {
      if (found.kind !== "array") return [`${path}: an array`];
      return value.flatMap((item) => this.#compare(item, found.item, `${path}[]`));
    }
    // The model has references as texts; the documents and the service have them in an object.
    if (found.kind === "string" && isReference(value)) return [];
    if (isObject(value)) {
      return found.kind === "object" ? this.#compareObject(value, shape, path) : [`${path}: an object`];
    }
    if (found.kind === "literal") return found.value === value ? [] : [`${path}: ${JSON.stringify(value)}`];
    return found.kind === typeof value ? [] : [`${path}: a ${typeof value}, not a ${found.kind}`];
  }

  /** The option with the fewest problems. Enumerations compare without regard to case. */
  #compareUnion(value: unknown, options: readonly Shape[], path: string): string[] {
    if (typeof value === "string") {
      const lower = value.toLowerCase();
      const same = (option: Shape | undefined): boolean =>
        option?.kind === "string" ||
        (option?.kind === "literal" && String(option.value).toLowerCase() === lower) ||
        (option?.kind === "union" && option.options.some((inner) => same(this.#resolve(inner))));
      if (options.some((option) => same(this.#resolve(option)))) return [];
    }
    const fitting = options.filter((option) => this.#fits(value, option));
    if (fitting.length === 0) return [`${path}: none of the types it may have`];
    const tries = fitting.map((option) => this.#compare(value, option, path));
    return tries.sort((a, b) => a.length - b.length)[0] ?? [];
  }

  /** True when the value is at least of the shape's kind. */
  #fits(value: unknown, shape: Shape): boolean {
    const found = this.#resolve(shape);
    if (found === undefined || found.kind === "any") return true;
    if (found.kind === "union") return found.options.some((option) => this.#fits(value, option));
    if (Array.isArray(value)) return found.kind === "array";
    if (isObject(value)) return found.kind === "object";
    return found.kind === typeof value || found.kind === "literal";
  }

  #compareObject(value: JsonObject, shape: Shape | undefined, path: string): string[] {
    const type = value["@odata.type"];
    const named = typeof type === "string" ? type.replace(/^#/, "") : undefined;
    const derived = named === undefined ? undefined : this.#model.schema(named);
    if (named !== undefined && derived === undefined) return [`${path}: the type ${named}`];
    const base = this.#propertiesOf(shape);
    const own =
      named === undefined ? base : this.#propertiesOf({ kind: "reference", name: `schemas/${named}` });
    const known = new Map([...base, ...own]);
    // A type of which the model tells no property is open: it takes any.
    const isOpen = [...known.keys()].every((name) => name.startsWith("@"));
    return Object.entries(value).flatMap(([name, inner]) => {
      const [plain = "", annotation] = name.split("@");
      if (annotation !== undefined) {
        const isKnown = plain === "" || known.has(plain) || isOpen;
        return isKnown ? [] : [`${path}.${name}: annotation of an unknown property`];
      }
      if (isOpen) return [];
      const property =
        known.get(name) ?? (path.startsWith("request") ? ignoringCase(known, name) : undefined);
      if (property === undefined) return [`${path}.${name}: unknown property`];
      return this.#compare(inner, property, `${path}.${name}`);
    });
  }
}

/** Names in requests may be in any case. */
function ignoringCase(known: Properties, name: string): Shape | undefined {
  for (const [other, shape] of known) if (other.toLowerCase() === name.toLowerCase()) return shape;
  return undefined;
}

function isReference(value: unknown): boolean {
  return isObject(value) && Object.keys(value).join() === "@odata.id";
}

function allowsNull(shape: Shape): boolean {
  if (shape.kind === "union") return shape.options.some(allowsNull);
  return shape.kind === "null" || shape.kind === "any";
}

/** `users('x')` addresses like `users/x`; casts are written without the first word of their name space. */
function segmentsOf(path: string): string[] {
  return path
    .split("/")
    .filter((segment) => segment !== "")
    .flatMap((segment) => {
      const keyed = /^(\w+)\((.+)\)$/.exec(segment);
      if (keyed?.[1] !== undefined && keyed[2] !== undefined) {
        const names = [...keyed[2].matchAll(/(\w+)=(?:'[^']*'|[^,]*)/g)].map(([, name]) => name);
        if (names.length === 0) return [keyed[1], keyed[2]];
        return [`${keyed[1]}(${names.join()})`];
      }
      return [segment.replace(/^microsoft\.(?=graph\.)/, "").replace(/^graph\.delta$|^delta$/, "delta()")];
    });
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
