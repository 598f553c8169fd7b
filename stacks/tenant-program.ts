import * as pulumi from "@pulumi/pulumi";
import type { CompleteOrg } from "../schemas/validate.ts";
import { declareAll } from "./declare.ts";
import type { DesiredResource } from "./derive/desired-resource.ts";
import type { ConsentNeed } from "./derive/environment.ts";
import type { Places } from "./derive/places.ts";
import { deriveTenant } from "./derive/tenant.ts";

export interface TenantApplied {
  readonly program: "tenant";
  /** Permissions that the tenant's apps hold now. Known only after a run, as it rests on every grant. */
  readonly consent: pulumi.Output<readonly ConsentNeed[]>;
}

/** Enterprise apps and consent: one stack a tenant. `protect` makes the engine refuse to remove any of them. */
export function tenantProgram(org: CompleteOrg, places: Places, protect: boolean): TenantApplied {
  const resources = deriveTenant(org, places).resources.map((desired) => ({ ...desired, protect }));
  const declared = declareAll(resources);
  const granted = resources.flatMap((desired) => {
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

/** What a tenant's stack last granted. Empty when it was never applied. */
export async function consentOf(tenantStack: string): Promise<readonly ConsentNeed[]> {
  const reference = new pulumi.StackReference("tenant", { name: tenantStack });
  const details = await reference.getOutputDetails("applied");
  const consent = (details.value as { consent?: unknown } | undefined)?.consent;
  return Array.isArray(consent) ? (consent as ConsentNeed[]) : [];
}
