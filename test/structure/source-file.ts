import { posix } from "node:path";
import ts from "typescript";

/** One import or re-export of a file. */
export interface ImportEdge {
  readonly specifier: string;
  /** Path in the project; undefined for packages and node: modules. */
  readonly target: string | undefined;
  /** True when nothing of it is left at run time. */
  readonly isTypeOnly: boolean;
  readonly isReExport: boolean;
  readonly line: number;
}

/** One TypeScript file of the project, read once for all rules. */
export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
  readonly imports: readonly ImportEdge[];
}

/** What our own workspace packages stand for. */
const workspacePackages: Readonly<Record<string, string>> = {
  "@store-teams/providers": "providers/dynamic.ts",
};

/** Line of a node, counted from 1. */
export function lineOf(ast: ts.SourceFile, node: ts.Node): number {
  return ast.getLineAndCharacterOfPosition(node.getStart(ast)).line + 1;
}

/** Calls `visit` for each node of a tree, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
}

interface Mention {
  readonly specifier: ts.Expression | undefined;
  readonly isTypeOnly: boolean;
  readonly isReExport: boolean;
}

function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  const named = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : [];
  return clause.name === undefined && named.length > 0 && named.every((element) => element.isTypeOnly);
}

/** The import that a node states; undefined for all other nodes. */
function mentionOf(node: ts.Node): Mention | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: node.moduleSpecifier, isTypeOnly: isTypeOnlyImport(node), isReExport: false };
  }
  if (ts.isExportDeclaration(node)) {
    return { specifier: node.moduleSpecifier, isTypeOnly: node.isTypeOnly, isReExport: true };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: node.argument.literal, isTypeOnly: true, isReExport: false };
  }
  if (!ts.isCallExpression(node)) return undefined;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
  if (!isRequire && node.expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined;
  return { specifier: node.arguments[0], isTypeOnly: false, isReExport: false };
}

function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  return workspacePackages[specifier];
}

/** Parses one file. */
export function parseSource(path: string, text: string): SourceFile {
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: ImportEdge[] = [];
  walk(ast, (node) => {
    const mention = mentionOf(node);
    if (mention?.specifier === undefined || !ts.isStringLiteralLike(mention.specifier)) return;
    const specifier = mention.specifier.text;
    const { isTypeOnly, isReExport } = mention;
    imports.push({
      specifier,
      target: targetOf(path, specifier),
      isTypeOnly,
      isReExport,
      line: lineOf(ast, node),
    });
  });
  return { path, text, ast, imports };
}
