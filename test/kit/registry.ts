import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { verdaccioEntry, verdaccioProgram } from "../../tools/test-tools/verdaccio.ts";

/** A registry for packages on this machine; what it does not have it gets from the one that npm is set to here. */
export interface Registry {
  readonly url: string;
  /** What an `.npmrc` says to use it, and to publish to it. */
  readonly npmrc: string;
  publish(folders: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Without what npm was told by variables, which would win over every `.npmrc`: a set registry would be asked instead. */
export function withoutNpmSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^npm_config_/i.test(name)));
}

/** Starts Verdaccio with its files in the folder, and waits until it answers, at most 180 s. */
export async function startRegistry(folder: string): Promise<Registry> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  await mkdir(folder, { recursive: true });
  const { stdout: uplink } = await execa("npm", ["config", "get", "registry"], { cwd: folder });
  const open = "{ access: $all, publish: $all }";
  await writeFile(
    join(folder, "config.yaml"),
    `storage: ./storage
uplinks: { outside: { url: "${uplink}", timeout: 60s } }
packages:
  "store-teams": ${open}
  "@store-teams/*": ${open}
  "**": { access: $all, proxy: outside }
max_body_size: 50mb
web: { enable: false }
log: { type: file, path: registry.log, level: warn }
`,
  );
  const program = join(verdaccioEntry(process.env).folder, verdaccioProgram);
  const child = spawn(
    process.execPath,
    [program, "--config", "config.yaml", "--listen", `127.0.0.1:${port}`],
    { cwd: folder, stdio: "ignore" },
  );
  const npmrc = `registry=${url}
//127.0.0.1:${port}/:_authToken=anybody
audit=false
fund=false
`;
  await writeFile(join(folder, ".npmrc"), npmrc);
  await answers(url);
  return {
    url,
    npmrc,
    publish: async (folders) => {
      const options = ["--tag", "rehearsal", "--userconfig", join(folder, ".npmrc"), "--loglevel=error"];
      const where = { cwd: folder, extendEnv: false, env: withoutNpmSettings(process.env) };
      await Promise.all(folders.map((one) => execa("npm", ["publish", one, ...options], where)));
    },
    close: async () => {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function answers(url: string): Promise<void> {
  for (let waitedMilliseconds = 0; waitedMilliseconds < 180_000; waitedMilliseconds += 100) {
    const isThere = await fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await sleep(100);
  }
  throw new Error("Verdaccio does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
