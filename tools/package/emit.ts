import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Works on the samples and the emulated tenant of a checkout, so no package has it. */
const checkoutOnly = new Set(["stacks/commands/demo.ts"]);

/** Started as processes of their own, or by a path that is put together. */
const toolScripts = ["tools/pulumi-cli/ensure.ts", "tools/pipeline/with-identity.mjs"];

/** Where a program of the tool starts: its verbs, and what Pulumi loads. What these import comes with them. */
export async function toolEntries(root: string): Promise<readonly string[]> {
  const verbs = (await trackedFiles(root, ["stacks/commands"])).filter(
    (path) => /^stacks\/commands\/[^/]+\.ts$/.test(path) && !checkoutOnly.has(path),
  );
  const start = "stacks/commands/bin/start.ts";
  return ["stacks/index.ts", start, "providers/dynamic.ts", ...toolScripts, ...verbs];
}
export const emulatorEntry = "test/emulator/start.ts";

/** Files that git tracks or would add, below these places. */
export async function trackedFiles(root: string, places: readonly string[]): Promise<readonly string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...places];
  const { stdout } = await run("git", args, { cwd: root, maxBuffer: 64_000_000 });
  return [...new Set(stdout.split("\0"))]
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .sort();
}

const sourcePlaces = ["stacks", "providers", "schemas", "tools", "test/emulator"] as const;

/** All that decides what is emitted. */
async function sourceDigest(root: string): Promise<string> {
  const hash = createHash("sha256");
  const files = await trackedFiles(root, [...sourcePlaces, "tsconfig.json", "package-lock.json"]);
  for (const file of files.filter((path) => !path.endsWith(".test.ts"))) {
    hash.update(file).update("\0");
    hash.update(await readFile(join(root, file))).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * JavaScript, types and source maps of both packages, in a folder laid out like the checkout. Made once for the same
 * sources: kept below `.cache/packages`, whole or not at all. Throws what the compiler says.
 */
export async function emitted(root: string): Promise<string> {
  const cache = join(root, ".cache/packages");
  const folder = join(cache, await sourceDigest(root));
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, "unfinished-"));
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      ...{
        noEmit: false,
        rootDir: root,
        outDir: join(unfinished, "out"),
        typeRoots: [join(root, "node_modules/@types")],
      },
      ...{ rewriteRelativeImportExtensions: true, declaration: true, sourceMap: true, inlineSources: true },
      // `npm run check` has looked at all types already; here they would cost four times as long.
      noCheck: true,
    },
    include: [],
    files: [...(await toolEntries(root)), emulatorEntry]
      .filter((path) => path.endsWith(".ts"))
      .map((path) => join(root, path)),
  };
  try {
    await writeFile(join(unfinished, "tsconfig.json"), JSON.stringify(config));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    await run(process.execPath, [compiler, "-p", join(unfinished, "tsconfig.json")]).catch(
      (error: unknown) => {
        const { stdout } = error as { stdout?: string };
        throw new Error(`the packages could not be compiled:\n${stdout ?? String(error)}`);
      },
    );
    await rename(join(unfinished, "out"), folder).catch((error: unknown) => {
      // Somebody else has made the same meanwhile, from the same sources.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}
