import type { SignedIn } from "../../providers/clients/sign-in/signed-in.ts";
import type { Reader } from "../../providers/core/api.ts";
import type { VendorValues } from "../../schemas/vendor/facts.ts";
import type { CompleteOrg } from "../../schemas/validate.ts";
import type { Environment } from "../../schemas/types/org.ts";
import type { Derived } from "../derive/desired-resource.ts";
import type { Access } from "../permissions/least.ts";
import type { DeclaredTarget } from "../target/declared.ts";
import type { AccountsFound } from "./reads/accounts.ts";
import type { ConsentFound } from "./reads/consent.ts";
import type { GroupRules } from "./reads/group-rules.ts";
import type { ConditionalAccess } from "./reads/conditional-access.ts";
import type { NotReady } from "../../providers/dataverse/readiness.ts";

/** What the machine says that the verb runs on. */
export interface Machine {
  readonly nodeVersion: string;
  /** Undefined: no Pulumi CLI was found. */
  readonly pulumiVersion: string | undefined;
  /** Versions that are supported, in words. */
  readonly pulumiSupported: string;
  readonly isPulumiSupported: boolean;
  /** Where states are kept, as the environment or a login says; undefined: nowhere yet. */
  readonly backend: string | undefined;
  /** What encrypts secrets in states of this stack; undefined: nothing is named. */
  readonly secretsProvider: string | undefined;
  /** Why nothing can be written where plans and reports go; undefined: it can. */
  readonly folderProblem: string | undefined;
}

/** An identity that acts for this stack, by client id or display name. */
export type Identities = Readonly<Partial<Record<Access, string>>>;

/** Reads that several rows share. Each is made once, when a row first asks; a failure goes to all that do. */
export interface SharedReads {
  readonly signedIn: () => Promise<SignedIn>;
  readonly accounts: () => Promise<AccountsFound>;
  readonly consent: () => Promise<ConsentFound>;
  readonly groupRules: () => Promise<GroupRules>;
  readonly conditionalAccess: () => Promise<ConditionalAccess>;
  readonly readiness: () => Promise<readonly NotReady[]>;
}

/** All that rows look at. */
export interface Facts {
  readonly stack: string;
  readonly program: string;
  /** Throws RefusedError where the environment names no identity; rows ask after the sign-in held. */
  readonly api: Reader;
  readonly org: CompleteOrg;
  /** What the stack declares. */
  readonly derived: Derived;
  /** What the stack of the tenant would declare: consent is given there and needed here. */
  readonly tenantWide: Derived;
  readonly target: DeclaredTarget;
  /** The environment of the stack; undefined for the stack of the tenant. */
  readonly environment: Environment | undefined;
  readonly machine: Machine;
  readonly identities: Identities;
  readonly vendor: VendorValues;
  readonly reads: SharedReads;
}
