import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { jsonText } from "../../schemas/text/json.ts";
import type { IdentityNeeds, NeededPermission, PermissionDifference, Purpose } from "./least.ts";
import { permissionWords } from "./words.ts";

/** What one identity needs, and how what it has differs, when that was asked. This is the shape of the JSON report. */
export interface IdentityReport extends IdentityNeeds {
  readonly difference?: PermissionDifference & {
    readonly displayName: string;
    readonly clientId: string;
    /** The stacks that it serves: it was compared with what all of them need. */
    readonly stacks: readonly string[];
  };
}

export interface PermissionsReport {
  readonly version: 1;
  readonly stack: string;
  readonly identities: readonly IdentityReport[];
}

const titles = { read: "reader (plan, drift)", write: "writer (apply)" } as const;

/** For a terminal. */
export function permissionsText({ stack, identities }: PermissionsReport): Encoded<"terminal"> {
  return terminalText.join(
    identities.map((identity) => identityText(stack, identity)),
    "\n\n",
  );
}

function identityText(stack: string, identity: IdentityReport): Encoded<"terminal"> {
  const { access, permissions, dataverse, keyVaults, difference } = identity;
  const count = permissions.length === 1 ? "1 permission" : `${permissions.length} permissions`;
  return terminalText`${[
    `${stack}, ${titles[access]}: ${count} of Microsoft Graph`,
    ...permissions.flatMap(permissionLines),
    ...dataverse.map(
      ({ environment, role }) => `  Dynamics: an application user in ${environment} with ${role}`,
    ),
    ...keyVaults.map(({ vault, role }) => `  Azure: the role ${role} in ${vault}`),
    ...(difference === undefined ? [] : differenceLines(difference)),
  ]}`;
}

function permissionLines({ permission, purposes }: NeededPermission): readonly string[] {
  const { allows, risk } = permissionWords(permission, "application");
  return [
    `  ${risk.toUpperCase().padEnd(6)} ${permission}: ${allows}`,
    ...purposes.map((purpose) => `           needed to ${purposeText(purpose)}`),
  ];
}

function purposeText({ by, for: what, resources }: Purpose): string {
  return `${what}: ${by}${resources === undefined ? "" : ` (${resources})`}`;
}

function differenceLines(difference: NonNullable<IdentityReport["difference"]>): readonly string[] {
  const { missing, surplus, displayName, clientId, stacks } = difference;
  const who = `  ${displayName} (${clientId}), for ${stacks.join(", ")}`;
  if (missing.length === 0 && surplus.length === 0) return [`${who}: has exactly what it needs.`];
  return [
    `${who}: differs`,
    ...missing.map(
      ({ permission, coveredBy }) =>
        `    missing  ${permission}${coveredBy === undefined ? "" : ` (${coveredBy}, which it has, includes it)`}`,
    ),
    ...surplus.map((permission) => {
      const { risk } = permissionWords(permission, "application");
      return `    surplus  ${permission} (${risk} risk): take it away`;
    }),
  ];
}

export function permissionsJson(report: PermissionsReport): Encoded<"json"> {
  const identities = report.identities.map(({ permissions, ...rest }) => ({
    ...rest,
    permissions: permissions.map((needed) => ({
      ...needed,
      ...permissionWords(needed.permission, "application"),
    })),
  }));
  return jsonText({ ...report, identities }, 1);
}
