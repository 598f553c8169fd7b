import { spawn } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../stacks/commands/run/places.ts";

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

/** Processes that have this text in their command line or environment. Linux tells; elsewhere none is seen. */
async function processesWith(text: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const parts = await Promise.all(
        ["cmdline", "environ"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
      );
      return parts.some((part) => part.includes(text)) ? (parts[0] ?? "").replaceAll("\0", " ") : "";
    }),
  );
  return found.filter((commandLine) => commandLine !== "");
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
