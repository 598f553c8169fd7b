// Azure Pipelines files as the service runs them: templates are put in and their expressions are worked out.
import { readFileSync } from "node:fs";
import { data } from "@actions/expressions";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { templateValue, type Contexts } from "./expressions.ts";

/** To Azure Pipelines every scalar is text. */
type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

function read(file: string): unknown {
  return parse(readFileSync(file, "utf8"), { schema: "failsafe" }) as unknown;
}

interface PipelineFile {
  readonly parameters?: readonly { readonly name: string; readonly default: unknown }[];
}

/** The pipeline in a file with its parameters' defaults, or these instead. Throws for what it does not know. */
export function expandedPipeline(file: string, parameters: Contexts = {}): unknown {
  const parsed = read(file) as PipelineFile & { readonly [key: string]: Yaml };
  const given = (parsed.parameters ?? []).map(({ name, default: usual }) => [
    name,
    parameters[name] ?? usual,
  ]);
  const { parameters: declared, ...rest } = parsed;
  const expanded = new Expansion(dirname(file)).yaml(rest, { parameters: Object.fromEntries(given) });
  return declared === undefined ? expanded : { parameters: declared, ...(expanded as object) };
}

const directive = /^\$\{\{\s*(?:each (?<name>\w+) in (?<list>.+?)|if (?<condition>.+?))\s*\}\}$/;

class Expansion {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  yaml(value: Yaml, contexts: Contexts): Yaml {
    if (typeof value === "string") return filledTemplate(value, contexts);
    if (Array.isArray(value)) return value.flatMap((item: Yaml) => this.#item(item, contexts));
    return this.#mapping(value as { readonly [key: string]: Yaml }, contexts);
  }

  /** An item of a list: a template, a directive whose lists take its place, or a value. */
  #item(item: Yaml, contexts: Contexts): readonly Yaml[] {
    if (typeof item !== "object" || Array.isArray(item)) return [this.yaml(item, contexts)];
    const [[key, inner] = ["", ""]] = Object.entries(item as { readonly [key: string]: Yaml });
    if (key === "template" && typeof inner === "string") {
      const template = read(join(this.#folder, inner)) as { readonly steps: Yaml };
      const { parameters = {} } = item as { readonly parameters?: Yaml };
      return this.yaml(template.steps, { parameters: this.yaml(parameters, contexts) }) as readonly Yaml[];
    }
    const rounds = roundsOf(key, contexts);
    if (rounds === undefined) return [this.yaml(item, contexts)];
    return rounds.flatMap((round) => this.yaml(inner, round) as readonly Yaml[]);
  }

  #mapping(mapping: { readonly [key: string]: Yaml }, contexts: Contexts): Yaml {
    const entries = Object.entries(mapping).flatMap(([key, inner]): [string, Yaml][] => {
      const rounds = roundsOf(key, contexts);
      if (rounds === undefined) return [[filledTemplate(key, contexts), this.yaml(inner, contexts)]];
      return rounds.flatMap((round) => Object.entries(this.yaml(inner, round) as object) as [string, Yaml][]);
    });
    return Object.fromEntries(entries);
  }
}

/** The contexts for each round of a directive, or undefined when the key is none. */
function roundsOf(key: string, contexts: Contexts): readonly Contexts[] | undefined {
  const { name, list, condition } = directive.exec(key)?.groups ?? {};
  if (name !== undefined && list !== undefined) {
    const values = templateValue(list, contexts);
    if (!(values instanceof data.Array)) throw new Error(`${key}: "${list}" is no list`);
    return values.values().map((value) => ({ ...contexts, [name]: value.coerceString() }));
  }
  if (condition === undefined) return undefined;
  return templateValue(condition, contexts).coerceString() === "true" ? [contexts] : [];
}

function filledTemplate(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_whole, expression: string) =>
    templateValue(expression, contexts).coerceString(),
  );
}
