// A browser for the tests of pages: one that is installed, else the one that the npm package brings.
import { execFile } from "node:child_process";
import { chmod, rename, writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type CacheEntry, cacheEntry, type Make } from "../setup/cache-entry.ts";
import { cacheFolderOf } from "../setup/cache-folder.ts";

const run = promisify(execFile);

/** Where distributions and makers install it. What CHROME_PATH names comes before. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
] as const;

/** What to do on a machine for which no package brings a browser. */
export const mendNoChromium =
  "Install Chromium or Google Chrome, or name one that is there in CHROME_PATH; " +
  "on Linux x64 `npm run setup -- --test-tools` brings one";

/** The browser in the cache: a script that starts it with its own libraries and fonts. */
export const broughtProgram = "chromium-with-its-libraries";

/** The package with the browser of the lock file; its files are packed for Linux x64. */
const packageFolder = dirname(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))));
const packed = { browser: "chromium.br", libraries: "al2023.tar.br", fonts: "fonts.tar.br" };

/** Where the browser of the npm package lies once it is unpacked; undefined where it does not run. */
export function chromiumEntry(
  env: NodeJS.ProcessEnv,
  machine: { platform: string; arch: string } = process,
): CacheEntry | undefined {
  if (machine.platform !== "linux" || machine.arch !== "x64") return undefined;
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    version: string;
  };
  return cacheEntry(cacheFolderOf(env, "chromium"), `v${version}`, "script, libraries, fonts: 1");
}

/**
 * Path of an installed browser; undefined when there is none. STORE_TEAMS_BROWSER=brought leaves installed ones aside:
 * so a machine with one plays one without.
 */
export function installedChromium(env: NodeJS.ProcessEnv): string | undefined {
  if (env["STORE_TEAMS_BROWSER"] === "brought") return undefined;
  const asked = env["CHROME_PATH"];
  return [...(asked === undefined ? [] : [asked]), ...places].find((place) => existsSync(place));
}

/** Path of the browser that tests start: the installed one first. Undefined when set-up has brought none. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  const entry = chromiumEntry(env);
  const brought = entry === undefined ? undefined : join(entry.folder, broughtProgram);
  return installedChromium(env) ?? (brought !== undefined && existsSync(brought) ? brought : undefined);
}

/** Fonts of the package only: pages look the same on every machine. */
const fontSettings = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

/** The machine's own libraries come first where it has them: they fit it best. */
const startScript = (needsLibraries: boolean): string =>
  [
    "#!/bin/sh",
    'here=$(cd "$(dirname "$0")" && pwd)',
    'export FONTCONFIG_PATH="$here"',
    ...(needsLibraries
      ? ['export LD_LIBRARY_PATH="$here/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"']
      : []),
    'exec "$here/chromium" "$@"',
    "",
  ].join("\n");

/** What keeps the browser from starting; undefined when it starts. */
async function whyNotStarting(program: string): Promise<string | undefined> {
  try {
    await run(program, ["--version"]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

/**
 * Unpacks one archive. The package unpacks into the folder for temporary files, and takes for its own whatever lies
 * there by the same name: so it gets one for this alone.
 */
async function inflateInto(folder: string, archive: string): Promise<void> {
  const { inflate } = await import("@sparticuz/chromium");
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    await inflate(archive);
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/** Unpacks the package's browser, and lays its own libraries before those of a machine that lacks some. */
export const unpackChromium =
  (entry: CacheEntry): Make =>
  async (folder) => {
    for (const archive of Object.values(packed))
      await inflateInto(folder, join(packageFolder, "bin", archive));
    await rename(join(folder, "fonts", "fonts"), join(folder, "unpacked"));
    await rename(join(folder, "fonts"), join(folder, "package-fonts"));
    await rename(join(folder, "unpacked"), join(folder, "fonts"));
    await writeFile(join(folder, "fonts.conf"), fontSettings(entry.folder));

    const program = join(folder, broughtProgram);
    for (const needsLibraries of [false, true]) {
      await writeFile(program, startScript(needsLibraries));
      await chmod(program, 0o755);
      const why = await whyNotStarting(program);
      if (why === undefined) return undefined;
      if (needsLibraries) return { why: `it does not start here: ${why}` };
    }
    return undefined;
  };
