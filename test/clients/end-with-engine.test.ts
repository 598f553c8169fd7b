import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";

/** A program as Pulumi runs it: an error that nobody caught is told to the engine, and that is an error again. */
const program = (guard: string): string => `
  ${guard}
  process.on("uncaughtException", () => { console.error("failed to deliver"); });
  setInterval(() => { console.error("running"); }, 5);
`;
const guard = 'import { endWithEngine } from "./providers/clients/end-with-engine.ts"; endWithEngine();';

/** How the program ends after nobody reads it any more; undefined when it goes on for a second. */
async function endOf(code: string): Promise<number | undefined> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code]);
  const exited = once(child, "exit");
  await once(child.stderr, "data");
  child.stdout.destroy();
  child.stderr.destroy();
  const gaveUp = new AbortController();
  const timer = setTimeout(() => {
    gaveUp.abort();
    child.kill("SIGKILL");
  }, 60_000);
  const [exitCode] = (await exited) as [number | null];
  clearTimeout(timer);
  return gaveUp.signal.aborted ? undefined : (exitCode ?? -1);
}

describe("a program whose engine was killed", () => {
  it("ends", async () => {
    expect(await endOf(program(guard))).toBe(1);
  });

  it("would go on for ever without that", async () => {
    expect(await endOf(program(""))).toBeUndefined();
  });
});
