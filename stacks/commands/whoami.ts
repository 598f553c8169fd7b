import { verbCommand } from "./run/verb.ts";
import { signInWays } from "../../providers/clients/sign-in/identity.ts";
import { print } from "../../providers/clients/out/print.ts";
import type { Reader } from "../../providers/core/api.ts";
import { ApiError, RefusedError, reasonOf } from "../../providers/core/errors.ts";
import { answeringTenant, type AnsweringTenant } from "../../providers/who-answers.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { loadOrg, stackFilesIn, stacksFolder } from "../config/load-org.ts";
import { loadStack, orgFilesOfStacks } from "../config/load-stack.ts";
import { otherTargetText, otherTenant, type OtherTarget } from "../target/compare.ts";
import { declaredTarget, type DeclaredTarget } from "../target/declared.ts";
import { otherTargets } from "../target/look.ts";
import { signedInText } from "../target/signed-in-text.ts";
import { connectAs } from "./first-checks/connect-as.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { currentTarget } from "./run/target.ts";

const command = verbCommand("whoami")
  .option("--stack <name>", "whether this is the tenant of this stack (default: of one of the stacks here)")
  .parse();

/** What the tenant says of itself, or why this identity may not read it. */
type Tenant = AnsweringTenant | { readonly why: string };

await runCommand("whoami", async () => {
  const { stack } = command.opts<{ stack?: string }>();
  const { environment, stackFile } = await currentTarget();
  const api = connectAs(environment);
  const who = await api.signIn();
  const tenant: Tenant = await answeringTenant(api).catch((error: unknown) => {
    if (error instanceof ApiError) return { why: reasonOf(error) };
    throw error;
  });
  print(signedInText({ ...who, by: signInWays[who.way] }, tenant));
  const meant =
    stack === undefined
      ? meantByOrgFiles(tenant, who.tenantId)
      : await meantByStack(api, stackFile(stack), tenant, who.tenantId);
  if (meant !== undefined)
    print(terminalText`meant   by ${stack === undefined ? meant : `the stack ${stack}`}`);
  return exitCodes.done;
});

/** The org files here that name this tenant; undefined where no stack names one. Throws RefusedError for another. */
function meantByOrgFiles(tenant: Tenant, tenantId: string | undefined): string | undefined {
  if (stackFilesIn(stacksFolder).length === 0) return undefined;
  const found = orgFilesOfStacks().map((file) => {
    const { org, places } = loadOrg(file);
    const target = declaredTarget(org, { environment: undefined, isAsked: false }, places);
    return { file, others: compared(target, tenant, tenantId) };
  });
  const meant = found.filter(({ others }) => others.length === 0);
  if (meant.length === 0) throw new RefusedError(otherTargetText(found.flatMap(({ others }) => others)));
  return meant.map(({ file }) => file).join(", ");
}

/** The stack's file, where it is for this tenant and the organization behind it. Throws RefusedError for another. */
async function meantByStack(
  api: Reader,
  file: string,
  tenant: Tenant,
  tenantId: string | undefined,
): Promise<string> {
  const { target } = loadStack(file);
  const others = "why" in tenant ? compared(target, tenant, tenantId) : await otherTargets(api, target);
  if (others.length > 0) throw new RefusedError(otherTargetText(others));
  return file;
}

/** What differs. Where the tenant may not be read its id in the token counts alone. */
function compared(
  target: DeclaredTarget,
  tenant: Tenant,
  tenantId: string | undefined,
): readonly OtherTarget[] {
  if (!("why" in tenant)) return otherTenant(target, tenant);
  if (tenantId === undefined || tenantId === target.tenantId) return [];
  return otherTenant(target, { id: tenantId, displayName: "", verifiedDomains: [] });
}
