// Ids of teams written into lists of stores: where the column stands, in the manner of the file, nothing else touched.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { RefusedError } from "../../../providers/core/errors.ts";
import type { FileMapping } from "../../../schemas/types/org.ts";
import { withMappingRows, withTeamIdsInCsv } from "../../../stacks/adopt/accept/csv-ids.ts";
import { accept } from "../../../stacks/commands/adopt/accept.ts";
import { propose } from "../../../stacks/commands/adopt/propose.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { CannotEditError } from "../../../stacks/drift/accept/yaml-edit.ts";
import { demoSeed, mergeSeeds } from "../../emulator/seed/seed.ts";
import type { Seed } from "../../emulator/seed/shape.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

const id = "4f7a0000-0000-4000-8000-000000000001";
const stores: FileMapping = { path: "stores.csv", as: "stores" };
const rows: readonly { name: string; before: string; line: number; after: string; mapping?: FileMapping }[] =
  [
    {
      name: "an empty cell",
      before: "storeNumber,existingTeamId,name\n1,,A\n2,,B\n",
      line: 3,
      after: `storeNumber,existingTeamId,name\n1,,A\n2,${id},B\n`,
    },
    {
      name: "another id",
      before: "storeNumber,existingTeamId\n1,old\n",
      line: 2,
      after: `storeNumber,existingTeamId\n1,${id}\n`,
    },
    {
      name: "the last cell, as Windows ends lines",
      before: "storeNumber;existingTeamId\r\n1;\r\n2;x\r\n",
      line: 2,
      after: `storeNumber;existingTeamId\r\n1;${id}\r\n2;x\r\n`,
    },
    {
      name: "a row that ends before the column",
      before: "storeNumber,name,existingTeamId\n1,A\n2,B,\n",
      line: 2,
      after: `storeNumber,name,existingTeamId\n1,A,${id}\n2,B,\n`,
    },
    {
      name: "a row behind one with a line break in quotes",
      before: 'storeNumber,name,existingTeamId\n1,"A\nB",\n2,C,\n',
      line: 4,
      after: `storeNumber,name,existingTeamId\n1,"A\nB",\n2,C,${id}\n`,
    },
    {
      name: "a column by the name that the mapping gives it",
      ...{ before: "Nr;Team\n1;\n", line: 2, after: `Nr;Team\n1;${id}\n` },
      mapping: { path: "stores.csv", as: "stores", columns: { storeNumber: "Nr", existingTeamId: "Team" } },
    },
  ];

describe("a team id in a list of stores", () => {
  it.each(rows)("$name", ({ before, line, after, mapping = stores }) => {
    expect(withTeamIdsInCsv(before, mapping, [{ line, teamId: id }])).toBe(after);
  });

  it("is refused where the column or the row is not there", () => {
    expect(() => withTeamIdsInCsv("storeNumber\n1\n", stores, [{ line: 2, teamId: id }])).toThrow(
      CannotEditError,
    );
    expect(() =>
      withTeamIdsInCsv("storeNumber,existingTeamId\n1,\n", stores, [{ line: 9, teamId: id }]),
    ).toThrow(/line 9/);
  });

  it("goes into a list of stores and teams where the store stands, else to the end", () => {
    const list: FileMapping = { path: "team-ids.csv", as: "mapping", ignoreOtherColumns: true };
    const pairs = [
      { storeNumber: "000212", teamId: id },
      { storeNumber: "000305", teamId: id },
    ];
    expect(withMappingRows("store,note,existingTeamId\n000212,x,\n1,y,z", list, pairs)).toBe(
      `store,note,existingTeamId\n000212,x,${id}\n1,y,z\n000305,,${id}\n`,
    );
  });
});

describe("--accept, with stores from a list", () => {
  let tenant: LiveTenant;
  let folder: string;
  let orgFile: string;
  const teamId = "c2000000-0000-4000-8000-000000000001";
  const out = (): string => folder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "store-teams-lists-"));
    orgFile = join(folder, "org.yaml");
    const people = ["boss", "one", "two"].map((name, at) => ({
      ...{ id: `d2000000-0000-4000-8000-00000000000${String(at)}`, displayName: name },
      userPrincipalName: `${name}@contoso.example`,
    }));
    const [boss, ...workers] = people.map(({ userPrincipalName }) => userPrincipalName);
    const group = { id: teamId, displayName: "Shop 5212", mailNickname: "shop5212", team: { channels: [] } };
    const seed = { users: people, groups: [{ ...group, owners: [boss ?? ""], members: workers }] };
    tenant = await startLiveTenant({ seed: mergeSeeds(demoSeed(), seed) as Seed });
    const staff = people.map(({ userPrincipalName: upn, displayName }) =>
      [upn, "5212", displayName === "boss" ? "manager" : "worker"].join(","),
    );
    await writeFile(join(folder, "staff.csv"), `upn,store,position\n${staff.join("\n")}\n`);
  });
  afterAll(async () => {
    await tenant.close();
    await rm(folder, { recursive: true, force: true });
  });

  const acceptWith = async (files: readonly FileMapping[], list: string): Promise<void> => {
    await writeFile(join(folder, "stores.csv"), list);
    const main = {
      apiVersion: "org/v1",
      tenant: { id: demoSeed().tenantId, domain: "contoso.example" },
      environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
      hierarchy: { id: "retail", name: "Stores", purposes: ["retailReporting"] },
      files: [
        { path: "staff.csv", as: "people", columns: { upn: "upn", store: "store", position: "position" } },
        ...files,
      ],
      nodes: [{ id: "company", kind: "organization", name: "Company" }],
    };
    await writeFile(orgFile, stringify(main));
    const loaded = loadOrg(orgFile);
    const said = { stack: "dev", loaded, api: tenant.as("reader"), out: out(), say: () => undefined };
    const report = await propose({ ...said, mapping: [], onProgress: () => undefined });
    expect(report.stores.map(({ storeNumber, decision }) => [storeNumber, decision])).toEqual([
      ["5212", "adopt"],
    ]);
    const derived = deriveEnvironment(loaded.org, "dev");
    await accept({ ...said, orgFile, derived, accept: [join(folder, "adopt.csv")] });
  };
  const idsNow = (): unknown[] =>
    loadOrg(orgFile).org.nodes.flatMap((node) => (node.kind === "store" ? [node.team?.existingTeamId] : []));
  const always = { parent: "company" };

  it("writes into its column, with its byte order mark and line ends kept", async () => {
    await acceptWith([{ ...stores, always }], "\ufeffstoreNumber;name;existingTeamId\r\n5212;Lyon;\r\n");
    expect(await readFile(join(folder, "stores.csv"), "utf8")).toBe(
      `\ufeffstoreNumber;name;existingTeamId\r\n5212;Lyon;${teamId}\r\n`,
    );
    expect(idsNow()).toEqual([teamId]);
    expect(await readFile(join(folder, "adopt-dev.patch"), "utf8")).toContain(`+5212;Lyon;${teamId}`);
  });

  it("leaves an export without one as it comes, says what to do, and that works as it is said", async () => {
    const exported: FileMapping = {
      path: "stores.csv",
      layout: "commerceStores",
      columns: { name: "Name" },
      always,
    };
    const text = "StoreNumber,RetailChannelId,Name\n5212,0687,Lyon\n";
    const problem: unknown = await acceptWith([exported], text).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(RefusedError);
    const told = (problem as Error).message;
    const [, file = "", head = ""] = /make (\S+) with the one line `([^`]+)`/.exec(told) ?? [];
    const [, path = "", as = ""] = /`- \{ path: (\S+), as: (\w+) \}`/.exec(told) ?? [];
    expect(path).toBe(file);
    await writeFile(join(folder, file), `${head}\n`);
    await acceptWith([exported, { path, as: as as "mapping" }], text);
    expect(await readFile(join(folder, "stores.csv"), "utf8")).toBe(text);
    expect(await readFile(join(folder, file), "utf8")).toBe(`${head}\n5212,${teamId}\n`);
    expect(idsNow()).toEqual([teamId]);
  });
});
