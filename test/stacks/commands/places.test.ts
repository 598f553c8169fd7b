import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { projectAt, typedIn } from "../../../stacks/commands/run/places.ts";

const folder = mkdtempSync(join(tmpdir(), "store-teams-places-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function project(name: string, pulumiYaml: string): string {
  const root = join(folder, name);
  mkdirSync(join(root, "config/regions"), { recursive: true });
  writeFileSync(join(root, "Pulumi.yaml"), pulumiYaml);
  return root;
}

describe("the user's folder", () => {
  const own = project("own", "name: store-teams\nruntime: nodejs\n");
  const quoted = project("quoted", 'name: "store-teams" # stands in every state\n');
  const within = project("own/tools", "name: something-else\n");

  it.each([
    { from: own, is: own },
    { from: join(own, "config/regions"), is: own },
    { from: join(quoted, "config"), is: quoted },
    // Another project of Pulumi inside it is none of ours.
    { from: join(within, "config"), is: own },
    { from: folder, is: folder },
  ])("of $from is $is", ({ from, is }) => {
    expect(projectAt(from)).toBe(is);
  });
});

describe("a typed path counts from", () => {
  const script = { npm_lifecycle_event: "plan", npm_package_json: "/repo/package.json" };

  it.each([
    { where: "the folder of a plain call", cwd: "/repo/config", environment: {}, is: "/repo/config" },
    {
      where: "the folder in which npm was asked",
      cwd: "/repo",
      environment: { ...script, INIT_CWD: "/repo/config" },
      is: "/repo/config",
    },
    {
      where: "another folder, by npm --prefix",
      cwd: "/repo",
      environment: { ...script, INIT_CWD: "/elsewhere" },
      is: "/elsewhere",
    },
    {
      where: "the folder of a process that a script of another repository started",
      cwd: "/own",
      environment: { ...script, INIT_CWD: "/repo/config" },
      is: "/own",
    },
    {
      where: "the folder of npx",
      cwd: "/repo/config",
      environment: {
        npm_lifecycle_event: "npx",
        npm_package_json: "/repo/package.json",
        INIT_CWD: "/repo/config",
      },
      is: "/repo/config",
    },
  ])("$where", ({ cwd, environment, is }) => {
    expect(typedIn(cwd, environment)).toBe(is);
  });
});
