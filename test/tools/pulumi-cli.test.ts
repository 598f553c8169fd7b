import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { goModuleFolders } from "../../tools/pulumi-cli/build.ts";
import { chooseCli, explainFailures, type Way } from "../../tools/pulumi-cli/choose.ts";
import { archiveName, checksumOf } from "../../tools/pulumi-cli/download.ts";
import { findInstalled } from "../../tools/pulumi-cli/find-installed.ts";
import { cliVersion, companions, isSupported } from "../../tools/pulumi-cli/versions.ts";
import { fakeProgram, scratchFolder } from "./scratch.ts";

const root = join(import.meta.dirname, "../..");

describe("supported versions", () => {
  it.each([
    { version: "3.259.0", supported: true },
    { version: "v3.259.0", supported: true },
    { version: "3.300.12", supported: true },
    { version: "v3.260.0-alpha.3+dirty", supported: true },
    { version: "3.258.9", supported: false },
    { version: "3.99.0", supported: false },
    { version: "4.0.0", supported: false },
    { version: "30.0.0", supported: false },
    { version: "", supported: false },
    { version: "command not found", supported: false },
  ])('"$version": $supported', ({ version, supported }) => {
    expect(isSupported(version)).toBe(supported);
  });
});

describe("the order of ways", () => {
  const failing = (name: string, why: string): Way => ({
    name,
    attempt: async () => ({ kind: "failed", why }),
  });

  it("ends at the first that works; the ones behind it are not tried", async () => {
    const tried: string[] = [];
    const way = (name: string, works: boolean): Way => ({
      name,
      attempt: async () => {
        tried.push(name);
        return works ? { kind: "found", folder: `/${name}` } : { kind: "failed", why: "no" };
      },
    });
    const choice = await chooseCli([way("a", false), way("b", true), way("c", true)]);
    expect(choice).toEqual({ kind: "found", folder: "/b", way: "b" });
    expect(tried).toEqual(["a", "b"]);
  });

  it("tells each way, why it failed and what to install, when none works", async () => {
    const choice = await chooseCli([
      failing("an installed CLI", "x is old\ny too"),
      failing("a build", "no `go`"),
    ]);
    if (choice.kind !== "none") throw new Error("none expected");
    expect(explainFailures(choice.failures)).toBe(
      [
        "There is no usable Pulumi CLI (wanted: 3.259.0 or newer, below 4.0.0). Tried:",
        "  1. an installed CLI: x is old",
        "       y too",
        "  2. a build: no `go`",
        "Do one of these, then run the command again:",
        "  - install Pulumi with its Node.js language host: https://www.pulumi.com/docs/install/",
        "  - let this machine reach the download named above",
        "  - install Go 1.24 or newer (https://go.dev/dl/), which builds the CLI once in 3 to 5 minutes",
      ].join("\n"),
    );
  });
});

describe("an installed CLI", () => {
  const install = (folder: string, version: string, programs: readonly string[] = companions): string => {
    fakeProgram(folder, "pulumi", `[ "$1" = version ] && echo ${version}`);
    for (const program of programs) fakeProgram(folder, program, "exit 0");
    return folder;
  };
  /** What is found with these folders on PATH and an empty home. */
  const find = (folders: readonly string[], env: NodeJS.ProcessEnv = {}): ReturnType<typeof findInstalled> =>
    findInstalled({ PATH: folders.join(":"), HOME: scratchFolder(), ...env }, "/cache-root");

  it("is found on PATH", async () => {
    const folder = install(scratchFolder(), "v3.300.0");
    expect(await find(["/nowhere", folder])).toEqual({ kind: "found", folder });
  });

  it("is found behind one that is too old", async () => {
    const [old, good] = [install(scratchFolder(), "v3.100.0"), install(scratchFolder(), "v3.259.0")];
    expect(await find([old, good])).toEqual({ kind: "found", folder: good });
  });

  it("is found in the home folder's .pulumi and in PULUMI_HOME", async () => {
    const home = scratchFolder();
    const inHome = install(join(home, ".pulumi/bin"), "v3.259.0");
    expect(await find([], { HOME: home })).toEqual({ kind: "found", folder: inHome });
    const other = scratchFolder();
    const inOther = install(join(other, "bin"), "v3.259.0");
    expect(await find([], { HOME: home, PULUMI_HOME: other })).toEqual({ kind: "found", folder: inOther });
  });

  it("may have its language host elsewhere on PATH", async () => {
    const folder = install(scratchFolder(), "v3.259.0", ["pulumi-resource-pulumi-nodejs"]);
    const elsewhere = scratchFolder();
    fakeProgram(elsewhere, "pulumi-language-nodejs", "exit 0");
    expect(await find([folder, elsewhere])).toEqual({ kind: "found", folder });
  });

  it("is passed over when it lies in the cache, which is looked through without starting it", async () => {
    const folder = install(scratchFolder(), "v3.259.0");
    const found = await findInstalled({ PATH: folder, HOME: scratchFolder() }, join(folder, ".."));
    expect(found.kind).toBe("failed");
  });

  it.each([
    {
      name: "is not there",
      version: undefined,
      programs: [],
      why: /^no `pulumi` on PATH or in .*\.pulumi\/bin$/,
    },
    {
      name: "is too old",
      version: "v3.100.0",
      programs: companions,
      why: /pulumi is version 3\.100\.0, wanted 3\.259/,
    },
    {
      name: "has no language host",
      version: "v3.259.0",
      programs: [],
      why: /has no pulumi-language-nodejs beside it/,
    },
    {
      name: "does not start",
      version: "; exit 9",
      programs: [],
      why: /pulumi does not start: Command failed/,
    },
  ])("that $name is told with the reason", async ({ version, programs, why }) => {
    const folder = scratchFolder();
    if (version !== undefined) install(folder, version, programs);
    expect(await find([folder])).toEqual({ kind: "failed", why: expect.stringMatching(why) as string });
  });
});

describe("the download", () => {
  it.each([
    { platform: "linux", arch: "x64", name: "pulumi-v3.259.0-linux-x64.tar.gz" },
    { platform: "darwin", arch: "arm64", name: "pulumi-v3.259.0-darwin-arm64.tar.gz" },
    { platform: "linux", arch: "ia32", name: undefined },
    { platform: "freebsd", arch: "x64", name: undefined },
  ] as const)("for $platform/$arch is $name", ({ platform, arch, name }) => {
    expect(archiveName(platform, arch)).toBe(name);
  });

  it("is looked up in the list of checksums by its whole name", () => {
    const list = "AA11  pulumi-v3.259.0-linux-x64.tar.gz.sig\nBB22  pulumi-v3.259.0-linux-x64.tar.gz\n";
    expect(checksumOf("pulumi-v3.259.0-linux-x64.tar.gz", list)).toBe("bb22");
    expect(checksumOf("other.tar.gz", list)).toBeUndefined();
  });
});

describe("one version everywhere", () => {
  it("the npm package @pulumi/pulumi is pinned to the CLI's version", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
    expect(manifest["dependencies"]).toHaveProperty(["@pulumi/pulumi"], cliVersion);
  });

  it("the Go module of the CLI is pinned to it too", () => {
    const goMods = goModuleFolders.map((folder) => readFileSync(join(folder, "go.mod"), "utf8"));
    expect(goMods.join("\n")).toContain(`github.com/pulumi/pulumi/pkg/v3 v${cliVersion}`);
  });
});
