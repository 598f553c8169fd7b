import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notesOf, versionsIn } from "../../../tools/package/changelog.ts";
import {
  emulatorManifest,
  emulatorName,
  shimManifest,
  shimName,
  toolManifest,
  toolName,
} from "../../../tools/package/manifests.ts";

const root = join(import.meta.dirname, "../../..");
const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

function asked(of: string): Promise<{ exitCode: number; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["tools/package/notes.ts", of],
      { cwd: root },
      (_error, out, error) => {
        resolve({ exitCode: child.exitCode ?? -1, said: out + error });
      },
    );
  });
}

describe("the changelog", () => {
  it("begins with the version of package.json and says something of each", () => {
    const [first] = versionsIn(changelog);
    expect(first).toBe(version);
    for (const one of versionsIn(changelog)) expect(notesOf(changelog, one)).toMatch(/^- \S/m);
    const numbers = versionsIn(changelog).map((one) => one.split(".").map(Number));
    expect(numbers).toEqual(
      numbers.toSorted(([a = 0, b = 0, c = 0], [d = 0, e = 0, f = 0]) => d - a || e - b || f - c),
    );
  });

  it("gives out one version and nothing of its neighbours", () => {
    const text = "# Changes\n\n## 0.2.0\n\n- new\n\n## 0.1.0\n\n- old\n";
    expect([notesOf(text, "0.2.0"), notesOf(text, "0.1.0"), notesOf(text, "0.3.0")]).toEqual([
      ...["- new", "- old", undefined],
    ]);
    expect(notesOf("## 0.2.0\n\n## 0.1.0\n\n- old\n", "0.2.0")).toBeUndefined();
  });

  it("is asked by the release, which refuses another version", async () => {
    expect(await asked(version)).toMatchObject({
      exitCode: 0,
      said: `${notesOf(changelog, version) ?? ""}\n`,
    });
    expect(await asked("99.0.0")).toEqual({
      exitCode: 1,
      said: `package.json has the version ${version}, not 99.0.0. Make both the same.\n`,
    });
  });
});

describe("the release", () => {
  it("publishes the three packages by the names that npm packs them under, the tool last", () => {
    const workflow = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");
    const [, names = ""] = /for name in ([\w -]+); do/.exec(workflow) ?? [];
    const packed = [shimName, emulatorName, toolName].map((name) => name.replace("@", "").replace("/", "-"));
    expect(names.split(" ")).toEqual(packed);
  });

  it("says in each package where it comes from, as provenance asks for", () => {
    const repository = "git+https://code.example/org/store-teams.git";
    const manifest = { version, license: "MIT", dependencies: {}, devDependencies: {}, repository };
    for (const made of [
      toolManifest(manifest, version, new Set()),
      shimManifest(manifest, version),
      emulatorManifest(manifest, version, new Set()),
    ])
      expect(made).toMatchObject({ version, repository: { type: "git", url: repository } });
  });
});
