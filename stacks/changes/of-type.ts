import type { Token } from "../../providers/core/resource-type.ts";
import type { Resources } from "../../schemas/types/resources.ts";
import type { PlannedStep } from "./planned-steps.ts";

/** The steps of one type, with the properties of its schema: the provider has checked them against it. */
export function stepsOfType<Key extends Token>(
  steps: readonly PlannedStep[],
  token: Key,
): readonly PlannedStep<NonNullable<Resources[Key]>>[] {
  const found: readonly unknown[] = steps.filter((step) => step.token === token);
  return found as readonly PlannedStep<NonNullable<Resources[Key]>>[];
}
