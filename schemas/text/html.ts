import { encoderOf } from "./encoded.ts";
import { visible } from "./visible.ts";

const entities: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" },
};

/** For HTML: within elements and within quoted attributes, not within scripts, styles, addresses or unquoted ones. */
export const htmlText = encoderOf("html", (raw) =>
  visible(raw).replace(/[&<>"']/g, (letter) => entities[letter] ?? letter),
);
