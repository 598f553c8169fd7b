import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { importsOf, packageOf } from "./imports.ts";

export interface Places {
  /** The checkout, which plain JavaScript is taken from. */
  readonly root: string;
  /** What the compiler made of the TypeScript, laid out like the checkout. */
  readonly out: string;
}

export interface Reachable {
  /** `path` as in the checkout, with the ending that it has in the package; `from` is absolute. */
  readonly files: readonly { readonly path: string; readonly from: string }[];
  /** Names of the packages that are imported. */
  readonly packages: ReadonlySet<string>;
}

/**
 * What programs load when they start at these files of the checkout, with the types and maps of it. What is imported
 * for its types alone is loaded by nobody, so only its declarations come along.
 */
export async function reachable({ root, out }: Places, entries: readonly string[]): Promise<Reachable> {
  const found = new Set<string>();
  const declared = new Set<string>();
  const packages = new Set<string>();
  const placeOf = (path: string): string => join(/\.m[jt]s$/.test(path) ? root : out, path);
  const follow = async (path: string, into: Set<string>): Promise<void> => {
    if (into.has(path)) return;
    into.add(path);
    const place = placeOf(path);
    // Plain JavaScript has no declarations unless somebody wrote them.
    if (!/\.(m?js|d\.m?ts)$/.test(path) || (into === declared && !existsSync(place))) return;
    for (const specifier of importsOf(await readFile(place, "utf8"))) {
      const name = into === found ? packageOf(specifier) : undefined;
      if (name !== undefined) packages.add(name);
      if (!specifier.startsWith(".")) continue;
      const target = posix.join(posix.dirname(path), specifier);
      await follow(into === found ? target : declarationOf(target), into);
    }
  };
  for (const entry of entries) await follow(entry.replace(/\.ts$/, ".js"), found);
  for (const path of [...found].filter((name) => /\.m?js$/.test(name)))
    await follow(declarationOf(path), declared);
  const maps = [...found].map((path) => `${path}.map`).filter((path) => existsSync(join(out, path)));
  const files = [...found, ...maps].map((path) => ({ path, from: placeOf(path) }));
  const types = [...declared]
    .filter((path) => !found.has(path))
    .map((path) => ({ path, from: placeOf(path) }))
    .filter(({ from }) => existsSync(from));
  return { files: [...files, ...types], packages };
}

/** Declarations name the files that they come from, with either ending. */
function declarationOf(path: string): string {
  return path.replace(/(?<!\.d)\.[jt]s$/, ".d.ts").replace(/\.mjs$/, ".d.mts");
}
