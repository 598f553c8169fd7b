export type Inputs = Readonly<Record<string, unknown>>;

export function textOf(value: unknown): string {
  return value === undefined ? "not there" : JSON.stringify(value);
}

export function objectIn(inputs: Inputs, key: string): Inputs {
  return objectOf(inputs[key]);
}

export function objectOf(value: unknown): Inputs {
  return typeof value === "object" && value !== null ? (value as Inputs) : {};
}
