import { builtinModules } from "node:module";
import ts from "typescript";
import { type RuleBreach, isIn, type Rule, sourceRule } from "./rule.ts";
import { lineOf, type SourceFile, walk } from "./source-file.ts";

/** The only places of product code that may reach files, the network, processes and the environment. */
const ioPlaces = ["providers/clients/", "stacks/config/", "stacks/commands/"] as const;

/** Places of stacks/ that talk with Pulumi or, over a client that they are given, with the services. */
const talkingPlaces = [
  ...["stacks/index.ts", "stacks/program/", "stacks/drift/look-at-tenant.ts", "stacks/drift/audit-log.ts"],
  ...["stacks/target/look.ts", "stacks/doctor/examine.ts", "stacks/doctor/reads/", "stacks/doctor/rows/"],
  ...["find-identities", "held", "pipeline-identities"].map((name) => `stacks/permissions/${name}.ts`),
];

/**
 * Types of resources reach the world only over the client that each of their functions is handed; what they plan is
 * pure, and serves the review as it serves the run.
 */
const handedPlaces = [
  ...[
    "providers/registry.ts",
    "providers/plan-again.ts",
    "providers/pulumi-state.ts",
    "providers/channel-tab.ts",
  ],
  ...["providers/commerce/", "providers/dataverse/", "providers/graph/"],
] as const;

const pureFolders = ["schemas/", "providers/core/", "providers/limits/", "providers/planned-calls/"] as const;

/** True for code that gives the same answer to the same arguments, always and everywhere: all of stacks/ but a list. */
const isPure = (path: string): boolean =>
  isIn(path, ...pureFolders) || (isIn(path, "stacks/") && !isIn(path, ...ioPlaces, ...talkingPlaces));

const isHanded = (path: string): boolean => isIn(path, ...handedPlaces);

/** Node's modules that need no outside world. */
const harmlessModules =
  /^node:(path(\/posix)?|util|url|crypto|assert|timers(\/promises)?|events|buffer|module)$/;

/** Names of Node and the web that reach the outside world. */
const worldNames = new Set(["fetch", "process", "WebSocket"]);
/** The same plus clock, chance and output. */
const impureNames = new Set([
  ...[...worldNames, "performance", "console", "crypto", "globalThis"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
]);

/** True for an identifier that stands for a value, not for a property, a key, a label or a type. */
function isValueUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return false;
  return !("name" in parent && parent.name === node);
}

/** Names that a file declares or imports itself: these are not the global ones. */
function ownNames(ast: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  walk(ast, (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}

/** `Date.now()`, `new Date()` without arguments, `Math.random()`: named by their form, not by one identifier. */
function clockOrChance(node: ts.Node, ast: ts.SourceFile): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText(ast);
    return text === "Date.now" || text === "Math.random" ? text : undefined;
  }
  const isNewDate = ts.isNewExpression(node) && node.expression.getText(ast) === "Date";
  return isNewDate && (node.arguments ?? []).length === 0 ? "new Date()" : undefined;
}

/** Uses of global names in a file, with their lines. */
function globalUses(source: SourceFile, names: ReadonlySet<string>): { name: string; line: number }[] {
  const own = ownNames(source.ast);
  const uses: { name: string; line: number }[] = [];
  walk(source.ast, (node) => {
    if (!ts.isIdentifier(node) || !names.has(node.text) || own.has(node.text) || !isValueUse(node)) return;
    uses.push({ name: node.text, line: lineOf(source.ast, node) });
  });
  return uses;
}

const isNodeModule = (specifier: string): boolean =>
  specifier.startsWith("node:") || builtinModules.includes(specifier);

function impurities(source: SourceFile): RuleBreach[] {
  if (!isPure(source.path)) return [];
  const mend = "Take it as an argument: the caller in stacks/commands/ or providers/clients/ has it";
  const found = (wrong: string, line: number): RuleBreach => ({ file: source.path, line, wrong, mend });
  const findings = globalUses(source, impureNames).map(({ name, line }) => found(`uses ${name}`, line));
  walk(source.ast, (node) => {
    const use = clockOrChance(node, source.ast);
    if (use !== undefined) findings.push(found(`uses ${use}`, lineOf(source.ast, node)));
  });
  for (const edge of source.imports) {
    const leadsOut =
      edge.target !== undefined && !isPure(edge.target) && !isHanded(edge.target) && !edge.isTypeOnly;
    if (isNodeModule(edge.specifier) || leadsOut)
      findings.push(found(`imports "${edge.specifier}"`, edge.line));
  }
  return findings;
}

function inputOutput(source: SourceFile): RuleBreach[] {
  const isProduct = isIn(source.path, "providers/", "stacks/");
  if (!isProduct || isPure(source.path) || isIn(source.path, ...ioPlaces)) return [];
  const mend = `Only ${ioPlaces.join(", ")} do I/O: take a client or the value as an argument`;
  const uses = globalUses(source, worldNames).map(({ name, line }) => ({ wrong: `uses ${name}`, line }));
  const modules = source.imports
    .filter(
      ({ specifier, isTypeOnly }) =>
        !isTypeOnly && isNodeModule(specifier) && !harmlessModules.test(specifier),
    )
    .map(({ specifier, line }) => ({ wrong: `imports "${specifier}"`, line }));
  return [...uses, ...modules].map(({ wrong, line }) => ({ file: source.path, line, wrong, mend }));
}

/** Rules 2 and 3 of the architecture. */
export const purityRules: readonly Rule[] = [
  sourceRule(
    `${pureFolders.join(", ")} and stacks/ but its listed places are pure: no I/O, clock, chance or environment`,
    impurities,
  ),
  sourceRule("in product code only clients, the readers of config and commands do I/O", inputOutput),
];
