import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { emitted, emulatorEntry, toolEntries, trackedFiles } from "./emit.ts";
import { reachable } from "./reachable.ts";
import { emulatorManifest, shimManifest, toolManifest, type RootManifest } from "./manifests.ts";

/** Folders that can be packed or published as they are. */
export interface PackageFolders {
  readonly tool: string;
  /** The name that states know: it leads to the tool. */
  readonly shim: string;
  readonly emulator: string;
}

const emulatorPlace = "test/emulator/";

interface Content {
  /** Path in the package. */
  readonly to: string;
  /** Absolute. */
  readonly from: string;
}

/**
 * Makes the folders of the packages below `into`, with this version in all of them. What was there is replaced.
 * Throws when the code imports a package that package.json does not list where users get it.
 */
export async function buildPackages(
  root: string,
  version: string,
  into: string,
  repository?: string,
): Promise<PackageFolders> {
  const out = await emitted(root);
  const own = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as RootManifest;
  const manifest = repository === undefined ? own : { ...own, repository };
  const folders = { tool: join(into, "tool"), shim: join(into, "shim"), emulator: join(into, "emulator") };

  const tool = await reachable({ root, out }, await toolEntries(root));
  await fill(folders.tool, [
    ...tool.files.map(({ path, from }) => ({ to: `dist/${path}`, from })),
    ...(await goModules(root)).map((path) => ({ to: `dist/${path}`, from: join(root, path) })),
    ...(await schemas(root)),
    ...(await workflows(root)),
    ...["bin/store-teams.mjs", "program.cjs", "README.md"].map((name) => ({
      to: name,
      from: join(root, "tools/package/tool", name),
    })),
    { to: "LICENSE", from: join(root, "LICENSE") },
  ]);
  await writeJson(folders.tool, toolManifest(manifest, version, tool.packages));

  await fill(folders.shim, [
    ...["index.js", "README.md"].map((name) => ({ to: name, from: join(root, "tools/package/shim", name) })),
    { to: "LICENSE", from: join(root, "LICENSE") },
  ]);
  await writeJson(folders.shim, shimManifest(manifest, version));

  const emulator = await reachable({ root, out }, [emulatorEntry]);
  const inDist = (path: string): string => `dist/${path.slice(emulatorPlace.length)}`;
  await fill(folders.emulator, [
    ...emulator.files.map(({ path, from }) => ({ to: inDist(path), from })),
    ...(await emulatorAssets(root)).map((path) => ({ to: inDist(path), from: join(root, path) })),
    ...["bin/emulated-tenant.mjs", "README.md"].map((name) => ({
      to: name,
      from: join(root, "tools/package/emulator", name),
    })),
    { to: "DIFFERENCES.md", from: join(root, emulatorPlace, "DIFFERENCES.md") },
    { to: "LICENSE", from: join(root, "LICENSE") },
  ]);
  await writeJson(folders.emulator, emulatorManifest(manifest, version, emulator.packages));
  return folders;
}

/** What a Pulumi CLI is built from, where it can be neither found nor downloaded. */
async function goModules(root: string): Promise<readonly string[]> {
  return (await trackedFiles(root, ["tools/pulumi-cli"])).filter((path) => /\/go\.(mod|sum)$/.test(path));
}

/** The schemas, at a short path for editors. */
async function schemas(root: string): Promise<readonly Content[]> {
  const files = (await trackedFiles(root, ["schemas"])).filter((path) => path.endsWith(".schema.json"));
  return files.map((path) => ({ to: path, from: join(root, path) }));
}

/** What `init` makes the workflows of a repository from. */
async function workflows(root: string): Promise<readonly Content[]> {
  const files = await trackedFiles(root, [".github/workflows"]);
  return files.map((path) => ({ to: `dist/${path}`, from: join(root, path) }));
}

/** Pages, the vendor's models and the seed; not the scripts that make them. */
async function emulatorAssets(root: string): Promise<readonly string[]> {
  return (await trackedFiles(root, [emulatorPlace])).filter(
    (path) => /\.(json|js|css|html)$/.test(path) && !/\/(fixtures|__snapshots__)\//.test(path),
  );
}

async function fill(folder: string, contents: readonly Content[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const { to, from } of contents) {
    const path = join(folder, to);
    await mkdir(dirname(path), { recursive: true });
    await copyFile(from, path);
  }
}

async function writeJson(folder: string, manifest: object): Promise<void> {
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
