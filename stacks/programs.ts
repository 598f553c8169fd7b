import * as pulumi from "@pulumi/pulumi";
import { declareAll } from "./declare.ts";
import type { Derived, DesiredResource } from "./derive/desired-resource.ts";
import { deriveEnvironment, requiredConsent, type ConsentNeed } from "./derive/environment.ts";
import type { IdentityConfig } from "./identities.ts";
import { deriveTenant } from "./derive/tenant.ts";
import { ConfigError, formatProblems, loadOrg } from "./load-config.ts";

/** What a stack says about itself once it is applied. */
export type Applied = TenantApplied | EnvironmentApplied | IdentitiesApplied;

interface IdentitiesApplied {
  readonly program: "identities";
  readonly clientIds: Readonly<Record<string, pulumi.Output<string>>>;
}

interface TenantApplied {
  readonly program: "tenant";
  /** Permissions that the tenant's apps hold now. Known only after a run, as it rests on every grant. */
  readonly consent: pulumi.Output<readonly ConsentNeed[]>;
}

interface EnvironmentApplied {
  readonly program: "environment";
  readonly environment: string;
  readonly resources: number;
  readonly leftOut: readonly string[];
}

/**
 * Runs the program that the stack's config names: `tenant` (one stack a tenant: apps and consent), `environment`
 * (one stack each: teams, links, switches) or `identities` (who the pipelines are). Throws pulumi.RunError, which Pulumi shows without a stack trace.
 */
export async function runProgram(config: pulumi.Config, isPreview: boolean): Promise<Applied> {
  const program = config.require("program");
  if (program === "identities") {
    // Loaded only here: the azuread package is large, and the other programs do without it.
    const { identitiesProgram } = await import("./identities.ts");
    const identities = config.requireObject<readonly IdentityConfig[]>("identities");
    return { program, clientIds: identitiesProgram(identities) };
  }
  const { org, warnings, places } = loaded(config.require("org"));
  if (program === "tenant") {
    const derived = deriveTenant(org, places);
    const protect = config.getBoolean("protect") ?? true;
    return tenantProgram({ ...derived, resources: derived.resources.map((one) => ({ ...one, protect })) });
  }
  if (program === "environment") {
    const environment = config.require("environment");
    if (!org.environments?.some(({ key }) => key === environment)) {
      throw new pulumi.RunError(
        `store-teams:environment is "${environment}", but the org file declares ` +
          `${(org.environments ?? []).map(({ key }) => `"${key}"`).join(", ") || "no environment"}.`,
      );
    }
    // Stores without a manager are told below, as left out.
    const others = warnings.filter(({ ruleId }) => ruleId !== "R8");
    if (others.length > 0) void pulumi.log.warn(formatProblems(others));
    await checkConsent(requiredConsent(org, environment), config.get("tenantStack"), isPreview);
    return environmentProgram(deriveEnvironment(org, environment, places), environment);
  }
  throw new pulumi.RunError(
    `store-teams:program is "${program}"; expected "tenant", "environment" or "identities".`,
  );
}

function loaded(file: string): ReturnType<typeof loadOrg> {
  try {
    return loadOrg(file);
  } catch (error) {
    if (error instanceof ConfigError) throw new pulumi.RunError(`\n${error.message}`);
    throw error;
  }
}

function tenantProgram(derived: Derived): TenantApplied {
  const declared = declareAll(derived.resources);
  const granted = derived.resources.flatMap((desired) => {
    const id = declared.get(desired.name)?.id;
    // Known once the grant is there, not before: the environments' stacks rest on this output.
    return id === undefined ? [] : [id.apply(() => consentIn(desired))];
  });
  return { program: "tenant", consent: pulumi.all(granted).apply((rows) => rows.flat()) };
}

/** The permissions that one resource stands for. */
function consentIn({ token, props }: DesiredResource): readonly ConsentNeed[] {
  if (token === "graph:AppRoleGrant") {
    const { clientAppId, resourceAppId, role } = props;
    return [{ clientAppId, resourceAppId, permission: role, kind: "application" }];
  }
  if (token !== "graph:DelegatedGrant") return [];
  const { clientAppId, resourceAppId, scopes } = props;
  return scopes.map((permission) => ({ clientAppId, resourceAppId, permission, kind: "delegated" }));
}

function environmentProgram(derived: Derived, environment: string): EnvironmentApplied {
  declareAll(derived.resources);
  const leftOut = derived.leftOut.map(({ storeNumber, name, reason }) =>
    `${storeNumber ?? ""} ${name}: ${reason}`.trim(),
  );
  for (const line of leftOut) void pulumi.log.warn(`left out: ${line}`);
  return { program: "environment", environment, resources: derived.resources.length, leftOut };
}

/**
 * The switches of an environment rest on consent that the tenant stack gives. A preview warns, so that both stacks
 * can be reviewed before either is applied; a run refuses before anything is declared.
 */
async function checkConsent(
  needed: readonly ConsentNeed[],
  tenantStack: string | undefined,
  isPreview: boolean,
): Promise<void> {
  if (needed.length === 0) return;
  const given = tenantStack === undefined ? [] : await consentOf(tenantStack);
  const missing = needed.filter(
    (need) => !given.some((one) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(need))),
  );
  if (missing.length === 0) return;
  const text =
    `consent is missing in the tenant: ${missing.map(({ permission, kind }) => `${permission} (${kind})`).join(", ")}. ` +
    (tenantStack === undefined
      ? "Set store-teams:tenantStack to the stack that gives it."
      : `Run "pulumi up" on ${tenantStack} first.`);
  if (!isPreview) throw new pulumi.RunError(text);
  void pulumi.log.warn(`${text} A run would stop here.`);
}

function sorted(need: ConsentNeed): readonly [string, string, string, string] {
  return [need.clientAppId, need.resourceAppId, need.permission, need.kind];
}

async function consentOf(tenantStack: string): Promise<readonly ConsentNeed[]> {
  const reference = new pulumi.StackReference("tenant", { name: tenantStack });
  const details = await reference.getOutputDetails("applied");
  const consent = (details.value as { consent?: unknown } | undefined)?.consent;
  return Array.isArray(consent) ? (consent as ConsentNeed[]) : [];
}
