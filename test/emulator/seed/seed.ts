// What a tenant starts with. A seed is JSON; several files are one seed.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkWhole, partIn, SeedProblem } from "./check-seed.ts";
import type { Seed } from "./shape.ts";

const lists = [
  "users",
  "groups",
  "applications",
  "servicePrincipals",
  "clients",
  "environments",
  "vaults",
] as const;

/** Reads a seed file, or all .json files of a folder as one seed. Throws SeedProblem with the file and its line. */
export function readSeed(path: string): Seed {
  const files = isFolder(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => join(path, name))
    : [path];
  const seed = files.map(readPart).reduce(mergeSeeds, {});
  checkWhole(seed, path);
  return seed as Seed;
}

function readPart(file: string): Partial<Seed> {
  return partIn(
    readable(file, () => readFileSync(file, "utf8")),
    file,
  );
}

function isFolder(path: string): boolean {
  return readable(path, () => statSync(path).isDirectory());
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (problem) {
    throw new SeedProblem(`The seed "${path}" cannot be read: ${String(problem)}`, { cause: problem });
  }
}

/** Lists are joined; single values of the second win. */
export function mergeSeeds(first: Partial<Seed>, second: Partial<Seed>): Partial<Seed> {
  const joined = Object.fromEntries(
    lists.map((name) => [name, [...(first[name] ?? []), ...(second[name] ?? [])]]),
  );
  return { ...first, ...second, ...joined };
}

/** The retailer of the demo. */
export function demoSeed(): Seed {
  return readSeed(join(import.meta.dirname, "demo.json"));
}
