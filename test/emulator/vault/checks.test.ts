// What a key vault takes and refuses, property by property and from both sides of every limit.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client, errorOf, startTenant, type TestTenant, valuesOf } from "../support.ts";

const address = "https://contoso-teams.vault.azure.net";
const version = "api-version=7.4";
let tenant: TestTenant;
let officer: Client;
beforeAll(async () => {
  tenant = await startTenant();
  const authorization = `Bearer ${await tenant.tokenOf("deployer", "https://vault.azure.net")}`;
  const { ready, caCertificate } = tenant.running;
  officer = new Client(ready.vaultUrls[address] ?? "", caCertificate, { authorization });
});
afterAll(() => tenant.close());

const tags = (count: number, longest = 1): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, "x".repeat(longest)]));

describe("a secret as it is sent", () => {
  it.each([
    ["a value alone", {}, 200],
    ["no value", { value: undefined }, 400],
    ["a value that is no text", { value: 5 }, 400],
    ["a content type", { contentType: "text/plain" }, 200],
    ["a content type that is no text", { contentType: 5 }, 400],
    ["attributes that are none", { attributes: "x" }, 400],
    ["enabled", { attributes: { enabled: true } }, 200],
    ["enabled that is neither", { attributes: { enabled: "true" } }, 400],
    ["a time", { attributes: { nbf: 1_700_000_000, exp: 1_900_000_000 } }, 200],
    ["a time with a fraction", { attributes: { exp: 1.5 } }, 400],
    ["a time as text", { attributes: { nbf: "2026-01-01" } }, 400],
    ["tags", { tags: tags(15) }, 200],
    ["a tag too many", { tags: tags(16) }, 400],
    ["long tags", { tags: tags(1, 256) }, 200],
    ["a tag too long", { tags: tags(1, 257) }, 400],
    ["a tag that is no text", { tags: { a: 5 } }, 400],
    ["tags that are none", { tags: "x" }, 400],
  ])("%s", async (_what, more, status) => {
    const answer = await officer.put(`/secrets/checked?${version}`, { value: "x", ...more });
    expect(answer.status, answer.text).toBe(status);
    if (status === 400) expect(errorOf(answer).code).toBe("BadParameter");
  });

  it.each([
    ["127 letters", "a".repeat(127), 200],
    ["128 letters", "a".repeat(128), 400],
    ["a dot", "a.b", 400],
    ["an underscore", "a_b", 400],
    ["a hyphen", "a-b", 200],
  ])("a name with %s", async (_what, name, status) => {
    expect((await officer.put(`/secrets/${name}?${version}`, { value: "x" })).status).toBe(status);
  });
});

describe("pages of versions", () => {
  it.each([
    [0, 400],
    [1, 200],
    [25, 200],
    [26, 400],
    ["x", 400],
  ])("maxresults=%s is %i", async (most, status) => {
    const answer = await officer.get(`/secrets/checked/versions?${version}&maxresults=${most}`);
    expect(answer.status).toBe(status);
  });

  it("of exactly so many versions have no next one, one more has", async () => {
    for (let count = 0; count < 25; count += 1)
      await officer.put(`/secrets/paged?${version}`, { value: String(count) });
    const full = await officer.get(`/secrets/paged/versions?${version}`);
    expect([valuesOf(full).length, full.body["nextLink"]]).toEqual([25, null]);
    await officer.put(`/secrets/paged?${version}`, { value: "last" });
    const more = await officer.get(`/secrets/paged/versions?${version}`);
    expect([valuesOf(more).length, more.body["nextLink"]]).toEqual([25, expect.any(String)]);
  });
});
