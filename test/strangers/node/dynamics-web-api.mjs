// dynamics-web-api, a client of Dataverse's Web API: rows, relations, queries, metadata, batches.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { run, testCase } from "./cases.mjs";

// The packages lie in the cache, not beside this program.
const load = createRequire(join(process.env.STRANGER_FOLDER, "package.json"));
const { DynamicsWebApi } = load("dynamics-web-api");
const { ClientSecretCredential } = load("@azure/identity");

const { TENANT_ID, TENANT_CLIENT_ID, TENANT_CLIENT_SECRET, TENANT_AUTHORITY, TENANT_DATAVERSE } = process.env;
const credential = new ClientSecretCredential(TENANT_ID, TENANT_CLIENT_ID, TENANT_CLIENT_SECRET, {
  authorityHost: TENANT_AUTHORITY,
  disableInstanceDiscovery: true,
});
const api = new DynamicsWebApi({
  serverUrl: TENANT_DATAVERSE,
  dataApi: { version: "9.2" },
  onTokenRefresh: async () => (await credential.getToken(`${TENANT_DATAVERSE}/.default`)).token,
});

testCase("a row is created, read, changed and deleted", async () => {
  const key = await api.create({ collection: "accounts", data: { name: "Depot" } });
  assert.equal((await api.retrieve({ collection: "accounts", key, select: ["name"] })).name, "Depot");
  await api.update({ collection: "accounts", key, data: { name: "Yard" } });
  assert.equal((await api.retrieve({ collection: "accounts", key, select: ["name"] })).name, "Yard");
  assert.equal(await api.deleteRecord({ collection: "accounts", key }), true);
  await assert.rejects(api.retrieve({ collection: "accounts", key }), { status: 404 });
});

await run();
