import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../stacks/commands/run/places.ts";
import { startEngine, type Engine } from "../kit/engine.ts";

/** A copy of the code that may be changed, run by the real engine. */
let engine: Engine;
let checkout: string;

beforeAll(async () => {
  engine = await startEngine(["tenant"]);
  checkout = join(engine.workspace.folder, "checkout");
  await copyOfCode(checkout);
  // The state must bear no trace of where the code lies, so paths in the stack file count from the copy.
  const stackFile = await readFile(engine.workspace.stackFile("tenant"), "utf8");
  const edited = stackFile.replace(/org: .*/, "org: org.yaml").replace(/protect: .*/, "protect: false");
  await writeFile(engine.workspace.stackFile("tenant"), edited);
  // Retained apps are not deleted, so the provider would not be asked.
  const org = await readFile(engine.workspace.orgFile, "utf8");
  expect(org).toContain("onDestroy: retain");
  await writeFile(
    join(checkout, "org.yaml"),
    org.replaceAll("\n      onDestroy: retain", "\n      onDestroy: delete"),
  );
});
afterAll(() => engine.close());

/** node_modules stays shared but for the providers' own package, which must be the copy. */
async function copyOfCode(folder: string): Promise<void> {
  await mkdir(join(folder, "node_modules", "@store-teams"), { recursive: true });
  for (const part of ["providers", "schemas", "stacks", "tools", "package.json", "Pulumi.yaml"]) {
    await cp(join(projectRoot, part), join(folder, part), { recursive: true });
  }
  for (const name of await readdir(join(projectRoot, "node_modules"))) {
    if (name !== "@store-teams")
      await symlink(join(projectRoot, "node_modules", name), join(folder, "node_modules", name));
  }
  await symlink(join(folder, "providers"), join(folder, "node_modules", "@store-teams", "providers"));
}

/** Makes the type tell a word each time it looks at the tenant: the word of the code that runs. */
async function letTheCodeSay(word: string): Promise<void> {
  const file = join(checkout, "providers/graph/apps/enterprise-app.ts");
  const code = (await readFile(file, "utf8")).replace(/^ *console\.error\(.*\);\n/m, "");
  const marked = code.replace(/^ *observe: async .*\n/m, `$&console.error("this is ${word}");\n`);
  expect(marked).toContain(`this is ${word}`);
  await writeFile(file, marked);
}

const run = async (word: string, ...args: string[]): Promise<string> => {
  await letTheCodeSay(word);
  const { exitCode, output } = await engine.pulumi("tenant", args, { folder: checkout });
  expect(exitCode, output).toBe(0);
  return output;
};

describe("code changed after up", () => {
  it("is the code that runs at refresh and at destroy, not the code of the state", async () => {
    expect(await run("the first code", "up", "--yes", "--skip-preview")).toContain("this is the first code");
    const refreshed = await run("the second code", "refresh", "--yes", "--skip-preview");
    expect(refreshed).toContain("this is the second code");
    expect(refreshed).not.toContain("this is the first code");
    const destroyed = await run("the third code", "destroy", "--yes", "--skip-preview");
    expect(destroyed).toContain("this is the third code");
    expect(destroyed).not.toContain("this is the second code");
  });
});
