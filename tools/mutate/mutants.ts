// Small wrong changes of a source, found by its syntax. Pure: the same text always gives the same list.
import ts from "typescript";

export type MutantKind =
  "condition" | "comparison" | "boundary" | "logic" | "statement" | "constant" | "branch";

export interface Mutant {
  readonly kind: MutantKind;
  /** Part of the text that is replaced. Unit: characters from the start. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** Counted from 1. */
  readonly line: number;
  /** What stands there, on one line. */
  readonly before: string;
}

const operators: ReadonlyMap<ts.SyntaxKind, readonly [MutantKind, string]> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ["comparison", "!=="]],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ["comparison", "==="]],
  [ts.SyntaxKind.LessThanToken, ["boundary", "<="]],
  [ts.SyntaxKind.LessThanEqualsToken, ["boundary", "<"]],
  [ts.SyntaxKind.GreaterThanToken, ["boundary", ">="]],
  [ts.SyntaxKind.GreaterThanEqualsToken, ["boundary", ">"]],
  [ts.SyntaxKind.AmpersandAmpersandToken, ["logic", "||"]],
  [ts.SyntaxKind.BarBarToken, ["logic", "&&"]],
  [ts.SyntaxKind.PlusToken, ["logic", "-"]],
  [ts.SyntaxKind.MinusToken, ["logic", "+"]],
]);

type Found = Omit<Mutant, "line" | "before">;

/** All mutants of a source, in the order of their places. */
export function mutantsOf(path: string, text: string): Mutant[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node) || isMessage(node)) return;
    found.push(...mutationsOf(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found
    .sort((left, right) => left.start - right.start || (left.replacement < right.replacement ? -1 : 1))
    .map((mutant) => ({
      ...mutant,
      line: source.getLineAndCharacterOfPosition(mutant.start).line + 1,
      before: text.slice(mutant.start, mutant.end).replaceAll(/\s+/g, " ").slice(0, 80),
    }));
}

/** Words for people: no test is wanted that holds each of them. */
function isMessage(node: ts.Node): boolean {
  if (ts.isTemplateExpression(node)) return true;
  return ts.isNewExpression(node) && /Error$/.test(node.expression.getText());
}

function mutationsOf(node: ts.Node, source: ts.SourceFile): Found[] {
  const change = (target: ts.Node, kind: MutantKind, replacement: string): Found => ({
    kind,
    start: target.getStart(source),
    end: target.getEnd(),
    replacement,
  });
  if (ts.isBinaryExpression(node)) return binary(node, change);
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) {
    const condition = node.expression.getText(source);
    return [change(node.expression, "condition", `!(${condition})`)];
  }
  if (ts.isConditionalExpression(node))
    return [change(node.condition, "branch", `!(${node.condition.getText(source)})`)];
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return [change(node, "condition", `(${node.operand.getText(source)})`)];
  if (ts.isExpressionStatement(node)) return isRemovable(node) ? [change(node, "statement", ";")] : [];
  if (ts.isThrowStatement(node) && isRemovable(node)) return [change(node, "statement", ";")];
  return constants(node, source, change);
}

function binary(
  node: ts.BinaryExpression,
  change: (target: ts.Node, kind: MutantKind, replacement: string) => Found,
): Found[] {
  const known = operators.get(node.operatorToken.kind);
  if (known === undefined) return [];
  // Text is added up with the same sign as numbers; taking one from the other is no small change.
  const isAdded = node.operatorToken.kind === ts.SyntaxKind.PlusToken;
  const isText = (side: ts.Expression): boolean =>
    ts.isStringLiteralLike(side) || ts.isTemplateExpression(side);
  if (isAdded && (isText(node.left) || isText(node.right))) return [];
  return [change(node.operatorToken, known[0], known[1])];
}

/** A statement on its own in a block: without it, the rest still stands. */
function isRemovable(node: ts.Statement): boolean {
  return ts.isBlock(node.parent) || ts.isSourceFile(node.parent) || ts.isIfStatement(node.parent);
}

function constants(
  node: ts.Node,
  source: ts.SourceFile,
  change: (target: ts.Node, kind: MutantKind, replacement: string) => Found,
): Found[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [change(node, "constant", "false")];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [change(node, "constant", "true")];
  if (ts.isNumericLiteral(node)) {
    const value = Number(node.text.replaceAll("_", ""));
    return [change(node, "boundary", String(value + 1))];
  }
  if (!ts.isStringLiteral(node) || !isCompared(node)) return [];
  return [change(node, "constant", JSON.stringify(`${node.text}?`).slice(0, source.text.length))];
}

/** A text that something is compared with: others are mostly words. */
function isCompared(node: ts.StringLiteral): boolean {
  const { parent } = node;
  if (ts.isCaseClause(parent)) return true;
  return (
    ts.isBinaryExpression(parent) &&
    [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken].includes(
      parent.operatorToken.kind,
    )
  );
}

/** The text with one mutant in it. */
export function mutated(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
