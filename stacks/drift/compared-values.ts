import { sameValue } from "../../providers/core/compare.ts";

export type Inputs = Readonly<Record<string, unknown>>;

/** Keys whose values differ. */
export function entriesOf(should: Inputs, does: Inputs): readonly string[] {
  const keys = [...new Set([...Object.keys(should), ...Object.keys(does)])].toSorted();
  return keys.filter((key) => !sameValue(should[key], does[key]));
}

export function textOf(value: unknown): string {
  return value === undefined ? "not there" : JSON.stringify(value);
}

export function objectIn(inputs: Inputs, key: string): Inputs {
  return objectOf(inputs[key]);
}

export function objectOf(value: unknown): Inputs {
  return typeof value === "object" && value !== null ? (value as Inputs) : {};
}
