// From hand-made teams in a tenant to a config that names them: read with the reader's rights, decided, written in place.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RefusedError } from "../../../providers/core/errors.ts";
import { accept } from "../../../stacks/commands/adopt/accept.ts";
import { propose } from "../../../stacks/commands/adopt/propose.ts";
import { loadOrg, type LoadedOrg } from "../../../stacks/config/load-org.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import type { AdoptReport } from "../../../stacks/adopt/report.ts";
import { demoSeed, mergeSeeds } from "../../emulator/seed/seed.ts";
import type { Seed, SeedGroup } from "../../emulator/seed/shape.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

const org = loadOrg("config/demo/org.yaml").org;
const upns = new Map(org.people.map(({ id, upn }) => [id, upn]));
const idOf = (last: string): string => `c0000000-0000-4000-8000-0000000000${last}`;

/** A team as somebody made it by hand for a store of the demo. */
function handMade(
  last: string,
  displayName: string,
  nodeId: string,
  more: Partial<SeedGroup> = {},
): SeedGroup {
  const node = org.nodes.find(({ id }) => id === nodeId);
  if (node?.kind !== "store") throw new Error(`the demo has no store "${nodeId}"`);
  const named = (ids: readonly string[] = []): string[] => ids.map((id) => upns.get(id) ?? "");
  return {
    ...{ id: idOf(last), displayName, mailNickname: `hand${last}`, visibility: "Private" },
    ...{ owners: named(node.managers), members: named(node.workers), team: { channels: [] } },
    ...more,
  };
}

const seed = mergeSeeds(demoSeed(), {
  groups: [
    handMade("01", "=Store 136 – Daly City", "daly"),
    handMade("02", "FRESNO Shop", "fresno"),
    handMade("03", "Sacramento", "sac"),
    handMade("04", "Sacramento old", "sac", { mailNickname: "Sacramento_D365" }),
    handMade("05", "Party people", "fresno", { owners: [], members: [upns.get("p-306") ?? ""] }),
  ],
}) as Seed;

let tenant: LiveTenant;
let folder: string;
let orgFile: string;
beforeAll(async () => {
  tenant = await startLiveTenant({ seed });
  folder = await mkdtemp(join(tmpdir(), "store-teams-adopt-"));
  orgFile = join(folder, "org.yaml");
  await cp("config/demo/org.yaml", orgFile);
});
afterAll(async () => {
  await tenant.close();
  await rm(folder, { recursive: true, force: true });
});

const said: string[] = [];
const say = ({ text }: { readonly text: string }): number => said.push(text);
const loaded = (): LoadedOrg => loadOrg(orgFile);
const proposed = (mapping: readonly string[] = []): Promise<AdoptReport> =>
  propose({
    stack: "dev",
    loaded: loaded(),
    api: tenant.as("reader"),
    mapping,
    out: folder,
    say,
    onProgress: () => undefined,
  });
const accepted = (...asked: string[]): Promise<void> => {
  const now = loaded();
  const derived = deriveEnvironment(now.org, "dev");
  return accept({
    stack: "dev",
    loaded: now,
    orgFile,
    derived,
    api: tenant.as("reader"),
    accept: asked,
    out: folder,
    say,
  });
};
const decisionsOf = ({ stores }: AdoptReport): Record<string, string> =>
  Object.fromEntries(
    stores.map(({ nodeId, decision, candidates }) => [
      nodeId,
      `${decision} ${candidates[0]?.displayName ?? ""}`.trim(),
    ]),
  );

describe("adopt", () => {
  it("proposes with the reader's rights, tells what they do not show, and writes nothing to the tenant", async () => {
    const before = await tenant.writes();
    const report = await proposed();
    expect(decisionsOf(report)).toMatchObject({
      daly: "adopt =Store 136 – Daly City",
      fresno: "adopt FRESNO Shop",
      sac: expect.stringMatching(/^propose Sacramento/) as string,
      bos: "declared",
    });
    expect(report.unread).toEqual([]);
    expect(await tenant.writes()).toBe(before);
    expect(said.join("\n")).toMatch(/stores, \d+ preselected, \d+ to decide/);
  });

  it("reads a team by four calls in batches, and little beside", async () => {
    const lines = (): number => tenant.core.journal.since(0, 100_000).length;
    const before = lines();
    const { teamsRead } = await proposed();
    expect(lines() - before).toBeLessThanOrEqual(4 * teamsRead + 12);
  });

  it("takes headquarters' mapping file, and tells a list of no known kind", async () => {
    const file = join(folder, "map.csv");
    await writeFile(file, `SOURCETYPE;SOURCEID;TEAMID\r\nRetailStore;145;${idOf("03").toUpperCase()}\r\n`);
    expect(decisionsOf(await proposed([file]))["sac"]).toBe("propose Sacramento");
    await writeFile(file, "Store,Team\n145,x\n");
    await expect(proposed([file])).rejects.toThrow(/its columns are store, team.*Expected/s);
  });

  it("writes what was decided into the config, comments and order kept, and leaves the same as a patch", async () => {
    await proposed();
    const before = await readFile(orgFile, "utf8");
    const csv = await readFile(join(folder, "adopt.csv"), "utf8");
    expect(csv).toContain("'=Store 136");
    // As Excel saves it in many countries: other separator, numbers without their zeros.
    const edited = csv
      .split("\n")
      .map((line) => line.replace(/^propose,000145,(Sacramento,sac,[^,]*03),/, "Adopt,145,$1,"))
      .join("\r\n");
    const file = join(folder, "decided.csv");
    await writeFile(file, `\ufeff${edited}`);
    await accepted(file);
    const after = await readFile(orgFile, "utf8");
    const ids = new Map(
      loaded().org.nodes.map((node) => [
        node.id,
        node.kind === "store" ? node.team?.existingTeamId : undefined,
      ]),
    );
    expect([ids.get("daly"), ids.get("fresno"), ids.get("sac")]).toEqual([
      idOf("01"),
      idOf("02"),
      idOf("03"),
    ]);
    const added = after.split("\n").filter((line) => !before.split("\n").includes(line));
    expect(added.length).toBeLessThanOrEqual(3);
    expect(after.split("#").length).toBe(before.split("#").length);
    expect(await readFile(join(folder, "adopt-dev.patch"), "utf8")).toContain(`+`);
    expect(decisionsOf(await proposed())).toMatchObject({
      daly: "declared",
      fresno: "declared",
      sac: "declared",
    });
    await writeFile(orgFile, before);
  });

  it("accepts by id, and refuses whole what cannot be", async () => {
    const report = await proposed();
    const pair = report.stores.find(({ nodeId }) => nodeId === "daly")?.candidates[0];
    const before = await readFile(orgFile, "utf8");
    await accepted(pair?.id ?? "");
    expect(await readFile(orgFile, "utf8")).toContain(`existingTeamId: ${idOf("01")}`);
    await writeFile(orgFile, before);
    const refused: readonly (readonly [string[], RegExp])[] = [
      [["a-nothing"], /no proposal has this id/],
      [[`000136=${idOf("01")}`, `000142=${idOf("01")}`], /would be that of stores/],
      [[`000136=${idOf("99")}`], /no group has the id/],
      [["000999=x"], /declares no store "000999"/],
      [["missing.csv"], /there is no such file/],
    ];
    for (const [asked, told] of refused) {
      const problem = await accepted(...asked).catch((error: unknown) => error);
      expect(problem).toBeInstanceOf(RefusedError);
      expect((problem as Error).message).toMatch(told);
    }
    expect(await readFile(orgFile, "utf8")).toBe(before);
  });

  it("tells what could not be read, and preselects nothing without it", async () => {
    await tenant.admin("POST", "/faults", {
      faults: [
        {
          name: "members of one team cannot be read",
          when: { urlContains: `/groups/${idOf("01")}/members`, every: 1 },
          then: { kind: "status", status: 403, effect: "before" },
        },
        {
          name: "the bin may not be looked at",
          when: { urlContains: "/directory/deletedItems", every: 1 },
          then: { kind: "status", status: 403, effect: "before" },
        },
      ],
    });
    const report = await proposed();
    await tenant.admin("POST", "/faults", { faults: [] });
    const daly = report.stores.find(({ nodeId }) => nodeId === "daly");
    expect(daly?.decision).toBe("propose");
    expect(daly?.candidates[0]?.reservations).toContain("its people could not be read");
    expect(report.unread.find(({ what }) => what === "the bin")?.permission).toBe("Group.Read.All");
    expect(report.unread.map(({ what }) => what).join()).toMatch(/=Store 136 – Daly City \(.*\): members/);
  });
});
