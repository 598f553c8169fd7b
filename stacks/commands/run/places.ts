import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** What names a folder as one of the user's: Pulumi finds its projects by it, and the state names them by it. */
const projectFile = "Pulumi.yaml";
/** The project's name stands in every state, so it is the same in each repository. */
export const projectName = "store-teams";

/**
 * Where a path that a person types counts from. npm runs a script in the folder of its package.json and says in
 * INIT_CWD where it was asked to; a process that npm only started something else for gets that variable too.
 */
export function typedIn(cwd: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { INIT_CWD: asked, npm_package_json: manifest, npm_lifecycle_event: script } = environment;
  const isScript = script !== undefined && manifest !== undefined && dirname(manifest) === cwd;
  return isScript && asked ? asked : cwd;
}

/**
 * The user's folder: what holds config, stacks, plans and reports. The nearest folder upwards with a Pulumi.yaml of
 * this project's name; without one, the folder itself.
 */
export function projectAt(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (isProject(join(at, projectFile))) return at;
    if (at === dirname(at)) return folder;
  }
}

function isProject(file: string): boolean {
  if (!existsSync(file)) return false;
  return new RegExp(`^name: *["']?${projectName}["']? *(#.*)?$`, "m").test(readFileSync(file, "utf8"));
}

/** Where this code lies: the checkout, or the folder `dist` of the package. Holds what the tool itself brings. */
export const toolRoot = resolve(import.meta.dirname, "../../..");

/** Version of this tool. */
export function toolVersion(): string {
  // In the package the code lies in a folder of its own.
  const file = [toolRoot, dirname(toolRoot)].map((folder) => join(folder, "package.json")).find(existsSync);
  return (JSON.parse(readFileSync(file ?? "", "utf8")) as { version: string }).version;
}

/** The folder that commands work on: stack files, the org files that they name, `.plan`, `.drift`, `out`. */
export const projectRoot = projectAt(process.cwd());

/** The folder in which the command was typed. */
export const typedFrom = typedIn(process.cwd(), process.env);

// Paths in stack files count from the project, wherever in it a command is typed.
if (process.cwd() !== projectRoot) process.chdir(projectRoot);

/** A path that a person typed, as it counts from the project; absolute when it leads out of it. */
export function typedPath(text: string): string {
  return shownPath(resolve(typedFrom, text));
}

/** A path as people read it, and as commands use it: relative to the project when it lies inside. */
export function shownPath(path: string): string {
  const inside = relative(projectRoot, path);
  return inside.startsWith("..") ? path : inside || ".";
}
