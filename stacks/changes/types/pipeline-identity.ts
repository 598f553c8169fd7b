import { sameValue } from "../../../providers/core/compare.ts";
import { textIn, textsIn, type Inputs, type PlannedStep } from "../planned-steps.ts";
import { shownValue, type TypeLine, type TypeWords } from "../words.ts";

type Words = (inputs: Inputs) => {
  readonly subject: string;
  readonly added: string;
  readonly removed: string;
};

/** What comes and goes with the resources of the program `identities`. Their type is the last part of the token. */
const wordsOf: Readonly<Record<string, Words>> = {
  Application: (inputs) => ({
    subject: textIn(inputs, "displayName"),
    added: "a new identity: an app registration without a secret",
    removed: "removed: no pipeline signs in with it any more",
  }),
  ServicePrincipal: () => ({
    subject: "Service principal",
    added: "made in the tenant",
    removed: "removed, with every permission that it holds",
  }),
  ApplicationFederatedIdentityCredential: (inputs) => ({
    subject: textIn(inputs, "subject"),
    added: "jobs of this name may sign in as the identity",
    removed: "jobs of this name can no longer sign in as the identity",
  }),
  AppRoleAssignment: () => ({
    subject: "Permission",
    added: "given to the identity in the whole tenant",
    removed: "taken from the identity",
  }),
};

/**
 * Resources of `@pulumi/azuread`, whose provider makes its own plan: what is known of it are the inputs before and
 * after.
 */
export const identityWords: TypeWords = {
  counts: "other",
  lines: (planned) =>
    [...(knownLines(planned) ?? otherLines(planned))].map((line) => withDanger(line, planned)),
};

function withDanger(line: TypeLine, { op }: PlannedStep): TypeLine {
  return op === "delete" || op === "replace" ? { ...line, isDangerous: true } : line;
}

/** undefined for a type without words, and for a change of other fields. */
function knownLines({ token, op, before, after }: PlannedStep): readonly TypeLine[] | undefined {
  if (!token.startsWith("azuread:")) return undefined;
  const words = wordsOf[token.slice(token.lastIndexOf(":") + 1)]?.(after ?? before ?? {});
  if (words === undefined) return undefined;
  const { subject, added, removed } = words;
  if (op === "create") return [{ change: "added", subject, text: added }];
  if (op === "delete") return [{ change: "removed", subject, text: removed }];
  if (op === "replace") return [{ change: "changed", subject, text: "removed and made anew" }];
  return ownerLines(before, after);
}

function otherLines({ op, before, after, retained }: PlannedStep): readonly TypeLine[] {
  if (op === "create") return [{ change: "added", subject: "New", text: "made" }];
  if (op === "delete")
    return [{ change: "removed", subject: "Gone", text: retained ? "no longer managed" : "deleted" }];
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].toSorted();
  return fields
    .filter((field) => !sameValue(before?.[field], after?.[field]))
    .map((field) => ({
      ...{ change: "changed", subject: field },
      text: `${shownValue(before?.[field])} → ${shownValue(after?.[field])}`,
    }));
}

/** Owners are told by number: inputs hold object ids, and names are not read. */
function ownerLines(before: Inputs | undefined, after: Inputs | undefined): readonly TypeLine[] | undefined {
  const [was, is] = [textsIn(before, "owners"), textsIn(after, "owners")];
  const added = is.filter((one) => !was.includes(one)).length;
  const removed = was.filter((one) => !is.includes(one)).length;
  if (added + removed === 0) return undefined;
  const text = `${added} added, ${removed} removed: owners can sign in as the identity, by adding a secret`;
  return [{ change: "changed", subject: "Owners", text }];
}
