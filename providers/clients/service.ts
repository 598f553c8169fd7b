import type { Clock } from "../core/api.ts";
import type { CallCounter } from "./limits/call-counter.ts";
import type { RenewableCredential } from "./sign-in/credentials.ts";
import type { Limiter } from "./limits/limiter.ts";
import { sendBounded, type SendBounds } from "./send.ts";

/** What the clients of all services are given: one identity, one limiter and one counter for the whole process. */
export interface ServiceOptions {
  /** The origin to call, such as https://contoso-dev.crm4.dynamics.com. */
  readonly origin: string;
  readonly credential: RenewableCredential;
  readonly clock: Clock;
  readonly bounds: SendBounds;
  /** Between 0 and 1; spreads the retries of many callers. */
  readonly random: () => number;
  readonly limiter: Limiter;
  readonly counter: CallCounter;
}

/** Makes one call, again where `sendBounded` says that it may be. `method`: what decides whether it may. */
export function sentBounded<T>(
  { clock, bounds, random, credential, counter }: ServiceOptions,
  method: string,
  once: () => Promise<T>,
): Promise<T> {
  return sendBounded(once, {
    ...{ clock, bounds, method, random },
    renewToken: () => {
      credential.renew();
    },
    onRepeat: () => {
      counter.repeat();
    },
  });
}
