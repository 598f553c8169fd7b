import { compareText } from "../../schemas/problem.ts";
import type { Api, AppDeclaration, ConsentRow, Org } from "../../schemas/types/org.ts";
import { apiNames, wellKnownApis } from "./apis.ts";
import { derived } from "./derived.ts";
import type { ConfigPlace, Derived, Desired } from "./desired-resource.ts";
import { nowhere } from "./places.ts";
import type { Places } from "./places.ts";

/** Resource name of an enterprise app. */
function appResource(key: string): string {
  return `app-${key}`;
}

/** A consent row with what it refers to. */
interface Consent {
  readonly row: ConsentRow;
  readonly app: AppDeclaration;
  readonly place: ConfigPlace;
}

function appLabel({ displayName, key }: AppDeclaration): string {
  return displayName ?? key;
}

/** What every resource of the tenant has in common: it is there once for all environments, so it is protected. */
const tenantWide = { protect: true, retainOnDelete: false } as const;

function enterpriseApp(app: AppDeclaration, config: ConfigPlace): Desired<"graph:EnterpriseApp"> {
  return {
    ...tenantWide,
    token: "graph:EnterpriseApp",
    name: appResource(app.key),
    props: {
      appId: app.appId.toLowerCase(),
      ...(app.displayName === undefined ? {} : { displayName: app.displayName }),
    },
    label: appLabel(app),
    because: `integration.apps declares "${app.key}"`,
    dependsOn: [],
    retainOnDelete: (app.onDestroy ?? "retain") === "retain",
    config,
  };
}

/** Features behind some rows, in words. */
function needers(rows: readonly Consent[]): string {
  const features = [...new Set(rows.map(({ row }) => row.for))].sort(compareText);
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
      clientAppId: app.appId.toLowerCase(),
      resourceAppId: wellKnownApis[row.api],
      scopes,
      exclusive: app.exclusive ?? false,
    },
    label: `${appLabel(app)} at ${apiNames[row.api]}, for any user`,
    because: `${needers(rows)}: ${scopes.join(", ")}`,
    dependsOn: [appResource(app.key)],
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
      clientAppId: app.appId.toLowerCase(),
      resourceAppId: wellKnownApis[row.api],
      role: row.permission,
    },
    label: `${appLabel(app)} at ${apiNames[row.api]}: ${row.permission}, as the app itself`,
    because: needers(rows),
    dependsOn: [appResource(app.key)],
    config: place,
  };
}

function consentOf(org: Org, places: Places): readonly Consent[] {
  const apps = new Map((org.integration?.apps ?? []).map((app) => [app.key, app]));
  return (org.integration?.consent ?? []).flatMap((row, index) => {
    const app = apps.get(row.app);
    return app === undefined ? [] : [{ row, app, place: places.at(["integration", "consent", index]) }];
  });
}

/** Groups rows by a key. Every group has at least one row. */
function grouped(
  rows: readonly Consent[],
  keyOf: (row: ConsentRow) => string,
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

/**
 * What the stack of the tenant declares: enterprise apps, one delegated grant for each app and API with the union
 * of its scopes, one grant for each application permission. The org must be valid.
 */
export function deriveTenant(org: Org, places: Places = nowhere): Derived {
  const apps = (org.integration?.apps ?? []).map((app, index) =>
    enterpriseApp(app, places.at(["integration", "apps", index])),
  );
  const consent = consentOf(org, places);
  const delegated = consent.filter(({ row }) => row.kind === "delegated");
  const application = consent.filter(({ row }) => row.kind === "application");
  const key = ({ app, api }: { app: string; api: Api }): string => `${app} ${api}`;
  return derived(
    [
      ...apps,
      ...grouped(delegated, key).map(delegatedGrant),
      ...grouped(application, (row) => `${key(row)} ${row.permission}`).map(appRoleGrant),
    ],
    [],
  );
}
