// Properties of every resource type at random: what its two examples hold, mixed.
import fc from "fast-check";
import type { Token } from "../../providers/core/resource-type.ts";
import { typeByToken } from "../../providers/registry.ts";
import { inputProblems } from "../../schemas/resource-inputs.ts";
import { examples } from "../contract/examples.ts";

export type Props = Readonly<Record<string, unknown>>;

/** Properties that the schema and the type itself let pass. Fields that a type can do without are sometimes left out. */
export function propsOf(token: Token): fc.Arbitrary<Props> {
  const { props, changed = props } = examples[token];
  const type = typeByToken(token);
  const isSound = (one: Props): boolean =>
    inputProblems(token, one).length === 0 && type.check(one).length === 0;
  const optional = Object.keys({ ...props, ...changed }).filter((key) =>
    [props, changed].every((one) => isSound(without(one, key))),
  );
  const left = fc.subarray(optional, { maxLength: Math.min(2, optional.length) });
  return fc
    .tuple(mixed(props, changed), fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, left))
    .map(([one, dropped]) => dropped.reduce(without, one as Props))
    .filter(isSound);
}

/** Types of which something can change, in the order of the registry. */
export function changeableTokens(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token) => examples[token].changed !== undefined);
}

/** Each part as one of the two has it; of lists some items, of records some keys. */
function mixed(left: unknown, right: unknown): fc.Arbitrary<unknown> {
  if (areTexts(left) && areTexts(right)) return fc.subarray([...new Set([...left, ...right])]);
  if (!isRecord(left) || !isRecord(right)) return fc.constantFrom(left, right);
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const fields = keys.map((key) => {
    if (key in left && key in right) return mixed(left[key], right[key]);
    return fc.constantFrom(left[key], right[key]);
  });
  return fc
    .tuple(...fields)
    .map((values) =>
      Object.fromEntries(
        keys.flatMap((key, at) => (values[at] === undefined ? [] : [[key, values[at]] as const])),
      ),
    );
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isRecord(value: unknown): value is Props {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function without(props: Props, key: string): Props {
  return Object.fromEntries(Object.entries(props).filter(([name]) => name !== key));
}
