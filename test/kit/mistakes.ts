import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What somebody gets wrong, and what a verb says of it. */
export interface Mistake {
  readonly mistake: string;
  /** What the verb ends with. */
  readonly exit: number;
  /** The words that lead a person on. */
  readonly mend: RegExp;
  /** Makes the mistake; resolves with what a verb would have caught. */
  readonly make: () => Promise<unknown>;
}

/** What the work threw; undefined when it threw nothing. */
export async function caught(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Writes a file below the folder; returns its path. */
export function fileIn(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
