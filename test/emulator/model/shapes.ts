// Microsoft's v1.0 model as its own package carries it: declarations of 25 MB, of which only the parts that are
// asked for are parsed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

export type Shape =
  | { readonly kind: "object"; readonly properties: ReadonlyMap<string, Shape> }
  | { readonly kind: "array"; readonly item: Shape }
  | { readonly kind: "reference"; readonly name: string }
  | { readonly kind: "union"; readonly options: readonly Shape[] }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "string" | "number" | "boolean" | "null" | "any" };

const nothing: Shape = { kind: "object", properties: new Map() };

/** The declarations, found beside the package's entry point. */
function readDeclarations(): string {
  const entry = createRequire(import.meta.url).resolve("@microsoft/teams.graph-endpoints");
  return readFileSync(join(dirname(entry), "types", "types.d.ts"), "utf8");
}

export class OfficialShapes {
  readonly #text: string;
  readonly #schemas: number;
  readonly #responses: number;
  readonly #requestBodies: number;
  readonly #operations: number;
  readonly #known = new Map<string, Shape | undefined>();

  constructor(text = readDeclarations()) {
    this.#text = text;
    const components = text.indexOf("\nexport interface components {");
    this.#schemas = text.indexOf("\n    schemas: {", components);
    this.#responses = text.indexOf("\n    responses: {", components);
    this.#requestBodies = text.indexOf("\n    requestBodies: {", components);
    this.#operations = text.indexOf("\nexport interface operations {", components);
  }

  /** Every path with its methods in upper case and the name of the operation. */
  paths(): { template: string; operations: Map<string, string> }[] {
    const section = this.#text.slice(0, this.#text.indexOf("\nexport interface components {"));
    const found: { template: string; operations: Map<string, string> }[] = [];
    const line = /^ {4}(?:'([^']+)'|"([^"]+)"): \{|^ {8}(\w+): operations\['([^']+)'\];/gm;
    for (const [, plain, quoted, method, operation] of section.matchAll(line)) {
      const template = plain ?? quoted;
      if (template !== undefined) found.push({ template, operations: new Map() });
      else if (method !== undefined && operation !== undefined)
        found.at(-1)?.operations.set(method.toUpperCase(), operation);
    }
    return found;
  }

  operation(name: string): Shape | undefined {
    return this.#part("operations", name, this.#operations, 4);
  }

  schema(name: string): Shape | undefined {
    return this.#part("schemas", name, this.#schemas, 8);
  }

  response(name: string): Shape | undefined {
    return this.#part("responses", name, this.#responses, 8);
  }

  requestBody(name: string): Shape | undefined {
    return this.#part("requestBodies", name, this.#requestBodies, 8);
  }

  /** The declaration of a member that is indented so far; it ends where the next one begins. */
  #part(section: string, name: string, from: number, indent: number): Shape | undefined {
    const key = `${section} ${name}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const margin = " ".repeat(indent);
    const heads = [`\n${margin}'${name}': `, `\n${margin}${name}: `];
    const starts = heads.map((head) => [this.#text.indexOf(head, from), head.length] as const);
    const [start = -1, length = 0] = starts.find(([at]) => at >= 0) ?? [];
    let shape: Shape | undefined;
    if (start >= 0) {
      const next = new RegExp(`\\n {${indent}}(?:/\\*\\*|'|[A-Za-z])|\\n {0,${indent - 4}}\\}`, "g");
      next.lastIndex = start + length;
      const end = next.exec(this.#text)?.index ?? this.#text.length;
      shape = parseShape(this.#text.slice(start + length, end));
    }
    this.#known.set(key, shape);
    return shape;
  }
}

function parseShape(text: string): Shape {
  const file = ts.createSourceFile("part.d.ts", `type Part = ${text}`, ts.ScriptTarget.Latest, false);
  const [statement] = file.statements;
  if (statement === undefined || !ts.isTypeAliasDeclaration(statement))
    throw new Error(`The model has a part that cannot be read: ${text.slice(0, 80)}`);
  return shapeOf(statement.type);
}

function shapeOf(node: ts.TypeNode): Shape {
  if (ts.isParenthesizedTypeNode(node)) return shapeOf(node.type);
  if (ts.isArrayTypeNode(node)) return { kind: "array", item: shapeOf(node.elementType) };
  if (ts.isUnionTypeNode(node)) return { kind: "union", options: node.types.map(shapeOf) };
  if (ts.isIntersectionTypeNode(node)) return merged(node.types.map(shapeOf));
  if (ts.isLiteralTypeNode(node)) return literalOf(node.literal);
  if (ts.isIndexedAccessTypeNode(node)) return referenceOf(node);
  if (ts.isTypeLiteralNode(node)) return objectOf(node);
  if (ts.isTypeReferenceNode(node)) {
    const [first] = node.typeArguments ?? [];
    const name = ts.isIdentifier(node.typeName) ? node.typeName.text : "";
    if (name === "Omit" && first !== undefined) return shapeOf(first);
    // Record<string, never> stands beside null in what may be unset: nothing else passes.
    return { kind: name === "Record" ? "null" : "any" };
  }
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { kind: "string" };
    case ts.SyntaxKind.NumberKeyword:
      return { kind: "number" };
    case ts.SyntaxKind.BooleanKeyword:
      return { kind: "boolean" };
    case ts.SyntaxKind.NeverKeyword:
      return nothing;
    default:
      return { kind: "any" };
  }
}

/** An intersection stays a list of parts: some are references that are looked up later. */
function merged(parts: readonly Shape[]): Shape {
  const properties = new Map<string, Shape>();
  parts.forEach((part, index) => {
    if (part.kind === "object") for (const [name, shape] of part.properties) properties.set(name, shape);
    else properties.set(`${inherited}${index}`, part);
  });
  return { kind: "object", properties };
}

/** Marks a property that stands for all properties of another shape. */
export const inherited = "\u0000inherits";

function literalOf(literal: ts.LiteralTypeNode["literal"]): Shape {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return { kind: "null" };
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return { kind: "literal", value: true };
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return { kind: "literal", value: false };
  if (ts.isStringLiteral(literal)) return { kind: "literal", value: literal.text };
  if (ts.isNumericLiteral(literal)) return { kind: "literal", value: Number(literal.text) };
  return { kind: "any" };
}

/** components['schemas']['x'] and its like. */
function referenceOf(node: ts.IndexedAccessTypeNode): Shape {
  const index = ts.isLiteralTypeNode(node.indexType) ? literalOf(node.indexType.literal) : undefined;
  const outer = ts.isIndexedAccessTypeNode(node.objectType) ? node.objectType.indexType : undefined;
  const section = outer !== undefined && ts.isLiteralTypeNode(outer) ? literalOf(outer.literal) : undefined;
  if (index?.kind !== "literal" || section?.kind !== "literal") return { kind: "any" };
  return { kind: "reference", name: `${String(section.value)}/${String(index.value)}` };
}

function objectOf(node: ts.TypeLiteralNode): Shape {
  const properties = new Map<string, Shape>();
  for (const member of node.members) {
    if (!ts.isPropertySignature(member) || member.type === undefined) continue;
    const { name } = member;
    if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name))
      properties.set(name.text, shapeOf(member.type));
  }
  return { kind: "object", properties };
}
