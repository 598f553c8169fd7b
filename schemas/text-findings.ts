import { deceptiveLetters, holdsCredentials } from "./deceptive-text.ts";
import type { DocumentPath, Finding } from "./problem.ts";

type Words = Pick<Finding, "message" | "mend">;

/** What is wrong with one text, the first thing only; undefined when nothing is. */
function textFault(text: string): Words | undefined {
  const [letter] = deceptiveLetters(text);
  if (letter !== undefined) return { message: `holds ${letter.is}`, mend: letter.mend };
  if (holdsCredentials(text))
    return {
      message: "the address holds a user name or a password",
      mend: "Write the address without it; credentials come from the environment or a vault.",
    };
  if (/^\s|\s$/.test(text))
    return { message: "the text begins or ends with a blank", mend: "Take the blank away." };
  return undefined;
}

/**
 * Texts and keys anywhere in a value that deceive or break: letters that do not show, control characters, addresses
 * with credentials, blanks at the ends. `base` is the path of the value.
 */
export function textFindings(value: unknown, base: DocumentPath): readonly Finding[] {
  const findings: Finding[] = [];
  const rest: { readonly value: unknown; readonly path: DocumentPath }[] = [{ value, path: base }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value: at, path } = next;
    if (typeof at === "string") {
      const fault = textFault(at);
      if (fault !== undefined) findings.push({ path, ruleId: "text", severity: "error", ...fault });
    } else if (Array.isArray(at)) {
      for (const [index, item] of at.entries())
        if (mayHoldText(item)) rest.push({ value: item, path: [...path, index] });
    } else if (typeof at === "object" && at !== null) {
      for (const [key, item] of Object.entries(at)) {
        const own = [...path, key];
        const fault = textFault(key);
        if (fault !== undefined)
          findings.push({ path: own, part: "key", ruleId: "text", severity: "error", ...fault });
        if (mayHoldText(item)) rest.push({ value: item, path: own });
      }
    }
  }
  return findings;
}

/** Most values are plain words: their path need not be made. */
const plainWord = /^[\x21-\x39\x3b-\x7e]([\x20-\x39\x3b-\x7e]*[\x21-\x39\x3b-\x7e])?$/;

function mayHoldText(value: unknown): boolean {
  return typeof value === "string" ? !plainWord.test(value) : typeof value === "object" && value !== null;
}
