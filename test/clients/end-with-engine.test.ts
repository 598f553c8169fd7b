import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { describe, expect, it } from "vitest";

/** A program as Pulumi runs it: an error that nobody caught is told to the engine, and that is an error again. */
const program = (guard: string): string => `
  ${guard}
  process.on("uncaughtException", () => { console.error("failed to deliver"); });
  setInterval(() => { console.error("running"); }, 5);
`;
const guard =
  'import { endWithEngine } from "./providers/clients/process/end-with-engine.ts"; endWithEngine();';

/** How the program ends after nobody reads it any more; undefined when it goes on for so long. */
async function endOf(code: string, secondsMost: number): Promise<number | undefined> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code]);
  const exited = once(child, "exit");
  await once(child.stderr, "data");
  child.stdout.destroy();
  child.stderr.destroy();
  const gaveUp = new AbortController();
  const timer = setTimeout(() => {
    gaveUp.abort();
    child.kill("SIGKILL");
  }, secondsMost * 1000);
  const [exitCode] = (await exited) as [number | null];
  clearTimeout(timer);
  return gaveUp.signal.aborted ? undefined : (exitCode ?? -1);
}

describe("a program whose engine was killed", () => {
  it("ends", async () => {
    expect(await endOf(program(guard), 60)).toBe(1);
  });

  it("would go on for ever without that", async () => {
    expect(await endOf(program(""), 5)).toBeUndefined();
  });
});

describe("a provider whose engine is gone", () => {
  /** A process that watches a server on this machine, as the engine is one; says "ready" and then nothing. */
  function watching(port: number): ChildProcess {
    const code = `
      import { endWithEngine } from "./providers/clients/process/end-with-engine.ts";
      endWithEngine({ address: "127.0.0.1:${port}", isParentIts: false });
      setInterval(() => undefined, 1000);
      console.log("ready");
    `;
    return spawn(process.execPath, ["--input-type=module", "--eval", code]);
  }

  async function listening(): Promise<{ server: Server; port: number; sockets: Set<Socket> }> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => undefined));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return { server, port: (server.address() as AddressInfo).port, sockets };
  }

  it("ends with it, and not because a connection was closed", async () => {
    const { server, port, sockets } = await listening();
    const child = watching(port);
    const exited = once(child, "exit");
    await Promise.all([once(server, "connection"), child.stdout && once(child.stdout, "data")]);
    const again = once(server, "connection");
    for (const socket of sockets) socket.destroy();
    await again;
    expect(child.exitCode).toBeNull();
    server.close();
    for (const socket of sockets) socket.destroy();
    expect(await exited).toEqual([1, null]);
  });

  it("ends what else serves that engine, and nothing that serves another one", async () => {
    const { server, port, sockets } = await listening();
    const idle = (address: string): ChildProcess =>
      spawn(process.execPath, [
        "--eval",
        "setInterval(() => undefined, 1000)",
        "pulumi-language-nodejs",
        address,
      ]);
    const [host, other] = [idle(`127.0.0.1:${port}`), idle(`127.0.0.1:${port}0`)];
    const [hostEnds, otherEnds] = [once(host, "exit"), once(other, "exit")];
    const child = watching(port);
    await Promise.all([once(server, "connection"), child.stdout && once(child.stdout, "data")]);
    server.close();
    for (const socket of sockets) socket.destroy();
    expect(await hostEnds).toEqual([null, "SIGTERM"]);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill("SIGKILL");
    expect(await otherEnds).toEqual([null, "SIGKILL"]);
  });

  it("ends what else serves it also when Pulumi's own code is the first to notice", async () => {
    const { server, port, sockets } = await listening();
    const address = `127.0.0.1:${port}`;
    // Busy until its end: it never hears that the connection was closed.
    const code = `
      import { endWithEngine } from "./providers/clients/process/end-with-engine.ts";
      endWithEngine({ address: "${address}", isParentIts: false });
      process.stdin.once("data", () => {
        process.stdout.write("busy", () => {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
          process.exit(1);
        });
      });
    `;
    const idle = ["--eval", "setInterval(() => undefined, 1000)", "pulumi-language-nodejs", address];
    const host = spawn(process.execPath, idle);
    const child = spawn(process.execPath, ["--input-type=module", "--eval", code]);
    const ended = [once(host, "exit"), once(child, "exit")];
    await once(server, "connection");
    child.stdin.write("go");
    await once(child.stdout, "data");
    server.close();
    for (const socket of sockets) socket.destroy();
    expect(await Promise.all(ended)).toEqual([
      [null, "SIGTERM"],
      [1, null],
    ]);
  });
});
