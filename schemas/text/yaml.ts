import { encoderOf } from "./encoded.ts";
import { escapeOf, unseenCharacters } from "./visible.ts";

/** A text in double quotes of YAML, on one line: read again it is the same text, and everything in it can be seen. */
export function quotedYaml(text: string): string {
  return JSON.stringify(text).replace(unseenCharacters, escapeOf);
}

/** For an entry that somebody puts into a YAML file: what is put in stands in double quotes. */
export const yamlText = encoderOf("yaml", quotedYaml);
