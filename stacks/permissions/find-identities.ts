import { RefusedError } from "../../providers/core/errors.ts";
import type { Identity } from "../../schemas/types/stack.ts";
import type { Access } from "./least.ts";
import { stackFilesIn, stacksFolder } from "../config/load-org.ts";
import { checkedSettings } from "../config/load-stack.ts";

/**
 * The pipeline identity that serves a stack, as the stack files of the program `identities` declare it. Throws
 * RefusedError when none of them does.
 */
export function declaredIdentity(stack: string, access: Access, folder: string = stacksFolder): Identity {
  for (const [, file] of stackFilesIn(folder)) {
    const { program, identities } = checkedSettings(file);
    if (program !== "identities") continue;
    const declared = (identities ?? []) as readonly Identity[];
    const found = declared.find((identity) => identity.access === access && identity.stacks.includes(stack));
    if (found !== undefined) return found;
  }
  const option = access === "read" ? "--reader" : "--writer";
  throw new RefusedError(
    `no stack of the program "identities" declares who may ${access} "${stack}". Name the client id with ${option}.`,
  );
}
