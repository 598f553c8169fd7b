import { describe, expect, it } from "vitest";
import { appliedTarget, otherOrganization, otherState, otherTenant } from "../../../stacks/target/compare.ts";
import { nowhere } from "../../../stacks/derive/positions.ts";
import { declaredTarget, type DeclaredTarget } from "../../../stacks/target/declared.ts";
import { smallOrg } from "./small-org.ts";

const tenantId = "7a1c0000-0000-4000-8000-000000000001";
const otherId = "7a1c0000-0000-4000-8000-000000000009";
const url = "https://contoso-dev.crm4.dynamics.com";
const place = { file: "org.yaml", line: 3 };
const declared = { tenantId, domain: "contoso.example", place };
const inEnvironment = (more: object = {}): DeclaredTarget => ({
  ...declared,
  environment: { key: "dev", url, place: { file: "org.yaml", line: 9 }, ...more },
});

describe("the tenant that answers", () => {
  const found = { id: tenantId, displayName: "Contoso", verifiedDomains: ["contoso.example"] };
  it.each([
    { name: "the declared one", found, says: [] },
    {
      name: "another one: both names, and no word on its domains being others",
      found: { id: otherId, displayName: "Fabrikam", verifiedDomains: ["fabrikam.example"] },
      says: [
        `org.yaml:3 config names the tenant ${tenantId} (contoso.example); the sign-in leads to "Fabrikam" (${otherId}), with fabrikam.example`,
      ],
    },
    {
      name: "the declared one, with other domains",
      found: { ...found, verifiedDomains: ["contoso.onmicrosoft.example", "stores.example"] },
      says: [
        `org.yaml:3 config names the domain contoso.example, which is not verified in the tenant "Contoso" (${tenantId}): with contoso.onmicrosoft.example, stores.example`,
      ],
    },
  ])("$name", ({ found: there, says }) => {
    expect(otherTenant(declared, there).map(({ problem }) => problem)).toEqual(says);
  });
});

describe("the organization that answers", () => {
  const found = { id: otherId, name: "Contoso dev", tenantId, url };
  const who = `organization "Contoso dev" (${otherId})`;
  it.each([
    { name: "at its own address", target: inEnvironment(), found, says: [] },
    { name: "named by its id", target: inEnvironment({ organizationId: otherId }), found, says: [] },
    {
      name: "that is another one than the id says",
      target: inEnvironment({ organizationId: tenantId }),
      found,
      says: [`config names the organization ${tenantId}; at ${url} the ${who} answers`],
    },
    {
      name: "of another tenant",
      target: inEnvironment(),
      found: { ...found, tenantId: otherId },
      says: [`config names the tenant ${tenantId}; the ${who} belongs to ${otherId}`],
    },
    {
      name: "that has another address",
      target: inEnvironment(),
      found: { ...found, url: "https://contoso-test.crm4.dynamics.com" },
      says: [`config names ${url}; the ${who} that answers there has the address https://contoso-test`],
    },
    {
      name: "that has another address, but is named by its id",
      target: inEnvironment({ organizationId: otherId }),
      found: { ...found, url: "https://contoso-new.crm4.dynamics.com" },
      says: [],
    },
    {
      name: "that says neither tenant nor address: nothing follows from it",
      target: inEnvironment(),
      found: { ...found, tenantId: undefined, url: undefined },
      says: [],
    },
  ])("$name", ({ target, found: there, says }) => {
    const problems = otherOrganization(target, there).map(({ problem }) => problem);
    expect(problems).toEqual(
      says.map((text) => expect.stringContaining(`org.yaml:9 environment "dev": ${text}`) as string),
    );
  });
});

describe("what the backend keeps under the name of a stack", () => {
  const now = appliedTarget("environment", { key: "dev", url }, tenantId);
  it.each([
    { name: "nothing yet", before: {}, says: undefined },
    { name: "the same", before: now, says: undefined },
    {
      name: "the tenant's stack",
      before: appliedTarget("tenant", undefined, tenantId),
      says: "the program tenant; config says environment",
    },
    {
      name: "another tenant",
      before: { ...now, tenantId: otherId },
      says: `the tenant ${otherId}; config says ${tenantId}`,
    },
    {
      name: "another environment",
      before: { ...now, environment: "test" },
      says: "the environment test; config says dev",
    },
    {
      name: "another address",
      before: { ...now, environmentUrl: "https://old.crm4.dynamics.com" },
      says: `the environment at https://old.crm4.dynamics.com; config says ${url}`,
    },
  ])("$name", ({ before, says }) => {
    const [first, ...others] = otherState("dev", before, now);
    expect(others).toEqual([]);
    expect(first?.problem).toEqual(
      says === undefined ? undefined : `the backend keeps the stack "dev" as that of ${says}`,
    );
  });

  it("may have another address when the organization is the same", () => {
    const same = { ...now, organizationId: otherId };
    expect(otherState("dev", { ...same, environmentUrl: "https://old.crm4.dynamics.com" }, same)).toEqual([]);
  });
});

describe("whom a stack is for", () => {
  it("names the environment where the stack asks it something, or config names its organization", () => {
    const asked = (environment: object, isAsked: boolean): DeclaredTarget["environment"] =>
      declaredTarget(smallOrg(environment), { environment: "dev", isAsked }, nowhere).environment;
    expect(asked({}, false)).toBeUndefined();
    expect(asked({}, true)).toMatchObject({ key: "dev", url });
    expect(asked({ organizationId: otherId.toUpperCase() }, false)).toMatchObject({
      organizationId: otherId,
    });
  });
});
