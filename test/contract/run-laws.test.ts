// Laws of whole runs, on generated organizations, against the emulated tenant.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { look } from "../../providers/core/reconcile.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { Org } from "../../schemas/types/org.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";
import type { Group } from "../emulator/tenant/model.ts";
import { inProcessEngine } from "../kit/in-process-engine.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { watchOwners } from "../kit/owner-watch.ts";
import { orgs, resourcesOf, storeNumbers, turned, withoutDescription } from "../kit/random-orgs.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());

/** A few at each test run; more of them by hand when runs change. */
const numRuns = Number(process.env["STORE_TEAMS_LAW_RUNS"] ?? "4");

/** Every key in the bodies of the writes after a line of the journal, at whatever depth. */
function keysSentSince(line: number): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { text } of tenant.core.journal.since(line)) {
    const { method, requestBody } = JSON.parse(text) as { method: string; requestBody: unknown };
    if (method !== "GET") collectKeys(requestBody, keys);
  }
  return keys;
}

function collectKeys(value: unknown, keys: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) keys.add(key);
    collectKeys(inner, keys);
  }
}

const fields = ["description", "classification", "funSettings", "memberSettings", "guestSettings"] as const;
const switches = ["allowGiphy", "allowDeleteChannels", "allowCustomMemes", "allowAddRemoveApps"];

/** Fields that none of the resources mentions. */
function unmentioned(resources: readonly DesiredResource[]): readonly string[] {
  const mentioned = new Set<string>();
  for (const { props } of resources) collectKeys(props, mentioned);
  return [...fields, ...switches].filter((field) => !mentioned.has(field));
}

describe("a run of any organization", () => {
  it("comes to rest, never sends what config does not mention, and never leaves a team with too few owners", async () => {
    const owners = watchOwners(tenant);
    await fc.assert(
      fc.asyncProperty(orgs, orgs, async (first, second) => {
        await tenant.admin("POST", "/reset");
        const services = tenant.as("deployer");
        const engine = inProcessEngine(services);
        const begun = tenant.core.journal.count;
        const all = [first, second].flatMap(resourcesOf);
        for (const org of [first, second]) {
          owners.begin();
          await engine.up(resourcesOf(org));
          expect(owners.shortages()).toEqual([]);
          await expectRest(engine, org);
        }
        const sent = keysSentSince(begun);
        expect(unmentioned(all).filter((field) => sent.has(field))).toEqual([]);
      }),
      { numRuns, endOnFailure: true },
    );
  });

  /** The plan of what is there is empty: by the state, in another order, and without any state. */
  async function expectRest(engine: ReturnType<typeof inProcessEngine>, org: Org): Promise<void> {
    const writes = await tenant.writes();
    expect(await engine.preview(resourcesOf(turned(org)))).toEqual([]);
    expect(await engine.up(resourcesOf(turned(org)))).toEqual([]);
    expect(await inProcessEngine(tenant.as("deployer")).up(resourcesOf(org))).toEqual(
      resourcesOf(org).map(({ name }) => `create ${name}`),
    );
    for (const { token, props } of resourcesOf(org)) {
      const type = typeByToken(token);
      const inputs = { ...props };
      const seen = await look(type, tenant.as("reader"), inputs, { remembered: {} });
      expect(seen && type.plan(inputs, seen)).toEqual([]);
    }
    expect(await tenant.writes(), "a second run writes nothing").toBe(writes);
  }

  it("keeps by hand what config does not mention", async () => {
    await fc.assert(
      fc.asyncProperty(orgs, orgs, async (first, second) => {
        await tenant.admin("POST", "/reset");
        const engine = inProcessEngine(tenant.as("deployer"));
        const [before, after] = [first, second].map((org) => resourcesOf(withoutDescription(org)));
        await engine.up(before ?? []);
        for (const group of ourGroups()) {
          group.description = "Written by an owner";
        }
        await engine.up(after ?? []);
        expect(ourGroups().map(({ description }) => description)).toEqual(
          storeNumbers.map(() => "Written by an owner"),
        );
      }),
      { numRuns, endOnFailure: true },
    );
  });
});

function ourGroups(): Group[] {
  return [...tenant.core.state.tenant.groups.values()].filter(({ uniqueName }) => uniqueName !== null);
}

describe("the watch over owners", () => {
  it("sees an owner who goes before the next one comes", async () => {
    await tenant.admin("POST", "/reset");
    const engine = inProcessEngine(tenant.as("deployer"));
    const org: Org = fc.sample(orgs, 1)[0] ?? { apiVersion: "org/v1", tenant: { id: "", domain: "" } };
    await engine.up(resourcesOf(org));
    const owners = watchOwners(tenant);
    owners.begin();
    const [group] = ourGroups();
    const member = [...(group?.team?.members.values() ?? [])].find(({ isOwner }) => isOwner);
    if (member === undefined) throw new Error("the team has no owner");
    member.isOwner = false;
    tenant.core.onChange();
    member.isOwner = true;
    tenant.core.onChange();
    expect(owners.shortages()).toEqual([
      expect.stringMatching(/^store-team-\d+: \d owners in between, \d needed$/),
    ]);
  });
});
