import type { JsonObject } from "../../core/api.ts";

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * False when an answer shows itself that it belongs to another question, as happens when the results of a batch are
 * mixed up: an object with another key than was asked for, or a list that names another parent in its context.
 * An answer that shows neither is believed. Source: OData 4.01 "Context URL", Microsoft Graph "Get …" pages.
 */
export function isAboutPath(path: string, answer: JsonObject): boolean {
  const bare = decoded(path.split("?")[0] ?? "");
  return hasAskedKey(bare, answer) && contextFits(bare, answer["@odata.context"]);
}

/** `/groups/<guid>` answers with that id, `/applications(uniqueName='x')` with that name, when it answers with one. */
function hasAskedKey(bare: string, answer: JsonObject): boolean {
  const last = bare.slice(bare.lastIndexOf("/") + 1);
  const [, property = "id", key = last] = /^\w+\((\w+)='(.*)'\)$/.exec(last) ?? [];
  if (property === "id" && last.replace(guid, "") !== "") return true;
  const shown = answer[property];
  return typeof shown !== "string" || shown.toLowerCase() === key.replaceAll("''", "'").toLowerCase();
}

/** Ids in the context are ids of the path, where the path has any and needs no name to find its object. */
function contextFits(bare: string, context: unknown): boolean {
  if (typeof context !== "string" || bare.includes("='")) return true;
  const asked = new Set((bare.match(guid) ?? []).map((id) => id.toLowerCase()));
  const fragment = decoded(context.slice(context.indexOf("#") + 1));
  return asked.size === 0 || (fragment.match(guid) ?? []).every((id) => asked.has(id.toLowerCase()));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
