// Before and after a test run: every tenant that is started writes down its traffic, and in the end all of it
// must be in Microsoft's model, or be explained.
import { createReadStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Exchange, ModelCheck } from "./check.ts";
import { explanationOf } from "./explained.ts";
import { recordingVariable } from "./recording.ts";

let folder: string | undefined;

export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), "model-journal-"));
  process.env[recordingVariable] = folder;
}

/** Throws, which fails the run, when there are differences that nobody has explained. */
export async function teardown(): Promise<void> {
  if (folder === undefined) return;
  try {
    const found = await unexplained(folder);
    if (found.length === 0) return;
    const most = 40;
    throw new Error(
      `The emulated tenant accepted or answered what Microsoft's model does not know. Mend the tenant, or explain it in test/emulator/model/explained.ts:\n${found.slice(0, most).join("\n")}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function unexplained(from: string): Promise<string[]> {
  const files = readdirSync(from);
  if (files.length === 0) return [];
  const check = new ModelCheck();
  const found = new Set<string>();
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(join(from, file)) })) {
      if (!line.includes('"service":"graph"') || !line.endsWith("}")) continue;
      for (const difference of check.differences(JSON.parse(line) as Exchange))
        if (explanationOf(difference) === undefined) found.add(difference);
    }
  }
  return [...found].sort();
}
