import ts from "typescript";
import { type RuleBreach, isIn, type Project, type Rule, sourceRule } from "./rule.ts";
import { lineOf, type SourceFile, walk } from "./source-file.ts";

interface FileLimit {
  /** For the reader. */
  readonly kind: string;
  readonly lines: number;
  readonly applies: (path: string) => boolean;
}

/** The first that applies counts. Aims are lower: 200 lines a file, 40 a function. */
const fileLimits: readonly FileLimit[] = [
  { kind: "the dynamic provider", lines: 150, applies: (path) => path === "providers/dynamic.ts" },
  {
    kind: "a resource type",
    lines: 300,
    applies: (path) => isIn(path, "providers/graph/", "providers/dataverse/"),
  },
  { kind: "a test file", lines: 500, applies: (path) => path.endsWith(".test.ts") },
  { kind: "a source file", lines: 400, applies: () => true },
];

const functionLimitLines = 70;
const coreLimitLines = 1_500;

const linesOf = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

function tooLongFile({ path, text }: SourceFile): RuleBreach[] {
  const limit = fileLimits.find(({ applies }) => applies(path));
  const lines = linesOf(text);
  if (limit === undefined || lines <= limit.lines) return [];
  const wrong = `has ${lines} lines; ${limit.kind} may have ${limit.lines}`;
  return [{ file: path, wrong, mend: "Split it by subject, each part with a name of its own" }];
}

function nameOf(node: ts.FunctionLikeDeclaration): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named === undefined ? "a function" : `"${named.getText()}"`;
}

/** Tests are lists of cases: their callbacks may be as long as the file. */
function tooLongFunctions({ path, ast }: SourceFile): RuleBreach[] {
  if (path.endsWith(".test.ts")) return [];
  const findings: RuleBreach[] = [];
  walk(ast, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
    const line = lineOf(ast, node);
    const lines = ast.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - line;
    if (lines <= functionLimitLines) return;
    const wrong = `${nameOf(node)} has ${lines} lines; a function may have ${functionLimitLines}`;
    findings.push({ file: path, line, wrong, mend: "Take the steps out into functions with names" });
  });
  return findings;
}

function tooLargeCore({ sources }: Project): RuleBreach[] {
  const lines = sources
    .filter(({ path }) => isIn(path, "providers/core/"))
    .reduce((sum, { text }) => sum + linesOf(text), 0);
  if (lines <= coreLimitLines) return [];
  const wrong = `has ${lines} lines in all; the core may have ${coreLimitLines}`;
  return [{ file: "providers/core/", wrong, mend: "Move out what serves one resource type only" }];
}

/** Rule 6 of the architecture. */
export const sizeRules: readonly Rule[] = [
  sourceRule(
    "a file is no longer than its kind allows (source 400, type 300, test 500, dynamic.ts 150)",
    tooLongFile,
  ),
  sourceRule(`a function has ${functionLimitLines} lines at most`, tooLongFunctions),
  { name: `providers/core/ has ${coreLimitLines} lines at most in all`, check: tooLargeCore },
];
