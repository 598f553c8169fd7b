// Expressions of GitHub Actions, by GitHub's own evaluator; those of Azure Pipelines have the same grammar.
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

type FunctionDefinition = NonNullable<ConstructorParameters<typeof Parser>[2]>[number] & {
  call(...args: data.ExpressionData[]): data.ExpressionData;
};

/** Contexts by name, such as `github`, `vars`, `matrix`: plain JSON. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the job stands: what `success()` and its like answer. */
export interface JobStatus {
  readonly failed: boolean;
}

function asData(value: unknown): data.ExpressionData {
  if (typeof value === "string") return new data.StringData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(asData));
  if (typeof value === "object" && value !== null) {
    return new data.Dictionary(
      ...Object.entries(value).map(([key, inner]) => ({ key, value: asData(inner) })),
    );
  }
  return new data.Null();
}

function answer(name: string, value: boolean): FunctionDefinition {
  return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) };
}

/** Azure Pipelines has it, GitHub does not. */
const replace: FunctionDefinition = {
  name: "replace",
  minArgs: 3,
  maxArgs: 3,
  call: (...texts) => {
    const [text = "", from = "", to = ""] = texts.map((one) => one.coerceString());
    return new data.StringData(text.replaceAll(from, to));
  },
};

/** The value of one expression. Throws for a context or function that does not exist. */
export function evaluated(expression: string, contexts: Contexts, status: JobStatus): data.ExpressionData {
  const ofTheJob = [
    answer("success", !status.failed),
    answer("failure", status.failed),
    answer("always", true),
    answer("cancelled", false),
  ];
  return valueOf(expression, contexts, ofTheJob);
}

/** The value of one template expression of Azure Pipelines. Throws likewise. */
export function templateValue(expression: string, contexts: Contexts): data.ExpressionData {
  return valueOf(expression, contexts, [replace]);
}

function valueOf(
  expression: string,
  contexts: Contexts,
  functions: FunctionDefinition[],
): data.ExpressionData {
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const context = asData(contexts) as data.Dictionary;
  return new Evaluator(parsed, context, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

const embedded = /\$\{\{\s*(.*?)\s*\}\}/g;

/** Text with its `${{ … }}` filled in. */
export function filled(text: string, contexts: Contexts, status: JobStatus = { failed: false }): string {
  return text.replaceAll(embedded, (_whole, expression: string) =>
    evaluated(expression, contexts, status).coerceString(),
  );
}

/** Whether an `if` lets a step or job run; without one, and without a word about the status, only after success. */
export function holds(condition: string | undefined, contexts: Contexts, status: JobStatus): boolean {
  if (condition === undefined) return !status.failed;
  const expression = /^\$\{\{(.*)\}\}$/s.exec(condition.trim())?.[1]?.trim() ?? condition;
  const speaksOfStatus = /\b(success|failure|always|cancelled)\(\)/.test(expression);
  if (!speaksOfStatus && status.failed) return false;
  const value = evaluated(expression, contexts, status);
  return value.kind === data.Kind.Boolean ? value.coerceString() === "true" : value.coerceString() !== "";
}
