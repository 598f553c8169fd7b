// action.yml, as a job of GitHub runs it: its one step in a real shell, with a stand-in for npx.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly { run: string; env: Record<string, string> }[];
  };
}
const action = parse(readFileSync("action.yml", "utf8")) as Action;
const [step] = action.runs.steps;
const folder = mkdtempSync(join(tmpdir(), "store-teams-action-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
writeFileSync(join(folder, "npx"), '#!/bin/sh\necho "$@" > "$SAID"\nexit "$CODE"\n');
chmodSync(join(folder, "npx"), 0o755);

function run(
  inputs: Readonly<Record<string, string>>,
  code: number,
): { code: number | null; said: string; output: string } {
  const [said, output] = [join(folder, "said"), join(folder, "output")];
  for (const file of [said, output]) writeFileSync(file, "");
  const env = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, from]) => {
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(from)?.[1] ?? "";
      return [name, inputs[input] ?? action.inputs[input]?.default ?? ""];
    }),
  );
  const { status } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", step?.run ?? "exit 99"], {
    env: { PATH: `${folder}:/usr/bin:/bin`, SAID: said, CODE: String(code), GITHUB_OUTPUT: output, ...env },
  });
  return {
    code: status,
    said: readFileSync(said, "utf8").trim(),
    output: readFileSync(output, "utf8").trim(),
  };
}

describe("the action", () => {
  const call = "--no store-teams with-identity npx --no store-teams";
  it.each([
    [
      { verb: "plan", stack: "prod" },
      0,
      { code: 0, said: `${call} plan --stack prod`, output: "outcome=done" },
    ],
    [
      { verb: "plan", stack: "prod", refresh: "yes" },
      ...([0, { code: 0, said: `${call} plan --stack prod --refresh`, output: "outcome=done" }] as const),
    ],
    [{ verb: "apply", stack: "prod" }, 1, { code: 1, said: `${call} apply --stack prod`, output: "" }],
    [
      { verb: "drift", stack: "prod" },
      ...([
        7,
        {
          code: 0,
          said: `${call} drift --stack prod --format md,html,json,sarif,junit`,
          output: "outcome=findings",
        },
      ] as const),
    ],
    [
      { verb: "drift", stack: "a; touch x" },
      ...([
        0,
        {
          code: 0,
          said: `${call} drift --stack a; touch x --format md,html,json,sarif,junit`,
          output: "outcome=none",
        },
      ] as const),
    ],
    [{ verb: "destroy", stack: "prod" }, 0, { code: 2, said: "", output: "" }],
  ])("%j with a verb that ends with %d", (inputs, code, expected) => {
    expect(run(inputs, code)).toEqual(expected);
  });

  it("puts no input into its script, and bash takes the script", () => {
    expect(step?.run).not.toContain("${{");
    expect(execFileSync("bash", ["-n", "-c", step?.run ?? ""]).toString()).toBe("");
  });
});
