import type { SignedIn } from "../../../providers/clients/sign-in/signed-in.ts";
import type { Reader } from "../../../providers/core/api.ts";
import { readinessProblems } from "../../../providers/dataverse/readiness.ts";
import type { Environment } from "../../../schemas/types/org.ts";
import type { CompleteOrg } from "../../../schemas/validate.ts";
import type { VendorValues } from "../../../schemas/vendor/facts.ts";
import type { Derived } from "../../derive/desired-resource.ts";
import { wishOf } from "../../derive/readiness-wish.ts";
import type { SharedReads } from "../facts.ts";
import { accountsOf, peopleOf } from "./accounts.ts";
import { conditionalAccessIn } from "./conditional-access.ts";
import { consentIn } from "./consent.ts";
import { groupRulesIn } from "./group-rules.ts";
import { once } from "./once.ts";

/** What the shared reads are about. */
interface Scope {
  readonly api: () => Reader;
  readonly signIn: () => Promise<SignedIn>;
  readonly org: CompleteOrg;
  readonly derived: Derived;
  readonly tenantWide: Derived;
  readonly environment: Environment | undefined;
  readonly vendor: VendorValues;
}

/** Reads of one look; nothing is asked yet. */
export function sharedReads(scope: Scope): SharedReads {
  const { api, signIn, org, derived, tenantWide, environment, vendor } = scope;
  const wish = environment === undefined ? undefined : wishOf(environment, derived);
  return {
    signedIn: once(signIn),
    accounts: once(async () => accountsOf(api(), peopleOf(org, derived), vendor)),
    consent: once(async () => consentIn(api(), tenantWide)),
    groupRules: once(async () => groupRulesIn(api())),
    conditionalAccess: once(async () => conditionalAccessIn(api())),
    readiness: once(async () => (wish === undefined ? [] : readinessProblems(api(), wish))),
  };
}
