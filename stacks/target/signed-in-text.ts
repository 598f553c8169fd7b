import type { AnsweringTenant } from "../../providers/who-answers.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";

/** Who is signed in, for people. */
export interface WhoIsThere {
  /** By what it signed in, such as "a client secret". */
  readonly by: string;
  readonly tenantId: string | undefined;
  readonly userPrincipalName: string | undefined;
  readonly app: { readonly clientId: string | undefined; readonly displayName: string | undefined };
  readonly permissions: readonly string[];
}

/** `tenant`: what the service says of it; otherwise why that could not be read. Pure. */
export function signedInText(
  who: WhoIsThere,
  tenant: AnsweringTenant | { readonly why: string },
): Encoded<"terminal"> {
  const { clientId = "unknown", displayName } = who.app;
  const app = displayName === undefined ? `the app ${clientId}` : `the app "${displayName}" (${clientId})`;
  const name = who.userPrincipalName === undefined ? app : `${who.userPrincipalName}, through ${app}`;
  const id = who.tenantId ?? "unknown";
  const where =
    "why" in tenant
      ? `${id}; its name could not be read: ${tenant.why}`
      : `"${tenant.displayName}" (${tenant.id}), ${tenant.verifiedDomains.join(", ") || "without a verified domain"}`;
  const may = who.permissions.length === 0 ? "no permission at Microsoft Graph" : who.permissions.join(", ");
  const rows = { who: name, by: who.by, tenant: where, may };
  return terminalText.join(
    Object.entries(rows).map(([head, text]) => terminalText`${head.padEnd(8)}${text}`),
    "\n",
  );
}
