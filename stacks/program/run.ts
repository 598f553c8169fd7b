import * as pulumi from "@pulumi/pulumi";
import { environmentProgram, type EnvironmentApplied } from "./environment.ts";
import { ConfigError, formatProblems, loadOrg, stacksFolder } from "../config/load-org.ts";
import { sharingProblems } from "../config/sharing.ts";
import { readSettings } from "./stack-settings.ts";
import { tenantProgram, type TenantApplied } from "./tenant.ts";

/** What a stack says about itself once it is applied. */
export type Applied = TenantApplied | EnvironmentApplied | IdentitiesApplied;

interface IdentitiesApplied {
  readonly program: "identities";
  readonly clientIds: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * Runs the program that the stack's config names: `tenant` (one stack a tenant: apps and consent), `environment`
 * (one stack each: teams, links, switches) or `identities` (who the pipelines are).
 * Throws pulumi.RunError for a person's mistake: Pulumi shows it without a stack trace.
 */
export async function runProgram(config: pulumi.Config, isPreview: boolean): Promise<Applied> {
  const settings = readSettings(config);
  if (settings.program === "identities") {
    // Loaded only here: the azuread package is large, and the other programs do without it.
    const { identitiesProgram } = await import("./identities.ts");
    return { program: "identities", clientIds: identitiesProgram(settings.identities) };
  }
  const loadedOrg = orRunError(() =>
    loadOrg(orgFileOf(settings.org), undefined, undefined, undefined, settings.vendor),
  );
  const { org, warnings, places } = loadedOrg;
  if (settings.program === "tenant") return tenantProgram(org, places, settings, isPreview);
  const { org: orgFile = "", environment = "", share } = settings;
  const own = { stack: pulumi.getStack(), orgFile, environment, share };
  const problems = orRunError(() => sharingProblems(own, loadedOrg, stacksFolder));
  if (problems.length > 0) throw new pulumi.RunError(`\n${problems.join("\n")}\nNothing was sent.`);
  // Stores without a manager are told by the program, as left out.
  const others = warnings.filter(({ ruleId }) => ruleId !== "R8");
  if (others.length > 0) void pulumi.log.warn(formatProblems(others).text);
  return environmentProgram(org, places, settings, isPreview);
}

function orgFileOf(file: string | undefined): string {
  if (file === undefined)
    throw new pulumi.RunError("store-teams:org is missing: the org file, such as config/demo/org.yaml.");
  return file;
}

/** What is wrong with config is a person's mistake. */
function orRunError<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) throw new pulumi.RunError(`\n${error.message}`);
    throw error;
  }
}
