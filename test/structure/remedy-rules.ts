import ts from "typescript";
import { type RuleBreach, isIn, type Rule, sourceRule } from "./rule.ts";
import { lineOf, type SourceFile, walk } from "./source-file.ts";

const registry = "schemas/remedies.ts";
const commandNames = "schemas/command-line.ts";

/** What the product prints is made in these rooms. */
const rooms = ["stacks/", "providers/", "schemas/"] as const;

/**
 * Not for a person in trouble: the registry itself and what it is made of, generated files, the files of a new
 * repository (held by their own test), how a verb is called in its help, what the demo shows of its own doing, and
 * the cmdlets that a client runs itself.
 */
const elsewhere = [
  ...[registry, commandNames, "schemas/types/", "stacks/init/", "stacks/commands/demo/"],
  ...["stacks/commands/bin/", "stacks/commands/run/verb.ts", "stacks/commands/init.ts"],
  "providers/clients/teams-shell.ts",
] as const;

/** The beginning of a command as people type it. */
const command = new RegExp(
  [
    String.raw`\b(?:npm (?:run|ci|install)|npx [a-z])`,
    String.raw`\bpulumi (?:up|preview|refresh|stack|config|destroy|import|state|login|cancel)\b`,
    String.raw`\bgit (?:apply|add|commit|checkout|rm)\b`,
    String.raw`\baz [a-z]+ [a-z]+ `,
    String.raw`\b(?:Set|Get|Grant|New)-(?:Cs|Team)[A-Za-z]+ -`,
    String.raw`(?:^|\s)(?:find|rm|chmod|export) ['"/$-]`,
    String.raw`\bstore-teams:approvals:`,
  ].join("|"),
);

const isIncluded = ({ path }: SourceFile): boolean => isIn(path, ...rooms) && !isIn(path, ...elsewhere);

/** The text of a literal, or of one piece of a template. */
function literalText(node: ts.Node): string | undefined {
  const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node);
  return isText || ts.isTemplateMiddle(node) || ts.isTemplateTail(node) ? node.text : undefined;
}

function loose(source: SourceFile): RuleBreach[] {
  if (!isIncluded(source)) return [];
  const { path, ast, imports } = source;
  const mend = `Put it into ${registry}, where a test applies it as it is printed`;
  const findings = imports
    .filter(({ target }) => target === commandNames)
    .map(({ line }): RuleBreach => ({ file: path, line, wrong: `makes commands of its own`, mend }));
  walk(ast, (node) => {
    const found = command.exec(literalText(node) ?? "")?.[0];
    if (found === undefined) return;
    findings.push({
      file: path,
      line: lineOf(ast, node),
      wrong: `prints the command "${found.trim()}"`,
      mend,
    });
  });
  return findings;
}

/** What is printed to be typed or pasted stands in one place, since it has to work as it is printed. */
export const remedyRules: readonly Rule[] = [
  sourceRule("commands for people stand among the remedies and nowhere else", loose),
];
