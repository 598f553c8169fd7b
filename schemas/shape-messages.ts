import type { ErrorObject } from "ajv";
import type { DocumentPath, Finding } from "./problem.ts";
import orgSchema from "./org.schema.json" with { type: "json" };
import { closest } from "./suggest.ts";

/** What the schema says about one property. Descriptions of texts complete the phrase "Write …". */
interface Described {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Described>>;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly discriminator?: { readonly propertyName: string };
  readonly $ref?: string;
  readonly allOf?: readonly { readonly $ref?: string }[];
}

type Words = Pick<Finding, "message" | "mend"> & Partial<Pick<Finding, "path" | "part">>;

interface Context {
  readonly error: ErrorObject;
  readonly schema: Described;
  readonly path: DocumentPath;
  readonly written: (path: DocumentPath) => string | undefined;
}

/** A value in words: what the reader would call it. */
function inWords(value: unknown, written: string | undefined): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "keys and values";
  if (typeof value === "string") return `the text "${value}"`;
  if (typeof value === "boolean") return String(value);
  return `the number ${written ?? JSON.stringify(value)}`;
}

/** A value as it is written, or in words when that takes more than a word. */
function quoted(value: unknown, written: string | undefined): string {
  const isWord = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isWord ? `"${written ?? String(value)}"` : inWords(value, undefined);
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "keys and values",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
};

function such(schema: Described): string {
  const example = schema.examples?.[0];
  if (typeof example !== "string") return "";
  return `, such as ${/^[0-9]+$/.test(example) ? `"${example}"` : example}`;
}

function writeDescribed(schema: Described): string {
  return schema.description === undefined ? "See the schema." : `Write ${schema.description}${such(schema)}.`;
}

function allowed(options: readonly unknown[], value: unknown): string {
  const names = options.map(String);
  const meant = typeof value === "string" ? closest(value, names) : undefined;
  const all = `Write one of: ${names.join(", ")}.`;
  return meant === undefined ? all : `Did you mean "${meant}"? ${all}`;
}

/** Whether a text would be taken once it is one: what is said to be written has to work. */
function wouldFit(schema: Described, text: string): boolean {
  return schema.pattern === undefined || new RegExp(schema.pattern, "u").test(text);
}

function wrongType({ error, path, written, schema }: Context): Words {
  const { type } = error.params as { type: string | readonly string[] };
  const types = typeof type === "string" ? [type] : type;
  const text = written(path);
  const expected = types.map((name) => typeWords[name] ?? name).join(" or ");
  const isNullWord = error.data === null && text !== undefined && /^null$/i.test(text);
  if (isNullWord && types.includes("string") && wouldFit(schema, text))
    return {
      message: `expected ${expected}, found ${text}, which means nothing in YAML`,
      mend: `Put it in quotes if it is meant: "${text}".`,
    };
  const isWord = typeof error.data === "number" || typeof error.data === "boolean";
  const isUnfit = types.includes("string") && isWord && !wouldFit(schema, text ?? String(error.data));
  return {
    message: `expected ${expected}, found ${inWords(error.data, text)}`,
    mend: isUnfit ? writeDescribed(schema) : mendType(types, error.data, text),
  };
}

function mendType(types: readonly string[], value: unknown, text: string | undefined): string {
  const wantsList = types.includes("array");
  if (value === null && wantsList) return "Write [] for none, or leave the key out.";
  if (value === null) return "Write a value; a key that may be left out can be removed.";
  if (types.includes("string") && (typeof value === "number" || typeof value === "boolean")) {
    const why = typeof value === "number" ? "as a number it loses its zeros" : "else it means yes or no";
    return `Put it in quotes: "${text ?? String(value)}"; ${why}.`;
  }
  if (wantsList)
    return typeof value === "object" ? "Begin each item with a hyphen." : "Put it in brackets: [one, two].";
  if (types.includes("boolean")) return "Write true or false, without quotes.";
  if (types.includes("object")) return "Write keys and values, indented below, or in braces.";
  return `Write ${types.map((name) => typeWords[name] ?? name).join(" or ")}.`;
}

/** The definition behind a property that only refers to one. */
function definitionOf(property: Described | undefined): Described | undefined {
  const name = (property?.$ref ?? property?.allOf?.[0]?.$ref)?.split("/").pop();
  return name === undefined ? undefined : (orgSchema.definitions as Record<string, Described>)[name];
}

function missing({ error, schema }: Context): Words {
  const { missingProperty: key } = error.params as { missingProperty: string };
  const property = { ...definitionOf(schema.properties?.[key]), ...schema.properties?.[key] };
  if (schema.discriminator?.propertyName === key) {
    return { message: `"${key}" is missing`, mend: allowed(nodeKinds, undefined) };
  }
  const { description } = property;
  const hint = description === undefined ? "" : ` ${capital(description).replace(/\.?$/, ".")}`;
  return { message: `"${key}" is missing`, mend: `Add \`${key}\`${such(property)}.${hint}` };
}

/** Keys that only make sense together. */
function incomplete({ error, schema }: Context): Words {
  const { property, missingProperty } = error.params as { property: string; missingProperty: string };
  const example = such(schema.properties?.[missingProperty] ?? {});
  return {
    message: `"${property}" says nothing without "${missingProperty}"`,
    mend: `Add \`${missingProperty}\`${example}, or remove \`${property}\`.`,
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function unknownKey({ error, schema, path }: Context): Words {
  const { additionalProperty: key } = error.params as { additionalProperty: string };
  const known = Object.keys(schema.properties ?? {});
  const [before = "", behind = ""] = key.split(/:(.*)/s);
  if (behind !== "" && known.includes(before))
    return {
      message: `a blank is missing behind the colon of "${key}"`,
      mend: `Write \`${before}: ${behind}\`.`,
      ...{ path: [...path, key], part: "key" },
    };
  // A key that is there already cannot be meant once more.
  const there = Object.keys(error.data ?? {});
  const meant = closest(
    key,
    known.filter((name) => !there.includes(name)),
  );
  const again = closest(key, known);
  const others = again === undefined ? `Known keys: ${known.join(", ")}.` : `Remove it: "${again}" is there.`;
  const mend = meant === undefined ? others : `Did you mean "${meant}"?`;
  return { message: `the key "${key}" is not known here`, mend, path: [...path, key], part: "key" };
}

/** The discriminator's error does not list what it would take. */
const nodeKinds = ["store", ...orgSchema.definitions.groupNode.properties.kind.enum];

function wrongTag({ error, path }: Context): Words {
  const { tag, tagValue } = error.params as { tag: string; tagValue: unknown };
  const found = typeof tagValue === "string" ? `"${tagValue}"` : inWords(tagValue, undefined);
  return {
    message: `no kind of node is called ${found}`,
    mend: allowed(nodeKinds, tagValue),
    path: [...path, tag],
  };
}

function tooLong({ error }: Context): Words {
  const { limit } = error.params as { limit: number };
  const length = Array.from(String(error.data)).length;
  return {
    message: `${String(length)} characters are too many: at most ${String(limit)} fit`,
    mend: `Shorten it by ${String(length - limit)}.`,
  };
}

function outOfRange({ error }: Context): Words {
  const { comparison, limit } = error.params as { comparison: string; limit: number };
  const bound = comparison === ">=" ? "at least" : "at most";
  return {
    message: `${String(error.data)} is out of range`,
    mend: `Write a number of ${bound} ${String(limit)}.`,
  };
}

/** How spreadsheets write long numbers. */
const scientific = /^\d([.,]\d+)?E\+\d+$/i;

/** A letter that looks like one of A-Z and is none, where only those are taken. */
function foreignLetter(text: string, pattern: string): string | undefined {
  if (!pattern.startsWith("^[A-Za-z0-9")) return undefined;
  const letter = /[^\p{ASCII}]/u.exec(text)?.[0];
  if (letter === undefined) return undefined;
  const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `"${letter}" (U+${code}), which is no letter A-Z`;
}

const describers: Readonly<Record<string, (context: Context) => Words>> = {
  type: wrongType,
  required: missing,
  dependencies: incomplete,
  additionalProperties: unknownKey,
  discriminator: wrongTag,
  maxLength: tooLong,
  minimum: outOfRange,
  maximum: outOfRange,
  enum: ({ error, schema, path, written }) => ({
    message: `${quoted(error.data, written(path))} is not allowed here`,
    mend: allowed(schema.enum ?? [], error.data),
  }),
  const: ({ error, schema, path, written }) => ({
    message: `${quoted(error.data, written(path))} is not allowed here`,
    mend: `Write ${String(schema.const)}.`,
  }),
  pattern: ({ error, schema }) => {
    if (scientific.test(String(error.data)))
      return {
        message: `"${String(error.data)}" is a number that a spreadsheet has rounded: its digits are lost`,
        mend: "Format the column as text in the spreadsheet, enter the number again, and export anew.",
      };
    const foreign = foreignLetter(String(error.data), schema.pattern ?? "");
    return {
      message: `"${String(error.data)}" does not fit${foreign === undefined ? "" : `: it holds ${foreign}`}`,
      mend: writeDescribed(schema),
    };
  },
  format: ({ error, schema }) => ({
    message: `"${String(error.data)}" does not fit`,
    mend: writeDescribed(schema),
  }),
  minLength: () => ({ message: "the text is empty", mend: "Write something, or leave the key out." }),
  minProperties: () => ({ message: "nothing is set here", mend: "Set something, or leave the key out." }),
  uniqueItems: ({ error, path }) => {
    const { i, j } = error.params as { i: number; j: number };
    const again = Math.max(i, j);
    return { message: "the same value is in the list twice", mend: "Remove one.", path: [...path, again] };
  },
};

/** One schema error in words. `written` gives the text behind a value, such as `000135` of the number 135. */
export function describeShapeError(
  error: ErrorObject,
  path: DocumentPath,
  written: (path: DocumentPath) => string | undefined,
): Finding {
  const schema = (error.parentSchema ?? {}) as Described;
  const words = describers[error.keyword]?.({ error, schema, path, written }) ?? {
    message: error.message ?? "does not fit the schema",
    mend: writeDescribed(schema),
  };
  return { path, ruleId: "shape", severity: "error", ...words };
}
