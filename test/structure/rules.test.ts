// The rules of ../structure.test.ts, tried on small sources: a rule that finds nothing must not be a rule that looks
// at nothing. Forbidden words are put together from pieces, so that this file breaks no rule itself.
import { describe, expect, it } from "vitest";
import { importRules } from "./import-rules.ts";
import { purityRules } from "./purity-rules.ts";
import { remedyRules } from "./remedy-rules.ts";
import type { Project, Rule } from "./rule.ts";
import { sizeRules } from "./size-rules.ts";
import { parseSource } from "./source-file.ts";
import { styleRules } from "./style-rules.ts";
import { textRules } from "./text-rules.ts";

const [tsIgnore, tsExpectError] = ["ignore", "expect-error"].map((word) => `@ts-${word}`);
const eslintDisable = ["eslint", "disable"].join("-");
const [rootHome, homes] = ["root", "home"];
const registry = ["registry", "npmjs", "org"].join(".");

function project(files: Readonly<Record<string, string>>): Project {
  const entries = Object.entries(files);
  return {
    texts: new Map(entries),
    sources: entries.filter(([path]) => path.endsWith(".ts")).map(([path, text]) => parseSource(path, text)),
  };
}

/** What all of the rules find wrong, without files and ways out. */
function wrongs(rules: readonly Rule[], files: Readonly<Record<string, string>>): string[] {
  return rules.flatMap((rule) => rule.check(project(files))).map(({ wrong }) => wrong);
}

const clientImport = 'import { send } from "../clients/send.ts";';

describe("imports", () => {
  it.each([
    { path: "schemas/a.ts", text: 'import { Ajv } from "ajv";', bad: false },
    { path: "schemas/a.ts", text: 'import { x } from "commander";', bad: true },
    { path: "schemas/a.ts", text: 'import { x } from "../providers/core/x.ts";', bad: true },
    {
      path: "providers/core/a.ts",
      text: 'import type { Team } from "../../schemas/types/resources.ts";',
      bad: false,
    },
    { path: "providers/core/a.ts", text: 'import { x } from "../../schemas/validate.ts";', bad: true },
    { path: "providers/core/a.ts", text: 'import { x } from "yaml";', bad: true },
    { path: "providers/core/a.ts", text: clientImport, bad: true },
    { path: "providers/graph/a.ts", text: 'import { x } from "../../stacks/program/declare.ts";', bad: true },
    { path: "providers/graph/a.ts", text: 'import { x } from "../dataverse/b.ts";', bad: true },
    { path: "providers/dataverse/a.ts", text: 'const x = await import("../graph/b.ts");', bad: true },
    { path: "providers/dataverse/a.ts", text: 'type X = import("../graph/b.ts").X;', bad: true },
    { path: "providers/graph/a.ts", text: clientImport, bad: false },
    { path: "providers/graph/a.ts", text: 'import * as pulumi from "@pulumi/pulumi";', bad: true },
    { path: "providers/dynamic.ts", text: 'import * as pulumi from "@pulumi/pulumi";', bad: false },
    { path: "stacks/program/declare.ts", text: 'import * as pulumi from "@pulumi/pulumi";', bad: false },
    { path: "providers/graph/a.ts", text: 'import { x } from "@azure/identity";', bad: true },
    { path: "providers/clients/a.ts", text: 'import { x } from "@azure/identity";', bad: false },
    { path: "stacks/derive/a.ts", text: 'import { x } from "../../test/emulator/x.ts";', bad: true },
    { path: "stacks/commands/demo.ts", text: 'import { x } from "../../test/emulator/x.ts";', bad: false },
    { path: "test/emulator/a.ts", text: 'import { x } from "../../schemas/x.ts";', bad: true },
    { path: "test/emulator/a.ts", text: 'import { x } from "@store-teams/providers";', bad: true },
    {
      path: "test/emulator/a.ts",
      text: 'import { x } from "./b.ts"; import { y } from "node:fs";',
      bad: false,
    },
    { path: "tools/a.ts", text: 'import { x } from "../stacks/x.ts";', bad: true },
  ])("$path: $text", ({ path, text, bad }) => {
    expect(wrongs(importRules, { [path]: text }).length > 0).toBe(bad);
  });
});

describe("purity", () => {
  it.each([
    { text: "const now = Date.now();", wrong: ["uses Date.now"] },
    { text: "const now = new Date();", wrong: ["uses new Date()"] },
    { text: "const day = new Date(text);", wrong: [] },
    { text: "const x = Math.random();", wrong: ["uses Math.random"] },
    { text: 'const x = process.env["A"];', wrong: ["uses process"] },
    { text: 'await fetch("https://x.example");', wrong: ["uses fetch"] },
    { text: "const later = { fetch: 1 }; later.fetch;", wrong: [] },
    { text: "function f(fetch: () => void) { fetch(); }", wrong: [] },
    { text: 'import { readFileSync } from "node:fs";', wrong: ['imports "node:fs"'] },
    { text: 'import { readFileSync } from "fs";', wrong: ['imports "fs"'] },
    {
      text: 'import { x } from "../../providers/clients/x.ts";',
      wrong: ['imports "../../providers/clients/x.ts"'],
    },
    { text: 'import type { X } from "../../providers/clients/x.ts";', wrong: [] },
    { text: 'import { x } from "../../schemas/x.ts";', wrong: [] },
  ])("of stacks/derive/: $text", ({ text, wrong }) => {
    expect(wrongs(purityRules, { "stacks/derive/a.ts": text })).toEqual(wrong);
  });

  it.each([
    { path: "providers/graph/a.ts", text: 'import { readFileSync } from "node:fs";', bad: true },
    { path: "providers/graph/a.ts", text: 'import { join } from "node:path";', bad: false },
    { path: "providers/graph/a.ts", text: 'await fetch("https://x.example");', bad: true },
    { path: "providers/clients/a.ts", text: 'await fetch("https://x.example");', bad: false },
    { path: "stacks/config/load-org.ts", text: 'import { readFileSync } from "node:fs";', bad: false },
    { path: "stacks/index.ts", text: 'const x = process.env["A"];', bad: true },
  ])("of I/O in $path: $text", ({ path, text, bad }) => {
    expect(wrongs(purityRules, { [path]: text }).length > 0).toBe(bad);
  });
});

describe("sizes", () => {
  const lines = (count: number): string => "// line\n".repeat(count);

  it.each([
    { path: "providers/dynamic.ts", most: 150 },
    { path: "providers/graph/team/store-team.ts", most: 300 },
    { path: "stacks/program/declare.ts", most: 400 },
    { path: "test/a.test.ts", most: 500 },
  ])("$path may have $most lines", ({ path, most }) => {
    expect(wrongs(sizeRules, { [path]: lines(most) })).toEqual([]);
    expect(wrongs(sizeRules, { [path]: lines(most + 1) })).toHaveLength(1);
  });

  it("a function may have 70 lines", () => {
    const ofLines = (count: number): string => `function long() {\n${lines(count - 2)}}\n`;
    expect(wrongs(sizeRules, { "stacks/a.ts": ofLines(70) })).toEqual([]);
    expect(wrongs(sizeRules, { "stacks/a.ts": ofLines(71) })).toEqual([
      '"long" has 71 lines; a function may have 70',
    ]);
  });

  it("the core is counted as a whole", () => {
    const parts = Object.fromEntries(
      ["a", "b", "c", "d"].map((name) => [`providers/core/${name}.ts`, lines(400)]),
    );
    expect(wrongs(sizeRules, parts)).toEqual(["has 1600 lines in all; the core may have 1500"]);
  });
});

describe("style", () => {
  it.each([
    { path: "stacks/a.ts", text: "export default 1;", wrong: ["has a default export"] },
    { path: "stacks/a.ts", text: "export default function f() {}", wrong: ["has a default export"] },
    { path: "vitest.config.ts", text: "export default {};", wrong: [] },
    { path: "stacks/a.ts", text: 'export * from "./b.ts";', wrong: ['passes on names of "./b.ts"'] },
    { path: "stacks/a.ts", text: 'export { x } from "./b.ts";', wrong: ['passes on names of "./b.ts"'] },
    { path: "stacks/a.ts", text: "export { x };", wrong: [] },
    { path: "stacks/index.ts", text: "", wrong: [] },
    { path: "providers/index.ts", text: "", wrong: ["is named index.ts"] },
    { path: "stacks/a.ts", text: 'import "./b";', wrong: ['imports "./b" without naming the file'] },
    { path: "stacks/a.ts", text: 'import "./a.ts";', wrong: ["imports itself: stacks/a.ts -> stacks/a.ts"] },
    { path: "stacks/a.ts", text: `// ${tsIgnore}`, wrong: [`silences a check with ${tsIgnore}`] },
    {
      path: "stacks/a.ts",
      text: `// ${eslintDisable}`,
      wrong: [`silences a check with ${eslintDisable}`],
    },
    {
      path: "stacks/a.ts",
      text: `// ${eslintDisable}-next-line no-control-regex -- all of ASCII`,
      wrong: [],
    },
    {
      path: "stacks/a.ts",
      text: `// ${eslintDisable}-next-line @typescript-eslint/no-explicit-any -- quick`,
      wrong: [`silences a check with ${eslintDisable}`],
    },
    { path: "test/a.test.ts", text: `// ${tsExpectError}`, wrong: [] },
    { path: "stacks/storeTeam.ts", text: "", wrong: ["is not named in kebab case"] },
  ])("$path: $text", ({ path, text, wrong }) => {
    expect(wrongs(styleRules, { [path]: text })).toEqual(wrong);
  });

  it("finds a ring of three files", () => {
    const files = { "a.ts": 'import "./b.ts";', "b.ts": 'import "./c.ts";', "c.ts": 'import "./a.ts";' };
    expect(wrongs(styleRules, files)).toEqual(["imports itself: a.ts -> b.ts -> c.ts -> a.ts"]);
  });
});

describe("text", () => {
  // Written out here it would be found in this file too.
  const slash = "/";
  const schema = { "schemas/org.schema.json": "{}" };

  it.each([
    {
      path: "config/demo/a.yaml",
      text: "# yaml-language-server: $schema=../../schemas/org.schema.json\n",
      bad: false,
    },
    { path: "config/demo/a.yaml", text: "# yaml-language-server: $schema=../schemas/gone.json\n", bad: true },
    { path: "config/demo/a.yaml", text: "organization: x\n", bad: true },
    { path: "config/own/org.yaml", text: "organization: x\n", bad: false },
    { path: "test/a.test.ts", text: `const all = stackFilesIn("config${slash}stacks");\n`, bad: true },
    { path: "test/a.test.ts", text: "const all = stackFilesIn(folder);\n", bad: false },
    { path: "config/stacks/Pulumi.dev.yaml", text: "config: {}\n", bad: false },
    { path: "README.md", text: `see /${rootHome}/x`, bad: true },
    { path: "README.md", text: `see "/${homes}/anna/x"`, bad: true },
    { path: "README.md", text: "see ~/.cache and https://x.example/home/start", bad: false },
    { path: "README.md", text: `https://${registry}/x`, bad: true },
  ])("$path: $text", ({ path, text, bad }) => {
    expect(wrongs(textRules, { ...schema, [path]: text }).length > 0).toBe(bad);
  });
});

describe("remedies", () => {
  it.each([
    { path: "stacks/a.ts", text: "const say = `Run npm run plan -- --stack ${stack}`;", bad: true },
    { path: "providers/a.ts", text: 'const say = "pulumi up --refresh";', bad: true },
    { path: "stacks/a.ts", text: 'import { commandLine } from "../schemas/command-line.ts";', bad: true },
    { path: "schemas/a.ts", text: 'const paste = "  store-teams:approvals:";', bad: true },
    { path: "stacks/a.ts", text: "// npm run plan makes it", bad: false },
    { path: "stacks/a.ts", text: "const say = `Make it: ${remedies.makePlan(stack)}`;", bad: false },
    { path: "schemas/remedies.ts", text: 'const say = "pulumi up";', bad: false },
  ])("$path: $text", ({ path, text, bad }) => {
    expect(wrongs(remedyRules, { "schemas/command-line.ts": "", [path]: text }).length > 0).toBe(bad);
  });
});
