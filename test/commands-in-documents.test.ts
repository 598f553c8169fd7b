// Every command that a document shows is one that is there: its verb, each option of it, each file of the checkout that
// it names. What runs them for real: `.ci/run` (demo, test), the rehearsal of a release, test/stacks/remedies.test.ts.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { verbs } from "../stacks/commands/bin/verbs.ts";
import { importsOf } from "../tools/package/imports.ts";

const root = join(import.meta.dirname, "..");
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Readonly<Record<string, string>> };

const documents = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "test/emulator/README.md"],
  ...["tools/package/tool/README.md", "tools/package/emulator/README.md"],
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Programs of others, with rules of their own. */
const ofOthers = new Set(["vitest", "pulumi", "typecheck", "lint", "format"]);

/** Commands in blocks and in spans of code, without what a shell does with their output. */
function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```\w*\n([^]*?)^```/gm)].flatMap(([, block = ""]) => block.split("\n"));
  const indented = text.split("\n").filter((line) => line.startsWith("    "));
  const spans = [...text.replaceAll(/^```[^]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, span = ""]) => span,
  );
  return [...blocks, ...indented, ...spans]
    .map(
      (line) =>
        /(?:^|[\s⇒:]|exec )((?:npm run|npm test|npx|node tools\/|\.ci\/run)\b.*)$/.exec(line.trim())?.[1] ??
        "",
    )
    .map((line) =>
      line
        .replace(/\s+#.*$/, "")
        .replace(/\s*(?:[>|…]|\$\().*$/, "")
        .trim(),
    )
    .filter((line) => line !== "");
}

/** The options that the file of a verb declares, itself or by what it imports from beside it. */
function optionsOf(script: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const options = new Set(["--help"]);
  const visit = (path: string, depth: number): void => {
    if (seen.has(path) || !existsSync(join(root, path))) return;
    seen.add(path);
    const text = textOf(path);
    for (const [, name = ""] of text.matchAll(
      /(?:[oO]ption|Option)\(\s*(?:\w+,\s*)?"(?:-\w, )?(--[\w-]+)/g,
    )) {
      options.add(name);
      if (name.startsWith("--no-")) options.add(name.replace("--no-", "--"));
    }
    if (depth === 0) return;
    for (const specifier of importsOf(text))
      if (specifier.startsWith(".")) visit(relative(root, join(root, dirname(path), specifier)), depth - 1);
  };
  visit(script, 2);
  return options;
}

/** `npm run` as such, or with VERB for any. */
const isPlaceholder = (verb: string): boolean => /^[A-Z]*$/.test(verb);

/** The file that a call starts. */
function fileOf(words: readonly string[]): { file: string; rest: readonly string[] } | string {
  const [program = "", ...others] = words;
  if (program === ".ci/run") return { file: ".ci/run", rest: others };
  if (program === "node") return { file: others[0] ?? "", rest: [] };
  if (program === "npm" && others[0] === "test") return { file: "test/run-all.ts", rest: others.slice(1) };
  if (program === "npm") {
    const [verb = "", ...rest] = others.slice(1).filter((word) => word !== "-s");
    if (isPlaceholder(verb)) return { file: "package.json", rest: [] };
    const script = scripts[verb];
    if (script === undefined) return `npm has no script "${verb}"`;
    if (ofOthers.has(verb)) return { file: "package.json", rest: [] };
    return { file: /(\S+\.(?:ts|mjs))(?: [^.]*)?$/.exec(script)?.[1] ?? "", rest };
  }
  const [tool = "", verb = "", ...rest] = others;
  if (tool === "@store-teams/emulated-tenant")
    return { file: "test/emulator/start.ts", rest: [verb, ...rest].filter((word) => word !== "") };
  if (tool !== "store-teams") return `"npx ${tool}" starts nothing of this project`;
  if (isPlaceholder(verb) || verb.startsWith("-")) return { file: "package.json", rest: [] };
  if (verb === "pulumi" || verb === "with-identity") return { file: "package.json", rest: [] };
  const found = verbs.find(({ name, isForCheckout }) => name === verb && isForCheckout !== true);
  if (found === undefined) return `store-teams has no verb "${verb}"`;
  return { file: `stacks/commands/${found.file ?? found.name}.ts`, rest };
}

/** What is wrong with a command; undefined when nothing is. */
function wrongWith(command: string): string | undefined {
  const words = command.split(/\s+/);
  const started = fileOf(words);
  if (typeof started === "string") return started;
  const { file, rest } = started;
  if (!existsSync(join(root, file))) return `there is no ${file}`;
  const options = file === "package.json" ? undefined : optionsOf(file);
  for (const word of rest) {
    const option = /^--\w[\w-]*/.exec(word)?.[0];
    if (option !== undefined && options?.has(option) === false) return `${file} has no option ${option}`;
  }
  // Samples, tests and the like are there; `.plan` and what people name themselves need not be.
  const missing = words.find(
    (word) =>
      /^(?:config|test|docs|stacks|tools|schemas)\/[\w./-]+$/.test(word) && !existsSync(join(root, word)),
  );
  return missing === undefined ? undefined : `there is no ${missing}`;
}

describe("the commands in documents", () => {
  it.each(documents)("%s: each has its verb, its options and its files", (path) => {
    const wrong = commandsIn(textOf(path))
      .map((command) => ({ command, why: wrongWith(command) }))
      .filter(({ why }) => why !== undefined)
      .map(({ command, why }) => `${command}: ${why ?? ""}`);
    expect(wrong).toEqual([]);
  });

  it("are found where they stand", () => {
    expect(
      commandsIn("```\nnpm run plan -- --stack x  # writes nothing\n```\n`npx store-teams drift`\n"),
    ).toEqual(["npm run plan -- --stack x", "npx store-teams drift"]);
    expect(documents.flatMap((path) => commandsIn(textOf(path))).length).toBeGreaterThan(100);
  });

  it.each([
    ["npm run plann -- --stack x", 'npm has no script "plann"'],
    ["npm run plan -- --stak x", "stacks/commands/plan.ts has no option --stak"],
    ["npx store-teams demo", 'store-teams has no verb "demo"'],
    ["npx store-teams apply --stack x --force", "stacks/commands/apply.ts has no option --force"],
    ["npm run check-config -- config/nowhere/org.yaml", "there is no config/nowhere/org.yaml"],
    ["npx something-else", '"npx something-else" starts nothing of this project'],
  ])("%s is told", (command, why) => {
    expect(wrongWith(command)).toBe(why);
  });
});
