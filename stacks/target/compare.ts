import type { AnsweringOrganization, AnsweringTenant } from "../../providers/who-answers.ts";
import type { ConfigPlace } from "../derive/desired-resource.ts";
import type { DeclaredTarget } from "./declared.ts";

/** What is told with a reason when nothing can be said of who answers. */
export const notFoundOut =
  "whether the tenant that answers is the one that config names could not be found out";

/** A thing that config names and that is another one in truth: both names, and how to mend it. */
export interface OtherTarget {
  readonly problem: string;
  readonly mend: string;
}

/** Head of every refusal because of another target: a run has sent nothing that changes something by then. */
export const otherTargetTitle = "config is for another target than the one that answers:";

function at({ file, line }: ConfigPlace): string {
  return file === "" ? "" : `${file}:${line} `;
}

/** What is wrong with the tenant of the sign-in; its domain is looked at only where it is the right one. */
export function otherTenant(declared: DeclaredTarget, found: AnsweringTenant): readonly OtherTarget[] {
  const { tenantId, domain, place } = declared;
  const named = `"${found.displayName}" (${found.id})`;
  if (tenantId !== found.id) {
    return [
      {
        problem: `${at(place)}config names the tenant ${tenantId} (${domain}); the sign-in leads to ${named}, ${listed(found.verifiedDomains)}`,
        mend: "Sign in to the tenant that is meant (AZURE_TENANT_ID and its identity), or correct `tenant`.",
      },
    ];
  }
  if (found.verifiedDomains.includes(domain)) return [];
  return [
    {
      problem: `${at(place)}config names the domain ${domain}, which is not verified in the tenant ${named}: ${listed(found.verifiedDomains)}`,
      mend: "Write a domain of the tenant, or verify this one in Microsoft Entra.",
    },
  ];
}

function listed(domains: readonly string[]): string {
  const shown = domains.slice(0, 5).join(", ");
  return domains.length === 0
    ? "without a verified domain"
    : `with ${shown}${domains.length > 5 ? ", …" : ""}`;
}

/** What is wrong with the organization that answers at the address of the stack's environment. */
export function otherOrganization(
  { environment, tenantId }: DeclaredTarget,
  found: AnsweringOrganization,
): readonly OtherTarget[] {
  if (environment === undefined) return [];
  const { key, url, organizationId, place } = environment;
  const who = `organization "${found.name}" (${found.id})`;
  const head = `${at(place)}environment "${key}": `;
  if (organizationId !== undefined && organizationId !== found.id) {
    const problem = `${head}config names the organization ${organizationId}; at ${url} the ${who} answers`;
    return [
      { problem, mend: "Correct `url` or `organizationId`: an address may have passed to another one." },
    ];
  }
  if (found.tenantId !== undefined && found.tenantId !== tenantId) {
    const problem = `${head}config names the tenant ${tenantId}; the ${who} belongs to ${found.tenantId}`;
    return [{ problem, mend: "Write the address of an environment of this tenant." }];
  }
  if (organizationId === undefined && found.url !== undefined && found.url !== url) {
    const problem = `${head}config names ${url}; the ${who} that answers there has the address ${found.url}`;
    return [
      {
        problem,
        mend: "Write its own address, or name it by `organizationId`; see STORE_TEAMS_ENDPOINTS too.",
      },
    ];
  }
  return [];
}

/** What a stack says in its output of the target that it was last applied to. */
export interface AppliedTarget {
  readonly program: string;
  readonly tenantId: string;
  readonly environment?: string;
  readonly environmentUrl?: string;
  readonly organizationId?: string;
}

/** What this stack would say of itself. */
export function appliedTarget(
  program: string,
  environment: { readonly key: string; readonly url: string; readonly organizationId?: string } | undefined,
  tenantId: string,
): AppliedTarget {
  return {
    program,
    tenantId: tenantId.toLowerCase(),
    ...(environment === undefined
      ? {}
      : { environment: environment.key, environmentUrl: environment.url.toLowerCase() }),
    ...(environment?.organizationId === undefined
      ? {}
      : { organizationId: environment.organizationId.toLowerCase() }),
  };
}

const words: readonly (readonly [keyof AppliedTarget, string])[] = [
  ["program", "the program"],
  ["tenantId", "the tenant"],
  ["environment", "the environment"],
  ["organizationId", "the organization"],
];

/**
 * How what the backend keeps under the name of a stack differs from what config says of that stack. Empty for a stack
 * that was never applied to its end: nothing is known of it.
 */
export function otherState(
  stack: string,
  before: Partial<AppliedTarget>,
  now: AppliedTarget,
): readonly OtherTarget[] {
  const found = words.find(
    ([key]) => before[key] !== undefined && now[key] !== undefined && before[key] !== now[key],
  );
  const isSameOrganization =
    before.organizationId !== undefined && before.organizationId === now.organizationId;
  const isMoved =
    before.environmentUrl !== undefined &&
    now.environmentUrl !== undefined &&
    before.environmentUrl !== now.environmentUrl &&
    !isSameOrganization;
  const [was, is] =
    found !== undefined
      ? [`${found[1]} ${before[found[0]] ?? ""}`, now[found[0]] ?? ""]
      : [`the environment at ${before.environmentUrl ?? ""}`, now.environmentUrl ?? ""];
  if (found === undefined && !isMoved) return [];
  const mend =
    found === undefined
      ? "An address that was changed: apply once with `organizationId` and the old `url`. Another environment: give it a stack of its own."
      : "Correct config or the backend's address, or give it a stack of its own, with another name.";
  return [
    {
      problem: `the backend keeps the stack "${stack}" as that of ${was}; config says ${is}`,
      mend,
    },
  ];
}

/** The text of a refusal. */
export function otherTargetText(others: readonly OtherTarget[]): string {
  const rows = others.map(({ problem, mend }) => `  - ${problem}\n    ⇒ ${mend}`);
  return [otherTargetTitle, ...rows, "Nothing was sent that changes something."].join("\n");
}
