// A tenant and a config in which every prerequisite holds, and ways to break one of them.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConnectedServices } from "../../../providers/clients/connect.ts";
import { factsOf } from "../../../stacks/commands/doctor/examine-stack.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { examine } from "../../../stacks/doctor/examine.ts";
import type { Facts, Machine } from "../../../stacks/doctor/facts.ts";
import { peopleOf } from "../../../stacks/doctor/reads/accounts.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import type { Line } from "../../../stacks/doctor/prerequisite.ts";
import type { Environment } from "../../emulator/dataverse/environment.ts";
import type { User } from "../../emulator/tenant/model.ts";
import type { Tenant } from "../../emulator/tenant/tenant.ts";
import { applyInProcess } from "../../kit/apply-in-process.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

export const deployerId = "c1000000-0000-4000-8000-000000000001";
export const readerId = "c1000000-0000-4000-8000-000000000002";
/** Sells in San Francisco; config declares the object id. */
export const anaId = "a0000000-0000-4000-8000-000000000301";

const machine: Machine = {
  nodeVersion: "v24.21.0",
  pulumiVersion: "3.259.0",
  pulumiSupported: "3.259.0 or newer",
  isPulumiSupported: true,
  backend: "file:///states",
  secretsProvider: "a passphrase (PULUMI_CONFIG_PASSPHRASE)",
  folderProblem: undefined,
};

/** What a row breaks. */
export interface Breakable {
  readonly live: LiveTenant;
  readonly tenant: Tenant;
  readonly dev: Environment;
  readonly user: (upn: string) => User;
}

/** How one look differs from the one in which all holds. */
export interface Difference {
  readonly stack?: "dev" | "tenant";
  readonly breaks?: (world: Breakable) => void | Promise<void>;
  /** Edits the org file: each pair is a text that stands there and what stands there instead. */
  readonly edits?: readonly (readonly [from: string, to: string])[];
  readonly machine?: Partial<Machine>;
  readonly as?: (live: LiveTenant) => ConnectedServices;
  readonly identities?: Facts["identities"];
  /** What the stack's file says of vendors, as YAML on one line. */
  readonly vendor?: string;
}

export interface HealthyTenant {
  look(difference?: Difference): Promise<readonly Line[]>;
  readonly live: LiveTenant;
  close(): Promise<void>;
}

const secret = `registration:
        hqUrls: [https://contoso.operations.dynamics.com]
        secret:
          keptIn: keyVault
          validDays: 180
          keyVault: { vault: https://contoso-teams.vault.azure.net, secretName: commerce }`;

/** The demo's config with a declared object id, an app that is installed, and a secret that is kept in a vault. */
function healthyOrg(text: string): string {
  return [
    ["upn: ana.ruiz@contoso.example,", `upn: ana.ruiz@contoso.example, objectId: ${anaId},`],
    ["registration: { hqUrls: [https://contoso.operations.dynamics.com] }", secret],
    [
      "    members: authoritative\n",
      "    members: authoritative\n    apps: [{ id: cd2d8695-bdc9-4d8e-9620-cc963ed81f41 }]\n",
    ],
  ].reduce((all, [from = "", to = ""]) => edited(all, from, to), text);
}

function edited(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the org file has no "${from}"`);
  return text.replace(from, to);
}

export async function startHealthyTenant(): Promise<HealthyTenant> {
  const live = await startLiveTenant();
  const folder = await mkdtemp(join(tmpdir(), "store-teams-doctor-"));
  const orgFile = join(folder, "org.yaml");
  const text = healthyOrg(await readFile("config/demo/org.yaml", "utf8"));
  await mkdir(join(folder, "stacks"));
  const stackFile = (stack: string): string => join(folder, "stacks", `Pulumi.${stack}.yaml`);
  const settingsOf = new Map<string, string>();
  for (const stack of ["dev", "tenant"]) {
    await cp(`config/stacks/Pulumi.${stack}.yaml`, stackFile(stack));
    const settings = await readFile(stackFile(stack), "utf8");
    settingsOf.set(stack, settings.replace("config/demo/org.yaml", orgFile));
  }
  await writeFile(orgFile, text);
  await heal(live, orgFile);
  const restore = await live.save();
  // One client for all looks: its connections stay open.
  const admin = live.as("admin");
  const breakable = (): Breakable => ({
    live,
    tenant: live.core.state.tenant,
    dev: environmentOf(live),
    user: (upn) => userOf(live, upn),
  });
  return {
    live,
    look: async ({ stack = "dev", breaks, edits = [], as, identities, ...more } = {}) => {
      await restore();
      await writeFile(
        orgFile,
        edits.reduce((all, [from, to]) => edited(all, from, to), text),
      );
      await breaks?.(breakable());
      const settings = `${settingsOf.get(stack) ?? ""}${more.vendor === undefined ? "" : `\n  store-teams:vendor: ${more.vendor}\n`}`;
      await writeFile(stackFile(stack), settings);
      const request = { stack, stackFile: stackFile(stack), environment: {} };
      const found = await factsOf(request, as?.(live) ?? admin, {
        ...machine,
        ...more.machine,
      });
      const facts = {
        ...Object.getOwnPropertyDescriptors(found),
        identities: { value: identities ?? { read: readerId, write: deployerId } },
      };
      return examine(Object.defineProperties({}, facts) as Facts);
    },
    close: async () => {
      await live.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function environmentOf(live: LiveTenant): Environment {
  const found = live.core.state.environments.get("dev");
  if (found === undefined) throw new Error("the seed has no environment dev");
  return found;
}

function userOf(live: LiveTenant, upn: string): User {
  const found = live.core.state.tenant.user(upn);
  if (found === undefined) throw new Error(`the tenant has no ${upn}`);
  return found;
}

/** Consent is given, and people have licences and are users of the environment. */
async function heal(live: LiveTenant, orgFile: string): Promise<void> {
  const { org } = loadOrg(orgFile);
  await applyInProcess(live.as("admin"), deriveTenant(org));
  await giveRole(live, readerId, "AuditLog.Read.All");
  const dev = environmentOf(live);
  for (const { upn, usesLinks, usesTasks } of peopleOf(org, deriveEnvironment(org, "dev"))) {
    const user = userOf(live, upn);
    const [licence] = user.licences;
    if (usesLinks)
      licence?.plans.push(plan("2da8e897-7791-486b-b08f-cc63c8129df7", "DYN365_ENTERPRISE_SALES"));
    if (usesTasks) licence?.plans.push(plan("b737dad2-2f6c-4c65-90e3-ca563267e8b9", "PROJECTWORKMANAGEMENT"));
    if (!usesLinks) continue;
    const values = { fullname: user.displayName, domainname: upn, azureactivedirectoryobjectid: user.id };
    dev.insert("systemuser", user.id, values, live.core.world);
  }
}

/** The seed's reader lacks what only drift wants. */
async function giveRole(live: LiveTenant, clientId: string, permission: string): Promise<void> {
  const { tenant } = live.core.state;
  const principal = tenant.servicePrincipalByAppId(clientId);
  const graph = tenant.servicePrincipalByAppId("00000003-0000-0000-c000-000000000000");
  const appRoleId = graph?.appRoles.find(({ value }) => value === permission)?.id;
  const body = { principalId: principal?.id, resourceId: graph?.id, appRoleId };
  await live
    .as("admin")
    .graph.send("POST", `/servicePrincipals/${String(principal?.id)}/appRoleAssignments`, body);
}

function plan(servicePlanId: string, servicePlanName: string): User["licences"][number]["plans"][number] {
  return { servicePlanId, servicePlanName, isEnabled: true };
}
