import type { ApiResponse, JsonObject } from "./api.ts";
import { cameWith } from "./call-sites.ts";
import { BadAnswerError } from "./errors.ts";
import { isObject } from "./json.ts";

/** Turns the body of a success into what was asked for. Throws BadAnswerError when it does not hold that. */
export type Decoder<T> = (answer: ApiResponse) => T;

/** One object: the answer to a read, and to a write that makes something. */
export const objectIn: Decoder<JsonObject> = ({ body, site }) => {
  if (isObject(body)) return cameWith(site, body);
  throw new BadAnswerError(site, body === undefined ? "it is empty" : "it is no object");
};

/** What a write made, or undefined where the service says that it has nothing to show. */
export const madeIn: Decoder<JsonObject | undefined> = (answer) =>
  answer.body === undefined ? undefined : objectIn(answer);

/** One page of a list, and where the next one is. */
export interface Page {
  readonly items: readonly JsonObject[];
  readonly next: string | undefined;
  /** How many there are on all pages; only where that was asked for. */
  readonly count: number | undefined;
}

/** A page that names the next one under `nextLinkName`. */
export function pageIn(nextLinkName: string): Decoder<Page> {
  return (answer) => {
    const page = objectIn(answer);
    const { site } = answer;
    const next = page[nextLinkName];
    if (next !== undefined && next !== null && (typeof next !== "string" || next === ""))
      throw new BadAnswerError(site, `${nextLinkName} is no address`);
    const count = page["@odata.count"];
    if (count !== undefined && (typeof count !== "number" || !Number.isInteger(count) || count < 0))
      throw new BadAnswerError(site, "@odata.count is no number");
    return { items: listIn(answer), next: next ?? undefined, count };
  };
}

/**
 * The objects of an answer that is a list, such as one page or the results of a bulk call. Without its list it is no
 * answer: taken for an empty list it would say that everybody and everything is gone.
 */
export const listIn: Decoder<readonly JsonObject[]> = (answer) => {
  const { value } = objectIn(answer);
  if (!Array.isArray(value)) throw new BadAnswerError(answer.site, "it came without its list (value)");
  return value.map((item: unknown) => {
    if (isObject(item)) return cameWith(answer.site, item);
    throw new BadAnswerError(answer.site, "its list (value) holds something that is no object");
  });
};

/**
 * The results of a call that does something for many, one by one: 204 says that all of them went well, every other
 * success lists them.
 */
export const resultsIn: Decoder<readonly JsonObject[]> = (answer) =>
  answer.status === 204 ? [] : listIn(answer);
