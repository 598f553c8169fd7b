// What a process sends, as the torture suites tell it apart.

/** The request that is answered. */
export interface Asked {
  readonly url: string;
  readonly body: string | undefined;
}

/** What a request is to the services: a batch of reads only reads. "file": a file for people is written or removed. */
export type RequestKind = "read" | "write" | "sign-in" | "file" | "other";

export function kindOf({ url, body }: Asked, method = "GET"): Exclude<RequestKind, "file"> {
  if (/\/oauth2\/v2\.0\/token$/.test(url)) return "sign-in";
  if (!/\/v1\.0\/|\/beta\/|\/api\/data\/|\/secrets\//.test(url)) return "other";
  if (method === "GET") return "read";
  if (!url.endsWith("/$batch") || body === undefined) return "write";
  const { requests } = JSON.parse(body) as { requests: readonly { method: string }[] };
  return requests.every((one) => one.method === "GET") ? "read" : "write";
}
