/** What reads a text that is put out, and would take some of it for orders. */
export type Sink =
  | "terminal"
  | "markdown"
  | "html"
  | "mermaid"
  | "sarif"
  | "xml"
  | "json"
  | "yaml"
  | "csv"
  | "patch"
  | "shell"
  | "powershell";

/** A text that is safe for one sink. What puts texts out takes these only, so a raw one does not compile there. */
export class Encoded<out S extends Sink> {
  readonly sink: S;
  readonly text: string;

  constructor(sink: S, text: string) {
    this.sink = sink;
    this.text = text;
  }

  get length(): number {
    return this.text.length;
  }
}

/**
 * What a template may hold: raw text, which is encoded, and text of the same sink, which is taken as it is. Of a list
 * each part gets a line.
 */
export type Part<S extends Sink> = string | number | Encoded<S> | readonly (string | Encoded<S>)[];

/** Makes the texts of one sink. As a tag of a template it encodes what is put in, not what stands in the code. */
export interface Encoder<S extends Sink> {
  (written: TemplateStringsArray, ...parts: readonly Part<S>[]): Encoded<S>;
  /** A text from anywhere as one line. */
  of(raw: string): Encoded<S>;
  /** A text from anywhere; its line breaks stay. */
  lines(raw: string): Encoded<S>;
  /** Texts one after the other. `separator` stands in the code. */
  join(parts: readonly Part<S>[], separator: string): Encoded<S>;
  /** A constant that stands in the code. Never for anything else. */
  asWritten(constant: string): Encoded<S>;
}

/**
 * An encoder from what it does to one line of raw text. `whole` goes over every text that is made, also out of parts,
 * for what only two parts together can form; doing it twice must change nothing.
 */
export function encoderOf<S extends Sink>(
  sink: S,
  encodeLine: (raw: string) => string,
  whole: (text: string) => string = (text) => text,
): Encoder<S> {
  const made = (text: string): Encoded<S> => new Encoded(sink, whole(text));
  const textOf = (part: Part<S>): string => {
    if (part instanceof Encoded) return part.text;
    if (typeof part === "string") return encodeLine(part);
    return typeof part === "number" ? String(part) : part.map(textOf).join("\n");
  };
  const tag = (written: TemplateStringsArray, ...parts: readonly Part<S>[]): Encoded<S> =>
    made(written.map((text, index) => (index === 0 ? text : textOf(parts[index - 1] ?? "") + text)).join(""));
  return Object.assign(tag, {
    of: (raw: string) => made(encodeLine(raw)),
    lines: (raw: string) => made(raw.split(/\r?\n/).map(encodeLine).join("\n")),
    join: (parts: readonly Part<S>[], separator: string) => made(parts.map(textOf).join(separator)),
    asWritten: made,
  });
}
