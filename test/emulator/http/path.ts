// OData paths: `groups('x')`, `groups(uniqueName='x')` and `groups/x` all address one entity.

/** How a request names an entity: by its id or by an alternate key. */
export type Key =
  | { readonly kind: "id"; readonly value: string }
  | { readonly kind: "alternate"; readonly parts: Readonly<Record<string, string>> };

export type Segment =
  { readonly kind: "name"; readonly name: string } | { readonly kind: "key"; readonly key: Key };

/**
 * Splits a path into names and keys. `graph` is another name of the name space `microsoft.graph`. Throws URIError when
 * the percent encoding is broken.
 */
export function parsePath(path: string): Segment[] {
  const segments: Segment[] = [];
  for (const raw of path.split("/")) {
    if (raw === "") continue;
    const text = decodeURIComponent(raw);
    const open = text.indexOf("(");
    if (open <= 0 || !text.endsWith(")")) {
      segments.push({ kind: "name", name: inNameSpace(text) });
      continue;
    }
    segments.push({ kind: "name", name: inNameSpace(text.slice(0, open)) });
    const inside = text.slice(open + 1, -1).trim();
    // `delta()` is a function without arguments, not a key.
    if (inside !== "") segments.push({ kind: "key", key: parseKey(inside) });
  }
  return segments;
}

function inNameSpace(name: string): string {
  return name.replace(/^graph\.(?=\w+$)/i, "microsoft.graph.");
}

/** Reads what stands in the brackets of a key: 'x', x, or name='x',other=3. */
export function parseKey(inside: string): Key {
  const parts: Record<string, string> = {};
  let isAlternate = false;
  let single = "";
  for (const piece of splitOutsideQuotes(inside, ",")) {
    const [first, ...others] = splitOutsideQuotes(piece, "=");
    if (others.length > 0 && first !== undefined) {
      isAlternate = true;
      parts[first.trim()] = unquote(others.join("=").trim());
    } else {
      single = unquote(piece.trim());
    }
  }
  return isAlternate ? { kind: "alternate", parts } : { kind: "id", value: single };
}

/** Takes the quotes off an OData string literal and halves the doubled ones. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith("'") || !text.endsWith("'")) return text;
  return text.slice(1, -1).replaceAll("''", "'");
}

/** Splits at a separator that is not inside a quoted literal. */
export function splitOutsideQuotes(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let isQuoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text[index] === separator) {
      pieces.push(text.slice(start, index));
      start = index + 1;
    }
  }
  pieces.push(text.slice(start));
  return pieces;
}
