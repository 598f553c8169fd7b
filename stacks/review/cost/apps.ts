import { bulkSizes } from "../../../providers/limits/bulk-sizes.ts";
import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import { summed } from "../../../providers/limits/call-sum.ts";
import { objectIn, textsIn, type Inputs, type PlannedStep } from "../../changes/planned-steps.ts";

// App registrations and client secrets. `test/stacks/review/calls-of-types.test.ts` holds these to what the types really do.

function differ(was: unknown, is: unknown): boolean {
  return JSON.stringify(was) !== JSON.stringify(is);
}

/** APIs whose permissions are requested: each is asked what its permissions are called. */
function apisIn(inputs: Inputs | undefined): number {
  const { permissions } = inputs ?? {};
  if (!Array.isArray(permissions)) return 0;
  return new Set(permissions.map((one: { resourceAppId?: unknown }) => one.resourceAppId)).size;
}

/** The application, the APIs, and owners and credentials where config mentions them. */
export function registrationLook(inputs: Inputs | undefined): CallCounts {
  const mentioned = ["owners", "federatedCredentials"].filter((field) => inputs?.[field] !== undefined);
  return { readDirectory: 1 + apisIn(inputs) + mentioned.length };
}

/** Owners that come and go and credentials that differ: a call each; who comes is looked up. */
function partCalls(before: Inputs | undefined, after: Inputs | undefined): CallCounts {
  const [wereOwners, areOwners] = [textsIn(before, "owners"), textsIn(after, "owners")];
  const coming = areOwners.filter((owner) => !wereOwners.includes(owner)).length;
  const going = wereOwners.filter((owner) => !areOwners.includes(owner)).length;
  const [were, are] = [objectIn(before, "federatedCredentials"), objectIn(after, "federatedCredentials")];
  const names = [...new Set([...Object.keys(were), ...Object.keys(are)])];
  return {
    readPeople: Math.ceil(coming / bulkSizes.filterValues),
    directory:
      coming +
      (after?.["owners"] === undefined ? 0 : going) +
      (after?.["federatedCredentials"] === undefined
        ? 0
        : names.filter((name) => differ(were[name], are[name])).length),
  };
}

const registrationFields = ["displayName", "signInAudience", "redirectUris", "permissions"];

/** Calls of one step of an app registration. Before one is made, those of the same name are looked for. */
export function registrationCalls({ op, before, after }: PlannedStep): CallCounts {
  if (op === "delete") return summed(registrationLook(before), { directory: 1 });
  const parts = partCalls(before, after);
  if (op === "update") {
    const changes = registrationFields.some((field) => differ(before?.[field], after?.[field]));
    return summed(
      registrationLook({ ...after, permissions: before?.["permissions"] }),
      changes ? { readDirectory: apisIn(after), directory: 1 } : {},
      parts,
      registrationLook(after),
    );
  }
  const waits = (parts.directory ?? 0) > 0;
  return summed(
    { readDirectory: 2 + apisIn(after), directory: 1 },
    parts,
    registrationLook(after),
    waits ? registrationLook(after) : {},
    op === "replace" ? summed(registrationLook(before), { directory: 1 }) : {},
  );
}

/** The secrets of the app and, where config keeps the value there, the versions in the key vault. */
export function secretLook(inputs: Inputs | undefined): CallCounts {
  return { readDirectory: 1, readKeyVault: inputs?.["keyVault"] === undefined ? 0 : 1 };
}

/** Calls of one step of a client secret. One that is renewed because its time has come is in no plan. */
export function secretCalls({ op, before, after }: PlannedStep): CallCounts {
  const isInVault = (inputs: Inputs | undefined): boolean => inputs?.["keyVault"] !== undefined;
  const gone = summed(secretLook(before), { directory: 1, keyVault: isInVault(before) ? 1 : 0 });
  if (op === "delete") return gone;
  const made: CallCounts = {
    ...{ readDirectory: 1, directory: 1 },
    ...{ readKeyVault: isInVault(after) ? 1 : 0, keyVault: isInVault(after) ? 1 : 0 },
  };
  const whole = summed(secretLook(after), made, secretLook(after));
  if (op === "replace") return summed(whole, gone);
  if (op === "update" && !differ(before?.["keyVault"], after?.["keyVault"])) return secretLook(after);
  // A look that finds no secret of ours does not go on to the vault.
  return op === "create" ? summed({ readDirectory: 1 }, made, secretLook(after)) : whole;
}
