import type { PlanLine } from "../../review/model.ts";
import { textIn, textsIn, type Inputs, type PlannedStep } from "../planned-steps.ts";

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

/** Lines for a resource of `@pulumi/azuread`; undefined for anything else, and for a change of other fields. */
export function identityLines({ token, op, before, after }: PlannedStep): readonly PlanLine[] | undefined {
  if (!token.startsWith("azuread:")) return undefined;
  const words = wordsOf[token.slice(token.lastIndexOf(":") + 1)]?.(after ?? before ?? {});
  if (words === undefined) return undefined;
  const { subject, added, removed } = words;
  if (op === "create") return [{ change: "added", subject, text: added }];
  if (op === "delete") return [{ change: "removed", subject, text: removed }];
  if (op === "replace") return [{ change: "changed", subject, text: "removed and made anew" }];
  return ownerLines(before, after);
}

/** Owners are told by number: inputs hold object ids, and names are not read. */
function ownerLines(before: Inputs | undefined, after: Inputs | undefined): readonly PlanLine[] | undefined {
  const [was, is] = [textsIn(before, "owners"), textsIn(after, "owners")];
  const added = is.filter((one) => !was.includes(one)).length;
  const removed = was.filter((one) => !is.includes(one)).length;
  if (added + removed === 0) return undefined;
  const text = `${added} added, ${removed} removed: owners can sign in as the identity, by adding a secret`;
  return [{ change: "changed", subject: "Owners", text }];
}
