import { compareText } from "../../../schemas/problem.ts";
import { wantedConsent, type WantedPermission } from "../../../schemas/consent.ts";
import type { Api, AppDeclaration, Org } from "../../../schemas/types/org.ts";
import { apiNames, apisOutsideEveryTenant, wellKnownApis } from "./well-known-apis.ts";
import { apiResource, appLabel, clientProps, registrationName, registrationResource } from "./app-names.ts";
import { appRegistration } from "./app-registration.ts";
import { clientSecret } from "./client-secret.ts";
import { derived } from "../derived.ts";
import type { ConfigPlace, Derived, Desired } from "../desired-resource.ts";
import { nowhere } from "../positions.ts";
import type { Places } from "../positions.ts";

/** Resource name of an enterprise app. */
function appResource(key: string): string {
  return `app-${key}`;
}

/** A wanted permission with what it refers to. */
interface Consent {
  readonly row: WantedPermission;
  readonly app: AppDeclaration;
  readonly place: ConfigPlace;
}

/** What every resource of the tenant has in common: it is there once for all environments, so it is protected. */
const tenantWide = { protect: true, retainOnDelete: false } as const;

function enterpriseApp(app: AppDeclaration, config: ConfigPlace): Desired<"graph:EnterpriseApp"> {
  return {
    ...tenantWide,
    token: "graph:EnterpriseApp",
    name: appResource(app.key),
    props: {
      ...(app.appId === undefined
        ? { uniqueName: registrationName(app) }
        : { appId: app.appId.toLowerCase() }),
      ...(app.displayName === undefined ? {} : { displayName: app.displayName }),
    },
    label: appLabel(app),
    because: `integration.apps declares "${app.key}"`,
    dependsOn: app.registration === undefined ? [] : [registrationResource(app)],
    retainOnDelete: (app.onDestroy ?? "retain") === "retain",
    config,
  };
}

/**
 * The service principal of an API that not every tenant has: the grants at it need it. It is taken over where it is
 * there, and stays in any case: other apps of the tenant may use the API.
 */
function apiApp(api: Api, rows: readonly [Consent, ...Consent[]]): Desired<"graph:EnterpriseApp"> {
  return {
    ...tenantWide,
    token: "graph:EnterpriseApp",
    name: apiResource(api),
    props: { appId: wellKnownApis[api] },
    label: apiNames[api],
    because: `${needers(rows)}: consent is given at this API`,
    dependsOn: [],
    retainOnDelete: true,
    config: rows[0].place,
  };
}

/** What must be there before a grant: the app, and the API where this stack brings it. */
function endsOf(app: AppDeclaration, api: Api): readonly string[] {
  return [...(apisOutsideEveryTenant.has(api) ? [apiResource(api)] : []), appResource(app.key)];
}

/** Features behind some rows, in words. */
function needers(rows: readonly Consent[]): string {
  const features = [...new Set(rows.flatMap(({ row }) => row.for))].sort(compareText);
  return `needed for ${features.join(", ")}`;
}

function delegatedGrant(rows: readonly [Consent, ...Consent[]]): Desired<"graph:DelegatedGrant"> {
  const [{ row, app, place }] = rows;
  const scopes = [...new Set(rows.map((one) => one.row.permission))].sort(compareText);
  return {
    ...tenantWide,
    token: "graph:DelegatedGrant",
    name: `grant-${app.key}-${row.api}`,
    props: {
      ...clientProps(app),
      resourceAppId: wellKnownApis[row.api],
      scopes,
      exclusive: app.exclusive ?? false,
    },
    label: `${appLabel(app)} at ${apiNames[row.api]}, for any user`,
    because: `${needers(rows)}: ${scopes.join(", ")}`,
    dependsOn: endsOf(app, row.api),
    config: place,
  };
}

function appRoleGrant(rows: readonly [Consent, ...Consent[]]): Desired<"graph:AppRoleGrant"> {
  const [{ row, app, place }] = rows;
  return {
    ...tenantWide,
    token: "graph:AppRoleGrant",
    name: `role-${app.key}-${row.api}-${row.permission}`,
    props: {
      ...clientProps(app),
      resourceAppId: wellKnownApis[row.api],
      role: row.permission,
    },
    label: `${appLabel(app)} at ${apiNames[row.api]}: ${row.permission}, as the app itself`,
    because: needers(rows),
    dependsOn: endsOf(app, row.api),
    config: place,
  };
}

function consentOf(org: Org, places: Places): readonly Consent[] {
  const apps = new Map((org.integration?.apps ?? []).map((app) => [app.key, app]));
  return wantedConsent(org).flatMap((row) => {
    const app = apps.get(row.app);
    return app === undefined ? [] : [{ row, app, place: places.at(row.path) }];
  });
}

/** Groups rows by a key. Every group has at least one row. */
function grouped(
  rows: readonly Consent[],
  keyOf: (row: WantedPermission) => string,
): readonly [Consent, ...Consent[]][] {
  const groups = new Map<string, [Consent, ...Consent[]]>();
  for (const consent of rows) {
    const key = keyOf(consent.row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [consent]);
    else group.push(consent);
  }
  return [...groups.values()];
}

function registrationsOf(
  org: Org,
  consent: readonly Consent[],
  places: Places,
): readonly Desired<"graph:AppRegistration">[] {
  const people = new Map((org.people ?? []).map((person) => [person.id, person]));
  const rows = consent.map(({ row }) => row);
  return (org.integration?.apps ?? []).flatMap((app, index) => {
    const place = places.at(["integration", "apps", index, "registration"]);
    const { registration } = app;
    return registration === undefined
      ? []
      : [appRegistration(app, registration, { consent: rows, people, place })];
  });
}

function secretsOf(org: Org, places: Places): readonly Desired<"graph:ClientSecret">[] {
  return (org.integration?.apps ?? []).flatMap((app, index) => {
    const secret = app.registration?.secret;
    const place = places.at(["integration", "apps", index, "registration", "secret"]);
    return secret === undefined ? [] : [clientSecret(app, secret, place)];
  });
}

/**
 * What the stack of the tenant declares: registrations and their secrets, enterprise apps, those of the APIs that not every tenant has,
 * one delegated grant for each app and API with the union of its scopes, one grant for each application permission. The
 * org must be valid.
 */
export function deriveTenant(org: Org, places: Places = nowhere): Derived {
  const apps = (org.integration?.apps ?? []).map((app, index) =>
    enterpriseApp(app, places.at(["integration", "apps", index])),
  );
  const consent = consentOf(org, places);
  const atApis = consent.filter(({ row }) => apisOutsideEveryTenant.has(row.api));
  const delegated = consent.filter(({ row }) => row.kind === "delegated");
  const application = consent.filter(({ row }) => row.kind === "application");
  const key = ({ app, api }: { app: string; api: Api }): string => `${app} ${api}`;
  return derived(
    [
      ...apps,
      ...registrationsOf(org, consent, places),
      ...secretsOf(org, places),
      ...grouped(atApis, ({ api }) => api).map((rows) => apiApp(rows[0].row.api, rows)),
      ...grouped(delegated, key).map(delegatedGrant),
      ...grouped(application, (row) => `${key(row)} ${row.permission}`).map(appRoleGrant),
    ],
    [],
  );
}
