import type { JsonObject } from "../core/api.ts";
import { ApiError } from "../core/errors.ts";
import { isObject, objectsAt, optionalObject } from "../core/json.ts";
import { bulkSizes } from "../limits/bulk-sizes.ts";
import { errorFrom } from "./send.ts";

const itemsMost = bulkSizes.batchItems;

interface Item {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resolve: (body: JsonObject) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchTransport {
  /** One read by itself. */
  get(path: string, headers: Readonly<Record<string, string>>): Promise<JsonObject>;
  /** Sends `POST /$batch`. */
  post(body: JsonObject): Promise<JsonObject>;
}

/**
 * Reads that leave in the same turn of the event loop travel in one request, up to 20 at a time. Each gets its own
 * answer or error, found by id, since the service promises no order; what becomes of one is nothing to the others.
 * When the batch itself fails, all of its reads fail with that error; reads may always be repeated.
 * The price: the service answers a batch when its slowest read is done, so one slow team delays up to 19 answers of the
 * same moment; what leaves after it waits for nothing.
 */
export class GraphBatch {
  readonly #transport: BatchTransport;
  #waiting: Item[] = [];

  constructor(transport: BatchTransport) {
    this.#transport = transport;
  }

  get(path: string, headers: Readonly<Record<string, string>>): Promise<JsonObject> {
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
      const answer = await this.#transport.post({ requests });
      const responses = new Map(objectsAt(answer, "responses").map((response) => [response["id"], response]));
      items.forEach((item, index) => {
        settle(item, responses.get(String(index)));
      });
    } catch (error) {
      for (const item of items) item.reject(error);
    }
  }
}

function settle({ path, resolve, reject }: Item, response: JsonObject | undefined): void {
  const call = `GET /v1.0${path.split("?")[0] ?? ""}`;
  const status = response?.["status"];
  if (response === undefined || typeof status !== "number") {
    reject(new ApiError({ status: 0, code: "", serviceMessage: "the batch came back without it", call }));
    return;
  }
  const body: unknown = response["body"];
  if (status >= 200 && status < 300) {
    resolve(isObject(body) ? body : {});
    return;
  }
  const headers = new Headers(
    Object.entries(optionalObject(response, "headers") ?? {}).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]),
  );
  reject(errorFrom({ status, headers, text: JSON.stringify(body ?? {}) }, call));
}
