// npm run pack -- --out FOLDER: the packages as files that `npm install FILE` takes.
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { VerbCommand } from "../verb-command.ts";
import { buildPackages } from "./build.ts";

const root = join(import.meta.dirname, "../..");
const values = new VerbCommand({
  name: "npm run pack --",
  does: "Makes the packages as files that `npm install FILE` takes, and prints their paths.",
  exits: { 0: "made", 1: "could not be made" },
})
  .option("--out <folder>", "where they go", ".cache/packed")
  .option("--version <version>", "another version than that of package.json, for rehearsals")
  .option("--repository <url>", "where the code comes from, for the provenance of a release")
  .parse()
  .opts<{ out: string; version?: string; repository?: string }>();
const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
const out = resolve(process.env["INIT_CWD"] ?? root, values.out);
await mkdir(out, { recursive: true });
const folders = await buildPackages(
  root,
  values.version ?? manifest.version,
  join(root, ".cache/packages/folders"),
  values.repository,
);
const { stdout } = await promisify(execFile)(
  "npm",
  ["pack", "--silent", "--pack-destination", out, folders.tool, folders.shim, folders.emulator],
  { cwd: root },
);
for (const name of stdout.trim().split("\n")) console.log(join(out, name));
