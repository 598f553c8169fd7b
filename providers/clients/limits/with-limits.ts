import { ApiError } from "../../core/errors.ts";
import type { CallCost } from "../../limits/call-cost.ts";
import type { CallCounter } from "./call-counter.ts";
import type { Limiter } from "./limiter.ts";

/** Waits for the call's turn, counts it, makes it and tells the limiter how it went. */
export async function admitted<T>(
  { limiter, counter }: { readonly limiter: Limiter; readonly counter: CallCounter },
  cost: CallCost,
  make: (path: string) => Promise<T>,
): Promise<T> {
  const grant = await limiter.admit(cost);
  counter.call(cost.kind);
  try {
    const answer = await make(grant.path);
    grant.done();
    return answer;
  } catch (error) {
    const throttled = error instanceof ApiError && error.status === 429;
    if (throttled) counter.throttle();
    grant.done(throttled ? { throttled, retryAfterSeconds: error.retryAfterSeconds, error } : undefined);
    throw error;
  }
}
