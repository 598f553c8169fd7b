import type { WantedPermission } from "../../../schemas/consent.ts";
import { compareText } from "../../../schemas/problem.ts";
import type { AppDeclaration, Person, Registration } from "../../../schemas/types/org.ts";
import type { AppRegistration, RequestedPermission } from "../../../schemas/types/resources.ts";
import { apisOutsideEveryTenant, wellKnownApis } from "./well-known-apis.ts";
import { apiResource, appLabel, registrationName, registrationResource } from "./app-names.ts";
import type { ConfigPlace, Desired } from "../desired-resource.ts";

/** What a registration refers to. */
interface Surroundings {
  /** What consent gives to any app of the tenant. */
  readonly consent: readonly WantedPermission[];
  readonly people: ReadonlyMap<string, Person>;
  readonly place: ConfigPlace;
}

/**
 * The registration of an app: it asks for what the grants give, and Microsoft Entra sends people back to Commerce
 * headquarters. The APIs come first, because the ids of their permissions are read from this tenant.
 */
export function appRegistration(
  app: AppDeclaration,
  registration: Registration,
  { consent, people, place }: Surroundings,
): Desired<"graph:AppRegistration"> {
  const { hqUrls, owners, federatedCredentials } = registration;
  const own = consent.filter((row) => row.app === app.key);
  const apis = [...new Set(own.map(({ api }) => api))].filter((api) => apisOutsideEveryTenant.has(api));
  return {
    token: "graph:AppRegistration",
    name: registrationResource(app),
    props: {
      uniqueName: registrationName(app),
      ...(app.appId === undefined ? {} : { existingAppId: app.appId.toLowerCase() }),
      displayName: appLabel(app),
      signInAudience: "AzureADMyOrg",
      redirectUris: hqUrls.map((url) => `${url}/oauth`).toSorted(compareText),
      permissions: requestedBy(own),
      ...(owners === undefined ? {} : { owners: namesOf(owners, people) }),
      ...(federatedCredentials === undefined ? {} : { federatedCredentials: byKey(federatedCredentials) }),
    },
    label: `${appLabel(app)}: app registration`,
    because: `integration.apps registers "${app.key}" for ${hqUrls.toSorted(compareText).join(", ")}`,
    dependsOn: apis.map(apiResource).sort(compareText),
    // There once for all environments.
    protect: true,
    retainOnDelete: (app.onDestroy ?? "retain") === "retain",
    config: place,
  };
}

/** Each permission once, sorted. */
function requestedBy(rows: readonly WantedPermission[]): RequestedPermission[] {
  const byText = new Map(
    rows.map(({ api, kind, permission }) => [
      `${api} ${kind} ${permission}`,
      { resourceAppId: wellKnownApis[api], kind, permission },
    ]),
  );
  return [...byText].sort(([left], [right]) => compareText(left, right)).map(([, permission]) => permission);
}

/** User principal names of people by id. The rules have seen to it that all are declared. */
function namesOf(ids: readonly string[], people: ReadonlyMap<string, Person>): string[] {
  const names = ids.flatMap((id) => people.get(id)?.upn.toLowerCase() ?? []);
  return [...new Set(names)].sort(compareText);
}

function byKey(
  credentials: NonNullable<Registration["federatedCredentials"]>,
): NonNullable<AppRegistration["federatedCredentials"]> {
  return Object.fromEntries(
    credentials
      .toSorted((left, right) => compareText(left.key, right.key))
      .map(({ key, issuer, subject, audience }) => [
        key,
        // The audience that Microsoft Entra proposes for tokens of other issuers.
        { issuer, subject, audience: audience ?? "api://AzureADTokenExchange" },
      ]),
  );
}
