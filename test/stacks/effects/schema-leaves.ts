/** What a JSON schema says of one value; the part that is needed to find and to change the values of a document. */
interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Where a value may stand in a document: `[]` any entry of a list, `{}` any key of a map; and how it is told. */
export interface Leaf {
  /** Such as `nodes.[].storeNumber`, with the title of a branch behind the value that it is of: `nodes.[]<StoreNode>`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly schema: Schema;
  /** Of each branch on the way: how deep, and the constants or words that values of it have. */
  readonly branches: readonly { readonly depth: number; readonly kinds: readonly unknown[] }[];
}

/** Every value of a document that holds no others, in the order of the schema. */
export function leavesOf(root: Schema): readonly Leaf[] {
  const resolved = (schema: Schema): Schema => {
    const { $ref, allOf, ...own } = schema;
    if ($ref !== undefined)
      return resolved({ ...root.definitions?.[$ref.slice("#/definitions/".length)], ...own });
    return allOf === undefined ? schema : resolved({ ...Object.assign({}, ...allOf), ...own } as Schema);
  };
  const under = (given: Schema, at: Omit<Leaf, "schema">): readonly Leaf[] => {
    const schema = resolved(given);
    const step = (key: string, next: Schema): readonly Leaf[] =>
      under(next, { ...at, name: at.name === "" ? key : `${at.name}.${key}`, path: [...at.path, key] });
    if (schema.oneOf !== undefined)
      return schema.oneOf.flatMap((branch) => {
        const { title = "", properties = {} } = resolved(branch);
        const kind = resolved(properties["kind"] ?? {});
        const kinds = kind.enum ?? [kind.const];
        const branches = [...at.branches, { depth: at.path.length, kinds }];
        return under(branch, { ...at, name: `${at.name}<${title}>`, branches });
      });
    if (schema.anyOf !== undefined) return schema.anyOf.flatMap((branch) => under(branch, at));
    const { properties = {}, additionalProperties, items } = schema;
    const inside = [
      ...Object.entries(properties).flatMap(([key, next]) => step(key, next)),
      ...(typeof additionalProperties === "object" ? step("{}", additionalProperties) : []),
      ...(items === undefined ? [] : step("[]", items)),
    ];
    return inside.length > 0 ? inside : [{ ...at, schema }];
  };
  return under(root, { name: "", path: [], branches: [] });
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Every place of a document where a leaf stands. A text where a list may stand counts as its only entry. */
export function placesOf(
  { path, branches }: Leaf,
  document: Json,
): readonly (readonly (string | number)[])[] {
  const found: (string | number)[][] = [];
  const walk = (value: Json | undefined, depth: number, at: (string | number)[]): void => {
    if (value === undefined) return;
    const branch = branches.find((one) => one.depth === depth);
    if (branch !== undefined && !branch.kinds.includes((value as { kind?: unknown }).kind)) return;
    const key = path[depth];
    if (key === undefined) found.push(at);
    else if (key === "[]" && !Array.isArray(value)) found.push(at);
    else if (key === "[]")
      for (const [index, entry] of (value as readonly Json[]).entries())
        walk(entry, depth + 1, [...at, index]);
    else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const map = value as Readonly<Record<string, Json>>;
      for (const name of key === "{}" ? Object.keys(map) : [key]) walk(map[name], depth + 1, [...at, name]);
    }
  };
  walk(document, 0, []);
  return found;
}

/** A document with another value at one place; without the value where none is given. */
export function changedAt(document: Json, at: readonly (string | number)[], value: Json | undefined): Json {
  const [key, ...rest] = at;
  if (key === undefined) return value ?? null;
  if (Array.isArray(document)) {
    const list = document as readonly Json[];
    if (rest.length === 0 && value === undefined) return list.filter((_, index) => index !== key);
    return list.map((entry, index) => (index === key ? changedAt(entry, rest, value) : entry));
  }
  const map = document as Readonly<Record<string, Json>>;
  if (rest.length === 0 && value === undefined)
    return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
  return { ...map, [key]: changedAt(map[key] ?? null, rest, value) };
}

/** Other values that may stand there: other words of a list, the other truth, a number beside, a letter changed. */
export function otherValues({ schema }: Leaf, is: Json): readonly (Json | undefined)[] {
  if (schema.enum !== undefined)
    return [...schema.enum.filter((word) => word !== is), undefined] as (Json | undefined)[];
  if (typeof is === "boolean") return [!is, undefined];
  if (typeof is === "number") return [is + 1, is - 1, undefined];
  if (typeof is !== "string") return [undefined];
  const letter = is.search(/[a-z0-9](?=[^a-z0-9]*$)/i);
  const next: Readonly<Record<string, string>> = { z: "y", Z: "Y", "9": "8" };
  const old = is.charAt(letter);
  const changed =
    is.slice(0, letter) + (next[old] ?? String.fromCharCode(old.charCodeAt(0) + 1)) + is.slice(letter + 1);
  // Of a day one that is far off.
  return [changed, is.replace(/^2(?=\d{3}-)/, "3"), `${is}x`, `x${is}`, undefined];
}

export function valueAt(document: Json, at: readonly (string | number)[]): Json {
  return at.reduce<Json>(
    (value, key) => (value as Readonly<Record<string | number, Json>>)[key] ?? null,
    document,
  );
}
