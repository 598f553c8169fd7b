// Bad answers of services: what each kind does to an answer that was right.
import type { Asked } from "./requests.ts";
import { neverComes, whoseBodyNeverComes } from "./time-outs.ts";
import { answerBytesMost } from "./whole.ts";

/** An answer as it would have been; what comes instead. Throws for a connection that breaks. */
type Disturb = (answer: Response, asked: Asked) => Promise<Response>;

const html = "<!doctype html><title>Sign in to the guest network</title>";
const asHtml = { headers: { "content-type": "text/html; charset=utf-8" } };
const asJson = { headers: { "content-type": "application/json" } };

async function bytesOf(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await answer.arrayBuffer());
}

interface Bodies {
  readonly value?: unknown;
  readonly responses?: readonly { readonly id: string; readonly body?: unknown }[];
}

/** Changes the body of an answer, and of each answer within a batch; `url` is what that one was asked at. */
function eachBody(change: (body: Record<string, unknown>, url: string) => unknown): Disturb {
  return async (answer, asked) => {
    const body = await bodyOf(answer);
    const { responses } = body;
    const changed =
      responses === undefined
        ? change(body, asked.url)
        : {
            ...body,
            responses: responses.map((one) => ({
              ...one,
              body: change({ ...(one.body as object) }, urlInBatch(asked, one.id)),
            })),
          };
    return Response.json(changed, { status: answer.status === 204 ? 200 : answer.status });
  };
}

async function bodyOf(answer: Response): Promise<Bodies & Record<string, unknown>> {
  const text = await answer.text();
  return (text === "" ? {} : JSON.parse(text)) as Bodies & Record<string, unknown>;
}

function urlInBatch({ body = "{}" }: Asked, id: string): string {
  const { requests = [] } = JSON.parse(body) as { requests?: readonly { id: string; url: string }[] };
  return requests.find((one) => one.id === id)?.url ?? "";
}

/** Whether objects are asked for by their keys, so that silence about one of them says nothing of it. */
function asksByKey(url: string): boolean {
  return /filter=[^&]* in \(/.test(decodeURIComponent(url.replaceAll("+", " ")));
}

function batchOnly(change: (responses: Bodies["responses"] & object) => unknown): Disturb {
  return async (answer) => {
    const body = await bodyOf(answer);
    const { responses } = body;
    // Alone there is nothing to mix up: another kind of the same family instead.
    if (responses === undefined) return Response.json({ ...body, value: "none" }, { status: answer.status });
    return Response.json({ ...body, responses: change(responses) }, { status: answer.status });
  };
}

const failed = (status: number, code: string, headers: Record<string, string> = {}): Disturb => {
  const body = { error: { code, message: "a fault of the test" } };
  return () => Promise.resolve(Response.json(body, { status, headers }));
};

/** By name: what went wrong, as people would say it. */
export const badAnswers: Readonly<Record<string, Disturb>> = {
  "a list without its list": eachBody(({ value: _value, ...rest }) => rest),
  "a list that is null": eachBody((body) => ("value" in body ? { ...body, value: null } : { value: null })),
  "a list that is an object": eachBody((body) => ({ ...body, value: {} })),
  "a list with something else in it": eachBody((body) => ({ ...body, value: ["text", 1] })),
  "a list that leaves out one of those asked for": eachBody((body, url) => {
    const { value } = body;
    return Array.isArray(value) && asksByKey(url) ? { ...body, value: value.slice(1) } : body;
  }),
  "a list that leaves out all of those asked for": eachBody((body, url) =>
    asksByKey(url) ? { ...body, value: [] } : body,
  ),
  "a page of a portal": () => Promise.resolve(new Response(html, asHtml)),
  "a page of a portal that says it is JSON": () => Promise.resolve(new Response(html, asJson)),
  "JSON that is told to be text": async (answer) =>
    new Response(await bytesOf(answer), { headers: { "content-type": "text/plain" } }),
  "a body that is cut off": async (answer) => {
    const bytes = await bytesOf(answer);
    return new Response(bytes.slice(0, Math.max(1, Math.floor(bytes.length / 2))), asJson);
  },
  "a body that is no UTF-8": async (answer) => {
    const bytes = await bytesOf(answer);
    bytes[Math.floor(bytes.length / 2)] = 0xff;
    return new Response(bytes, asJson);
  },
  "an empty body": () => Promise.resolve(new Response(null, { status: 200 })),
  "a 404 of a gateway": () => Promise.resolve(new Response(html, { status: 404, ...asHtml })),
  "a redirect": () =>
    Promise.resolve(
      new Response(null, { status: 302, headers: { location: "https://portal.example/login" } }),
    ),
  "a next page elsewhere": eachBody((body) => ({
    ...body,
    value: body["value"] ?? "none",
    "@odata.nextLink": "https://elsewhere.example/v1.0/x",
  })),
  "a next page that is always new": alwaysNew,
  "a batch with an answer missing": batchOnly((responses) => responses.slice(1)),
  "a batch with an answer twice": batchOnly((responses) => [...responses.slice(1), responses.at(-1)]),
  "a batch with ids that nobody asked": batchOnly((responses) =>
    responses.map((one, index) => (index === 0 ? { ...one, id: "9999" } : one)),
  ),
  "a batch with two answers exchanged": batchOnly((responses) => {
    const [first, second, ...others] = responses;
    if (first === undefined || second === undefined) return [];
    return [{ ...first, id: second.id }, { ...second, id: first.id }, ...others];
  }),
  "503 for a day": failed(503, "ServiceUnavailable", { "retry-after": "86400" }),
  "429 for a day": failed(429, "TooManyRequests", { "retry-after": "86400" }),
  "500 without a reason": failed(500, "InternalServerError"),
  "a connection that breaks": brokenConnection,
  "an answer that never comes": neverComes,
  "a body that never comes": whoseBodyNeverComes,
  "an answer of any size": () => Promise.resolve(new Response(endless(), asJson)),
};

/** Of a sign-in service: the token that was asked for does not come. */
export const badSignIns: Readonly<Record<string, Disturb>> = {
  "a sign-in service that is busy (AADSTS90033)": () => {
    const body = { error: "temporarily_unavailable", error_description: "AADSTS90033: A transient error." };
    return Promise.resolve(Response.json(body, { status: 400 }));
  },
  "a sign-in service that answers 503": failed(503, "ServiceUnavailable"),
  "a sign-in service behind a portal": () => Promise.resolve(new Response(html, asHtml)),
  "a sign-in service that never answers": neverComes,
};

const brokenBody = async (answer: Response): Promise<Response> => {
  const bytes = await bytesOf(answer);
  return new Response(bytes.slice(0, Math.floor(bytes.length / 2)), { ...asJson, status: 200 });
};

/** Of a write: with `effect` the service did it all the same. */
export const badWrites: Readonly<Record<string, { readonly effect: boolean; readonly disturb: Disturb }>> = {
  "a write whose connection breaks before it": { effect: false, disturb: brokenConnection },
  "a write whose connection breaks after it": { effect: true, disturb: brokenConnection },
  "a write that answers 503 and does nothing": { effect: false, disturb: failed(503, "ServiceUnavailable") },
  "a write that answers 504 and does it": { effect: true, disturb: failed(504, "GatewayTimeout") },
  "a write that answers 500 and does it": { effect: true, disturb: failed(500, "InternalServerError") },
  "a write that is to wait a second": {
    effect: false,
    disturb: failed(429, "TooManyRequests", { "retry-after": "1" }),
  },
  "a write that is to wait for a day": {
    effect: false,
    disturb: failed(429, "TooManyRequests", { "retry-after": "86400" }),
  },
  "a write that is refused": { effect: false, disturb: failed(403, "Forbidden") },
  "a write that is answered by a portal": {
    effect: true,
    disturb: () => Promise.resolve(new Response(html, asHtml)),
  },
  "a write whose answer is cut off": { effect: true, disturb: brokenBody },
  "a write whose answer is empty": {
    effect: true,
    disturb: () => Promise.resolve(new Response(null, { status: 200 })),
  },
  "a write whose answer never comes": { effect: true, disturb: neverComes },
  "a write that is not taken and never answered": { effect: false, disturb: neverComes },
};

function brokenConnection(): Promise<Response> {
  return Promise.reject(new TypeError("fetch failed", { cause: new Error("socket hang up") }));
}

let nextPage = 0;

/** Says of each page that another one follows, as a list that has no end does. */
async function alwaysNew(answer: Response, asked: Asked): Promise<Response> {
  const disturb = eachBody((body, url) => {
    nextPage += 1;
    const bare = (url.includes("://") ? new URL(url).pathname : url).split("?")[0] ?? "";
    return {
      ...body,
      value: body["value"] ?? "none",
      "@odata.nextLink": `${bare}?$skiptoken=endless-${nextPage}`,
    };
  });
  return disturb(answer, asked);
}

/** The following pages of such a list: nobody has them, so the service is not asked. */
export function isEndlessPage(url: string): boolean {
  return url.includes("skiptoken=endless-") || url.includes("skiptoken%3Dendless-");
}

/** More than is taken in, piece by piece, of which nobody says how many follow. */
function endless(): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(answerBytesMost / 4).fill(0x20);
  return new ReadableStream({
    pull: (controller) => {
      controller.enqueue(piece);
    },
  });
}
