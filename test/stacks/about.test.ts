// What a report says of itself: when, for whom, from what and by whom.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aboutThis } from "../../stacks/commands/run/about-this.ts";
import { aboutText } from "../../stacks/pages/about.ts";

const now = new Date("2026-11-29T12:00:30Z");
const target = {
  tenantId: "7a1c0000-0000-4000-8000-000000000001",
  domain: "contoso.example",
  place: { file: "org.yaml", line: 1 },
};
let folder: string;
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@contoso.example", ...args], {
    cwd: folder,
    encoding: "utf8",
  }).trim();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "store-teams-about-"));
  git("init", "-q");
  await writeFile(join(folder, "org.yaml"), "a: 1\n");
  await writeFile(join(folder, "other.txt"), "1");
  git("add", ".");
  git("commit", "-qm", "first");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a report says of itself", () => {
  it("the commit of the config, the tenant, the time, and who started the pipeline", async () => {
    const commit = git("rev-parse", "--short=12", "HEAD");
    await writeFile(join(folder, "other.txt"), "2");
    const about = await aboutThis(target, [join(folder, "org.yaml")], { GITHUB_ACTOR: "june-park" }, now);
    expect(aboutText(about)).toBe(
      `2026-11-29 12:00 UTC · tenant contoso.example (${target.tenantId}) · config ${commit} · by june-park`,
    );
  });

  it("that files differ from the commit", async () => {
    await writeFile(join(folder, "org.yaml"), "a: 2\n");
    const { revision } = await aboutThis(target, [join(folder, "org.yaml")], {}, now);
    expect(revision).toBe(`${git("rev-parse", "--short=12", "HEAD")} with changes that are not committed`);
  });

  it("no commit outside of a repository, and no tenant for a stack without an org", async () => {
    const outside = await mkdtemp(join(tmpdir(), "store-teams-about-"));
    try {
      const about = await aboutThis(
        undefined,
        [join(outside, "x.yaml")],
        { BUILD_REQUESTEDFOR: "June" },
        now,
      );
      expect(about).toEqual({ at: "2026-11-29T12:00:30Z", by: "June" });
    } finally {
      await rm(outside, { recursive: true });
    }
  });
});
