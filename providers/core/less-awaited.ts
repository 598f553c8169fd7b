import type { Observation, ResourceType } from "./resource-type.ts";

/**
 * What is wanted of an object now: less those who are awaited, and what rests on them. Review, run and drift all ask
 * here, so that none of them asks for somebody who cannot come. `last`: what was wanted by the run before. Pure.
 */
export function lessAwaited<Props, Remote>(
  type: Pick<ResourceType<Props, Remote>, "awaits" | "without">,
  desired: Props,
  observed: Observation<Props, Remote>,
  last: Props | undefined,
): Props {
  const awaited = type.awaits?.(desired) ?? [];
  if (awaited.length === 0 || type.without === undefined) return desired;
  return type.without(desired, awaited, { observed, last });
}
