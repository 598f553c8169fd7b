// HTTPS on the loopback address: bytes to Request, Reply to bytes.
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { TlsMaterial } from "../tls.ts";
import type { Reply, Request } from "./message.ts";

/** Unit: bytes. Graph itself takes 4 MB. */
const bodyMost = 8 * 1024 * 1024;

/** Answers a request; "drop" closes the connection without an answer. */
export type Answer = (request: Request) => Promise<Reply | "drop">;

export interface Listener {
  /** Bare origin, for example https://127.0.0.1:8443. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Port 0 takes a free one. */
export async function listen(tls: TlsMaterial, port: number, answer: Answer): Promise<Listener> {
  const options = { key: tls.serverKey, cert: `${tls.serverCertificate}\n${tls.caCertificate}` };
  const server = createServer(options, (incoming, response) => {
    void serve(incoming, response, answer);
  });
  server.keepAliveTimeout = 65_000;
  // An aborted handshake is the client's business.
  server.on("tlsClientError", () => undefined);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, close: () => close(server, sockets) };
}

/** Also ends connections that are still in their handshake: as idle ones they would hold the server for a minute. */
function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of sockets) socket.destroy();
  });
}

async function serve(incoming: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  try {
    const bodyText = await readText(incoming);
    if (bodyText === undefined) {
      response.writeHead(413).end();
      return;
    }
    const reply = await answer(toRequest(incoming, bodyText));
    if (reply === "drop") {
      incoming.socket.destroy();
      return;
    }
    send(response, reply);
  } catch (problem) {
    // A fault of the emulator itself: loud, and never mistaken for the service's own 500.
    const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
    process.stderr.write(`emulator: ${text}\n`);
    if (!response.headersSent) {
      send(response, { status: 500, body: { error: { code: "EmulatorFailure", message: text } } });
    }
  }
}

async function readText(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyMost) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function toRequest(incoming: IncomingMessage, bodyText: string): Request {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return {
    method: incoming.method ?? "GET",
    origin: `https://${headers["host"] ?? "127.0.0.1"}`,
    url: incoming.url ?? "/",
    headers,
    bodyText,
  };
}

function send(response: ServerResponse, reply: Reply): void {
  const text = reply.body === undefined ? (reply.text ?? "") : JSON.stringify(reply.body);
  const headers: Record<string, string | number> = { ...reply.headers };
  if (text !== "") {
    headers["Content-Type"] ??= "application/json; charset=utf-8";
    headers["Content-Length"] = Buffer.byteLength(text);
  } else if (reply.status !== 204 && reply.status !== 304) {
    headers["Content-Length"] = 0;
  }
  response.writeHead(reply.status, headers).end(text);
}
