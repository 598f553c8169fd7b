// Azure Key Vault: secrets with versions, roles, tokens of its own, and nothing of a value where people look.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Client, errorOf, startTenant, type TestTenant, valuesOf } from "../support.ts";

const address = "https://contoso-teams.vault.azure.net";
const version = "api-version=7.4";
let tenant: TestTenant;
let officer: Client;
let reader: Client;

async function vaultAs(name: string, resource = "https://vault.azure.net"): Promise<Client> {
  const authorization = `Bearer ${await tenant.tokenOf(name, resource)}`;
  const { ready, caCertificate } = tenant.running;
  return new Client(ready.vaultUrls[address] ?? "", caCertificate, { authorization });
}

beforeAll(async () => {
  tenant = await startTenant();
  [officer, reader] = await Promise.all([vaultAs("deployer"), vaultAs("reader")]);
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin.post("/reset");
});

const set = (value: string, more: object = {}) =>
  officer.put(`/secrets/commerce-hq?${version}`, { value, ...more });

describe("secrets of a key vault", () => {
  it("are kept with every version; the latest is the one without a version in its address", async () => {
    const first = await set("one", { tags: { keyId: "k1" }, attributes: { exp: 1_800_000_000 } });
    const created = tenant.world.now().getTime() / 1000;
    expect(first.body).toMatchObject({
      value: "one",
      id: expect.stringMatching(new RegExp(`^${address}/secrets/commerce-hq/[0-9a-f]{32}$`)) as unknown,
      attributes: { enabled: true, exp: 1_800_000_000, created, updated: created },
      tags: { keyId: "k1" },
    });
    await set("two");
    expect((await officer.get(`/secrets/commerce-hq?${version}`)).body["value"]).toBe("two");
    const path = new URL(String(first.body["id"])).pathname;
    expect((await officer.get(`${path}?${version}`)).body["value"]).toBe("one");
  });

  it("are listed without values, page by page", async () => {
    for (const value of ["one", "two", "three"]) await set(value, { tags: { is: value } });
    const list = await reader.get(`/secrets/commerce-hq/versions?${version}&maxresults=2`);
    expect(valuesOf(list).map(({ tags, value }) => [tags, value])).toEqual([
      [{ is: "one" }, undefined],
      [{ is: "two" }, undefined],
    ]);
    const { pathname, search } = new URL(String(list.body["nextLink"]));
    const rest = await reader.get(pathname + search);
    expect(valuesOf(rest).map(({ tags }) => tags)).toEqual([{ is: "three" }]);
    expect(rest.body["nextLink"]).toBeNull();
    expect(valuesOf(await reader.get(`/secrets/nothing/versions?${version}`))).toEqual([]);
  });

  it("change in everything but their value", async () => {
    const path = new URL(String((await set("one")).body["id"])).pathname;
    const changed = await officer.patch(`${path}?${version}`, { attributes: { enabled: false } });
    expect(changed.body).toMatchObject({ attributes: { enabled: false } });
    expect(changed.body).not.toHaveProperty("value");
    expect(errorOf(await officer.get(`${path}?${version}`))).toMatchObject({
      status: 403,
      code: "Forbidden",
    });
  });

  it("once deleted keep their name until they are recovered", async () => {
    await set("one");
    const gone = await officer.delete(`/secrets/commerce-hq?${version}`);
    expect(gone.body).toMatchObject({ recoveryId: `${address}/deletedsecrets/commerce-hq` });
    expect((await set("two")).body).toMatchObject({
      error: { code: "Conflict", innererror: { code: "ObjectIsDeletedButRecoverable" } },
    });
    await officer.post(`/deletedsecrets/commerce-hq/recover?${version}`);
    expect((await officer.get(`/secrets/commerce-hq?${version}`)).body["value"]).toBe("one");
  });
});

describe("a key vault refuses", () => {
  it.each([
    {
      name: "a token for Graph",
      ask: async () =>
        (await vaultAs("deployer", tenant.running.ready.graphUrl)).get(`/secrets/a/versions?${version}`),
      says: { status: 401, code: "Unauthorized" },
    },
    {
      name: "a value to who may see names only",
      ask: () => reader.get(`/secrets/a?${version}`),
      says: { status: 403, code: "Forbidden" },
    },
    {
      name: "a name with other characters",
      ask: () => officer.put(`/secrets/a_b?${version}`, { value: "x" }),
      says: { status: 400, code: "BadParameter" },
    },
    {
      name: "a request without a version of the API",
      ask: () => officer.get("/secrets/a"),
      says: { status: 400, code: "BadParameter" },
    },
    {
      name: "a secret without a value",
      ask: () => officer.put(`/secrets/a?${version}`, {}),
      says: { status: 400, code: "BadParameter" },
    },
    {
      name: "to tell of a secret that is not there",
      ask: () => officer.get(`/secrets/a?${version}`),
      says: { status: 404, code: "SecretNotFound" },
    },
    {
      name: "what it does not know",
      ask: () => officer.get(`/keys?${version}`),
      says: { status: 501, code: "NotEmulated" },
    },
  ])("$name", async ({ ask, says }) => {
    expect(errorOf(await ask())).toMatchObject(says);
  });
});

it("no value of a secret is in the journal or the snapshot", async () => {
  await set("hush-hush");
  await officer.get(`/secrets/commerce-hq?${version}`);
  const journal = await tenant.admin.get("/journal");
  expect(journal.text).toContain("/secrets/commerce-hq");
  expect(journal.text + (await tenant.admin.get("/snapshot")).text).not.toContain("hush-hush");
});
