// Words in the query of a request. Nothing is passed over in silence: a query that is not understood must never look
// like a query for all rows. Source: "Query data using the Web API", "Use parameter aliases with query options".
import { dataverseErrors } from "../errors/dataverse.ts";

/** Other languages and options of the Web API that are not emulated. */
const notEmulated =
  /^(?:\$apply|sql|fetchxml|savedquery|userquery|x-ms-file-name|partitionid|sessiontoken|tag)$/i;
const emulated =
  /^\$?(?:select|filter|orderby|top|skip|count|search|expand|skiptoken|deltatoken|format|id)$/i;

/** The query with its aliases replaced. Throws 501 for a word that is not emulated, 400 for one that is none. */
export function readableQuery(search: string): string {
  const pairs = search.split("&").filter((pair) => pair !== "");
  const aliases = new Map<string, string>();
  const kept: string[] = [];
  for (const pair of pairs) {
    const name = decoded(pair.split("=")[0] ?? "");
    if (name.startsWith("@")) aliases.set(name, pair.slice(pair.indexOf("=") + 1));
    else if (emulated.test(name)) kept.push(pair);
    else if (notEmulated.test(name)) throw dataverseErrors.notEmulated(`queries by ${name}`);
    else throw dataverseErrors.badRequest(`The query parameter ${name} is not supported`);
  }
  if (aliases.size === 0) return kept.join("&");
  return kept.map((pair) => replaced(pair, aliases)).join("&");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw dataverseErrors.badRequest("The query string is not well-formed.");
  }
}

/** Aliases stand for literals, outside of quotes. Throws 400 for an alias without a value. */
function replaced(pair: string, aliases: ReadonlyMap<string, string>): string {
  const equals = pair.indexOf("=");
  const text = decoded(pair.slice(equals + 1)).replace(/'(?:[^']|'')*'|@(\w+)/g, (found, name?: string) => {
    if (name === undefined || name.startsWith("odata")) return found;
    const value = aliases.get(`@${name}`);
    if (value === undefined) throw dataverseErrors.badRequest(`The parameter alias '@${name}' has no value.`);
    return decoded(value);
  });
  return `${pair.slice(0, equals)}=${encodeURIComponent(text)}`;
}
