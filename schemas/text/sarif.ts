import { encoderOf } from "./encoded.ts";
import { visible } from "./visible.ts";

/**
 * For the text of a message in SARIF: no link, no placeholder.
 * Source: SARIF 2.1.0, 3.11.5 "Messages with placeholders" and 3.11.6 "Messages with embedded links".
 */
export const sarifText = encoderOf("sarif", (raw) =>
  visible(raw).replaceAll("](", "] (").replace(/[{}]/g, "$&$&"),
);
