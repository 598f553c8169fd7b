// Stacks that share an environment: what each holds, for every config of this project and for generated shares, and
// that one of them which fails is nothing to the others.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { storeTeamResource } from "../../schemas/names.ts";
import type { Org } from "../../schemas/types/org.ts";
import { deriveEnvironment } from "../../stacks/derive/environment.ts";
import { regionsOf } from "../../stacks/derive/regions.ts";
import { deriveShare, shareProblems, type Share, type SharingStack } from "../../stacks/derive/share.ts";
import { deriveTenant } from "../../stacks/derive/tenant/enterprise-apps.ts";
import { loadOrg } from "../../stacks/config/load-org.ts";
import { inProcessEngine } from "../kit/in-process-engine.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { sampleStacks } from "../kit/samples.ts";

const examples = readdirSync("config/examples").map((folder) => `config/examples/${folder}/org.yaml`);
const files = ["config/demo/org.yaml", "config/contoso/test.yaml", "config/contoso/prod.yaml", ...examples];
const orgs = files.map((file): [string, Org] => [file, loadOrg(file).org]);

type Settings = Readonly<Record<string, unknown>>;

/** Ids of nodes that stores may be shared out by. */
function regionIds(org: Org): readonly string[] {
  const regionOf = regionsOf(org);
  const stores = (org.nodes ?? []).flatMap((node) => (node.kind === "store" ? [node.storeNumber] : []));
  return [...new Set(stores.map((number) => regionOf(storeTeamResource(number))))].filter((id) => id !== "");
}

/** Any way to share an environment out among four stacks that is no mistake. */
function sharings(org: Org): fc.Arbitrary<readonly SharingStack[]> {
  const regions = regionIds(org);
  const stack = fc.nat({ max: 3 });
  const stackOfEach = fc.array(stack, { minLength: regions.length, maxLength: regions.length });
  return fc.tuple(stackOfEach, stack).map(([stackOf, sharedBy]) =>
    [0, 1, 2, 3].map((index) => {
      const own = regions.filter((_, at) => stackOf[at] === index);
      return { stack: `shard-${index}`, share: { regions: own, shared: sharedBy === index } };
    }),
  );
}

describe.each(orgs)("however %s is shared out", (_file, org) => {
  const environments = (org.environments ?? []).map(({ key }) => key);

  it("each resource of an environment is in exactly one stack, or told why it is in none", () => {
    fc.assert(
      fc.property(sharings(org), fc.constantFrom(...environments), (stacks, environment) => {
        expect(shareProblems(org, stacks)).toEqual([]);
        const whole = deriveEnvironment(org, environment).resources;
        const parts = stacks.map(({ share }) => deriveShare(org, environment, share));
        const held = parts.flatMap(({ resources }) => resources.map(({ name }) => name));
        const told = new Set(parts.flatMap(({ leftOut }) => leftOut.map(({ nodeId }) => nodeId)));
        expect(new Set(held).size).toBe(held.length);
        const missing = whole.filter(({ name }) => !held.includes(name));
        expect(missing.filter(({ name }) => !told.has(name))).toEqual([]);
        // Only files that need the teams of all stores have no stack of their own.
        expect(missing.filter(({ idsFrom }) => idsFrom === undefined)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("what belongs to the whole tenant is in its own stack and in no other", () => {
    const tenantWide = new Set(deriveTenant(org).resources.map(({ name }) => name));
    const tokens = new Set(deriveTenant(org).resources.map(({ token }) => token));
    for (const environment of environments) {
      const { resources } = deriveEnvironment(org, environment);
      expect(resources.filter(({ name, token }) => tenantWide.has(name) || tokens.has(token))).toEqual([]);
    }
  });
});

describe("the stack files of this project", () => {
  it("have one stack for each tenant that holds what belongs to all of it", () => {
    const stacks = sampleStacks.map(([, name]) => {
      const settings = (parse(readFileSync(name, "utf8")) as { config: Settings }).config;
      const file = settings["store-teams:org"];
      return {
        program: String(settings["store-teams:program"]),
        tenant: typeof file === "string" ? loadOrg(file).org.tenant.id : "",
      };
    });
    const used = new Set(
      stacks.flatMap(({ program, tenant }) => (program === "environment" ? [tenant] : [])),
    );
    expect(used.size).toBeGreaterThan(1);
    for (const id of used)
      expect(stacks.filter(({ program, tenant }) => program === "tenant" && tenant === id)).toHaveLength(1);
  });
});

describe("the pipelines", () => {
  it("let the stacks of other regions go on when one of them fails", () => {
    const { jobs } = parse(readFileSync(".github/workflows/apply.yml", "utf8")) as {
      jobs: Readonly<Record<string, { strategy?: { matrix: { stack: string[] }; "fail-fast"?: boolean } }>>;
    };
    const ofRegions = Object.values(jobs).flatMap(({ strategy }) =>
      strategy !== undefined && strategy.matrix.stack.every((stack) => stack.startsWith("prod-"))
        ? [strategy]
        : [],
    );
    expect(ofRegions.map((strategy) => strategy["fail-fast"])).toEqual([false]);
  });
});

describe("one stack that fails", () => {
  let tenant: LiveTenant;
  beforeAll(async () => {
    tenant = await startLiveTenant();
  });
  afterAll(() => tenant.close());

  it("leaves the others to finish, and goes on by itself afterwards", async () => {
    const { org } = loadOrg("config/demo/org.yaml");
    const shares: Record<string, Share> = {
      west: { regions: ["west"] },
      east: { regions: ["east"] },
      rest: { regions: [], shared: true },
    };
    const parts = Object.entries(shares).map(([name, share]) => ({
      name,
      resources: deriveShare(org, "dev", share).resources,
      // Each stack is a process of its own, with a connection and a state of its own.
      engine: inProcessEngine(tenant.as("deployer")),
    }));
    const when = { method: "PATCH", urlContains: "store-team-000142" };
    const then = { kind: "status", status: 403, code: "Authorization_RequestDenied", message: "No." };
    await tenant.admin("POST", "/faults", { faults: [{ when: { ...when, every: 1 }, then }] });
    const outcomes = await Promise.allSettled(parts.map(({ engine, resources }) => engine.up(resources)));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    for (const { name, engine, resources } of parts) {
      if (name === "west") continue;
      expect(await engine.preview(resources), name).toEqual([]);
      expect(await engine.drifted(), name).toEqual([]);
    }
    await tenant.admin("POST", "/faults", { faults: [] });
    for (const { engine, resources } of parts) {
      await engine.up(resources);
      expect(await engine.preview(resources)).toEqual([]);
      expect(await engine.drifted()).toEqual([]);
    }
  });
});
