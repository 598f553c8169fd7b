// multipart/mixed as OData batches use it: parts with headers, each holding a request or a change set.
// Source: "Execute batch operations using the Web API", OData 4.0 part 1, section 11.7.
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";

export interface Part {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

export interface InnerRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
}

/** The boundary of a multipart content type; undefined for another type. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = /^\s*multipart\/mixed\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? "");
  return found?.[1] ?? found?.[2];
}

/** Splits a body into its parts. Lines end in CRLF. Throws 400. */
export function readParts(text: string, boundary: string): Part[] {
  const marker = `--${boundary}`;
  const [preamble, ...pieces] = `\r\n${text}`.split(`\r\n${marker}`);
  const last = pieces.at(-1);
  if (preamble?.trim() !== "" || last?.startsWith("--") !== true) {
    throw dataverseErrors.badRequest(
      `The batch has no well-formed parts with the boundary '${boundary}'. Lines must end in CRLF.`,
    );
  }
  return pieces.slice(0, -1).map((piece) => {
    const start = piece.indexOf("\r\n");
    return readPart(piece.slice(start + 2));
  });
}

/** Headers, an empty line, content. */
function readPart(text: string): Part {
  const end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
  const head = end < 0 ? text : text.slice(0, end);
  const content = end < 0 ? "" : text.slice(end + (end === 0 ? 2 : 4));
  const headers: Record<string, string> = {};
  for (const line of head.split("\r\n")) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    if (colon <= 0) throw dataverseErrors.badRequest(`The message header '${line}' is invalid.`);
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, content };
}

/** A part of type application/http as a request. Throws 400. */
export function readRequest(part: Part): InnerRequest {
  if (!/^application\/http\b/i.test(part.headers["content-type"] ?? ""))
    throw dataverseErrors.badRequest("A part of a batch must have the content type application/http.");
  const content = part.content.replace(/^(?:\r\n)+/, "");
  const end = content.indexOf("\r\n");
  // The address reaches from the first blank to the last: what is between is read as it stands.
  const line = /^([A-Z]+) (\S(?:.*\S)?) HTTP\/1\.1$/.exec(end < 0 ? content : content.slice(0, end));
  if (line?.[1] === undefined || line[2] === undefined)
    throw dataverseErrors.badRequest("The request line of a batch part is not well-formed.");
  const { headers, content: bodyText } = readPart(end < 0 ? "" : content.slice(end + 2));
  return { method: line[1], target: line[2], headers, bodyText: bodyText.trim() };
}

/** A part of type application/http that holds an answer. */
export function replyPart(reply: Reply, contentId: string | undefined): string {
  const text = reply.body === undefined ? (reply.text ?? "") : JSON.stringify(reply.body);
  return [
    "Content-Type: application/http",
    "Content-Transfer-Encoding: binary",
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    "",
    `HTTP/1.1 ${reply.status} ${reasons[reply.status] ?? "Status"}`,
    ...Object.entries(reply.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    "",
    text,
  ].join("\r\n");
}

const reasons: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  204: "No Content",
  304: "Not Modified",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  412: "Precondition Failed",
  429: "Too Many Requests",
  501: "Not Implemented",
};

export function writeParts(parts: readonly string[], boundary: string): string {
  return [...parts.map((part) => `--${boundary}\r\n${part}`), `--${boundary}--`, ""].join("\r\n");
}
