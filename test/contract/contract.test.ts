import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { look, reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";
import { inProcessEngine } from "../kit/in-process-engine.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { examples } from "./examples.ts";

let tenant: LiveTenant;

beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const nowhere: Place = { remembered: {} };
const nothingElse = { dependsOn: [], protect: false, retainOnDelete: false };

/** Runs one type as the deployer, with what it rests on already there. */
async function setUp(token: Token) {
  const { props, changed, restsOn, stays } = examples[token];
  const api = tenant.as("deployer");
  for (const [otherToken, otherProps] of restsOn) {
    const type = typeByToken(otherToken);
    await reconcile({ type, api, desired: otherProps, patience: usualPatience }, nowhere);
  }
  const type = typeByToken(token);
  const runOf = (desired: Readonly<Record<string, unknown>>) => ({
    type,
    api,
    desired,
    patience: usualPatience,
  });
  return { type, api, props, changed, runOf, stays };
}

describe.each(resourceTypes.map(({ token }) => token))("contract of %s", (token) => {
  it("after apply the plan is empty, and a refresh shows what config says", async () => {
    const { type, api, props, runOf } = await setUp(token);
    const { present } = await reconcile(runOf(props), nowhere);
    expect(type.plan(props, present)).toEqual([]);
    const place = { id: present.id, remembered: type.remember(present.remote) };
    const seen = await look(type, api, props, place);
    expect(seen && type.describe(seen, props)).toEqual(props);
  });

  it("a second run writes nothing and finds the same object", async () => {
    const { runOf, props } = await setUp(token);
    const first = await reconcile(runOf(props), nowhere);
    const writesBefore = await tenant.writes();
    const second = await reconcile(runOf(props), nowhere);
    expect(await tenant.writes()).toBe(writesBefore);
    expect(second.present.id).toBe(first.present.id);
    expect(second.stepsTaken).toEqual([]);
  });

  it("a preview reads with the reader's identity and writes nothing", async () => {
    const { type, props, runOf } = await setUp(token);
    const { present } = await reconcile(runOf(props), nowhere);
    const writesBefore = await tenant.writes();
    const place = { id: present.id, remembered: type.remember(present.remote) };
    expect(await look(type, tenant.as("reader"), props, place)).toBeDefined();
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("what config changes is changed in place, and nothing else is", async () => {
    const { type, props, changed, runOf } = await setUp(token);
    if (changed === undefined) return;
    const { present } = await reconcile(runOf(props), nowhere);
    const place = { id: present.id, remembered: type.remember(present.remote) };
    const after = await reconcile(runOf(changed), place);
    expect(after.present.id).toBe(present.id);
    expect(type.describe(after.present, changed)).toEqual(changed);
  });

  it("a state without memory (an older version, a cut-off run) finds everything again", async () => {
    const { type, api, props, runOf } = await setUp(token);
    const { present } = await reconcile(runOf(props), nowhere);
    const seen = await look(type, api, props, { id: present.id, remembered: {} });
    expect(seen && type.plan(props, seen)).toEqual([]);
  });

  it("another name in the program takes it over: what the old name leaves is not deleted", async () => {
    const { type, api, props } = await setUp(token);
    const engine = inProcessEngine(api);
    const declared = (name: string) => [{ ...nothingElse, token, name, props } as unknown as DesiredResource];
    await engine.up(declared("old"));
    const before = await look(type, api, props, nowhere);
    expect(await engine.up(declared("new"))).toEqual(["create new", "delete old"]);
    const after = await look(type, api, props, nowhere);
    expect(after?.id).toBe(before?.id);
    expect(after && type.plan(props, after)).toEqual([]);
    expect(await engine.up(declared("new"))).toEqual([]);
  });

  it("removal leaves nothing of ours, and a second removal is content", async () => {
    const { type, api, props, runOf, stays } = await setUp(token);
    const { present } = await reconcile(runOf(props), nowhere);
    const place = { id: present.id, remembered: type.remember(present.remote) };
    expect((await remove(runOf(props), place)).length).toBeGreaterThan(0);
    const left = await look(type, api, props, place);
    if (stays) expect(type.planRemoval(props, left ?? { kind: "absent" })).toEqual([]);
    else expect(left).toBeUndefined();
    expect(await remove(runOf(props), place)).toEqual([]);
  });
});
