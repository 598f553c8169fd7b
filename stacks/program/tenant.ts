import * as pulumi from "@pulumi/pulumi";
import type { CompleteOrg } from "../../schemas/validate.ts";
import { brake, brakeSettings } from "./checks/enforce-brakes.ts";
import { checkConsentBrakes, consentGone, consentKey, type ConsentChange } from "../brakes/check.ts";
import { stopWithoutSignIn } from "./checks/could-not-read.ts";
import { checkTarget } from "./checks/target.ts";
import { appliedTarget, type AppliedTarget } from "../target/compare.ts";
import { declaredTarget } from "../target/declared.ts";
import { connected } from "./connect.ts";
import { declareAll, rememberedBy, type StoreTeamsResource } from "./declare.ts";
import { registrationResource, secretResource } from "../derive/tenant/app-names.ts";
import type { DesiredResource } from "../derive/desired-resource.ts";
import type { ConsentNeed } from "../derive/environment.ts";
import type { AppliedResource } from "../brakes/applied-rosters.ts";
import type { Places } from "../derive/positions.ts";
import { deriveTenant } from "../derive/tenant/enterprise-apps.ts";
import { consentPreview } from "../review/consent-preview.ts";
import { permissionWords } from "../permissions/words.ts";
import { planFacts, type PlanFacts } from "../review/facts.ts";
import { guardedApps } from "../permissions/pipeline-identities.ts";
import { consentRows } from "./consent-given.ts";
import { lastApplied, resourcesApplied } from "./stack-outputs.ts";
import type { StackSettings } from "./stack-settings.ts";

export interface TenantApplied extends AppliedTarget {
  readonly program: "tenant";
  /** Permissions that the tenant's apps hold now. Known only after a run, as it rests on every grant. */
  readonly consent: pulumi.Output<readonly ConsentNeed[]>;
  /** Application ids of the apps that this stack registers, by their keys: what headquarters is given. */
  readonly applicationIds?: Readonly<Record<string, pulumi.Output<unknown>>>;
  /** Client secrets that the state keeps, by the keys of their apps. */
  readonly clientSecrets?: Readonly<Record<string, pulumi.Output<string | undefined>>>;
}

/** Enterprise apps and consent: one stack a tenant. `protect` makes the engine refuse to remove any of them. */
export async function tenantProgram(
  org: CompleteOrg,
  places: Places,
  settings: StackSettings,
  isPreview: boolean,
): Promise<TenantApplied> {
  const { protect } = settings;
  const target = appliedTarget("tenant", undefined, org.tenant.id);
  const part = { environment: undefined, isAsked: false };
  await checkTarget(declaredTarget(org, part, places), target, isPreview, connected);
  const resources = deriveTenant(org, places).resources.map((desired) => ({ ...desired, protect }));
  const wanted = resources.flatMap(consentIn);
  // Asked in a run as well: a plan holds what the preview asked, and the engine expects the same of the run.
  const applied = await lastApplied("consent");
  const before = consentRows(applied);
  const facts = planFacts(org, { stack: pulumi.getStack(), program: "tenant" }, places);
  if (isPreview) for (const line of consentPreview(before, wanted, facts)) void pulumi.log.info(line);
  const granted = (await resourcesApplied()).flatMap(consentApplied);
  const change = { before: applied === undefined ? undefined : before, granted, now: wanted };
  const guarded = consentGone(change).length === 0 ? [] : await appsGuardedNow();
  brakeConsent({ ...change, guarded }, facts, settings);
  const declared = await declareAll(resources);
  const consent = resources.flatMap((desired) => {
    const id = declared.get(desired.name)?.id;
    // Known once the grant is there, not before: the environments' stacks rest on this output.
    return id === undefined ? [] : [id.apply(() => consentIn(desired))];
  });
  return {
    ...target,
    program: "tenant",
    consent: pulumi.all(consent).apply((rows) => rows.flat()),
    ...registered(org, declared),
  };
}

async function appsGuardedNow(): ReturnType<typeof guardedApps> {
  try {
    return await guardedApps(pulumi.getStack(), connected);
  } catch (error) {
    stopWithoutSignIn(error);
    throw error;
  }
}

/** What people need to give headquarters. Nothing is said where nothing is registered. */
function registered(
  org: CompleteOrg,
  declared: ReadonlyMap<string, StoreTeamsResource>,
): Pick<TenantApplied, "applicationIds" | "clientSecrets"> {
  const apps = (org.integration?.apps ?? []).filter(({ registration }) => registration !== undefined);
  const applicationIds = apps.flatMap((app) => {
    const registration = declared.get(registrationResource(app));
    return registration === undefined
      ? []
      : [[app.key, rememberedBy(registration).apply((remembered) => remembered["appId"])] as const];
  });
  const clientSecrets = apps.flatMap((app) => {
    const isOutput = app.registration?.secret?.keptIn === "stackOutput";
    const value = isOutput ? declared.get(secretResource(app))?.clientSecret : undefined;
    return value === undefined ? [] : [[app.key, pulumi.secret(value)] as const];
  });
  return {
    ...(applicationIds.length === 0 ? {} : { applicationIds: Object.fromEntries(applicationIds) }),
    ...(clientSecrets.length === 0 ? {} : { clientSecrets: Object.fromEntries(clientSecrets) }),
  };
}

/** Throws when a run would take or give more than the stack's limits allow. */
function brakeConsent(change: ConsentChange, facts: PlanFacts, settings: StackSettings): void {
  const isHighRisk = ({ permission, kind }: ConsentNeed): boolean =>
    ["high", "unknown"].includes(permissionWords(permission, kind).risk);
  const rows = [...(change.before ?? []), ...change.granted, ...change.now];
  const labels = Object.fromEntries(rows.map((row) => [consentKey(row), inWords(row, facts)]));
  const result = checkConsentBrakes(change, isHighRisk, brakeSettings(settings));
  brake(result, labels);
}

/** The permissions that one resource of the state stands for: it has the properties that it was declared with. */
function consentApplied(applied: AppliedResource): readonly ConsentNeed[] {
  return consentIn(applied as unknown as DesiredResource);
}

/** "Group.ReadWrite.All (application) of Microsoft Teams Commerce". */
function inWords({ permission, kind, clientAppId }: ConsentNeed, { apps }: PlanFacts): string {
  return `${permission} (${kind}) of ${apps.get(clientAppId) ?? clientAppId}`;
}

/** The permissions that one resource stands for. */
function consentIn({ token, props }: DesiredResource): readonly ConsentNeed[] {
  if (token === "graph:AppRoleGrant") {
    const { resourceAppId, role } = props;
    return [{ clientAppId: clientIn(props), resourceAppId, permission: role, kind: "application" }];
  }
  if (token !== "graph:DelegatedGrant") return [];
  const { resourceAppId, scopes } = props;
  const clientAppId = clientIn(props);
  return scopes.map((permission) => ({ clientAppId, resourceAppId, permission, kind: "delegated" }));
}

function clientIn(props: { clientAppId?: string; clientUniqueName?: string }): string {
  return props.clientAppId ?? props.clientUniqueName ?? "";
}
