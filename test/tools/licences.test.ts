// The licence of each package that the lock file brings: free to use and pass on, or named here with what it is.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockedPackages } from "../kit/lock-file.ts";

const root = join(import.meta.dirname, "../..");
const outside = lockedPackages();

/** Licences that ask for no more than the notice. SPDX names. */
const permissive = new Set(["MIT", "MIT-0", "0BSD", "ISC", "Apache-2.0", "BlueOak-1.0.0"]);
for (const clauses of [2, 3]) permissive.add(`BSD-${clauses}-Clause`);

/** What stands in the package itself, where the name of its licence says less or nothing. */
const lookedAt: Readonly<Record<string, string>> = {
  "@logdna/tail-file": "MIT, in its file LICENSE",
  "@microsoft/microsoft-graph-types-beta": "MIT, in its file LICENSE",
  "google-protobuf": "both of BSD-3-Clause and Apache-2.0",
  "uri-templates": "public domain or MIT, as one likes",
  "axe-core": "MPL-2.0: used unchanged, by tests only",
  argparse: "the licences of Python 2 and later: permissive",
  lightningcss: "MPL-2.0: used unchanged, by tests only",
  "spdx-exceptions": "CC-BY-3.0: a list",
  "spdx-license-ids": "CC0-1.0: a list",
};

const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
/** Programs of a package that lie in packages of their own, one a platform. */
const familyOf = (name: string): string => (name.startsWith("lightningcss-") ? "lightningcss" : name);

describe("packages from outside", () => {
  it("may all be used and passed on", () => {
    const doubtful = outside
      .filter(
        ([path, { license = "" }]) =>
          !permissive.has(license) && lookedAt[familyOf(nameOf(path))] === undefined,
      )
      .map(([path, { license }]) => `${nameOf(path)}: ${license ?? "no licence named"}`);
    expect(doubtful).toEqual([]);
  });

  it("that were looked at are still there", () => {
    const names = new Set(outside.map(([path]) => familyOf(nameOf(path))));
    expect(Object.keys(lookedAt).filter((name) => !names.has(name))).toEqual([]);
  });

  it("come whole: each is held to a hash, and none runs a script when it is installed", () => {
    expect(outside.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
    expect(readFileSync(join(root, ".npmrc"), "utf8")).toContain("ignore-scripts=true\n");
  });
});
