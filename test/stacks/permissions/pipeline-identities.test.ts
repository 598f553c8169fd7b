// What a review says before the pipelines' identities lose what they need: also a reader's, who loses nothing.
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CompleteOrg } from "../../../schemas/validate.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { permissionsFor, unservedStacks } from "../../../stacks/permissions/pipeline-identities.ts";
import { sampleStacks } from "../../kit/samples.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { programsOn, type Programs } from "../../kit/program-run.ts";

const { org: demo } = loadOrg(join(import.meta.dirname, "../../../config/demo/org.yaml"));
const writer = { name: "Store teams dev, apply", clientId: "c3000000-0000-4000-8000-000000000007" };
const needed = "TeamMember.ReadWrite.All";
const notNeeded = "Chat.ReadWrite.All";

let tenant: LiveTenant;
let programs: Programs;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());

/** A tenant whose config also gives the pipeline's writer its permissions. */
function withWriter(permissions: readonly string[]): CompleteOrg {
  const { apps = [], consent = [] } = demo.integration ?? {};
  const row = { app: "writer", api: "graph", kind: "application", for: "commerce" } as const;
  return {
    ...demo,
    integration: {
      apps: [...apps, { key: "writer", displayName: writer.name, appId: writer.clientId.toUpperCase() }],
      consent: [...consent, ...permissions.map((permission) => ({ ...row, permission }))],
    },
  };
}

function signInAs(client: "reader" | "deployer"): void {
  Object.assign(process.env, tenant.environmentOf(client));
}

const brakes = { consents: { atLeast: 5, fraction: 1 } };

describe("a consent that goes", () => {
  beforeEach(async () => {
    await tenant.admin("POST", "/reset");
    const client = { ...writer, clientSecret: "unused", appRoles: [], dataverseRole: "Basic Reader" };
    await tenant.admin("POST", "/seed", { clients: [client] });
    programs = programsOn(tenant);
    signInAs("deployer");
    const org = withWriter([needed, notNeeded]);
    expect((await programs.run({ program: "tenant", org, preview: false })).refusal).toBeUndefined();
    signInAs("reader");
  });

  it("is refused in a reader's preview when the writer of another stack needs it, with who, what and the mend", async () => {
    const writes = await tenant.writes();
    const request = { program: "tenant", org: withWriter([notNeeded]), settings: { brakes } } as const;
    const { refusal } = await programs.run({ ...request, preview: true });
    expect(refusal).toContain("refused before the first write");
    expect(refusal).toContain(`"Store teams dev, apply", which writes dev, would lose ${needed}`);
    expect(refusal).toContain("Give it back, or let another identity do that work first.");
    expect(refusal).not.toContain("approvals");
    // The run says the same, whoever makes it.
    signInAs("deployer");
    expect((await programs.run({ ...request, preview: false })).refusal).toBe(refusal);
    expect(await tenant.writes()).toBe(writes);
  });

  it("passes when no stack of the identity needs it", async () => {
    const request = { program: "tenant", org: withWriter([needed]), settings: { brakes } } as const;
    expect(await programs.run({ ...request, preview: true })).toEqual({ refusal: undefined, warnings: [] });
  });

  it("is told as not checked when the tenant cannot be asked, and the preview goes on", async () => {
    const when = { route: "/servicePrincipals", every: 1 };
    const then = { kind: "status", status: 403, effect: "before" };
    await tenant.admin("POST", "/faults", { faults: [{ name: "apps cannot be read", when, then }] });
    const request = { program: "tenant", org: withWriter([notNeeded]), settings: { brakes } } as const;
    const { refusal, warnings } = await programs.run({ ...request, preview: true });
    expect(refusal).toBeUndefined();
    expect(warnings.join()).toMatch(
      /whether the pipelines' identities keep their permissions was not checked/,
    );
  });

  it("asks the tenant nothing but who it is when nothing goes", async () => {
    const before = tenant.core.journal.count;
    await programs.run({ program: "tenant", org: withWriter([needed, notNeeded]), preview: true });
    const lines = tenant.core.journal.since(before).map(({ text }) => JSON.parse(text) as { url: string });
    const asked = lines.map(({ url }) => new URL(url).pathname).filter((path) => path.includes("/v1.0/"));
    expect(asked).toEqual(["/v1.0/organization"]);
  });
});

describe("what the identities need", () => {
  it("holds what this test takes away, and not the other", () => {
    const needs = permissionsFor({ access: "write", stacks: ["dev"] });
    expect(needs).toContain(needed);
    expect(needs).not.toContain(notNeeded);
  });
});

describe("stacks that no identity serves", () => {
  const trusted = (environment: string): string =>
    `credentials: [{ github: { repository: contoso/store-teams, environment: ${environment} } }]`;
  const identity = (access: string, stacks: string, credentials: string): string =>
    `    - { key: ${access}, displayName: ${access}, access: ${access}, stacks: [${stacks}], owners: [a@contoso.example], ${credentials} }\n`;
  const both = (readable: string, writable: string, environment = "dev"): string =>
    identity("read", readable, trusted("dev-plan")) + identity("write", writable, trusted(environment));

  it.each([
    { name: "none", identities: both("dev", "dev"), told: [] },
    {
      name: "a writer lets go of a stack",
      identities: both("dev", "other"),
      told: ["no identity may write the stack dev: name it under stacks"],
    },
    {
      name: "a reader lets go of a stack",
      identities: both("other", "dev"),
      told: ["no identity may plan and look at the stack dev: name it under stacks"],
    },
    {
      name: "a credential goes",
      identities: both("dev", "dev", "prod"),
      told: ["no identity trusts GitHub's environment dev: name it under credentials"],
    },
  ])("$name", async ({ identities, told }) => {
    const folder = await mkdtemp(join(tmpdir(), "store-teams-stacks-"));
    try {
      const head = "config:\n  store-teams:program:";
      await writeFile(
        join(folder, "Pulumi.dev.yaml"),
        `${head} environment\n  store-teams:org: org.yaml\n  store-teams:environment: dev\n`,
      );
      await writeFile(
        join(folder, "Pulumi.identities.yaml"),
        `${head} identities\n  store-teams:identities:\n${identities}`,
      );
      expect(unservedStacks(folder)).toEqual(told);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("there are none in the sample's stack files", async () => {
    const folder = await mkdtemp(join(tmpdir(), "unserved-"));
    try {
      for (const [, file] of sampleStacks) await copyFile(file, join(folder, basename(file)));
      expect(unservedStacks(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
