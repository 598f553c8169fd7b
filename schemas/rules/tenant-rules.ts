import type { OrgModel } from "../org-model.ts";
import { isPermissionRow, wantedConsent, type WantedPermission } from "../consent.ts";
import { featurePermissions } from "../features.ts";
import type { NeededPermission } from "../features.ts";
import type { DocumentPath } from "../problem.ts";
import type { ConsentRow, Registration, TeamSettings } from "../types/org.ts";
import { closest } from "../suggest.ts";
import type { RuleFinding } from "./rule.ts";

/** Part of R21: what deletes teams is said twice, because the engine cannot tell a closing from a destroy. */
export function* deletionIsExplicit(model: OrgModel): Iterable<RuleFinding> {
  const { root, nodes, settings } = model;
  yield* pairOf(root.defaults?.team, settings.defaults, ["defaults", "team"]);
  for (const entry of nodes) {
    yield* pairOf(entry.node.team, settings.of(entry), ["nodes", entry.index, "team"]);
  }
}

function* pairOf(
  own: TeamSettings | undefined,
  effective: { readonly onClose: string; readonly onDestroy: string },
  at: DocumentPath,
): Iterable<RuleFinding> {
  if (effective.onClose !== "delete" || effective.onDestroy === "delete") return;
  const key = own?.onClose === undefined ? "onDestroy" : "onClose";
  // Only where one of the two is written: what merely inherits the pair is told once, above.
  if (own?.[key] === undefined) return;
  yield {
    path: [...at, key],
    message: `onClose is delete here, but onDestroy is ${effective.onDestroy}, which keeps the team`,
    mend: "Write `onDestroy: delete` as well, or `onClose: archive`.",
  };
}

/** R23: what the apps may do covers what the features in use need. */
export function* consentCoversFeatures(model: OrgModel): Iterable<RuleFinding> {
  const { root, knows } = model;
  if (!knows("integration")) return;
  const wanted = wantedConsent(root);
  const rows = root.integration?.consent ?? [];
  yield* featuresOfRows(rows, wanted);
  yield* knownPermissions(rows);
  if (knows("environments")) yield* featuresOfEnvironments(model, wanted);
}

function covers(row: WantedPermission, need: NeededPermission): boolean {
  return (
    row.api === need.api &&
    row.permission === need.permission &&
    (need.kind === undefined || row.kind === need.kind)
  );
}

function needInWords({ api, kind, permission }: NeededPermission): string {
  return `${permission} (${api}, ${kind ?? "delegated"})`;
}

/** An app that has one permission for a feature needs all of them. */
function* featuresOfRows(
  rows: readonly ConsentRow[],
  wanted: readonly WantedPermission[],
): Iterable<RuleFinding> {
  const wantedOf = Map.groupBy(wanted, ({ app }) => app);
  const told = new Set<string>();
  for (const [index, { app, for: feature }] of rows.entries()) {
    const key = `${app} ${feature}`;
    if (told.has(key)) continue;
    told.add(key);
    const missing = featurePermissions[feature].filter(
      (need) => wantedOf.get(app)?.some((row) => covers(row, need)) !== true,
    );
    if (missing.length === 0) continue;
    yield {
      path: ["integration", "consent", index, "for"],
      message: `${feature} needs more than app "${app}" may do: ${missing.map(needInWords).join(", ")}`,
      mend: `Add \`- { app: ${app}, for: ${feature} }\`, which stands for all of it, to \`integration.consent\`.`,
    };
  }
}

/** A permission that no feature knows is probably a slip of the pen when one with nearly the same name exists. */
function* knownPermissions(rows: readonly ConsentRow[]): Iterable<RuleFinding> {
  for (const [index, row] of rows.entries()) {
    if (!isPermissionRow(row)) continue;
    const known = featurePermissions[row.for].map(({ permission }) => permission);
    if (known.includes(row.permission)) continue;
    const meant = closest(row.permission, known);
    if (meant === undefined) continue;
    yield {
      path: ["integration", "consent", index, "permission"],
      severity: "warning",
      message: `${row.for} is not known to need "${row.permission}"`,
      mend: `Did you mean "${meant}"?`,
    };
  }
}

function* featuresOfEnvironments(
  { root }: OrgModel,
  wanted: readonly WantedPermission[],
): Iterable<RuleFinding> {
  const consented = new Set(wanted.flatMap((row) => row.for));
  for (const [index, { collaboration, tables }] of (root.environments ?? []).entries()) {
    const at = ["environments", index, "collaboration"];
    if (tables !== undefined && tables.length > 0 && collaboration?.basic === false) {
      yield {
        path: ["environments", index, "tables"],
        message: "tables can be turned on for Teams only while basic collaboration is on",
        mend: "Set `collaboration: { basic: true, … }`, or remove `tables`.",
      };
    }
    if (collaboration?.enhanced === true && !collaboration.basic) {
      yield {
        path: [...at, "enhanced"],
        message: "enhanced collaboration needs basic collaboration, which is off",
        mend: "Set `basic: true`, or `enhanced: false`.",
      };
    }
    for (const [key, feature, words] of switchedFeatures) {
      if (collaboration?.[key] !== true || consented.has(feature)) continue;
      const needs = featurePermissions[feature].map(needInWords).join(", ");
      yield {
        path: [...at, key],
        message: `${words} needs consent for ${feature}: ${needs}`,
        mend: `Write \`serves: [${feature}]\` at an app in \`integration.apps\`, or set \`${key}: false\`.`,
      };
    }
  }
}

/** Switches of an environment and the features that they turn on. */
const switchedFeatures = [
  ["enhanced", "recordLinking", "enhanced collaboration"],
  ["chat", "chat", "chat"],
] as const;

/** R24: each app can be found, and its registration is one that the service takes. */
export function* appsCanBeFound({ root, knows, personIds }: OrgModel): Iterable<RuleFinding> {
  if (!knows("integration")) return;
  for (const [index, { key, appId, displayName, registration }] of (root.integration?.apps ?? []).entries()) {
    const path = ["integration", "apps", index];
    if (appId === undefined && registration === undefined) {
      yield {
        path,
        message: `the app "${key}" has neither an application id nor a registration`,
        mend: "Write the `appId` of the app, or a `registration` when this file shall register it.",
      };
    }
    if (registration !== undefined && displayName === undefined) {
      yield {
        path,
        message: `the app "${key}" is registered without a name`,
        mend: "Add `displayName`, such as Microsoft Teams Commerce.",
      };
    }
    if (registration === undefined) continue;
    if (knows("people")) yield* ownersAreDeclared(registration, [...path, "registration"], personIds);
    yield* credentialsDiffer(registration, [...path, "registration"]);
  }
}

function* ownersAreDeclared(
  { owners = [] }: Registration,
  path: DocumentPath,
  personIds: ReadonlySet<string>,
): Iterable<RuleFinding> {
  for (const [place, id] of owners.entries()) {
    if (personIds.has(id)) continue;
    const meant = closest(id, personIds);
    yield {
      path: [...path, "owners", place],
      message: `no person has the id "${id}"`,
      mend: meant === undefined ? "Add it under `people`." : `Did you mean "${meant}"?`,
    };
  }
}

/** The service refuses two credentials of one name, and two with the same issuer and subject. */
function* credentialsDiffer(
  { federatedCredentials = [] }: Registration,
  path: DocumentPath,
): Iterable<RuleFinding> {
  const tokens = new Map<string, string>();
  const keys = new Set<string>();
  for (const [place, { key, issuer, subject }] of federatedCredentials.entries()) {
    const at = [...path, "federatedCredentials", place];
    const twin = tokens.get(`${issuer} ${subject}`);
    if (keys.has(key)) {
      yield {
        path: [...at, "key"],
        message: `two federated credentials have the key "${key}"`,
        mend: "Give one of them another key.",
      };
    } else if (twin !== undefined) {
      yield {
        path: [...at, "subject"],
        message: `the credential "${key}" has the same issuer and subject as "${twin}"`,
        mend: "Remove one of the two.",
      };
    }
    keys.add(key);
    tokens.set(`${issuer} ${subject}`, key);
  }
}
