import { readFileSync } from "node:fs";

/** What the lock file says of a package. */
export interface LockedPackage {
  readonly license?: string;
  readonly link?: boolean;
  readonly integrity?: string;
}

/** Every package that the lock file brings from outside, by its path. */
export function lockedPackages(): readonly (readonly [path: string, locked: LockedPackage])[] {
  const file = new URL("../../package-lock.json", import.meta.url);
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as {
    packages: Readonly<Record<string, LockedPackage>>;
  };
  return Object.entries(packages).filter(
    ([path, { link }]) => path.includes("node_modules/") && link !== true,
  );
}
