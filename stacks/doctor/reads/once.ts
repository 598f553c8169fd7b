/** Reads when first asked and gives everybody the same answer, or the same failure. */
export function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined;
  return () => (answer ??= read());
}
