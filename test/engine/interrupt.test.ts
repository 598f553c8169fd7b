import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../stacks/commands/run/places.ts";
import { processesWith } from "../kit/processes-with.ts";

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly folder: string;
}

/** Starts the demo and sends it a signal as soon as its output matches. */
function interruptedDemo(at: RegExp, signal: NodeJS.Signals): Promise<Ended> {
  const child = spawn(process.execPath, ["stacks/commands/demo.ts"], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let sent = false;
  const take = (chunk: Buffer): void => {
    output += chunk.toString("utf8");
    if (sent || !at.test(output)) return;
    sent = true;
    child.kill(signal);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const folder = /lies in (\S+)\./.exec(output)?.[1] ?? "";
      resolve({ code, output, folder });
    });
  });
}

describe("an interrupted demo", () => {
  it.each([
    {
      name: "Ctrl-C while Pulumi applies",
      at: /\$ pulumi up --yes --skip-preview --stack dev[^]*creating/,
      signal: "SIGINT" as const,
    },
    { name: "SIGTERM while Pulumi previews", at: /\$ pulumi preview/, signal: "SIGTERM" as const },
  ])("$name: ends with 130 and leaves no process behind", async ({ at, signal }) => {
    const { code, output, folder } = await interruptedDemo(at, signal);
    expect(code, output).toBe(130);
    expect(output).toContain("stopping Pulumi, then the tenant");
    expect(folder).toMatch(/^\.demo\//);
    expect(await processesWith(folder)).toEqual([]);
    await rm(join(projectRoot, folder), { recursive: true });
  });
});
