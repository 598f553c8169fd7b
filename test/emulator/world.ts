// Time and randomness come from outside, so that a test can say what they are.
import { createHash, randomUUID } from "node:crypto";

/** What the emulator takes from the outside world. */
export interface World {
  /** The present moment of the tenant. Moves with `advance`, else with its source. */
  now(): Date;
  /** A fresh GUID, lower case. */
  readonly guid: () => string;
  /** Moves the tenant's clock. Unit: seconds, may not be negative. */
  advance(seconds: number): void;
}

/** The real clock (plus what was advanced by hand) and random ids. */
export function realWorld(): World {
  let aheadMilliseconds = 0;
  return {
    now: () => new Date(Date.now() + aheadMilliseconds),
    guid: () => randomUUID(),
    advance: (seconds) => {
      aheadMilliseconds += seconds * 1000;
    },
  };
}

/** A clock that stands still until advanced, and ids counted from a seed: two runs give the same bytes. */
export function scriptedWorld(start: Date, seed = "emulator"): World {
  let milliseconds = start.getTime();
  let count = 0;
  return {
    now: () => new Date(milliseconds),
    guid: () => {
      count += 1;
      return guidFrom(`${seed}:${count}`);
    },
    advance: (seconds) => {
      milliseconds += seconds * 1000;
    },
  };
}

/** The real clock, and ids counted from a seed: what depends on the order of ids is the same in each run. */
export function seededWorld(seed: string): World {
  const ids = scriptedWorld(new Date(0), seed);
  return { ...realWorld(), guid: () => ids.guid() };
}

/** A GUID of version 4 form that depends on the text only. */
export function guidFrom(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** The time form of key vaults: whole seconds since 1970. */
export function toUnixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** Graph's usual time form: whole seconds, UTC. */
export function toSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
