// A copy of the checkout to put mutants into: the checkout itself is never changed, however a run ends.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Workspace {
  readonly folder: string;
  remove(): void;
}

/** Copies what git knows of or would add, and links the packages. */
export function makeWorkspace(root: string): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "mutate-"));
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64_000_000,
  });
  for (const path of listed.split("\0")) {
    if (path === "" || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  linkPackages(root, folder);
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Links each package, so that the project's own ones can be those of the copy. */
function linkPackages(root: string, folder: string): void {
  const [from, to] = [join(root, "node_modules"), join(folder, "node_modules")];
  mkdirSync(join(to, "@store-teams"), { recursive: true });
  symlinkSync(join(folder, "providers"), join(to, "@store-teams", "providers"));
  for (const name of readdirSync(from)) {
    // What tools keep for themselves, such as .vite, is of one checkout.
    if (name === "@store-teams" || (name.startsWith(".") && name !== ".bin")) continue;
    symlinkSync(join(from, name), join(to, name));
  }
}
