import type { Org } from "../../schemas/types/org.ts";
import type { ConfigPlace, Derived } from "../derive/desired-resource.ts";
import type { Places } from "../derive/positions.ts";

/** Whom a stack is for, as config says. */
export interface DeclaredTarget {
  readonly tenantId: string;
  readonly domain: string;
  /** Where config says so. */
  readonly place: ConfigPlace;
  /** The environment that the stack works on; unset where it asks nothing of one. */
  readonly environment?: {
    readonly key: string;
    /** Origin, in lower case. */
    readonly url: string;
    readonly organizationId?: string;
    readonly place: ConfigPlace;
  };
}

/** Whether something of a stack lies in a Dataverse environment. */
export function asksDataverse({ resources }: Derived): boolean {
  return resources.some(({ props }) => "environment" in props);
}

/**
 * Reads off an org whom a stack is for. `key`: the environment's, where the stack is one of an environment; it counts
 * where the stack asks it something, or where config names its organization.
 */
export function declaredTarget(
  org: Org,
  { environment: key, isAsked }: { readonly environment: string | undefined; readonly isAsked: boolean },
  places: Places,
): DeclaredTarget {
  const { id, domain } = org.tenant;
  const tenant = {
    tenantId: id.toLowerCase(),
    domain: domain.toLowerCase(),
    place: places.at(["tenant", "id"]),
  };
  const index = (org.environments ?? []).findIndex((environment) => environment.key === key);
  const declared = org.environments?.[index];
  if (declared === undefined || (!isAsked && declared.organizationId === undefined)) return tenant;
  const url = declared.url.toLowerCase();
  const organizationId = declared.organizationId?.toLowerCase();
  return {
    ...tenant,
    environment: {
      key: declared.key,
      url,
      ...(organizationId === undefined ? {} : { organizationId }),
      place: places.at(["environments", index, "url"]),
    },
  };
}
