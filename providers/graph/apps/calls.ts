import type {
  AppRegistration,
  AppRoleGrant,
  ClientSecret,
  DelegatedGrant,
  EnterpriseApp,
} from "../../../schemas/types/resources.ts";
import { bulkSizes } from "../../limits/bulk-sizes.ts";
import type { CallCounts } from "../../limits/call-kinds.ts";
import { callsByStep } from "../../planned-calls/contract.ts";
import { appRegistration } from "./app-registration.ts";
import { appRoleGrant } from "./app-role-grant.ts";
import { clientSecret } from "./client-secret.ts";
import { delegatedGrant } from "./delegated-grant.ts";
import { enterpriseApp } from "./enterprise-app.ts";

/** An app that is known by its registration is asked for its application id first. */
function byName(uniqueName: string | undefined): number {
  return uniqueName === undefined ? 0 : 1;
}

export const enterpriseAppCalls = callsByStep<EnterpriseApp>(enterpriseApp, {
  look: ({ uniqueName }) => ({ readDirectory: 1 + byName(uniqueName) }),
  step: (_step, { before, after }) => ({
    readDirectory: byName((after ?? before)?.uniqueName),
    directory: 1,
  }),
});

/** Both ends of a consent, and what hangs between them. */
function consentLook({ clientUniqueName }: { readonly clientUniqueName?: string }): CallCounts {
  return { readDirectory: 3 + byName(clientUniqueName) };
}

export const appRoleGrantCalls = callsByStep<AppRoleGrant>(appRoleGrant, {
  look: consentLook,
  // To make one and to take one away, both ends are asked for their ids.
  step: (_step, { before, after }) => ({
    readDirectory: 2 + byName((after ?? before)?.clientUniqueName),
    directory: 1,
  }),
});

export const delegatedGrantCalls = callsByStep<DelegatedGrant>(delegatedGrant, {
  look: consentLook,
  step: (step, { after }) => {
    if (step.part === "modes") return {};
    if (step.kind === "create") return { readDirectory: 2 + byName(after?.clientUniqueName), directory: 1 };
    // All scopes are written at once, so what is there now is read right before.
    return { readDirectory: step.kind === "delete" ? 0 : 1, directory: 1 };
  },
});

/** APIs whose permissions are requested: each is asked what its permissions are called. */
function apisIn(permissions: AppRegistration["permissions"] | undefined): number {
  return new Set((permissions ?? []).map(({ resourceAppId }) => resourceAppId)).size;
}

/** The application, the APIs that it asks for, and owners and credentials where config mentions them. */
function registrationLook(wanted: Partial<AppRegistration>, there: Partial<AppRegistration>): CallCounts {
  const mentioned = [wanted.owners, wanted.federatedCredentials].filter((field) => field !== undefined);
  return { readDirectory: 1 + apisIn(there.permissions) + mentioned.length };
}

export const appRegistrationCalls = callsByStep<AppRegistration>(appRegistration, {
  look: registrationLook,
  lookInVain: () => ({ readDirectory: 1 }),
  step: (step, { after }) => {
    if (step.kind === "link")
      return {
        readPeople: Math.ceil(step.targets.length / bulkSizes.filterValues),
        directory: step.targets.length,
      };
    if (step.kind === "unlink") return { directory: step.targets.length };
    if (step.kind === "delete" || step.part !== "app registration") return { directory: 1 };
    // Before one is made, those of the same name are looked for.
    const namesakes = step.kind === "create" ? 1 : 0;
    return { readDirectory: namesakes + apisIn(after?.permissions), directory: 1 };
  },
  born: (wanted) => ({
    ...wanted,
    ...(wanted.owners === undefined ? {} : { owners: [] }),
    ...(wanted.federatedCredentials === undefined ? {} : { federatedCredentials: {} }),
  }),
});

function inVault(secret: Partial<ClientSecret> | undefined): number {
  return secret?.keyVault === undefined ? 0 : 1;
}

/** The secrets of the app and, where config keeps the value there, the versions in the key vault. */
function secretLook(wanted: Partial<ClientSecret>): CallCounts {
  return { readDirectory: 1, readKeyVault: inVault(wanted) };
}

/** One that is renewed because its time has come counts when the plan is made at that time. */
export const clientSecretCalls = callsByStep<ClientSecret>(clientSecret, {
  look: secretLook,
  // A look that finds no secret of ours does not go on to the vault.
  lookInVain: () => ({ readDirectory: 1 }),
  step: (step, { after }) => {
    const vault = inVault(after);
    if (step.kind === "create")
      return { readDirectory: 1, directory: 1, readKeyVault: vault, keyVault: vault };
    if (step.kind === "unlink") return { keyVault: step.targets.length };
    return { directory: step.kind === "delete" ? 1 : 0 };
  },
  // Which versions can be read only the vault knows: one as a rule.
  removal: (last, steps) => ({
    directory: Math.max(1, steps.filter(({ kind }) => kind === "delete").length),
    keyVault: inVault(last),
  }),
});
