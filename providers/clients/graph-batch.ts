import { cameWith } from "../core/call-sites.ts";
import type { ApiResponse, JsonObject } from "../core/api.ts";
import { BadAnswerError, type CallSite } from "../core/errors.ts";
import { isObject, objectsAt, optionalObject } from "../core/json.ts";
import { bulkSizes } from "../limits/bulk-sizes.ts";
import { isAboutPath } from "./calls/about-path.ts";
import { errorFrom } from "./calls/error-answers.ts";

const itemsMost = bulkSizes.batchItems;

interface Item {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resolve: (answer: ApiResponse) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchTransport {
  /** Who is asked, for messages. */
  readonly host: string;
  /** One read by itself. */
  get(path: string, headers: Readonly<Record<string, string>>): Promise<ApiResponse>;
  /** Sends `POST /$batch`. */
  post(body: JsonObject): Promise<JsonObject>;
}

/** One result of a batch, with the status that it must have. */
interface Result {
  readonly status: number;
  readonly response: JsonObject;
}

/**
 * Reads that leave in the same turn of the event loop travel in one request, up to 20 at a time. Each gets its own
 * answer or error, found by id, since the service promises no order; what becomes of one is nothing to the others.
 * When the batch itself fails, all of its reads fail with that error; reads may always be repeated. It has failed also
 * when a result is missing, doubled, nobody's, or shows that it answers another read: then none of it is believed.
 * The price: the service answers a batch when its slowest read is done, so one slow team delays up to 19 answers of the
 * same moment; what leaves after it waits for nothing.
 */
export class GraphBatch {
  readonly #transport: BatchTransport;
  #waiting: Item[] = [];

  constructor(transport: BatchTransport) {
    this.#transport = transport;
  }

  get(path: string, headers: Readonly<Record<string, string>>): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0)
        setImmediate(() => {
          this.#leave();
        });
      this.#waiting.push({ path, headers, resolve, reject });
    });
  }

  #leave(): void {
    const items = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < items.length; at += itemsMost) void this.#send(items.slice(at, at + itemsMost));
  }

  async #send(items: readonly Item[]): Promise<void> {
    const [only] = items;
    try {
      if (only !== undefined && items.length === 1) {
        only.resolve(await this.#transport.get(only.path, only.headers));
        return;
      }
      const requests = items.map(({ path, headers }, index) => ({
        id: String(index),
        method: "GET",
        url: path,
        headers,
      }));
      const { host } = this.#transport;
      const results = resultsOf(items, await this.#transport.post({ requests }), host);
      items.forEach((item, index) => {
        settle(item, results[index], siteOfItem(item, host));
      });
    } catch (error) {
      for (const item of items) item.reject(error);
    }
  }
}

function siteOfItem({ path }: Item, host: string): CallSite {
  return { call: `GET /v1.0${path.split("?")[0] ?? ""}`, host };
}

/** The result of each read, in their order. Throws BadAnswerError when they do not belong together one by one. */
function resultsOf(items: readonly Item[], answer: JsonObject, host: string): readonly Result[] {
  const site = { call: "POST /v1.0/$batch", host };
  const responses = objectsAt(cameWith(site, answer), "responses");
  const byId = new Map(responses.map((response) => [response["id"], response]));
  if (responses.length !== items.length || byId.size !== items.length)
    throw new BadAnswerError(
      site,
      `it holds ${byId.size} of ${items.length} results, ${responses.length} in all`,
    );
  return items.map((item, index) => {
    const response = byId.get(String(index));
    const status = response?.["status"];
    if (response === undefined || typeof status !== "number" || status < 200 || status > 599)
      throw new BadAnswerError(site, `it came back without ${siteOfItem(item, host).call}`);
    const { body } = response;
    if (status < 300 && isObject(body) && !isAboutPath(item.path, body))
      throw new BadAnswerError(site, `its result for ${siteOfItem(item, host).call} is about something else`);
    return { status, response };
  });
}

function settle({ resolve, reject }: Item, result: Result | undefined, site: CallSite): void {
  if (result === undefined) {
    reject(new BadAnswerError(site, "the batch came back without it"));
    return;
  }
  const { status, response } = result;
  const headers = Object.fromEntries(
    Object.entries(optionalObject(response, "headers") ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const { body } = response;
  if (status >= 200 && status < 300) resolve({ status, headers, body: body ?? undefined, site });
  else if (status >= 300 && status < 400)
    reject(new BadAnswerError(site, `answer ${status} sends the caller elsewhere; that is not followed`));
  else reject(errorFrom({ status, headers: new Headers(headers), text: JSON.stringify(body ?? "") }, site));
}
