// What set-up brings for tests only, as a process with programs that stand for the real ones.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { actionlintProgram } from "../../tools/test-tools/actionlint.ts";
import { chromiumEntry, findChromium, mendNoChromium } from "../../tools/test-tools/chromium.ts";
import { fakeProgram, scratchFolder } from "./scratch.ts";

const ensureScript = join(import.meta.dirname, "../../tools/test-tools/ensure.ts");

/** A machine with a browser, and a `go` that does what the script says. */
function machine(go: string) {
  const home = scratchFolder();
  const bin = join(home, "bin");
  fakeProgram(bin, "go", `echo "$1 $(basename "$PWD")" >> ${home}/go.log\n${go}`);
  fakeProgram(bin, "npm", "mkdir -p node_modules/.bin; cp /bin/sh node_modules/.bin/verdaccio");
  const env = { HOME: home, PATH: `${bin}:/usr/bin:/bin`, CHROME_PATH: fakeProgram(bin, "chrome", "exit 0") };
  const start = () => execa(process.execPath, [ensureScript], { env, extendEnv: false, reject: false });
  return { home, env, start };
}

const buildingGo = `
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\n' > "$2/actionlint"
chmod +x "$2/actionlint"`;

describe("the tools of the tests", () => {
  it("are made once, with progress, and found without a word by the next run", async () => {
    const { home, env, start } = machine(buildingGo);
    const first = await start();
    expect(first).toMatchObject({ exitCode: 0, stdout: env.CHROME_PATH });
    expect(first.stderr).toContain("building actionlint from Go modules (expect");
    expect(existsSync(actionlintProgram(env))).toBe(true);
    expect(await start()).toMatchObject({ exitCode: 0, stdout: env.CHROME_PATH, stderr: "" });
    expect(readFileSync(join(home, "go.log"), "utf8")).toBe("build actionlint\n");
  });

  it("that cannot be had are told with the way out; nothing half made is kept", async () => {
    const { home, env, start } = machine(
      'while [ "$1" != -o ]; do shift; done; touch "$2/half"; echo no compiler here; exit 1',
    );
    const ended = await start();
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toMatch(/no actionlint: .*could not build it:\nno compiler here\n {2}Install Go/);
    expect(existsSync(actionlintProgram(env))).toBe(false);
    expect(readdirSync(join(home, ".cache/store-teams/actionlint"))).toEqual([]);
  });

  it("take an installed browser first, and unpack none beside it", async () => {
    const { home, env, start } = machine(buildingGo);
    await start();
    expect(findChromium(env)).toBe(env.CHROME_PATH);
    expect(existsSync(join(home, ".cache/store-teams/chromium"))).toBe(false);
  });

  it.each([
    ["linux", "x64", true],
    ["linux", "arm64", false],
    ["darwin", "arm64", false],
  ])("bring a browser to %s/%s: %s; elsewhere people are told how", (platform, arch, isPacked) => {
    expect(chromiumEntry({ HOME: "somewhere" }, { platform, arch }) !== undefined).toBe(isPacked);
    expect(mendNoChromium).toContain("CHROME_PATH");
  });
});
