import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange } from "../../providers/clients/calls/exchange.ts";
import { addressAt, pathGiven } from "../../providers/clients/calls/origins.ts";
import {
  ApiError,
  BadAnswerError,
  isNotFound,
  isPassing,
  RefusedError,
} from "../../providers/core/errors.ts";

/** A service of which each test says how it answers, over a real connection. */
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const reached: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    reached.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function place(): { origin: string; publicOrigin: string } {
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, publicOrigin: "https://graph.microsoft.com" };
}

const small = { answerSecondsMost: 0.3, answerBytesMost: 1024 * 1024 };

async function outcome(answering: typeof answer): Promise<unknown> {
  answer = answering;
  const address = addressAt(place(), "/v1.0/groups?$filter=secret");
  return exchange({ method: "GET", address, headers: {} }, small).catch((error: unknown) => error);
}

const json = { "content-type": "application/json" };

describe("an answer that says nothing", () => {
  it.each<[string, typeof answer]>([
    [
      "a portal's page instead of JSON",
      (_request, response) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in to the Wi-Fi</html>"),
    ],
    [
      "JSON that is told to be something else",
      (_request, response) => response.writeHead(200, { "content-type": "text/plain" }).end('{"value":[]}'),
    ],
    [
      "JSON that is cut off",
      (_request, response) => response.writeHead(200, json).end('{"value":[{"id":"1"}'),
    ],
    [
      "broken UTF-8",
      (_request, response) =>
        response.writeHead(200, json).end(Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d])),
    ],
    [
      "a page of a gateway that says not found",
      (_request, response) =>
        response.writeHead(404, { "content-type": "text/html" }).end("<html>404 nginx</html>"),
    ],
    ["not found without a word", (_request, response) => response.writeHead(404).end()],
    [
      "not found in a form that is not the service's",
      (_request, response) => response.writeHead(404, json).end('{"error":"not found"}'),
    ],
  ])(
    "%s is a failure that may pass and names call and host, never something or nothing",
    async (_name, how) => {
      const failed = await outcome(how);
      expect(failed).toBeInstanceOf(BadAnswerError);
      expect([isPassing(failed), isNotFound(failed)]).toEqual([true, false]);
      expect(String(failed)).toContain("GET /v1.0/groups: no usable answer from 127.0.0.1");
      expect(String(failed)).not.toContain("secret");
    },
  );

  it("not found counts when the service itself says it", async () => {
    const failed = await outcome((_request, response) =>
      response.writeHead(404, json).end('{"error":{"code":"Request_ResourceNotFound","message":"gone"}}'),
    );
    expect(isNotFound(failed)).toBe(true);
  });
});

describe("the time and size of an answer", () => {
  it.each<[string, typeof answer]>([
    ["that never comes", () => undefined],
    [
      "whose body never comes",
      (_request, response) => {
        response.writeHead(200, json);
        response.flushHeaders();
      },
    ],
    [
      "whose body comes drop by drop",
      (_request, response) => {
        response.writeHead(200, json);
        const drops = setInterval(() => response.write(" "), 20);
        response.on("close", () => {
          clearInterval(drops);
        });
      },
    ],
  ])("one %s ends after the bound, and says so", async (_name, how) => {
    const failed = await outcome(how);
    expect(isPassing(failed)).toBe(true);
    expect(String(failed)).toContain("GET /v1.0/groups: no answer from 127.0.0.1");
    expect(String(failed)).toContain("not within 0.3 s");
  });

  it.each<[string, typeof answer]>([
    [
      "in one piece",
      (_request, response) => response.writeHead(200, json).end(JSON.stringify("x".repeat(2_000_000))),
    ],
    [
      "in many pieces, of which nobody says how many",
      (_request, response) => {
        response.writeHead(200, json);
        const more = (): void => {
          if (!response.destroyed) response.write("x".repeat(100_000), () => setImmediate(more));
        };
        more();
      },
    ],
  ])("one that is too large, %s, is not taken in, nor asked for again", async (_name, how) => {
    const failed = await outcome(how);
    expect(failed).toMatchObject({ code: "AnswerTooLarge" });
    expect(failed).toBeInstanceOf(ApiError);
    expect(isPassing(failed)).toBe(false);
    expect(String(failed)).toContain("larger than 1 MB");
  });
});

describe("where a client may call", () => {
  it("no redirect is followed: the error names both places, and neither query nor token", async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      reached.length = 0;
      const to = `${place().origin}/elsewhere?code=secret`;
      const failed = await outcome((_request, response) =>
        response.writeHead(status, { location: to }).end(),
      );
      expect(failed).toBeInstanceOf(RefusedError);
      expect(String(failed)).toContain(`answers ${status} and points to "${place().origin}/elsewhere"`);
      expect(String(failed)).not.toContain("secret");
      expect(reached).toEqual(["/v1.0/groups?$filter=secret"]);
    }
  });

  const site = { call: "GET /v1.0/groups", host: "graph.microsoft.com" };
  const service = { origin: "https://127.0.0.1:8443", publicOrigin: "https://graph.microsoft.com" };

  it.each([
    ["https://graph.microsoft.com/v1.0/groups?$skiptoken=a%2Fb", "/groups?$skiptoken=a%2Fb"],
    ["https://127.0.0.1:8443/v1.0/groups?$skiptoken=a", "/groups?$skiptoken=a"],
    ["/groups?$top=5", "/groups?$top=5"],
    ["/v1.0/groups", "/groups"],
    ["/teams('1')/operations('2')", "/teams('1')/operations('2')"],
  ])("%s is at the service", (given, path) => {
    expect(pathGiven(service, "/v1.0", given, site)).toBe(path);
  });

  it.each([
    "https://evil.example/v1.0/groups",
    "https://graph.microsoft.com.evil.example/v1.0/groups",
    "https://graph.microsoft.com@evil.example/v1.0/groups",
    "https://evil.example\\@graph.microsoft.com/v1.0/groups",
    "http://graph.microsoft.com/v1.0/groups",
    "https://graph.microsoft.com:8443/v1.0/groups",
    "https://127.0.0.1:9/v1.0/groups",
    "//evil.example/v1.0/groups",
    "\\\\evil.example/v1.0/groups",
    "/\\evil.example/v1.0/groups",
    "HTTPS://EVIL.example/v1.0/groups",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://graph.microsoft.com/beta/groups",
    "https://graph.microsoft.com/v1.0/../admin/groups",
    "https://",
  ])("%s is elsewhere: refused, and told with both places", (given) => {
    const attempt = (): unknown => pathGiven(service, "/v1.0", given, site);
    expect(attempt).toThrow(RefusedError);
    expect(attempt).toThrow(/GET \/v1\.0\/groups: graph\.microsoft\.com points to ".*not at https:\/\/graph/);
  });

  it("a path that would leave the service is no path", () => {
    for (const path of [".evil.example/x", "@evil.example/x", ":9/x", "evil"])
      expect(() => addressAt({ origin: "https://graph.microsoft.com", publicOrigin: "" }, path)).toThrow(
        /is no path|Invalid URL/,
      );
  });
});
