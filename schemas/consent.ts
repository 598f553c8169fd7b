import { featurePermissions, type NeededPermission } from "./features.ts";
import type { DocumentPath } from "./problem.ts";
import type { Api, ConsentKind, ConsentRow, Feature, Org } from "./types/org.ts";

/** One permission that an app is to hold. */
export interface WantedPermission {
  /** Key of the app. */
  readonly app: string;
  readonly api: Api;
  readonly kind: ConsentKind;
  readonly permission: string;
  /** Features that need it, in the order in which the config names them. Never empty. */
  readonly for: readonly Feature[];
  /** The first declaration that asks for it. */
  readonly path: DocumentPath;
}

/** The parts of a config that say what consent is needed. */
export type ConsentSource = Pick<Org, "environments" | "integration">;

/** A row that names one permission. */
export type PermissionRow = ConsentRow & Required<Pick<ConsentRow, "api" | "kind" | "permission">>;

/** Whether a row names one permission; else it stands for all that its feature needs. */
export function isPermissionRow(row: ConsentRow): row is PermissionRow {
  return row.api !== undefined && row.kind !== undefined && row.permission !== undefined;
}

/**
 * Features that are in use: recordLinking and chat where an environment switches them on. The Commerce side is set
 * up by hand in Commerce headquarters, so an app that serves commerce or taskPublishing is the sign of it.
 */
export function featuresInUse({ environments, integration }: ConsentSource): ReadonlySet<Feature> {
  const served = new Set((integration?.apps ?? []).flatMap(({ serves }) => serves ?? []));
  const switches = (environments ?? []).map(({ collaboration }) => collaboration);
  return new Set<Feature>([
    ...(switches.some((one) => one?.enhanced === true) ? (["recordLinking"] as const) : []),
    ...(switches.some((one) => one?.chat === true) ? (["chat"] as const) : []),
    ...(["commerce", "taskPublishing"] as const).filter((feature) => served.has(feature)),
  ]);
}

/**
 * Every permission that the apps are to hold, each once: the rows that name one, and what the features need for
 * which an app has a row or which it serves and which are in use. Where the documentation leaves the kind open, a row
 * that names the permission decides; without one it is delegated, which can do less.
 */
export function wantedConsent(source: ConsentSource): readonly WantedPermission[] {
  const rows = (source.integration?.consent ?? []).map((row, index) => ({
    row,
    path: ["integration", "consent", index],
  }));
  const named = rows.flatMap(({ row, path }) =>
    isPermissionRow(row)
      ? [{ app: row.app, api: row.api, kind: row.kind, permission: row.permission, for: [row.for], path }]
      : [],
  );
  const byFeature = [
    ...rows.flatMap(({ row, path }) =>
      isPermissionRow(row) ? [] : [{ app: row.app, feature: row.for, path }],
    ),
    ...servedInUse(source),
  ];
  const needed = byFeature.flatMap(({ app, feature, path }) =>
    featurePermissions[feature].flatMap((need): WantedPermission[] => {
      if (need.kind === undefined && named.some((row) => row.app === app && isFor(row, need))) return [];
      const { api, kind = "delegated", permission } = need;
      return [{ app, api, kind, permission, for: [feature], path }];
    }),
  );
  return merged([...named, ...needed]);
}

function isFor(row: WantedPermission, need: NeededPermission): boolean {
  return row.api === need.api && row.permission === need.permission;
}

function servedInUse(source: ConsentSource): { app: string; feature: Feature; path: DocumentPath }[] {
  const inUse = featuresInUse(source);
  return (source.integration?.apps ?? []).flatMap(({ key, serves }, index) =>
    (serves ?? []).flatMap((feature, place) =>
      inUse.has(feature)
        ? [{ app: key, feature, path: ["integration", "apps", index, "serves", place] }]
        : [],
    ),
  );
}

/** The same permission of one app once, with the features of all that ask for it. */
function merged(wanted: readonly WantedPermission[]): readonly WantedPermission[] {
  const byKey = new Map<string, WantedPermission>();
  for (const one of wanted) {
    const key = [one.app, one.api, one.kind, one.permission].join(" ");
    const before = byKey.get(key);
    byKey.set(
      key,
      before === undefined ? one : { ...before, for: [...new Set([...before.for, ...one.for])] },
    );
  }
  return [...byKey.values()];
}
