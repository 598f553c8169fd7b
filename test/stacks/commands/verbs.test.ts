import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verbList, verbs, verbTable } from "../../../stacks/commands/bin/verbs.ts";
import { commandLine, commandName } from "../../../schemas/command-line.ts";

const root = join(import.meta.dirname, "../../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

describe("verbs", () => {
  it("are the files of the commands' room and no others", () => {
    const files = readdirSync(join(root, "stacks/commands")).filter((name) => name.endsWith(".ts"));
    const named = verbs.map(({ name, file }) => file ?? name).filter((file) => !file.includes("/"));
    expect([...new Set(named)].sort()).toEqual(files.map((name) => name.replace(/\.ts$/, "")).sort());
  });

  it.each(verbs.filter(({ file }) => file?.includes("/") !== true))(
    "$name is a script of the checkout that starts the same file, with a CLI where it needs one",
    ({ name, file = name, needsPulumi = false }) => {
      const pulumi = needsPulumi ? "--pulumi " : "";
      expect(scripts[name]).toBe(`exec node tools/setup/run.mjs ${pulumi}stacks/commands/${file}.ts`);
    },
  );

  it("stand in docs/verbs.md as they are described here", () => {
    const [, table] = readFileSync(join(root, "docs/verbs.md"), "utf8").split("<!-- verbs -->\n");
    const cellsOf = (text = ""): readonly (readonly string[])[] =>
      text
        .trim()
        .split("\n")
        .filter((line) => !/^\|[\s|-]+$/.test(line))
        .map((line) => line.split("|").map((cell) => cell.trim()));
    expect(cellsOf(table)).toEqual(cellsOf(verbTable()));
  });

  it("are listed with a line each, but those of a checkout", () => {
    for (const { name, isForCheckout = false } of verbs)
      expect(new RegExp(`^  ${name} `, "m").test(verbList())).toBe(!isForCheckout);
  });
});

it("a checkout says its commands as npm runs them", () => {
  expect([commandLine("plan", "--stack dev"), commandLine("init"), commandName("drift")]).toEqual([
    "npm run plan -- --stack dev",
    "npm run init",
    "npm run drift --",
  ]);
});
