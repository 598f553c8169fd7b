import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** What a rehearsal took: told at its end, asserted nowhere. */
export class Figures {
  private readonly seconds = new Map<string, readonly number[]>();
  private readonly sizes: string[] = [];

  /** Counts how long something takes. */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      const took = (performance.now() - startedAt) / 1000;
      this.seconds.set(what, [...(this.seconds.get(what) ?? []), took]);
    }
  }

  /** How many packages are installed in a folder, and how large they are. */
  async measure(what: string, folder: string): Promise<void> {
    const { stdout } = await execa("du", ["-sm", join(folder, "node_modules")]);
    const lock = await readFile(join(folder, "node_modules/.package-lock.json"), "utf8");
    const { packages } = JSON.parse(lock) as { packages: object };
    this.sizes.push(`${what}: ${Object.keys(packages).length} packages, ${stdout.split("\t")[0] ?? ""} MB`);
  }

  print(): void {
    const rows = [...this.seconds].map(
      ([what, all]) => `${what}: ${all.map((one) => one.toFixed(1)).join(", ")} s`,
    );
    console.info(["rehearsal of a release, in the order of its steps:", ...rows, ...this.sizes].join("\n  "));
  }
}
