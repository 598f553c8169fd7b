import type { JsonObject } from "./api.ts";
import type { CallSite } from "./errors.ts";

/** Which call an object came with, so that messages about its fields can name it. */
const sites = new WeakMap<object, CallSite>();

const somewhere: CallSite = { call: "an answer", host: "the service" };

export function siteOf(object: JsonObject): CallSite {
  return sites.get(object) ?? somewhere;
}

/** Notes it and returns the object. */
export function cameWith<T extends JsonObject>(site: CallSite, object: T): T {
  sites.set(object, site);
  return object;
}

/** An object within an answer came with the same call. */
export function partOf<T extends JsonObject>(whole: JsonObject, part: T): T {
  return cameWith(siteOf(whole), part);
}
