// What no config decides about and breaks the integration all the same; what was never made, and what was deleted.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SignInError } from "../../../providers/core/errors.ts";
import { runDrift } from "../../../stacks/commands/run/look-for-drift.ts";
import { signInFirst } from "../../../stacks/commands/first-checks/sign-in-first.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import type { Derived } from "../../../stacks/derive/desired-resource.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { acceptanceOf } from "../../../stacks/drift/accept/edits.ts";
import type { Finding } from "../../../stacks/changes/finding.ts";
import { namesIn } from "../../../stacks/drift/differs/findings.ts";
import { lookAtTenant } from "../../../stacks/drift/look-at-tenant.ts";
import { driftText } from "../../../stacks/drift/text.ts";
import { applyInProcess } from "../../kit/apply-in-process.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

const { org } = loadOrg("config/demo/org.yaml");
const collaboration = "a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a";
const consent = deriveTenant(org);
const whole = deriveEnvironment(org, "dev");
/** Two stores and the switches: enough for what is tried here. */
const dev: Derived = {
  ...whole,
  resources: whole.resources.filter(({ name }) => /^(store-00013[56]|switch-dev)$/.test(name)),
};

let tenant: LiveTenant;
let folder: string;
beforeAll(async () => {
  tenant = await startLiveTenant();
  folder = await mkdtemp(join(tmpdir(), "drift-around-"));
});
afterAll(async () => {
  await tenant.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

async function look(derived: Derived): Promise<readonly Finding[]> {
  const names = namesIn(org, derived.labels);
  const onProgress = (): undefined => undefined;
  const api = tenant.as("reader");
  const about = { api, org, derived, names, stack: "dev", confirmAfterSeconds: 1, onProgress };
  const { findings, unread } = await lookAtTenant(about);
  expect(unread).toEqual([]);
  return findings;
}

async function act(...requests: object[]): Promise<void> {
  const { responses } = await tenant.admin("POST", "/act", { as: "admin@contoso.example", requests });
  for (const { status, body } of responses as { status: number; body: unknown }[])
    expect(status, JSON.stringify(body)).toBeLessThan(400);
}

const principal = (appId: string): string => `/v1.0/servicePrincipals(appId='${appId}')`;
const told = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ severity, what }) => `${severity} ${what}`);

describe("what is in nobody's config and breaks the integration", () => {
  const rows = [
    ["an app that was switched off", { accountEnabled: false }, ["high app switched off"]],
    ["an app that asks for assignment", { appRoleAssignmentRequired: true }, ["high assignment required"]],
  ] as const;
  it.each(rows)("%s is a finding that no run mends", async (_name, body, findings) => {
    await applyInProcess(tenant.as("deployer"), consent);
    expect(await look(consent)).toEqual([]);
    await act({ method: "PATCH", url: principal(collaboration), body });
    const found = await look(consent);
    expect(told(found)).toEqual(findings);
    await applyInProcess(tenant.as("deployer"), consent);
    expect(await look(consent)).toEqual(found);
    const [finding] = found;
    if (finding === undefined) throw new Error("nothing was found");
    const resource = consent.resources.find(({ name }) => name === finding.resource);
    expect(acceptanceOf(org, resource, finding.part).kind).toBe("byHand");
  });

  it("an app that was deleted is told with when, and where it waits", async () => {
    await applyInProcess(tenant.as("deployer"), consent);
    await act({ method: "DELETE", url: principal(collaboration) });
    const [first] = await look(consent);
    expect(first).toMatchObject({ severity: "high", what: "is gone from the tenant" });
    expect(first?.who).toMatch(/^deleted \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC, can be restored for 30 days$/);
  });

  it("user sync that is off beside enhanced collaboration", async () => {
    await applyInProcess(tenant.as("deployer"), dev);
    expect(await look(dev)).toEqual([]);
    const dataverse = tenant.as("admin").dataverse("https://contoso-dev.crm4.dynamics.com");
    const [organization] = await dataverse.list("/organizations?$select=organizationid");
    const path = `/organizations(${String(organization?.["organizationid"])})`;
    await dataverse.send("PATCH", path, { ismsteamsusersyncenabled: false });
    expect(told(await look(dev))).toEqual(["medium user sync is off"]);
  });
});

describe("what is not there", () => {
  it("is not called gone before the first run", async () => {
    const findings = await look(dev);
    expect(findings.filter(({ resource }) => resource.startsWith("store-")).map(({ what }) => what)).toEqual([
      "is not made yet",
      "is not made yet",
    ]);
    expect(findings.filter(({ what }) => what.includes("gone"))).toEqual([]);
  });

  it("beside teams that are there may be new or deleted for good, and says so", async () => {
    const onlyFirst = { ...dev, resources: dev.resources.filter(({ name }) => name !== "store-000136") };
    await applyInProcess(tenant.as("deployer"), onlyFirst);
    const findings = await look(dev);
    expect(told(findings)).toEqual(["high is not in the tenant"]);
    expect(findings[0]?.who).toBe("not made yet, or deleted for good");
  });
});

describe("the first line of a look", () => {
  const rows = [
    [{ read: 3, unread: 0 }, "No drift in dev."],
    [{ read: 2, unread: 1 }, "1 of 3 could not be read in dev; no drift in the others."],
    [{ read: 0, unread: 3 }, "Nothing of dev could be read: nothing is known of it."],
  ] as const;
  it.each(rows)("%o: %s", (counts, line) => {
    expect(driftText([], "dev", counts).text).toBe(line);
  });
});

describe("a sign-in that fails ends the verb before anything is asked or told", () => {
  const request = {
    ...{ stack: "dev", stackFile: "config/stacks/Pulumi.dev.yaml", formats: [], accept: [] },
    ...{ failOn: "low" as const, confirmAfterSeconds: 0 },
  };
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ["a wrong secret", { AZURE_CLIENT_SECRET: "wrong" }, /client secret is wrong/],
    [
      "an unknown app",
      { AZURE_CLIENT_ID: "c1000000-0000-4000-8000-00000000ffff" },
      /the tenant knows no such app/,
    ],
    [
      "a token file that is not there",
      { AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token" },
      /which is not there/,
    ],
    ["nothing at all", { AZURE_CLIENT_SECRET: "" }, /AZURE_CLIENT_SECRET is not set/],
  ];
  it.each(rows)("%s", async (_name, more, text) => {
    const environment = { ...tenant.environmentOf("reader"), ...more };
    const said: string[] = [];
    const say = ({ text: line }: { readonly text: string }): number => said.push(line);
    const drift = runDrift({ ...request, environment, out: folder, say });
    await expect(drift).rejects.toThrow(SignInError);
    await expect(signInFirst("environment", environment)).rejects.toThrow(text);
    await signInFirst("identities", environment);
    expect(said).toEqual([]);
  });
});
