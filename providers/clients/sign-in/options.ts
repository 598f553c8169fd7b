import type { Clock } from "../../core/api.ts";
import type { AnswerBounds } from "../calls/exchange.ts";
import type { SendBounds } from "../calls/send.ts";
import type { Waits } from "../calls/waits.ts";

/** How tokens are asked for. */
export interface SignInOptions {
  readonly clock: Clock;
  readonly bounds: SendBounds;
  readonly answerBounds: AnswerBounds;
  readonly random: () => number;
  readonly waits: Waits;
}
