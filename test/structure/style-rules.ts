import ts from "typescript";
import { type RuleBreach, isIn, type Project, type Rule, sourceRule } from "./rule.ts";
import { lineOf, type SourceFile, walk } from "./source-file.ts";

const isToolConfig = (path: string): boolean => /(^|\/)[a-z-]+\.config\.[jt]s$/.test(path);

function defaultExports({ path, ast }: SourceFile): RuleBreach[] {
  if (isToolConfig(path)) return [];
  const findings: RuleBreach[] = [];
  walk(ast, (node) => {
    const isDefault = node.kind === ts.SyntaxKind.DefaultKeyword && ts.isModifier(node);
    if (!isDefault && !(ts.isExportAssignment(node) && node.isExportEquals !== true)) return;
    const wrong = "has a default export";
    findings.push({
      file: path,
      line: lineOf(ast, node),
      wrong,
      mend: "Export it by name: one name, one home",
    });
  });
  return findings;
}

function barrels({ path, imports }: SourceFile): RuleBreach[] {
  const findings: RuleBreach[] = [];
  if (/(^|\/)index\.ts$/.test(path) && path !== "stacks/index.ts") {
    findings.push({ file: path, wrong: "is named index.ts", mend: "Name it after what it holds" });
  }
  for (const { isReExport, line, specifier } of imports) {
    if (!isReExport) continue;
    const mend = "Let the reader import it from where it lives";
    findings.push({ file: path, line, wrong: `passes on names of "${specifier}"`, mend });
  }
  return findings;
}

function inexactImports({ path, imports }: SourceFile): RuleBreach[] {
  return imports
    .filter(({ specifier }) => specifier.startsWith(".") && !/\.(ts|mjs|json)$/.test(specifier))
    .map(({ specifier, line }) => {
      const wrong = `imports "${specifier}" without naming the file`;
      return { file: path, line, wrong, mend: "Write the file's name with .ts" };
    });
}

/** Looks for a way from a file back to itself. */
function cycles({ sources }: Project): RuleBreach[] {
  const targets = new Map(sources.map(({ path, imports }) => [path, imports.map(({ target }) => target)]));
  const done = new Set<string>();
  const findings: RuleBreach[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const ring = [...trail.slice(start), path].join(" -> ");
      findings.push({
        file: path,
        wrong: `imports itself: ${ring}`,
        mend: "Move the shared part to a third file",
      });
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) {
      if (target !== undefined && targets.has(target)) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return findings;
}

/** In pieces, so that this file is not a finding itself. */
const [ignore, noCheck, expectError, disable] = [
  "@ts-" + "ignore",
  "@ts-" + "nocheck",
  "@ts-" + "expect-error",
  "eslint-" + "disable",
] as const;
/** One rule for one line with its reason is honest; a rule that guards against `any` is never to be silenced. */
const honestDisable = new RegExp(`${disable}-next-line (?!\\S*no-(?:explicit-any|unsafe))\\S+ -- \\S`);

function silencerIn(line: string, isTest: boolean): string | undefined {
  if (line.includes(disable)) return honestDisable.test(line) ? undefined : disable;
  // A test may show that the compiler refuses something.
  if (line.includes(expectError)) return isTest ? undefined : expectError;
  return [ignore, noCheck].find((word) => line.includes(word));
}

function silencedChecks({ path, text }: SourceFile): RuleBreach[] {
  return text.split("\n").flatMap((lineText, index) => {
    const silencer = silencerIn(lineText, path.endsWith(".test.ts"));
    if (silencer === undefined) return [];
    const mend = `Mend the code. Where the tool is wrong: ${disable}-next-line <one rule> -- <reason>`;
    return [{ file: path, line: index + 1, wrong: `silences a check with ${silencer}`, mend }];
  });
}

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;

function oddNames({ path }: SourceFile): RuleBreach[] {
  return path.split("/").every((part) => kebabCase.test(part))
    ? []
    : [
        {
          file: path,
          wrong: "is not named in kebab case",
          mend: "Rename it: lower-case words joined by hyphens",
        },
      ];
}

/** What TypeScript files look like (section 4 of the style guide). */
export const styleRules: readonly Rule[] = [
  sourceRule("there are no default exports", defaultExports),
  sourceRule("there are no barrels: no index.ts but stacks/index.ts, no passing on of names", barrels),
  sourceRule("imports name the file", inexactImports),
  { name: "no file imports itself by way of others", check: cycles },
  sourceRule("no comment silences the compiler, or the linter without a rule and a reason", silencedChecks),
  sourceRule("files and folders of code are named in kebab case", (source) =>
    isIn(source.path, "schemas/types/") ? [] : oddNames(source),
  ),
];
