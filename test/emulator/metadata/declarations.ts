// Microsoft's declarations of Graph's types: the OpenAPI of v1.0 and the types of beta, as their packages carry
// them. Only the parts that are asked for are parsed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

/** One property as declared. `type` is "String", "Boolean", …, "#name" for another declared type. */
export interface DeclaredProperty {
  readonly type: string;
  readonly isCollection: boolean;
  readonly isNullable: boolean;
  /** What the declaration says of it, on one line. */
  readonly description: string;
}

export interface DeclaredType {
  readonly base: string | undefined;
  readonly properties: ReadonlyMap<string, DeclaredProperty>;
  /** Members of an enumeration; empty for other types. */
  readonly members: readonly string[];
}

/** Finds a type by its name without name space. */
export interface Declarations {
  find(name: string): DeclaredType | undefined;
}

/** The v1.0 model. Source: @microsoft/teams.graph-endpoints, which is made from Microsoft's OpenAPI document. */
export class OpenApiDeclarations implements Declarations {
  readonly #text: string;
  /** Where the declaration of each type begins and ends. */
  readonly #places = new Map<string, readonly [start: number, end: number]>();

  constructor() {
    const entry = createRequire(import.meta.url).resolve("@microsoft/teams.graph-endpoints");
    this.#text = readFileSync(join(dirname(entry), "types", "types.d.ts"), "utf8");
    const from = this.#text.indexOf("\n    schemas: {");
    const until = this.#text.indexOf("\n    responses: {", from);
    const head = /\n {8}'([\w.]+)': /g;
    head.lastIndex = from;
    let before: [name: string, start: number] | undefined;
    for (
      let found = head.exec(this.#text);
      found !== null && found.index < until;
      found = head.exec(this.#text)
    ) {
      if (before !== undefined) this.#places.set(before[0], [before[1], found.index]);
      before = [found[1] ?? "", head.lastIndex];
    }
    if (before !== undefined) this.#places.set(before[0], [before[1], until]);
  }

  find(name: string): DeclaredType | undefined {
    const place = this.#places.get(`microsoft.graph.${name}`);
    if (place === undefined) return undefined;
    // What stands between one type and the head of the next is a comment, or closes the list.
    const text = this.#text.slice(...place);
    const end = text.search(/;\n {8}\/\*\*|;\s*$|;\n {4}\}/);
    return readType(end < 0 ? text : text.slice(0, end));
  }

  /** Every path with its methods in upper case. */
  operations(): Map<string, string[]> {
    const section = this.#text.slice(0, this.#text.indexOf("\nexport interface components {"));
    const found = new Map<string, string[]>();
    let methods: string[] = [];
    const line = /^ {4}(?:'([^']+)'|"([^"]+)"): \{|^ {8}(\w+): operations\[/gm;
    for (const [, plain, quoted, method] of section.matchAll(line)) {
      const template = plain ?? quoted;
      if (template !== undefined) found.set(template, (methods = []));
      else if (method !== undefined) methods.push(method.toUpperCase());
    }
    return found;
  }
}

/** The beta model. Source: @microsoft/microsoft-graph-types-beta. */
export class BetaDeclarations implements Declarations {
  readonly #text: string;

  constructor() {
    const manifest = createRequire(import.meta.url).resolve(
      "@microsoft/microsoft-graph-types-beta/package.json",
    );
    this.#text = readFileSync(join(dirname(manifest), "microsoft-graph.d.ts"), "utf8");
  }

  find(name: string): DeclaredType | undefined {
    const declared = name.slice(0, 1).toUpperCase() + name.slice(1);
    const alias = new RegExp(`\\nexport type ${declared} =([^;]*);`).exec(this.#text)?.[1];
    if (alias !== undefined) return readType(alias);
    const head = new RegExp(`\\nexport interface ${declared}(?: extends (\\w+))? \\{`).exec(this.#text);
    if (head === null) return undefined;
    const start = head.index + head[0].length;
    const body = this.#text.slice(start, this.#text.indexOf("\n}", start));
    const base = head[1];
    const own = readType(`{${body}\n}`);
    return { ...own, base: base === undefined ? undefined : lowerFirst(base) };
  }
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

function readType(text: string): DeclaredType {
  const file = ts.createSourceFile("part.d.ts", `type Part = ${text}`, ts.ScriptTarget.Latest, true);
  const [statement] = file.statements;
  if (statement === undefined || !ts.isTypeAliasDeclaration(statement))
    throw new Error(`A declaration cannot be read: ${text.slice(0, 80)}`);
  const properties = new Map<string, DeclaredProperty>();
  const members: string[] = [];
  const type: { base: string | undefined } = { base: undefined };
  const visit = (node: ts.TypeNode): void => {
    if (ts.isIntersectionTypeNode(node)) node.types.forEach(visit);
    else if (ts.isParenthesizedTypeNode(node)) visit(node.type);
    else if (ts.isIndexedAccessTypeNode(node)) type.base = referenceIn(node);
    else if (ts.isUnionTypeNode(node)) members.push(...node.types.flatMap(literalIn));
    else if (ts.isTypeReferenceNode(node)) node.typeArguments?.slice(0, 1).forEach(visit);
    else if (ts.isTypeLiteralNode(node))
      for (const [name, one] of membersOf(node, file)) properties.set(name, one);
  };
  visit(statement.type);
  return { base: type.base, properties, members };
}

function literalIn(node: ts.TypeNode): string[] {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) ? [node.literal.text] : [];
}

/** The name in components['schemas']['microsoft.graph.x']. */
function referenceIn(node: ts.TypeNode): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node)) return undefined;
  return literalIn(node.indexType)[0]?.replace(/^microsoft\.graph\./, "");
}

function* membersOf(node: ts.TypeLiteralNode, file: ts.SourceFile): Iterable<[string, DeclaredProperty]> {
  for (const member of node.members) {
    if (!ts.isPropertySignature(member) || member.type === undefined) continue;
    const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText(file);
    if (name.startsWith("@")) continue;
    const comment = file.text.slice(member.getFullStart(), member.getStart(file));
    const description = comment
      .replaceAll(/\/\*\*|\*\/|^\s*(?:\*|\/\/)/gm, " ")
      .replaceAll(/\s+/g, " ")
      .trim();
    yield [name, propertyOf(member.type, description)];
  }
}

const formats: Readonly<Record<string, string>> = {
  "date-time": "DateTimeOffset",
  uuid: "Guid",
  int32: "Int32",
  int64: "Int64",
  int16: "Int32",
  uint8: "Int32",
  int8: "Int32",
  double: "Double",
  float: "Double",
  decimal: "Double",
  date: "Date",
  duration: "Duration",
  time: "TimeOfDay",
  base64url: "Binary",
};

function propertyOf(node: ts.TypeNode, comment: string): DeclaredProperty {
  const format = /^Format: (\S+)/.exec(comment)?.[1];
  const description = comment
    .replace(/^Format: \S+/, "")
    .replace(/^\s*@description/, "")
    .trim();
  const found = { type: "Any", isCollection: false, isNullable: false };
  const visit = (part: ts.TypeNode): void => {
    if (ts.isParenthesizedTypeNode(part)) visit(part.type);
    else if (ts.isUnionTypeNode(part)) part.types.forEach(visit);
    else if (ts.isArrayTypeNode(part)) {
      found.isCollection = true;
      const { isNullable } = found;
      visit(part.elementType);
      found.isNullable = isNullable;
    } else if (ts.isTypeReferenceNode(part)) visitReference(part);
    else found.type = plainType(part, found.type);
    if (ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword)
      found.isNullable = true;
  };
  const visitReference = (part: ts.TypeReferenceNode): void => {
    const name = part.typeName.getText();
    if (name === "NullableOption" && part.typeArguments?.[0] !== undefined) {
      visit(part.typeArguments[0]);
      found.isNullable = true;
    } else if (name === "Record") found.isNullable = true;
    else found.type = `#${lowerFirst(name.split(".").at(-1) ?? name)}`;
  };
  visit(node);
  if (format !== undefined && !found.type.startsWith("#")) found.type = formats[format] ?? found.type;
  return { ...found, description };
}

function plainType(node: ts.TypeNode, present: string): string {
  const reference = referenceIn(node);
  if (reference !== undefined) return `#${reference}`;
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      // A number that may be infinite is declared as number or text.
      return present === "Any" ? "String" : present;
    case ts.SyntaxKind.NumberKeyword:
      return "Double";
    case ts.SyntaxKind.BooleanKeyword:
      return "Boolean";
    default:
      return present;
  }
}
