import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { examples } from "./examples.ts";

/** The services show writes late: 5 s to 15 minutes, by the tenant's own clock. */
let tenant: LiveTenant;
const nowhere: Place = { remembered: {} };

beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
  await tenant.admin("POST", "/lag", { mode: "typical" });
});

function runOf(token: Token, desired: Readonly<Record<string, unknown>>) {
  return { type: typeByToken(token), api: tenant.as("deployer"), desired, patience: usualPatience };
}

describe.each(resourceTypes.map(({ token }) => token))("%s, while the services show writes late", (token) => {
  it("comes to rest in one run; the next one writes nothing; removal works", async () => {
    const { props, restsOn, stays } = examples[token];
    for (const [other, desired] of restsOn) await reconcile(runOf(other, desired), nowhere);
    const run = runOf(token, props);
    const { present } = await reconcile(run, nowhere);
    expect(run.type.describe(present, props)).toEqual(props);
    const writesBefore = await tenant.writes();
    const again = await reconcile(run, { id: present.id, remembered: run.type.remember(present.remote) });
    expect(again.stepsTaken).toEqual([]);
    expect(await tenant.writes()).toBe(writesBefore);
    await remove(run, { id: present.id, remembered: run.type.remember(present.remote) });
    await tenant.admin("POST", "/clock", { advanceSeconds: 3600 });
    const left = await remove(run, { id: present.id, remembered: run.type.remember(present.remote) });
    expect(left, stays ? "values stand as before" : "nothing of ours is left").toEqual([]);
  });
});
