// Help for tests that start real processes in folders of their own.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** A new folder that is removed when the test ends. */
export function scratchFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "store-teams-test-")));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function writeText(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Writes a shell script that stands for a program. */
export function fakeProgram(folder: string, name: string, script: string): string {
  const path = writeText(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves with the first value of `look` that is not undefined, or throws after two minutes. */
export async function eventually<T>(what: string, look: () => T | undefined): Promise<T> {
  const endMs = Date.now() + 120_000;
  for (;;) {
    const value = look();
    if (value !== undefined) return value;
    if (Date.now() > endMs) throw new Error(`Waited 120 s in vain for ${what}.`);
    await sleep(20);
  }
}

/** Content of a file once it is there and has a full line. */
export function lineOf(path: string): Promise<string> {
  return eventually(path, () => {
    try {
      const text = readFileSync(path, "utf8");
      return text.endsWith("\n") ? text.trim() : undefined;
    } catch {
      return undefined;
    }
  });
}

/** Waits until a process has ended. */
export async function gone(pid: number): Promise<void> {
  await eventually(`the end of process ${pid}`, () => (isAlive(pid) ? undefined : true));
}
