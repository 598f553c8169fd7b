// Teams that a tenant shows to be somebody else's, or nobody's to take: named and staffed as the store is, and asked for.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { RefusedError } from "../../../providers/core/errors.ts";
import type { AdoptReport } from "../../../stacks/adopt/report.ts";
import { accept } from "../../../stacks/commands/adopt/accept.ts";
import { propose } from "../../../stacks/commands/adopt/propose.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { demoSeed, mergeSeeds } from "../../emulator/seed/seed.ts";
import type { Seed, SeedGroup } from "../../emulator/seed/shape.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

interface Row {
  readonly name: string;
  readonly more?: Partial<SeedGroup>;
  /** What somebody did to the group since. */
  readonly then?: (id: string) => readonly [method: string, path: string, body?: Record<string, unknown>];
  /** Its row in the list of linked frontline teams. */
  readonly linked?: boolean;
  readonly reason: RegExp;
  /** It cannot be accepted either, as it is now. */
  readonly refused?: RegExp;
}

const guest = "d0000000-0000-4000-8000-000000000001";
const rows: readonly Row[] = [
  {
    name: "a rule decides who is in it",
    then: (id) => [
      "PATCH",
      `/groups/${id}`,
      {
        groupTypes: ["Unified", "DynamicMembership"],
        membershipRule: 'user.department -eq "Sales"',
        membershipRuleProcessingState: "On",
      },
    ],
    reason: /a rule decides who is in it/,
    refused: /a rule decides who is in/,
  },
  {
    name: "it is in the bin",
    then: (id) => ["DELETE", `/groups/${id}`],
    reason: /in the bin/,
    refused: /in the bin/,
  },
  {
    name: "another stack keeps it",
    more: { uniqueName: "other-master-7" },
    reason: /managed already, as "other-master-7"/,
    refused: /managed already/,
  },
  {
    name: "the frontline service keeps it",
    linked: true,
    reason: /the frontline service decides who is in it/,
  },
  { name: "a guest owns it", more: { owners: [guest] }, reason: /a guest owns it/ },
  { name: "it is archived", then: (id) => ["POST", `/teams/${id}/archive`], reason: /it is archived/ },
];
const numberOf = (index: number): string => String(5100 + 7 * index);
const idOf = (index: number): string => `c1000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
const upnOf = (index: number, role: string): string => `${role}${String(index)}@contoso.example`;

const seed = mergeSeeds(demoSeed(), {
  users: [
    {
      id: guest,
      userPrincipalName: "guest_partner.example#EXT#@contoso.example",
      displayName: "Guest",
      isGuest: true,
    },
    ...rows.flatMap((_row, index) =>
      ["boss", "one", "two", "three"].map((role, at) => ({
        id: `d1000000-0000-4000-8000-${String(index * 10 + at).padStart(12, "0")}`,
        ...{ userPrincipalName: upnOf(index, role), displayName: `${role} ${String(index)}` },
      })),
    ),
  ],
  groups: rows.map(({ more }, index) => ({
    ...{ id: idOf(index), displayName: `Store ${numberOf(index)}`, mailNickname: `made${String(index)}` },
    ...{ owners: [upnOf(index, "boss")], members: ["one", "two", "three"].map((role) => upnOf(index, role)) },
    ...{ team: { channels: [] }, ...more },
  })),
}) as Seed;

const orgText = stringify({
  apiVersion: "org/v1",
  tenant: { id: demoSeed().tenantId, domain: "contoso.example" },
  environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
  hierarchy: { id: "retail", name: "Stores", purposes: ["retailReporting"] },
  nodes: [
    { id: "company", kind: "organization", name: "Company" },
    ...rows.map((_row, index) => ({
      ...{ id: `n${String(index)}`, kind: "store", parent: "company", storeNumber: numberOf(index) },
      ...{ name: `Shop${"abcdef"[index] ?? ""}`, managers: [`boss${String(index)}`] },
      workers: ["one", "two", "three"].map((role) => `${role}${String(index)}`),
    })),
  ],
  people: rows.flatMap((_row, index) =>
    ["boss", "one", "two", "three"].map((role) => ({
      id: `${role}${String(index)}`,
      upn: upnOf(index, role),
    })),
  ),
});

let tenant: LiveTenant;
let folder: string;
let orgFile: string;
let report: AdoptReport;
beforeAll(async () => {
  tenant = await startLiveTenant({ seed });
  folder = await mkdtemp(join(tmpdir(), "store-teams-never-"));
  orgFile = join(folder, "org.yaml");
  await writeFile(orgFile, orgText);
  const list = join(folder, "linked.csv");
  const linked = rows.flatMap(({ linked: is = false }, index) =>
    is ? [`${numberOf(index)},${idOf(index)},TRUE`] : [],
  );
  await writeFile(list, `Locations,Team ID,FlexibleMembership\n${linked.join("\n")}\n`);
  for (const [index, { then }] of rows.entries()) {
    if (then === undefined) continue;
    const [method, path, body] = then(idOf(index));
    await tenant.as("deployer").graph.send(method as "POST", path, body);
  }
  const [stack, out] = ["dev", folder];
  const said = { say: () => undefined, onProgress: () => undefined };
  const loaded = loadOrg(orgFile);
  report = await propose({ stack, loaded, api: tenant.as("reader"), mapping: [list], out, ...said });
});
afterAll(async () => {
  await tenant.close();
  await rm(folder, { recursive: true, force: true });
});

describe("never preselected, though name and staff agree", () => {
  it.each(rows.map((row, index) => ({ ...row, index })))("$name", async ({ index, reason, refused }) => {
    const told = report.stores.find(({ storeNumber }) => storeNumber === numberOf(index));
    expect(told?.candidates[0]?.teamId).toBe(idOf(index));
    expect(told?.decision).toBe("propose");
    expect(told?.candidates[0]?.reservations.join("; ")).toMatch(reason);
    expect(told?.candidates[0]?.isRefused).toBe(refused !== undefined);
    if (refused === undefined) return;
    const loaded = loadOrg(orgFile);
    const problem = await accept({
      ...{
        stack: "dev",
        loaded,
        orgFile,
        derived: deriveEnvironment(loaded.org, "dev"),
        api: tenant.as("reader"),
      },
      ...{ accept: [`${numberOf(index)}=${idOf(index)}`], out: folder, say: () => undefined },
    }).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(RefusedError);
    expect((problem as Error).message).toMatch(refused);
  });
});
