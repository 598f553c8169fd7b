// Faults as data: which requests go wrong, and how. A plan is JSON; what it may say is checked here.
import { isObject, type JsonObject } from "../json.ts";

/** Which requests a fault is for. All that is given must hold. */
export interface When {
  /** graph, authority, dataverse:<key> or vault:<name>. Absent: any but the authority; with a route: graph. */
  readonly service?: string;
  readonly method?: string;
  /** Template as in the counts by route, for example /groups/{group}/members. */
  readonly route?: string;
  /** Part of the address, compared without regard to case. */
  readonly urlContains?: string;
  /** Name or id of the client that asks. */
  readonly client?: string;
  /** A value in the JSON body. The path names properties and positions; "*" stands for any. */
  readonly body?: { readonly path: readonly string[]; readonly equals?: unknown; readonly contains?: string };
  /** The first matching request to go wrong, counted from 1. */
  readonly nth?: number;
  /** Every so many matching requests. */
  readonly every?: number;
  /** How often it happens. Default: once; with `every` without end. */
  readonly times?: number;
}

/** Seconds; or seconds from now as an HTTP date; or any text, which may be nonsense. */
export type RetryAfter = number | string | { readonly dateInSeconds: number };

/** "after": the request is carried out, and its answer replaced. */
export type Effect = "before" | "after";

export type Then =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly retryAfter?: RetryAfter;
      readonly effect: Effect;
    }
  | { readonly kind: "drop"; readonly effect: Effect }
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** What the request makes cannot be found by so many requests that name it. */
  | { readonly kind: "invisible"; readonly requests: number }
  /** Teams says 404 although the team was made. */
  | { readonly kind: "createdButMissing" }
  /** So many values of members/add or members/remove fail, counted from the last. */
  | {
      readonly kind: "partial";
      readonly items: number;
      readonly code: string;
      readonly message: string;
    }
  /** A delta uses what freedom the documents leave it. */
  | ({ readonly kind: "delta" } & DeltaHabits)
  /** The token of the request is good for nothing from now on. */
  | { readonly kind: "expireToken" };

/** How the rows of a delta are dealt out. Numbers are 0 when not given. */
export interface DeltaHabits {
  /** So many objects that did not change come again. */
  readonly replay?: number;
  /** So many rows come a second time, later on. */
  readonly repeat?: number;
  /** So many empty pages come first. */
  readonly emptyPages?: number;
  /** A row tells so many edges at most; the rest comes on later pages. */
  readonly edgesPerRow?: number;
  /** The other order. */
  readonly isReversed?: boolean;
  /** The token is not known any more, in either way that is documented. */
  readonly lost?: 400 | 410;
}

export interface Fault {
  /** What the journal calls it. */
  readonly name: string;
  readonly when: When;
  readonly then: Then;
}

/** A plan is not what it should be; the message says where and what was expected. */
export class PlanProblem extends Error {}

const thenKinds = [
  "status",
  "drop",
  "slow",
  "invisible",
  "createdButMissing",
  "partial",
  "delta",
  "expireToken",
] as const;

/** Reads a plan: `{ "faults": [ { "name", "when": {…}, "then": {…} } ] }`. Throws PlanProblem.
 *  `routes` are the templates Graph has, with their methods. */
export function readPlan(plan: unknown, routes: ReadonlySet<string>): Fault[] {
  const faults = isObject(plan) ? plan["faults"] : undefined;
  if (!isObject(plan) || !Array.isArray(faults)) throw new PlanProblem('A plan is {"faults": […]}');
  for (const name of Object.keys(plan)) {
    if (name !== "faults" && name !== "append") throw new PlanProblem(`plan: "${name}" is not known`);
  }
  return faults.map((fault: unknown, index) => readFault(fault, `faults[${index}]`, index, routes));
}

function readFault(sent: unknown, at: string, index: number, routes: ReadonlySet<string>): Fault {
  const fault = objectAt(sent, at);
  onlyKnown(fault, at, ["name", "when", "then"]);
  const name = fault["name"] ?? `fault ${index + 1}`;
  if (typeof name !== "string") throw new PlanProblem(`${at}.name: expected a text`);
  const when = readWhen(objectAt(fault["when"] ?? {}, `${at}.when`), `${at}.when`, routes);
  return { name, when, then: readThen(objectAt(fault["then"], `${at}.then`), `${at}.then`) };
}

function objectAt(value: unknown, at: string): JsonObject {
  if (!isObject(value)) throw new PlanProblem(`${at}: expected an object`);
  return value;
}

function onlyKnown(object: JsonObject, at: string, known: readonly string[]): void {
  const odd = Object.keys(object).find((name) => !known.includes(name));
  if (odd !== undefined) {
    throw new PlanProblem(`${at}: "${odd}" is not known; expected ${known.join(", ")}`);
  }
}

function wholeAt(object: JsonObject, name: string, at: string, least: number, most = 1e9): void {
  const value = object[name];
  if (value === undefined) return;
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
    throw new PlanProblem(`${at}.${name}: expected a whole number from ${least} to ${most}`);
  }
}

function textAt(object: JsonObject, name: string, at: string): void {
  if (object[name] !== undefined && typeof object[name] !== "string") {
    throw new PlanProblem(`${at}.${name}: expected a text`);
  }
}

function readWhen(when: JsonObject, at: string, routes: ReadonlySet<string>): When {
  const texts = ["service", "method", "route", "urlContains", "client"];
  const numbers = ["nth", "every", "times"];
  onlyKnown(when, at, [...texts, "body", ...numbers]);
  for (const name of texts) textAt(when, name, at);
  for (const name of numbers) wholeAt(when, name, at, 1);
  if (when["nth"] !== undefined && when["every"] !== undefined) {
    throw new PlanProblem(`${at}: give nth or every, not both`);
  }
  if (when["body"] !== undefined) readBodyTest(objectAt(when["body"], `${at}.body`), `${at}.body`);
  const result = { ...when } as When;
  const { route, method, service = "graph" } = result;
  const isKnown = (verb: string): boolean => routes.has(`${verb} ${plainTemplate(route ?? "")}`);
  const verbs = method === undefined ? ["GET", "POST", "PATCH", "PUT", "DELETE"] : [method.toUpperCase()];
  if (route !== undefined && service === "graph" && !verbs.some(isKnown)) {
    throw new PlanProblem(`${at}.route: Graph has no route "${[method, route].join(" ").trim()}"`);
  }
  return result;
}

const plainTemplates = new Map<string, string>();

/** A template without the names of its parameters. */
export function plainTemplate(template: string): string {
  const known = plainTemplates.get(template);
  if (known !== undefined) return known;
  const plain = template.replaceAll(/\{[^}]*\}/g, "{}");
  if (plainTemplates.size < 1000) plainTemplates.set(template, plain);
  return plain;
}

function readBodyTest(test: JsonObject, at: string): void {
  onlyKnown(test, at, ["path", "equals", "contains"]);
  const { path } = test;
  if (!Array.isArray(path) || path.some((part) => typeof part !== "string")) {
    throw new PlanProblem(`${at}.path: expected a list of texts`);
  }
  textAt(test, "contains", at);
}

function readThen(then: JsonObject, at: string): Then {
  const kind = thenKinds.find((known) => known === then["kind"]);
  const effect = then["effect"] ?? "before";
  if (effect !== "before" && effect !== "after") {
    throw new PlanProblem(`${at}.effect: expected "before" or "after"`);
  }
  const fields = (...known: string[]): void => {
    onlyKnown(then, at, ["kind", ...known]);
  };
  const need = (name: string, least: number, most: number): number => {
    if (then[name] === undefined) throw new PlanProblem(`${at}.${name}: is missing`);
    wholeAt(then, name, at, least, most);
    return then[name] as number;
  };
  switch (kind) {
    case "status":
      fields("status", "code", "message", "retryAfter", "effect");
      textAt(then, "code", at);
      textAt(then, "message", at);
      checkRetryAfter(then["retryAfter"], at);
      return { ...then, kind, status: need("status", 400, 599), effect };
    case "drop":
      fields("effect");
      return { kind, effect };
    case "slow":
      fields("milliseconds");
      return { kind, milliseconds: need("milliseconds", 0, 600_000) };
    case "invisible":
      fields("requests");
      return { kind, requests: need("requests", 1, 1e6) };
    case "partial": {
      fields("items", "code", "message");
      textAt(then, "code", at);
      textAt(then, "message", at);
      const { code = "NotFound", message = "" } = then as { code?: string; message?: string };
      return { kind, items: need("items", 1, 200), code, message };
    }
    case "delta":
      fields("replay", "repeat", "emptyPages", "edgesPerRow", "isReversed", "lost");
      for (const name of ["replay", "repeat", "emptyPages"]) wholeAt(then, name, at, 0, 1000);
      wholeAt(then, "edgesPerRow", at, 1);
      if (then["isReversed"] !== undefined && typeof then["isReversed"] !== "boolean")
        throw new PlanProblem(`${at}.isReversed: expected true or false`);
      if (![undefined, 400, 410].includes(then["lost"] as number | undefined))
        throw new PlanProblem(`${at}.lost: expected 400 or 410`);
      return { ...then, kind };
    case "createdButMissing":
    case "expireToken":
      fields();
      return { kind };
    case undefined:
      throw new PlanProblem(`${at}.kind: expected one of ${thenKinds.join(", ")}`);
  }
}

function checkRetryAfter(value: unknown, at: string): void {
  const isDate = isObject(value) && typeof value["dateInSeconds"] === "number";
  const isPlain = value === undefined || typeof value === "string";
  if (isPlain || isDate || (typeof value === "number" && value >= 0)) return;
  throw new PlanProblem(`${at}.retryAfter: expected seconds, a text or {"dateInSeconds": seconds}`);
}
