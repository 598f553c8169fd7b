// Brings what only tests need and no package holds ready to use: a browser, actionlint. Progress goes to stderr; the
// browser's path, where there is one, to stdout.
// What cannot be had is told with the way out and ends nothing: the tests that need it say the same.
// Started by tools/setup/run.mjs --test-tools.
import { exitCodeOfStop, stopOnSignals } from "../setup/stop-on-signals.ts";
import { actionlintEntry, buildActionlint } from "./actionlint.ts";
import {
  broughtProgram,
  chromiumEntry,
  findChromium,
  installedChromium,
  mendNoChromium,
  unpackChromium,
} from "./chromium.ts";
import { progress } from "./progress.ts";
import { ensureTool, type Tool } from "./tool.ts";
import { installVerdaccio, verdaccioEntry, verdaccioProgram } from "./verdaccio.ts";

function tools(env: NodeJS.ProcessEnv, stop: AbortSignal): readonly Tool[] {
  const chromium: Tool = {
    name: "Chromium",
    program: broughtProgram,
    entry: chromiumEntry(env),
    make: (entry) => (folder) =>
      progress.during("unpacking Chromium", "5 to 20 s", () => unpackChromium(entry)(folder)),
    mend: mendNoChromium,
  };
  const actionlint: Tool = {
    name: "actionlint",
    program: "actionlint",
    entry: actionlintEntry(env),
    make: () => buildActionlint(env, stop),
    mend: "Install Go 1.26 or newer (https://go.dev/dl/)",
  };
  const verdaccio: Tool = {
    name: "Verdaccio",
    program: verdaccioProgram,
    entry: verdaccioEntry(env),
    make: () => installVerdaccio(env, stop),
    mend: "Let npm reach its registry",
  };
  const others = [actionlint, verdaccio];
  return installedChromium(env) === undefined ? [chromium, ...others] : others;
}

try {
  const stop = stopOnSignals();
  for (const tool of tools(process.env, stop)) {
    const why = await ensureTool(tool, stop);
    stop.throwIfAborted();
    if (why !== undefined) progress.say(`no ${tool.name}: ${why}\n  ${tool.mend}`);
  }
  console.log(findChromium(process.env) ?? "");
} catch (error) {
  process.exitCode = exitCodeOfStop(error);
}
