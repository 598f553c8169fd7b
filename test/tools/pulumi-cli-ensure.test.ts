// tools/pulumi-cli/ensure.ts as a process, with programs and a download server that stand for the real ones.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { archiveName } from "../../tools/pulumi-cli/download.ts";
import { cliVersion, companions } from "../../tools/pulumi-cli/versions.ts";
import { fakeProgram, gone, lineOf, scratchFolder } from "./scratch.ts";

const ensureScript = join(import.meta.dirname, "../../tools/pulumi-cli/ensure.ts");
/** A port where nobody listens, and that fetch does not refuse by itself: a download that fails at once. */
const closedMirror = "http://127.0.0.1:10";
const fakePulumi = `echo v${cliVersion}`;

/** A machine with the usual small programs and nothing of Pulumi or Go, unless a test adds it to `bin`. */
function machine(mirror = closedMirror) {
  const home = scratchFolder();
  const bin = join(home, "bin");
  fakeProgram(bin, "go", "echo no compiler here; exit 1");
  const start = () =>
    execa(process.execPath, [ensureScript], {
      env: { HOME: home, PATH: `${bin}:/usr/bin:/bin`, STORE_TEAMS_PULUMI_MIRROR: mirror },
      extendEnv: false,
      reject: false,
      detached: true,
      cleanup: false,
    });
  const cache = join(home, ".cache/store-teams/pulumi-cli");
  return { home, bin, cache, start };
}

/** A `go` that writes what `go build -o <folder>/ … <package>` would, and notes each call. */
function fakeGo(home: string, before: string): string {
  return `
echo "$1 $(basename "$PWD")" >> ${home}/go.log
${before}
while [ "$1" != -o ]; do shift; done
program="$2$(basename "$3")"
printf '#!/bin/sh\\n${fakePulumi}\\n' > "$program"
chmod +x "$program"`;
}

/** Serves a release: an archive of shell scripts and a list of checksums (undefined: no list). */
async function serveRelease(checksum: (archive: Buffer) => string | undefined): Promise<string> {
  const folder = scratchFolder();
  for (const name of ["pulumi", ...companions]) fakeProgram(join(folder, "pulumi"), name, fakePulumi);
  await execa("tar", ["-czf", "release.tar.gz", "pulumi"], { cwd: folder });
  const archive = readFileSync(join(folder, "release.tar.gz"));
  const name = archiveName(process.platform, process.arch) ?? "";
  const sum = checksum(archive);
  const files = new Map<string, Buffer | string>([[`/sdk/${name}`, archive]]);
  if (sum !== undefined) files.set(`/sdk/pulumi-${cliVersion}-checksums.txt`, `${sum}  ${name}\n`);
  const server = createServer((request, response) => {
    const body = files.get(request.url ?? "");
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/sdk`;
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("ensure.ts", () => {
  it("prints the folder of an installed CLI and nothing else", async () => {
    const { bin, start } = machine();
    for (const name of ["pulumi", ...companions]) fakeProgram(bin, name, fakePulumi);
    const ended = await start();
    expect(ended).toMatchObject({ exitCode: 0, stdout: bin, stderr: "" });
  });

  it("ends with 3 and the whole story when no way works", async () => {
    const { home, cache, start } = machine();
    const ended = await start();
    expect(ended).toMatchObject({ exitCode: 3, stdout: "" });
    expect(ended.stderr).toContain(`1. an installed CLI: no \`pulumi\` on PATH or in ${home}/.pulumi/bin`);
    expect(ended.stderr).toContain(`2. the cache: nothing in ${cache}/v${cliVersion}`);
    expect(ended.stderr).toMatch(/3\. the official download: http:\/\/127\.0\.0\.1:10\/\S+: .*ECONNREFUSED/);
    expect(ended.stderr).toMatch(/4\. a build from Go modules: .+\n\s+no compiler here\nDo one of these/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it("downloads, verifies and unpacks; the second run finds it in the cache", async () => {
    const mirror = await serveRelease(sha256);
    const { cache, start } = machine(mirror);
    const first = await start();
    expect(first.stdout).toMatch(new RegExp(`^${cache}/v${cliVersion}-`));
    expect(readdirSync(first.stdout).sort()).toEqual(["pulumi", ...companions].sort());
    expect(first.stderr).toMatch(
      /pin it in tools\/pulumi-cli\/checksums.json: "pulumi-v\S+": "[0-9a-f]{64}"/,
    );
    expect(await start()).toMatchObject({ exitCode: 0, stdout: first.stdout, stderr: "" });
  });

  it("takes no download without a list of checksums", async () => {
    const { cache, start } = machine(await serveRelease(() => undefined));
    const ended = await start();
    expect(ended.exitCode).toBe(3);
    expect(ended.stderr).toContain("not taken, since its list of checksums cannot be had");
    expect(readdirSync(cache)).toEqual([]);
  });

  it("does not take a download whose checksum is not the listed one", async () => {
    const { cache, start } = machine(await serveRelease(() => "0".repeat(64)));
    const ended = await start();
    expect(ended.exitCode).toBe(3);
    expect(ended.stderr).toMatch(/SHA-256 is [0-9a-f]{64}, the list says 0{64}/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it("builds once when two runs start at once, and the second says that it waits", async () => {
    const { home, bin, start } = machine();
    fakeProgram(bin, "go", fakeGo(home, "sleep 1"));
    const ended = await Promise.all([start(), start()]);
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(ended[0].stdout).toBe(ended[1].stdout);
    expect(readFileSync(join(home, "go.log"), "utf8")).toBe("build language-host\nbuild cli\n");
    expect(ended.map(({ stderr }) => stderr).join()).toMatch(
      /waiting for process \d+, which gets the same CLI/,
    );
    expect(readdirSync(ended[0].stdout).sort()).toEqual(["pulumi", ...companions].sort());
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "stops the build with all that it started on %s",
    async (signal) => {
      const { home, bin, cache, start } = machine();
      fakeProgram(bin, "go", fakeGo(home, `sh -c 'echo $$ > ${home}/compiler.pid; exec sleep 60'`));
      const running = start();
      const compilerPid = Number(await lineOf(join(home, "compiler.pid")));
      process.kill(running.pid ?? 0, signal);
      expect((await running).exitCode).toBe(signal === "SIGINT" ? 130 : 143);
      await gone(compilerPid);
      expect(readdirSync(cache)).toEqual([]);
      expect(existsSync(join(cache, "lock"))).toBe(false);
    },
  );
});
