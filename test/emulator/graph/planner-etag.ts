// Etags, hints and limits of Planner. Source: "Use the Planner REST API", "Using order hints in Planner".
import { plannerErrors } from "../errors/planner.ts";
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import type { Versioned } from "../tenant/planner.ts";
import type { World } from "../world.ts";
import type { BodyErrors } from "../odata/body.ts";
import type { Call } from "./call.ts";

/** How Planner words its complaints about a body. */
export const plannerBody: BodyErrors = {
  unknown: plannerErrors.unknownProperty,
  wrongType: plannerErrors.wrongType,
  required: plannerErrors.required,
  readOnly: plannerErrors.readOnly,
  tooLong: plannerErrors.tooLong,
  invalidValue: plannerErrors.invalidValue,
};

/** Later etags of one item come later in ordinal order. */
export function etagOf(item: Versioned): string {
  return `W/"JzEt${item.version.toString(16).toUpperCase().padStart(16, "0")}"`;
}

export function firstVersion(): Versioned {
  return { version: 1, changed: {} };
}

/** Checks If-Match. Throws 412 when it is missing or old, 409 when what is to change has changed since. */
export function requireEtag(call: Call, item: Versioned, names: readonly string[]): void {
  const sent = call.request.headers["if-match"];
  if (sent === undefined || sent === "") throw plannerErrors.etagMissing();
  if (sent === etagOf(item)) return;
  const version = Number.parseInt(/^W\/"JzEt([0-9A-F]{16})"$/.exec(sent)?.[1] ?? "", 16);
  const isConflict = names.some((name) => (item.changed[name] ?? 0) > version);
  throw isConflict ? plannerErrors.conflict() : plannerErrors.etagStale();
}

/** Notes a change of these properties. */
export function touch(item: Versioned, names: readonly string[]): void {
  item.version += 1;
  for (const name of names) item.changed[name] = item.version;
}

/** 28 characters, case-sensitive. */
export function plannerId(world: Pick<World, "guid">): string {
  const hex = `${world.guid()}${world.guid()}`.replaceAll("-", "");
  return Buffer.from(hex.slice(0, 42), "hex").toString("base64url");
}

/** A hint as sent becomes a place in the order. Absent: the end. Throws 400 for a result that is sent back. */
export function placeOf(call: Call, hint: unknown, name = "orderHint"): string {
  if (hint !== undefined && hint !== null) {
    if (typeof hint !== "string") throw plannerErrors.wrongType(name, "Edm.String");
    if (!/^(?:[\w~{}|/.,:;<=>?@[\]^`*+-]* )?[\w~{}|/.,:;<=>?@[\]^`*+-]*!$/.test(hint))
      throw plannerErrors.orderHint(hint);
  }
  const { planner } = call.tenant;
  const count = planner.tasks.size + planner.buckets.size + planner.plans.size;
  return `8585${String(9_999_999_999_999_999 - call.world.now().getTime() - count)}P`;
}

/** Who did it, as Planner tells it. */
export function identityOf(call: Call): JsonObject {
  const { caller } = call;
  return caller.kind === "app"
    ? { user: { displayName: null, id: null }, application: { displayName: caller.name, id: caller.appId } }
    : { user: { displayName: null, id: caller.user.id }, application: { displayName: null, id: null } };
}

/** Merges an open type: named entries are set, those that are null go. Each needs its type. Throws 400. */
export function mergeOpen<Value>(
  name: string,
  present: Readonly<Record<string, Value>>,
  sent: unknown,
  read: (key: string, value: JsonObject, before: Value | undefined) => Value,
): Record<string, Value> {
  if (sent === undefined || sent === null) return { ...present };
  if (!isObject(sent)) throw plannerErrors.wrongType(name, "Edm.Object");
  const result = { ...present };
  for (const [key, value] of Object.entries(sent)) {
    if (key.startsWith("@")) continue;
    if (value === null) delete result[key];
    else if (!isObject(value)) throw plannerErrors.wrongType(`${name}/${key}`, "Edm.Object");
    else if (typeof value["@odata.type"] !== "string") throw plannerErrors.missingType(`${name}/${key}`);
    else result[key] = read(key, value, present[key]);
  }
  return result;
}

/** Categories 1 to 25. Throws 400 for another name. */
export function checkCategories(name: string, sent: JsonObject, type: "boolean" | "string"): void {
  for (const [key, value] of Object.entries(sent)) {
    if (key.startsWith("@")) continue;
    if (!/^category(?:[1-9]|1\d|2[0-5])$/.test(key)) throw plannerErrors.unknownProperty(`${name}/${key}`);
    if (value !== null && typeof value !== type)
      throw plannerErrors.wrongType(`${name}/${key}`, `Edm.${type}`);
  }
}
