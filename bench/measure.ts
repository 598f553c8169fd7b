import { readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { CallsMade } from "../providers/clients/limits/call-counter.ts";
import { callsIn } from "../stacks/commands/run/calls-folder.ts";

/** What a run took and what it called. */
export interface Measured extends CallsMade {
  readonly seconds: number;
  /** Of everything that ran for it, but the tenant. Unset where the system has no /proc. */
  readonly cpuSeconds: number | undefined;
  /** The most that all processes held together; as `cpuSeconds`. */
  readonly peakMegabytes: number | undefined;
  /** The most that the largest single process held. */
  readonly largestMegabytes: number | undefined;
}

const sampleMilliseconds = 200;
const ticksPerSecond = 100;
const bytesPerPage = 4096;

/** Runs something and measures all processes that this one starts meanwhile, but for those in `except`. */
export async function measured(
  run: () => Promise<void>,
  { callsFolder, except }: { readonly callsFolder: string; readonly except: readonly number[] },
): Promise<Measured> {
  await rm(callsFolder, { recursive: true, force: true });
  const family = new Family(new Set([process.pid, ...except]));
  const timer = setInterval(() => {
    family.look();
  }, sampleMilliseconds);
  const began = performance.now();
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - began) / 1000;
  return { seconds, ...family.figures, ...callsIn(callsFolder) };
}

interface Process {
  readonly parent: number;
  readonly ticks: number;
  readonly megabytes: number;
}

/** The processes that this one has started, and theirs: seen again and again, so that none is missed for long. */
class Family {
  readonly #except: ReadonlySet<number>;
  readonly #ticks = new Map<number, number>();
  #peak = 0;
  #largest = 0;

  constructor(except: ReadonlySet<number>) {
    this.#except = except;
  }

  look(): void {
    const all = processes();
    let sum = 0;
    for (const [id, { ticks, megabytes }] of all) {
      if (!this.#isOurs(id, all)) continue;
      this.#ticks.set(id, ticks);
      sum += megabytes;
      this.#largest = Math.max(this.#largest, megabytes);
    }
    this.#peak = Math.max(this.#peak, sum);
  }

  #isOurs(id: number, all: ReadonlyMap<number, Process>): boolean {
    if (this.#except.has(id)) return false;
    for (let at = all.get(id)?.parent; at !== undefined && at > 1; at = all.get(at)?.parent) {
      if (at === process.pid) return true;
      if (this.#except.has(at)) return false;
    }
    // A child whose parent has ended is still ours when it was before.
    return this.#ticks.has(id);
  }

  get figures(): Pick<Measured, "cpuSeconds" | "peakMegabytes" | "largestMegabytes"> {
    if (this.#ticks.size === 0)
      return { cpuSeconds: undefined, peakMegabytes: undefined, largestMegabytes: undefined };
    const ticks = [...this.#ticks.values()].reduce((sum, one) => sum + one, 0);
    return {
      cpuSeconds: ticks / ticksPerSecond,
      peakMegabytes: this.#peak,
      largestMegabytes: this.#largest,
    };
  }
}

/** All processes of the machine. Empty where there is no /proc. Source: proc(5). */
function processes(): ReadonlyMap<number, Process> {
  const found = new Map<number, Process>();
  let names: readonly string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return found;
  }
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name in brackets may hold anything; after it come state, parent, …
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      found.set(Number(name), {
        parent: Number(fields[1]),
        ticks: Number(fields[11]) + Number(fields[12]),
        megabytes: (Number(fields[21]) * bytesPerPage) / 1024 / 1024,
      });
    } catch {
      // Ended meanwhile.
    }
  }
  return found;
}
