import { madeIn, objectIn, pageIn, type Decoder, type Page } from "../../core/answers.ts";
import type { ApiResponse, JsonObject, ServiceWriter } from "../../core/api.ts";
import { bounds } from "../../core/bounds.ts";
import { BadAnswerError, isNotFound, RefusedError } from "../../core/errors.ts";
import { isAboutPath } from "./about-path.ts";
import type { ServiceCall } from "./service.ts";

interface ReaderOptions {
  /** What a page calls the address of the next one. */
  readonly nextLinkName?: string;
  readonly nowMilliseconds?: () => number;
}

/** get, find, list and send over one calling function. */
export function readerOver(call: ServiceCall, options: ReaderOptions = {}): ServiceWriter {
  const get: ServiceWriter["get"] = (path, headers) =>
    call({ method: "GET", path, headers }, about(path, objectIn));
  return {
    get,
    find: async (path, headers) => {
      try {
        return await get(path, headers);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    list: (path, headers) => listAll(call, path, headers, options),
    send: (method, path, body, headers) => call({ method, path, body, headers }, checkedWrite),
  };
}

/** A success without a body says that it is done; one with a body is an object. */
const checkedWrite: Decoder<ApiResponse> = (answer) => {
  madeIn(answer);
  return answer;
};

/** As `decode`, and the answer is about what was asked, not about something else. */
function about<T>(path: string, decode: Decoder<T>): Decoder<T> {
  return (answer) => {
    const decoded = decode(answer);
    if (!isAboutPath(path, objectIn(answer)))
      throw new BadAnswerError(answer.site, "it is about something else than was asked");
    return decoded;
  };
}

/**
 * All pages, within the bounds of bounds.ts. A page that is no page, a total that is not what came, and a walk that
 * does not end are failures; never a part of a list.
 */
async function listAll(
  call: ServiceCall,
  path: string,
  headers: Readonly<Record<string, string>> | undefined,
  { nextLinkName = "@odata.nextLink", nowMilliseconds = Date.now }: ReaderOptions,
): Promise<readonly JsonObject[]> {
  const where = `GET ${path.split("?")[0] ?? ""}`;
  const giveUpAtMilliseconds = nowMilliseconds() + bounds.listSecondsMost * 1000;
  const items: JsonObject[] = [];
  const seen = new Set<string>();
  let count: number | undefined;
  for (let next: string | undefined = path; next !== undefined;) {
    // A service that hands out the same link twice would keep us for ever.
    if (seen.has(next)) throw endless(where, `the same page was offered twice after ${seen.size} pages`);
    if (seen.size >= bounds.pagesMost) throw endless(where, `more than ${bounds.pagesMost} pages`);
    if (nowMilliseconds() > giveUpAtMilliseconds)
      throw endless(where, `not read to its end within ${bounds.listSecondsMost} s (${seen.size} pages)`);
    seen.add(next);
    const page: Page = await call({ method: "GET", path: next, headers }, about(path, pageIn(nextLinkName)));
    items.push(...page.items);
    count ??= page.count;
    next = page.next;
  }
  if (/[?&]\$count=true/.test(path) && count !== items.length)
    throw new BadAnswerError(
      { call: where, host: "the service" },
      `it counts ${count === undefined ? "nothing" : count} (@odata.count) and lists ${items.length}`,
    );
  return items;
}

function endless(where: string, what: string): RefusedError {
  return new RefusedError(`${where}: the list does not end: ${what}. Nothing was concluded from what came.`);
}
