import { join } from "node:path";
import { isExecutable } from "./cache-entry.ts";

/** Where the installer from go.dev puts Go, often without touching PATH. */
const goOutsidePath = "/usr/local/go/bin/go";

/** Why nothing can be built, for messages. */
export const noGo = `no \`go\` on PATH and no ${goOutsidePath}`;

/** Path of the Go command of this machine; undefined when there is none. */
export async function goCommand(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env["PATH"] ?? "").split(":")) {
    if (folder !== "" && (await isExecutable(join(folder, "go")))) return join(folder, "go");
  }
  return (await isExecutable(goOutsidePath)) ? goOutsidePath : undefined;
}
