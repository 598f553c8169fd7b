import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pendingAdvice, refuseEmptyStateFiles } from "../../stacks/commands/run/after-a-kill.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "state of a stack's "));
  mkdirSync(join(folder, ".pulumi/stacks/store-teams"), { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, text: string): void => {
  writeFileSync(join(folder, ".pulumi/stacks/store-teams", name), text);
};
const refusal = (url = `file://${encodeURI(folder)}?no_tmp_dir=true`): string | undefined => {
  try {
    refuseEmptyStateFiles({ PULUMI_BACKEND_URL: url });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe("a state that a kill left with empty notes of its files", () => {
  it("is told before Pulumi starts, and what is printed as the mend mends it", () => {
    file("dev.json", "{}");
    file("dev.json.attrs", "");
    const text = refusal();
    expect(text).toContain("1 empty file there, such as stacks/store-teams/dev.json.attrs");
    execFileSync("sh", ["-c", text?.split("\n").at(-1) ?? "false"]);
    expect(refusal()).toBeUndefined();
    expect(execFileSync("ls", [join(folder, ".pulumi/stacks/store-teams")], { encoding: "utf8" })).toBe(
      "dev.json\n",
    );
  });

  it.each([
    [
      "a state that is whole",
      (): void => {
        file("dev.json.attrs", "{}");
      },
      undefined,
    ],
    [
      "a state that is empty itself, which is Pulumi's to tell",
      (): void => {
        file("dev.json", "");
      },
      undefined,
    ],
    [
      "another backend",
      (): void => {
        file("dev.json.attrs", "");
      },
      "azblob://state",
    ],
    ["a folder that is not there", (): void => undefined, "file:///nowhere/at/all"],
  ] as const)("nothing is said of %s", (_name, make, url) => {
    make();
    expect(refusal(url)).toBeUndefined();
  });
});

describe("pending operations of a run that was killed", () => {
  const warning =
    "warning: Attempting to deploy or update resources with 1 pending operations from previous deployment.\n" +
    "  * urn:pulumi:dev::store-teams::pulumi-nodejs:dynamic/graph:Team::store-000135, interrupted while creating\n";
  it("are told with the way out", () => {
    expect(pendingAdvice(warning, "dev")).toContain(
      "pulumi -- refresh --clear-pending-creates --yes --stack dev",
    );
    expect(pendingAdvice("Resources:\n    8 unchanged\n", "dev")).toBeUndefined();
  });
});
