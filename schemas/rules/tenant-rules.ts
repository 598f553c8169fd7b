import type { OrgModel } from "../org-model.ts";
import { featurePermissions } from "../features.ts";
import type { NeededPermission } from "../features.ts";
import type { DocumentPath } from "../problem.ts";
import type { ConsentRow, Feature, TeamSettings } from "../types/org.ts";
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

/** R23: the consent list covers what the features in use need. */
export function* consentCoversFeatures(model: OrgModel): Iterable<RuleFinding> {
  const { root, knows } = model;
  if (!knows("integration")) return;
  const consent = root.integration?.consent ?? [];
  yield* featuresOfRows(consent);
  yield* knownPermissions(consent);
  if (knows("environments")) yield* featuresOfEnvironments(model, consent);
}

function covers(row: ConsentRow, need: NeededPermission): boolean {
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
function* featuresOfRows(consent: readonly ConsentRow[]): Iterable<RuleFinding> {
  const rowsOfApp = Map.groupBy(consent, (row) => row.app);
  const told = new Set<string>();
  for (const [index, { app, for: feature }] of consent.entries()) {
    const key = `${app} ${feature}`;
    if (told.has(key)) continue;
    told.add(key);
    const missing = featurePermissions[feature].filter(
      (need) => rowsOfApp.get(app)?.some((row) => covers(row, need)) !== true,
    );
    if (missing.length === 0) continue;
    yield {
      path: ["integration", "consent", index, "for"],
      message: `${feature} needs more than app "${app}" may do: ${missing.map(needInWords).join(", ")}`,
      mend: `Add ${missing.length === 1 ? "a row" : "rows"} for it to \`integration.consent\`.`,
    };
  }
}

/** A permission that no feature knows is probably a slip of the pen when one with nearly the same name exists. */
function* knownPermissions(consent: readonly ConsentRow[]): Iterable<RuleFinding> {
  for (const [index, row] of consent.entries()) {
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

function* featuresOfEnvironments({ root }: OrgModel, consent: readonly ConsentRow[]): Iterable<RuleFinding> {
  const consented = new Set<Feature>(consent.map((row) => row.for));
  for (const [index, { collaboration }] of (root.environments ?? []).entries()) {
    if (collaboration?.enhanced !== true) continue;
    const path = ["environments", index, "collaboration", "enhanced"];
    if (!collaboration.basic) {
      yield {
        path,
        message: "enhanced collaboration needs basic collaboration, which is off",
        mend: "Set `basic: true`, or `enhanced: false`.",
      };
    }
    if (!consented.has("recordLinking")) {
      const needs = featurePermissions.recordLinking.map(needInWords).join(", ");
      yield {
        path,
        message: `enhanced collaboration needs consent for recordLinking: ${needs}`,
        mend: "Add rows with `for: recordLinking` to `integration.consent`, or set `enhanced: false`.",
      };
    }
  }
}
