import type { DelegatedGrant } from "../../../schemas/types/resources.ts";
import { objectIn } from "../../core/answers.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { changedFields } from "../../core/compare.ts";
import { ApiError, isPassing, RefusedError } from "../../core/errors.ts";
import { optionalText, textAt } from "../../core/json.ts";
import { waitUntilShown } from "../../core/wait-until-shown.ts";
import { asRemoteId, presentId, type ResourceType, type Target } from "../../core/resource-type.ts";
import {
  bothEnds,
  clientOf,
  findBothEnds,
  nameOfApp,
  referenceProblem,
  undeclaredScopes,
  type Ends,
} from "./service-principals.ts";

export interface Remote {
  /** All scopes on the grant, those of others included. */
  readonly scopes: readonly string[];
}

/** Longest scope text a grant holds. Source: Microsoft Graph "oauth2PermissionGrant", read 2026-11. */
const scopeTextMax = 3850;

/**
 * Tenant-wide delegated consent: one grant a client and API, which holds all scopes of all features.
 * The service replaces the whole scope text on PATCH, so scopes of others are read first and sent back,
 * unless config says exclusive. Source: Microsoft Graph "oauth2PermissionGrant" pages, read 2026-11.
 */
export const delegatedGrant: ResourceType<DelegatedGrant, Remote> = {
  token: "graph:DelegatedGrant",
  permissions: {
    observe: ["Directory.Read.All", "Application.Read.All"],
    apply: ["DelegatedPermissionGrant.ReadWrite.All"],
  },
  title: (props) => `delegated grant of ${nameOfApp(clientOf(props))} at ${props.resourceAppId}`,
  check: (props) =>
    [
      referenceProblem(clientOf(props), "clientAppId"),
      props.scopes.join(" ").length <= scopeTextMax
        ? undefined
        : { property: "scopes", reason: `all scopes together are longer than ${scopeTextMax} characters` },
    ].filter((one) => one !== undefined),

  observe: async (api, props) => {
    const ends = await findBothEnds(api, props);
    if (ends === undefined) return { kind: "absent" };
    const grant = await findGrant(api, textAt(ends.client, "id"), textAt(ends.resource, "id"));
    if (grant === undefined) return { kind: "absent" };
    const scopes = scopesOf(grant);
    return {
      kind: "present",
      id: asRemoteId(textAt(grant, "id")),
      value: { ...identityOf(props), scopes },
      remote: { scopes },
    };
  },

  // A grant has no owner. Ours and others' scopes live in it side by side.
  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent")
      return [{ kind: "create", part: "delegated grant", body: { ...desired } }];
    const identity = changedFields({ ...identityOf(desired) }, observed.value);
    if (identity.length > 0) return [{ kind: "replace", part: "delegated grant", because: identity }];
    const there: readonly string[] = observed.value.scopes ?? [];
    const missing = desired.scopes.filter((scope) => !there.includes(scope));
    const extra = desired.exclusive ? there.filter((scope) => !desired.scopes.includes(scope)) : [];
    return [
      ...(missing.length > 0 ? [{ kind: "link" as const, part: "scopes", targets: missing }] : []),
      ...(extra.length > 0 ? [{ kind: "unlink" as const, part: "scopes", targets: extra }] : []),
    ];
  },

  // Permissions that others gave to the app are in no state.
  decides: ({ exclusive }, before) =>
    before.exclusive === undefined || before.exclusive === exclusive
      ? []
      : [{ path: "exclusive", from: before.exclusive, to: exclusive }],

  planRemoval: (last, observed) => {
    if (observed.kind === "absent") return [];
    const others = (observed.value.scopes ?? []).filter((scope) => !last.scopes.includes(scope));
    if (others.length === 0 || last.exclusive) return [{ kind: "delete", part: "delegated grant" }];
    const ours = (observed.value.scopes ?? []).filter((scope) => last.scopes.includes(scope));
    return ours.length === 0 ? [] : [{ kind: "unlink", part: "scopes", targets: ours }];
  },

  apply: async (api, step, target) => {
    switch (step.kind) {
      case "create":
        return asRemoteId(await createGrant(api, target.props));
      case "link":
      case "unlink": {
        const id = presentId(target.observed);
        const scopes = scopesAfter(step.kind, step.targets, await scopesNow(api, id));
        await api.graph.send("PATCH", `/oauth2PermissionGrants/${id}`, { scope: scopes.join(" ") });
        return id;
      }
      case "delete": {
        const id = presentId(target.observed);
        await api.graph.send("DELETE", `/oauth2PermissionGrants/${id}`);
        return id;
      }
      default:
        throw new Error(`a delegated grant has no step "${step.kind}"`);
    }
  },

  describe: (observed, mentioned) => {
    const there: readonly string[] = observed.value.scopes ?? [];
    // Scopes of others are none of our business unless config says exclusive.
    const shown = mentioned.exclusive ? there : there.filter((scope) => mentioned.scopes.includes(scope));
    return { ...mentioned, scopes: shown.toSorted() };
  },
  remember: () => ({}),
  recall: () => ({ scopes: [] }),
};

/** What a grant is found by. */
function identityOf({ clientAppId, clientUniqueName, resourceAppId }: Ends): Ends {
  return {
    ...(clientAppId === undefined ? {} : { clientAppId }),
    ...(clientUniqueName === undefined ? {} : { clientUniqueName }),
    resourceAppId,
  };
}

/** Only the tenant-wide grant counts; a single user's own consent is another thing. */
async function findGrant(api: Reader, clientId: string, resourceId: string): Promise<JsonObject | undefined> {
  // Filtered by client: the service shows new grants sooner that way.
  const filter = encodeURIComponent(`clientId eq '${clientId}'`);
  const grants = await api.graph.list(`/oauth2PermissionGrants?$filter=${filter}`);
  return grants.find(
    (grant) => grant["consentType"] === "AllPrincipals" && grant["resourceId"] === resourceId,
  );
}

/** Grants written by the consent prompt were seen with a leading space; empties are dropped. */
function scopesOf(grant: JsonObject): DelegatedGrant["scopes"] {
  const scopes = (optionalText(grant, "scope") ?? "").split(" ").filter((scope) => scope !== "");
  return [...new Set(scopes)].toSorted();
}

/** Read again right before the write: two steps of one plan follow each other, and others may have added theirs. */
async function scopesNow(api: Reader, id: string): Promise<readonly string[]> {
  return scopesOf(await api.graph.get(`/oauth2PermissionGrants/${id}`));
}

function scopesAfter(
  kind: "link" | "unlink",
  targets: readonly string[],
  now: readonly string[],
): readonly string[] {
  const kept = now.filter((scope) => !targets.includes(scope));
  return (kind === "link" ? [...kept, ...targets] : kept).toSorted();
}

async function createGrant(
  api: Parameters<typeof delegatedGrant.apply>[0],
  props: Target<DelegatedGrant, Remote>["props"],
): Promise<string> {
  const { client, resource } = await bothEnds(api, props);
  const unknown = undeclaredScopes(resource, props.scopes);
  if (unknown.length > 0) {
    throw new RefusedError(
      `"${textAt(resource, "displayName")}" declares no delegated permission ${unknown.join(", ")}. Check the config.`,
    );
  }
  const body = {
    clientId: textAt(client, "id"),
    consentType: "AllPrincipals",
    resourceId: textAt(resource, "id"),
    scope: props.scopes.join(" "),
  };
  try {
    const response = await api.graph.send("POST", "/oauth2PermissionGrants", body);
    return textAt(objectIn(response), "id");
  } catch (error) {
    // Unknown outcome, or somebody was quicker (409): look before anything else is said.
    const isThere =
      error instanceof ApiError && (error.status === 409 || /already exist/i.test(error.serviceMessage));
    if (!isPassing(error) && !isThere) throw error;
    const find = (): Promise<JsonObject | undefined> => findGrant(api, body.clientId, body.resourceId);
    const found = isThere ? await waitUntilShown(api, delegatedGrant.title(props), find) : await find();
    if (found === undefined) throw error;
    return textAt(found, "id");
  }
}
