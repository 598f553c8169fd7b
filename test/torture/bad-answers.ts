// Bad answers of services: what each kind does to an answer that was right.

/** An answer as it would have been; what comes instead. Throws for a connection that breaks. */
type Disturb = (answer: Response) => Promise<Response>;

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

/** Changes the body of an answer, and of each answer within a batch. */
function eachBody(change: (body: Record<string, unknown>) => unknown): Disturb {
  return async (answer) => {
    const body = (await answer.json()) as Bodies & Record<string, unknown>;
    const { responses } = body;
    const changed =
      responses === undefined
        ? change(body)
        : {
            ...body,
            responses: responses.map((one) => ({ ...one, body: change({ ...(one.body as object) }) })),
          };
    return Response.json(changed, { status: answer.status });
  };
}

function batchOnly(change: (responses: Bodies["responses"] & object) => unknown): Disturb {
  return async (answer) => {
    const body = (await answer.json()) as Bodies;
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
  "a page of a portal": () => Promise.resolve(new Response(html, asHtml)),
  "a page of a portal that says it is JSON": () => Promise.resolve(new Response(html, asJson)),
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
  "a batch with an answer missing": batchOnly((responses) => responses.slice(1)),
  "a batch with an answer twice": batchOnly((responses) => [...responses.slice(1), responses.at(-1)]),
  "a batch with ids that nobody asked": batchOnly((responses) =>
    responses.map((one, index) => (index === 0 ? { ...one, id: "9999" } : one)),
  ),
  "503 for a day": failed(503, "ServiceUnavailable", { "retry-after": "86400" }),
  "429 for a day": failed(429, "TooManyRequests", { "retry-after": "86400" }),
  "500 without a reason": failed(500, "InternalServerError"),
  "a connection that breaks": () =>
    Promise.reject(new TypeError("fetch failed", { cause: new Error("socket hang up") })),
};

/** Whether this request only reads: alone, or as a batch of reads. */
export function isRead(url: string, init: RequestInit | undefined): boolean {
  if (!/\/v1\.0\/|\/beta\/|\/api\/data\/|\/secrets\//.test(url)) return false;
  if ((init?.method ?? "GET") === "GET") return true;
  if (!url.endsWith("/$batch") || typeof init?.body !== "string") return false;
  const { requests } = JSON.parse(init.body) as { requests: readonly { method: string }[] };
  return requests.every(({ method }) => method === "GET");
}
