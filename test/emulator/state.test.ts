// The state file: the tenant lasts over a restart, and over a kill.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize } from "node:v8";
import { afterAll, describe, expect, it, vi } from "vitest";
import { boston, groupBody, person, startTenant, type TestTenant, userUrl, valuesOf } from "./support.ts";
import { decodeState, encodeState } from "./state/encode.ts";
import { scriptedWorld } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "state-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const whole = async (tenant: TestTenant): Promise<string> => (await tenant.admin.get("/snapshot")).text;

describe("a restart", () => {
  it("brings back everything: objects, edges, teams, secrets, rows with their etags, the time", async () => {
    const stateFile = join(folder, "all.state");
    const first = await startTenant({ stateFile });
    const graph = await first.graph("admin");
    await graph.post(
      "/v1.0/groups",
      groupBody("Kept", { uniqueName: "kept", "owners@odata.bind": [userUrl(person(201))] }),
    );
    const container = { url: `https://graph.microsoft.com/v1.0/groups/${boston}` };
    const plan = await graph.post("/v1.0/planner/plans", { container, title: "Kept plan" });
    expect(plan.status).toBe(201);
    await graph.delete(`/v1.0/groups/${boston}`);
    const dataverse = await first.dataverse();
    await dataverse.post("/api/data/v9.2/accounts", { name: "Kept" });
    const account = valuesOf(await dataverse.get("/api/data/v9.2/accounts?$filter=name eq 'Kept'"))[0];
    first.world.advance(86_400);
    const before = {
      snapshot: await whole(first),
      clients: first.running.ready.clients,
      now: first.world.now(),
    };
    await first.close();

    const second = await startTenant({ stateFile, world: scriptedWorld(new Date("2026-01-01"), "later") });
    try {
      expect(await whole(second)).toBe(before.snapshot);
      expect(second.running.ready.clients).toEqual(before.clients);
      expect(second.world.now().getTime()).toBeGreaterThanOrEqual(before.now.getTime());
      const again = await second.graph("admin");
      expect((await again.get("/v1.0/groups(uniqueName='kept')/owners")).status).toBe(200);
      expect((await again.post(`/v1.0/directory/deletedItems/${boston}/restore`)).status).toBe(200);
      const plans = await again.get(`/v1.0/groups/${boston}/planner/plans`);
      expect(valuesOf(plans).map(({ title }) => title)).toEqual(["Kept plan"]);
      expect((await again.get(`/v1.0/teams/${boston}/channels`)).status).toBe(200);
      const rows = await (await second.dataverse()).get("/api/data/v9.2/accounts?$filter=name eq 'Kept'");
      expect(valuesOf(rows)[0]).toEqual(account);
    } finally {
      await second.close();
    }
  });

  it("reads back what was written", async () => {
    const tenant = await startTenant();
    const { state, seed } = tenant.running.core;
    const now = tenant.world.now();
    const bytes = encodeState({ state, seed, now });
    const read = decodeState(bytes, tenant.world);
    expect(deserialize(encodeState(read))).toEqual(deserialize(bytes));
    await tenant.close();
  });
});

describe("saving", () => {
  it("follows a change by itself and leaves nothing beside the file", async () => {
    const stateFile = join(folder, "soon.state");
    const tenant = await startTenant({ stateFile });
    await (await tenant.graph("admin")).post("/v1.0/groups", groupBody("Soon"));
    await vi.waitFor(() => {
      expect(existsSync(stateFile) && readFileSync(stateFile).includes("Soon")).toBe(true);
    }, 60_000);
    // Not closed: as after a kill, only what is in the file counts.
    const second = await startTenant({ stateFile, world: scriptedWorld(new Date("2026-01-01"), "later") });
    expect(await whole(second)).toContain('"Soon"');
    await second.close();
    await tenant.close();
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("refuses a file that is none of its own, and names it", async () => {
    const stateFile = join(folder, "bad.state");
    writeFileSync(stateFile, "{}");
    await expect(startTenant({ stateFile })).rejects.toThrow(/bad\.state" cannot be read/);
  });
});
