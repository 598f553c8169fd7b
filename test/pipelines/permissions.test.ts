// The computed permissions, held to the emulated tenant: enough for everything, and not one too many.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Writer } from "../../providers/core/api.ts";
import { ApiError } from "../../providers/core/errors.ts";
import { look, reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { answeringTenant } from "../../providers/who-answers.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import { heldPermissions } from "../../stacks/permissions/held.ts";
import { lookAtTenant } from "../../stacks/drift/look-at-tenant.ts";
import type { Derived, DesiredResource } from "../../stacks/derive/desired-resource.ts";
import { leastPermissions, type Access, type IdentityNeeds } from "../../stacks/permissions/least.ts";
import { loadStack, usualStackFile } from "../../stacks/config/load-stack.ts";
import { permissionsText } from "../../stacks/permissions/report.ts";
import { examples } from "../contract/examples.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());

const nowhere: Place = { remembered: {} };

/** Everything a stack may ask of a type: the contract's examples, each removed again. */
const everyType: readonly DesiredResource[] = resourceTypes.map(({ token }) =>
  desiredOf(token, examples[token].props),
);
/** What the demo config leads to. */
const demo = (["tenant", "dev"] as const).map((stack) => loadStack(usualStackFile(stack)).derived.resources);
/** New teams that are kept: nothing is adopted, nothing is removed. */
const plainTeam = desiredOf("graph:Team", { ...examples["graph:Team"].props, apps: undefined }, true);

function desiredOf(
  token: Token,
  props: Readonly<Record<string, unknown>>,
  retainOnDelete = false,
): DesiredResource {
  const given = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
  const common = { name: token, label: token, because: "", dependsOn: [], protect: false, retainOnDelete };
  return { ...common, token, props: given, config: { file: "", line: 0 } } as unknown as DesiredResource;
}

function identityNeeds(access: Access, resources: readonly DesiredResource[]): IdentityNeeds {
  return leastPermissions(access, resources, (token) => typeByToken(token).permissions);
}

function needs(access: Access, resources: readonly DesiredResource[]): readonly string[] {
  return identityNeeds(access, resources).permissions.map(({ permission }) => permission);
}

let clients = 0;

/** The services for a client that holds exactly these permissions. Call after the last reset. */
async function clientWith(appRoles: readonly string[], access: Access): Promise<Writer> {
  clients += 1;
  const name = `pipeline-${clients}`;
  const clientId = `c2000000-0000-4000-8000-${String(clients).padStart(12, "0")}`;
  const clientSecret = `secret-of-${name}`;
  const dataverseRole = access === "write" ? "System Administrator" : "Basic Reader";
  const vaultRole = identityNeeds(access, everyType).keyVaults[0]?.role;
  await tenant.admin("POST", "/seed", {
    clients: [{ name, clientId, clientSecret, appRoles, dataverseRole, vaultRole }],
  });
  return tenant.asClient(clientId, clientSecret);
}

/** As a run ends: a part that was refused and set aside is a failure of it. */
async function done(run: ReturnType<typeof runOf>, place: Place): ReturnType<typeof reconcile> {
  const ended = await reconcile(run, place);
  if (ended.undone.length > 0) throw new Error(ended.undone.map(({ text }) => text).join("\n"));
  return ended;
}

/** Makes, changes where the contract has another wish, and removes what is not kept. */
async function applyAll(api: Writer, resources: readonly DesiredResource[]): Promise<void> {
  await answeringTenant(api);
  const made = await makeAll(api, resources);
  for (const [desired, place] of made) {
    const changed = desired.name === desired.token ? examples[desired.token].changed : undefined;
    if (changed === undefined) continue;
    await done({ ...runOf(api, desired), desired: { ...propsOf(desired), ...withoutApps(changed) } }, place);
  }
  for (const [desired, place] of made.toReversed()) {
    if (!desired.retainOnDelete) await remove(runOf(api, desired), place);
  }
}

async function makeAll(
  api: Writer,
  resources: readonly DesiredResource[],
): Promise<readonly (readonly [DesiredResource, Place])[]> {
  const made: [DesiredResource, Place][] = [];
  for (const desired of inOrder(resources)) {
    const run = runOf(api, desired);
    const { present } = await done(run, nowhere);
    made.push([desired, { id: present.id, remembered: run.type.remember(present.remote) }]);
  }
  return made;
}

function withoutApps({
  apps: _apps,
  ...props
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return props;
}

function runOf(api: Writer, desired: DesiredResource) {
  return { type: typeByToken(desired.token), api, desired: propsOf(desired), patience: usualPatience };
}

function propsOf({ props }: DesiredResource): Readonly<Record<string, unknown>> {
  return props as unknown as Readonly<Record<string, unknown>>;
}

const order: readonly string[] = [
  "graph:EnterpriseApp",
  "graph:DelegatedGrant",
  "graph:AppRoleGrant",
  "graph:Team",
];

/** What others rest on first. */
function inOrder(resources: readonly DesiredResource[]): readonly DesiredResource[] {
  const rank = ({ token }: DesiredResource): number => (order.indexOf(token) + order.length) % order.length;
  const first = resources.filter(({ token }) => order.includes(token)).toSorted((a, b) => rank(a) - rank(b));
  return [...first, ...resources.filter(({ token }) => !order.includes(token))];
}

/** What the reader's commands do: look at all, say who did it, see what the identities have. */
async function readAll(api: Writer, resources: readonly DesiredResource[]): Promise<void> {
  await answeringTenant(api);
  for (const desired of resources) await look(typeByToken(desired.token), api, propsOf(desired), nowhere);
  const labels = Object.fromEntries(resources.map(({ name, label }) => [name, label]));
  const derived: Derived = { resources: [...resources], leftOut: [], labels };
  const report = await lookAtTenant({
    ...{ api, org: {}, derived, environment: derived, names: { labels, people: {} } },
    ...{ stack: "dev", confirmAfterSeconds: 0, onProgress: () => undefined },
  });
  if (report.unread.length > 0) throw new Error(report.unread.map(({ reason }) => reason).join("\n"));
  if (resources.some(({ token }) => token === "graph:Team"))
    await api.graph.get("/auditLogs/directoryAudits?$top=1");
  await heldPermissions(api, "deployer");
}

/** The answer 403 that something met, in one line; undefined when all went well. Anything else is thrown. */
async function refusal(act: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error);
    if ((error instanceof ApiError && error.status === 403) || text.includes("answer 403")) return text;
    throw error;
  }
}

const cases: readonly (readonly [name: string, resources: readonly DesiredResource[]])[] = [
  ["every type there is", everyType],
  ["the demo's tenant", demo[0] ?? []],
  ["the demo's environment, which adopts a team", demo[1] ?? []],
  ["new teams that are kept", [plainTeam]],
];

describe.each(cases)("%s", (_name, resources) => {
  const writer = needs("write", resources);
  const reader = needs("read", resources);

  it("can be applied by the writer, and not by one who lacks any one of its permissions", async () => {
    await tenant.admin("POST", "/reset");
    expect(await refusal(async () => applyAll(await clientWith(writer, "write"), resources))).toBeUndefined();
    for (const lacking of writer) {
      await tenant.admin("POST", "/reset");
      const api = await clientWith(
        writer.filter((permission) => permission !== lacking),
        "write",
      );
      expect(await refusal(() => applyAll(api, resources)), `without ${lacking}`).toContain("403");
    }
  });

  it("can be read by the reader, and not by one who lacks any one of its permissions", async () => {
    await tenant.admin("POST", "/reset");
    await makeAll(tenant.as("deployer"), resources);
    const api = await clientWith(reader, "read");
    const before = await tenant.writes();
    expect(await refusal(() => readAll(api, resources))).toBeUndefined();
    expect(await tenant.writes()).toBe(before);
    for (const lacking of reader) {
      const poorer = await clientWith(
        reader.filter((permission) => permission !== lacking),
        "read",
      );
      expect(await refusal(() => readAll(poorer, resources)), `without ${lacking}`).toContain("403");
    }
  });

  it("gives the reader no permission to write", () => {
    expect(reader.filter((permission) => /Write|Create|Manage/.test(permission))).toEqual([]);
  });
});

describe("the least permissions", () => {
  it("name the role in a key vault that keeps a secret, and none where no vault does", () => {
    const vault = "https://contoso-teams.vault.azure.net";
    const report = (["read", "write"] as const).map((access) => identityNeeds(access, everyType));
    expect(report.map(({ keyVaults }) => keyVaults)).toEqual([
      [{ vault, role: "Key Vault Reader" }],
      [{ vault, role: "Key Vault Secrets Officer" }],
    ]);
    const said = permissionsText({ version: 1, stack: "dev", identities: report }).text;
    expect(said).toContain(`  Azure: the role Key Vault Reader in ${vault}\n`);
    expect(identityNeeds("write", demo.flat()).keyVaults).toEqual([]);
  });

  const team = { ...examples["graph:Team"].props, apps: undefined };
  const rows: readonly (readonly [
    name: string,
    props: Readonly<Record<string, unknown>>,
    kept: boolean,
    extra: readonly string[],
  ])[] = [
    ["nothing of a team that is kept opens its conversations or files", team, true, []],
    [
      "a team that was there before must be marked",
      { ...team, existingTeamId: "b0000000-0000-4000-8000-000000000210" },
      true,
      ["Group.ReadWrite.All"],
    ],
    ["a team that may be deleted", team, false, ["Group.ReadWrite.All"]],
    [
      "a team with apps",
      { ...team, apps: { a: "teamsAppId" } },
      true,
      ["TeamsAppInstallation.ReadWriteForTeam.All"],
    ],
    [
      "a team with apps of the organization",
      { ...team, apps: { a: "externalId" } },
      true,
      ["AppCatalog.Read.All", "TeamsAppInstallation.ReadWriteForTeam.All"],
    ],
  ];
  it.each(rows)("%s", (_name, props, kept, extra) => {
    const dear = /^(Group\.Read|AppCatalog|TeamsAppInstallation|Files|Directory)/;
    const writer = needs("write", [desiredOf("graph:Team", props, kept)]);
    expect(writer.filter((permission) => dear.test(permission))).toEqual(extra);
  });

  it("count only types that the config leads to", () => {
    expect(needs("write", [])).toEqual([]);
    expect(needs("read", [])).toEqual([]);
    expect(needs("write", demo[0] ?? []).join(" ")).not.toMatch(/Team|Channel|Group/);
    expect(needs("write", demo[1] ?? []).join(" ")).not.toMatch(/Application|Grant|Assignment/);
  });
});
