// Keeps the tenant in a file, so that it lasts over a restart. The file is whole at every moment: it is written
// beside, flushed to disk, and put in place by a rename.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { World } from "../world.ts";
import { decodeState, encodeState, type Saved } from "./encode.ts";

/** Unit: milliseconds. Changes in between are saved together. */
const pause = 100;
/** Saving a large tenant takes a while; it may take this share of the time at most. */
const shareMost = 0.05;

/** The saved tenant, or undefined when there is no file yet. Throws Error naming the file when it is no good. */
export function readStateFile(path: string, world: World): Saved | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return decodeState(readFileSync(path), world);
  } catch (problem) {
    throw new Error(`The state file "${path}" cannot be read: ${String(problem)}`, { cause: problem });
  }
}

export class StateFile {
  readonly #path: string;
  readonly #read: () => Saved;
  #timer: NodeJS.Timeout | undefined;
  #lastMilliseconds = 0;

  /** `read` gives what is to be saved at the moment of saving. */
  constructor(path: string, read: () => Saved) {
    this.#path = path;
    this.#read = read;
  }

  /** Something changed: saves soon. */
  changed(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.save();
      },
      Math.max(pause, this.#lastMilliseconds / shareMost),
    );
  }

  /** Saves now. */
  save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const started = performance.now();
    writeWhole(this.#path, encodeState(this.#read()));
    this.#lastMilliseconds = performance.now() - started;
  }

  /** Saves what has not been saved yet. */
  close(): void {
    if (this.#timer !== undefined) this.save();
  }
}

function writeWhole(path: string, bytes: Buffer): void {
  const part = `${path}.part`;
  // It holds credentials, if only emulated ones.
  const file = openSync(part, "w", 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
