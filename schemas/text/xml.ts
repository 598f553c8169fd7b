import { encoderOf } from "./encoded.ts";
import { visible } from "./visible.ts";

const entities: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" },
};

/** For XML 1.0 such as JUnit: within elements and quoted attributes. What XML cannot hold is written as an escape. */
export const xmlText = encoderOf("xml", (raw) =>
  visible(raw).replace(/[&<>"']/g, (letter) => entities[letter] ?? letter),
);
