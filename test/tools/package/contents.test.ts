import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPackages, type PackageFolders } from "../../../tools/package/build.ts";
import { packageOf } from "../../../tools/package/imports.ts";

const root = join(import.meta.dirname, "../../..");
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Readonly<Record<string, string>>;
};

const scratch = mkdtempSync(join(tmpdir(), "store-teams-packages-"));
let folders: PackageFolders;
beforeAll(async () => {
  folders = await buildPackages(root, "9.8.7", scratch);
});
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" });
}

function manifestOf(folder: string): { version: string; dependencies: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as never;
}

describe("the tool's package", () => {
  it("depends on what users of a checkout get, in the same versions, and on nothing of the development", () => {
    expect(manifestOf(folders.tool).dependencies).toEqual({
      ...dependencies,
      "@store-teams/providers": "9.8.7",
    });
  });

  it("holds JavaScript with maps and types, and no test, sample or source", () => {
    const files = filesOf(folders.tool);
    const wrong = files.filter(
      (path) =>
        /(^|\/)(test|bench|demo|package|mutate)\/.*\.js$|\.test\.|^config\//.test(path) ||
        (path.endsWith(".ts") && !path.endsWith(".d.ts")),
    );
    expect(wrong).toEqual([]);
    const scripts = files.filter((path) => path.startsWith("dist/") && path.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(200);
    expect(scripts.filter((path) => !files.includes(`${path}.map`))).toEqual([]);
    expect(scripts.filter((path) => !files.includes(path.replace(/js$/, "d.ts")))).toEqual([]);
  });

  it("holds all that its files lead to", () => {
    const { tool } = folders;
    const missing = filesOf(tool)
      .filter((path) => path.endsWith(".js"))
      .flatMap((path) =>
        [...readFileSync(join(tool, path), "utf8").matchAll(/^(?:import|export) .*from "(\..*)";$/gm)]
          .map(([, target = ""]) => join(tool, path, "..", target))
          .filter((target) => !existsSync(target)),
      );
    expect(missing).toEqual([]);
  });
});

describe("the emulated tenant's package", () => {
  it("knows nothing of the tool and needs five libraries, two of them to check seeds", () => {
    expect(Object.keys(manifestOf(folders.emulator).dependencies)).toEqual([
      "ajv",
      "commander",
      "jose",
      "selfsigned",
      "yaml",
    ]);
    const text = filesOf(folders.emulator)
      .filter((path) => path.endsWith(".js"))
      .map((path) => readFileSync(join(folders.emulator, path), "utf8"));
    expect(text.filter((one) => one.includes("@store-teams/"))).toEqual([]);
  });
});

it("all packages have one version, and the shim takes that tool only", () => {
  const shim = JSON.parse(readFileSync(join(folders.shim, "package.json"), "utf8")) as object;
  expect(shim).toMatchObject({ version: "9.8.7", peerDependencies: { "store-teams": "9.8.7" } });
  expect(manifestOf(folders.emulator).version).toBe("9.8.7");
});

it.each([
  { specifier: "yaml", is: "yaml" },
  { specifier: "@pulumi/pulumi/automation/index.js", is: "@pulumi/pulumi" },
  { specifier: "ajv/dist/core.js", is: "ajv" },
  { specifier: "node:fs", is: undefined },
  { specifier: "fs", is: undefined },
  { specifier: "./a.js", is: undefined },
])('"$specifier" leads into the package $is', ({ specifier, is }) => {
  expect(packageOf(specifier)).toBe(is);
});
