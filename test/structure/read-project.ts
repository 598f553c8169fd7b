import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "./rule.ts";
import { parseSource } from "./source-file.ts";

/** Files nobody wrote: their content is not ours to shape. */
const generated = /^(schemas\/types\/|package-lock\.json$)|(^|\/)go\.sum$/;
const textSizeMaxBytes = 2_000_000;

/** Reads all files that git tracks or would add. */
export function readProject(root: string): Project {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64_000_000,
  });
  const texts = new Map<string, string>();
  for (const path of new Set(listed.split("\0"))) {
    const file = join(root, path);
    if (path === "" || !existsSync(file) || statSync(file).size > textSizeMaxBytes) continue;
    const text = readFileSync(file, "utf8");
    if (!text.includes("\0")) texts.set(path, text);
  }
  const sources = [...texts]
    .filter(([path]) => /\.ts$/.test(path) && !generated.test(path))
    .map(([path, text]) => parseSource(path, text));
  return { sources, texts };
}
