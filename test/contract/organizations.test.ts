import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { v5 as uuidFromName } from "uuid";
import type { CompleteOrg } from "../../schemas/validate.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";
import { textAt } from "../../providers/core/json.ts";
import { readinessProblems } from "../../providers/dataverse/readiness.ts";
import { checkBrakes } from "../../stacks/brakes/check.ts";
import { ledgerOf, type DeclaredNow } from "../../stacks/brakes/applied-rosters.ts";
import { wishOf } from "../../stacks/derive/readiness-wish.ts";
import { deriveStack } from "../../stacks/derive/stack.ts";
import { loadOrg } from "../../stacks/config/load-org.ts";
import { inProcessEngine, type InProcessEngine } from "../kit/in-process-engine.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { watchOwners } from "../kit/owner-watch.ts";
import { organizations, type Edit } from "./organizations.ts";

const examples = join(import.meta.dirname, "../../config/examples");
let tenant: LiveTenant;
let scratch: string;

beforeAll(async () => {
  tenant = await startLiveTenant();
  scratch = await mkdtemp(join(tmpdir(), "organizations-"));
});
afterAll(async () => {
  await tenant.close();
  await rm(scratch, { recursive: true, force: true });
});

/** The stacks of an organization in the order in which they are applied: the tenant's first. */
type Program = (org: CompleteOrg) => readonly DesiredResource[];
type Stack = readonly [program: Program, engine: InProcessEngine];

/** The example in a folder of its own, so that it can be edited. */
async function copyOf(
  folder: string,
): Promise<{ file: string; edit: (edits: readonly Edit[]) => Promise<void> }> {
  const copy = join(scratch, folder);
  await cp(join(examples, folder), copy, { recursive: true });
  const edit = async (edits: readonly Edit[]): Promise<void> => {
    for (const { file, from, to } of edits) {
      const text = await readFile(join(copy, file), "utf8");
      expect(text.split(from), `${file}: "${from}"`).toHaveLength(2);
      await writeFile(join(copy, file), text.replace(from, to));
    }
  };
  return { file: join(copy, "org.yaml"), edit };
}

function stacksOf(org: CompleteOrg, services: ReturnType<LiveTenant["as"]>): readonly Stack[] {
  const environments = (org.environments ?? []).map(
    ({ key }): Program =>
      (now) =>
        deriveStack(now, { program: "environment", environment: key }).resources,
  );
  const tenantProgram: Program = (now) => deriveStack(now, { program: "tenant" }).resources;
  return [tenantProgram, ...environments].map((program) => [program, inProcessEngine(services)]);
}

/** Everybody whom config names has an account. */
async function hire({ people, tenant: { id } }: CompleteOrg): Promise<void> {
  const known = new Set(
    [...tenant.core.state.tenant.users.values()].map(({ userPrincipalName }) => userPrincipalName),
  );
  const users = people
    .filter(({ upn }) => !known.has(upn))
    .map(({ upn, name = upn }) => ({ id: uuidFromName(upn, id), userPrincipalName: upn, displayName: name }));
  await tenant.admin("POST", "/seed", { users });
}

async function inTurn(
  stacks: readonly Stack[],
  verb: "preview" | "up",
  org: CompleteOrg,
): Promise<readonly string[]> {
  const steps: string[] = [];
  for (const [program, engine] of stacks) steps.push(...(await engine[verb](program(org))));
  return steps;
}

/** Unique names of the teams that are there. */
function teamsLeft(): readonly string[] {
  return [...tenant.core.state.tenant.groups.values()]
    .filter(({ team, deletedDateTime }) => team !== null && deletedDateTime === null)
    .flatMap(({ uniqueName }) => uniqueName ?? [])
    .toSorted();
}

it("consent that nothing uses any more is not taken away while it is protected", async () => {
  await tenant.admin("POST", "/reset");
  const { file, edit } = await copyOf("chat-only");
  const { org } = loadOrg(file);
  const stacks = stacksOf(org, tenant.as("deployer"));
  await inTurn(stacks, "up", org);
  await edit([{ file: "org.yaml", from: "chat: true", to: "chat: false" }]);
  const writes = await tenant.writes();
  await expect(inTurn(stacks, "up", loadOrg(file).org)).rejects.toThrow(
    "protected: grant-collaboration-graph, role-collaboration-graph-User.Read.All",
  );
  expect(await tenant.writes()).toBe(writes);
});

it("a store that loses its last manager is refused, whatever is approved", async () => {
  const { file, edit } = await copyOf("franchise");
  const before = loadOrg(file).org;
  await edit([{ file: "northwind.yaml", from: "managers: [f-101]", to: "managers: []" }]);
  // This company deletes teams, so its config is refused already.
  expect(() => loadOrg(file)).toThrow(/no manager: a team that exists would be deleted/);
  await edit([
    { file: "northwind.yaml", from: "onDestroy: delete", to: "onDestroy: retain" },
    { file: "northwind.yaml", from: "onClose: delete", to: "onClose: retain" },
  ]);
  const now = loadOrg(file).org;
  const part = { program: "environment", environment: "hq" };
  const ledger = (of: CompleteOrg): DeclaredNow => ledgerOf(deriveStack(of, part), of);
  const settings = { brakes: {}, approvals: [], today: "2026-11-21" };
  expect(checkBrakes(ledger(before), ledger(now), settings).forbidden).toEqual([
    { rule: "owners", resource: "store-N10", were: 1, left: 0, least: 1 },
  ]);
});

describe.each(organizations)("config/examples/$folder", ({ folder, makes, changes, leaves }) => {
  it("goes through preview, up, no change, three changes, no change, destroy", async () => {
    await tenant.admin("POST", "/reset");
    const { file, edit } = await copyOf(folder);
    const { org } = loadOrg(file);
    await hire(org);
    await oneDriveOff();
    const services = tenant.as("deployer");
    const stacks = stacksOf(org, services);
    const owners = watchOwners(tenant);

    const atStart = await tenant.writes();
    await expectAllowed(org, org);
    const first = makes.map((name) => `create ${name}`);
    expect(await inTurn(stacks, "preview", org)).toEqual(first);
    expect(await tenant.writes(), "a preview writes nothing").toBe(atStart);
    expect(await inTurn(stacks, "up", org)).toEqual(first);
    await expectRest(stacks, org);

    let before = org;
    for (const { name, edits, steps, brakes } of changes) {
      owners.begin();
      await edit(edits);
      const changed = loadOrg(file).org;
      await hire(changed);
      await expectAllowed(before, changed, brakes);
      before = changed;
      expect(await inTurn(stacks, "preview", changed), name).toEqual(steps);
      expect(await inTurn(stacks, "up", changed), name).toEqual(steps);
      expect(owners.shortages(), name).toEqual([]);
      await expectRest(stacks, changed);
    }
    owners.begin();
    await destroyAll(stacks, loadOrg(file).org);
    expect(owners.shortages()).toEqual([]);
    expect(teamsLeft()).toEqual(leaves);
  });
});

/** Nothing to do, nothing written, and the tenant shows what config says. */
async function expectRest(stacks: readonly Stack[], org: CompleteOrg): Promise<void> {
  const writes = await tenant.writes();
  expect(await inTurn(stacks, "preview", org)).toEqual([]);
  expect(await inTurn(stacks, "up", org)).toEqual([]);
  for (const [, engine] of stacks) expect(await engine.drifted()).toEqual([]);
  expect(await tenant.writes(), "a second run writes nothing").toBe(writes);
}

/** The environment that is not ready gets the mend that its own refusal names: see readiness.test.ts. */
async function oneDriveOff(): Promise<void> {
  const dataverse = tenant.as("admin").dataverse("https://contoso-test.crm4.dynamics.com");
  const [organization] = await dataverse.list("/organizations?$select=organizationid");
  const path = `/organizations(${textAt(organization ?? {}, "organizationid")})`;
  await dataverse.send("PATCH", path, { isonedriveenabled: false });
}

/** These brakes hold and no other, and the environments are ready: what a program asks before it declares anything. */
async function expectAllowed(
  before: CompleteOrg,
  now: CompleteOrg,
  brakes: readonly string[] = [],
): Promise<void> {
  for (const environment of now.environments ?? []) {
    const part = { program: "environment", environment: environment.key };
    const ledger = (of: CompleteOrg): DeclaredNow => ledgerOf(deriveStack(of, part), of);
    const settings = { brakes: {}, approvals: [], today: "2026-11-21" };
    const { refused } = checkBrakes(ledger(before), ledger(now), settings);
    expect(refused.map(({ brake }) => brake)).toEqual(brakes);
    const wish = wishOf(environment, deriveStack(now, part));
    if (wish !== undefined) expect(await readinessProblems(tenant.as("reader"), wish)).toEqual([]);
  }
}

/** The last stack first; the tenant's is protected until its declarations say otherwise. */
async function destroyAll(stacks: readonly Stack[], org: CompleteOrg): Promise<void> {
  for (const [program, engine] of stacks.toReversed()) {
    const resources = program(org);
    if (resources.some(({ protect }) => protect)) {
      await expect(engine.destroy()).rejects.toThrow(/^protected: /);
      await engine.up(resources.map((desired): DesiredResource => ({ ...desired, protect: false })));
    }
    await engine.destroy();
    expect(await engine.preview([])).toEqual([]);
  }
}
