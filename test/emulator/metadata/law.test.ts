// The law of "no": whatever Microsoft's metadata documents is answered as documented, or is 501 NotEmulated. It
// is never refused as if the service did not know it.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { graphAppId } from "../tenant/first-party.ts";
import { errorOf, startTenant, type Client, type TestTenant } from "../support.ts";
import type { JsonObject } from "../json.ts";
import { coverage, differencesFile, isEmulated, pathOf, withCoverage, propertyCoverage } from "./coverage.ts";
import {
  documentedOperations,
  membersOf,
  modelProperties,
  type ModelProperty,
  type Version,
} from "./graph-model.ts";
import { plainTypes } from "../odata/body.ts";
import { makeGraphModel } from "./make-graph-model.ts";

let tenant: TestTenant;
let graph: Client;
beforeAll(async () => {
  tenant = await startTenant();
  graph = await tenant.graph("admin");
});
afterAll(() => tenant.close());

it("the model that the tenant goes by is the one that Microsoft's packages carry", () => {
  const file = new URL("graph-model.json", import.meta.url);
  expect(
    JSON.parse(readFileSync(file, "utf8")),
    "npx node test/emulator/metadata/make-graph-model.ts",
  ).toEqual(JSON.parse(JSON.stringify(makeGraphModel())));
  // Reads all of the packages: on a busy machine that takes a while.
}, 120_000);

it("DIFFERENCES.md tells how much is emulated", () => {
  const text = readFileSync(differencesFile, "utf8");
  expect(text, "npx node test/emulator/metadata/coverage.ts").toBe(withCoverage(text));
});

interface Asked {
  readonly name: string;
  readonly status: number;
  readonly code: string;
}

/** Sends requests in batches. Each keeps its name. */
async function askAll(
  requests: readonly { name: string; method: string; url: string; body?: unknown }[],
  version: Version = "v1.0",
): Promise<Asked[]> {
  const answers: Asked[] = [];
  for (let at = 0; at < requests.length; at += 20) {
    const portion = requests.slice(at, at + 20);
    const items = portion.map(({ method, url, body }, index) => ({
      id: String(index),
      method,
      url,
      headers: { "content-type": "application/json", consistencylevel: "eventual" },
      ...(body === undefined ? {} : { body }),
    }));
    const { body } = await graph.post(`/${version}/$batch`, { requests: items });
    const responses = body["responses"] as {
      id: string;
      status: number;
      body?: { error?: { code: string } };
    }[];
    for (const { id, status, body: inner } of responses)
      answers.push({ name: portion[Number(id)]?.name ?? id, status, code: inner?.error?.code ?? "" });
  }
  return answers;
}

describe("documented operations", () => {
  const operations = [...documentedOperations].flatMap(([template, methods]) =>
    methods.map((method) => ({ template, method, name: `${method} ${template}` })),
  );

  it("are 501 where they are not emulated, and never a wrong verb", async () => {
    const answers = await askAll(
      operations.map(({ template, method, name }) => ({ name, method, url: pathOf(template) })),
    );
    const emulated = new Set(
      operations.filter(({ method, template }) => isEmulated(method, template)).map(({ name }) => name),
    );
    const refused = answers.filter(({ name, status }) => !emulated.has(name) && status !== 501);
    expect(refused).toEqual([]);
    expect(answers.filter(({ status }) => status === 405)).toEqual([]);
  });

  it("are counted", () => {
    const rows = coverage();
    expect(rows.every(({ documented }) => documented > 0)).toBe(true);
    const emulated = rows.reduce((sum, row) => sum + row.emulated, 0);
    expect(emulated).toBeGreaterThan(400);
    for (const { type, documented, settable, set } of propertyCoverage())
      expect([documented >= settable, settable >= set, documented > 0], type).toEqual([true, true, true]);
  });
});

/** One object of each type in scope: its path, and a body that makes a new one. */
const objects: readonly (readonly [type: string, collection: string, body: JsonObject])[] = [
  [
    "group",
    "/groups",
    { displayName: "Law", mailNickname: "law", mailEnabled: false, securityEnabled: true, groupTypes: [] },
  ],
  [
    "user",
    "/users",
    {
      displayName: "Law",
      mailNickname: "law",
      userPrincipalName: "law@contoso.example",
      accountEnabled: true,
      passwordProfile: { password: "Long-enough-9" },
    },
  ],
  ["application", "/applications", { displayName: "Law" }],
  ["servicePrincipal", "/servicePrincipals", {}],
  ["administrativeUnit", "/directory/administrativeUnits", { displayName: "Law" }],
];

/** Something of the property's type. */
function sampleOf({ type, isCollection, name }: ModelProperty): unknown {
  const one = ((): unknown => {
    const members = membersOf(type);
    if (members !== undefined) return members[0];
    if (name === "userPrincipalName") return "law2@contoso.example";
    if (type === "Boolean") return true;
    if (type.startsWith("Int") || type === "Double") return 7;
    if (type === "DateTimeOffset") return "2026-01-01T00:00:00Z";
    if (type === "Guid") return "0000000f-0000-4000-8000-000000000001";
    return plainTypes[type] === undefined ? {} : "law";
  })();
  return isCollection ? [one].filter((item) => typeof item === "string") : one;
}

/** What the documents themselves refuse. */
const documentedRefusals: Readonly<Record<string, RegExp>> = {
  group:
    /^(?:mailEnabled|isAssignableToRole|resourceBehaviorOptions|groupTypes|visibility|allowExternalSenders|autoSubscribeNewMembers|hideFromAddressLists|hideFromOutlookClients|isSubscribedByMail|unseenCount)$/,
  user: /^(?:passwordProfile|userType)$/,
  application: /^(?:uniqueName)$/,
  servicePrincipal: /^(?:appId)$/,
  administrativeUnit: /^$/,
};

describe.each(objects)("the properties of a %s", (type, collection, body) => {
  let path = "";
  beforeAll(async () => {
    const made = await graph.post(`/v1.0${collection}`, await bodyFor(type, body));
    expect([made.status, made.text]).toEqual([201, made.text]);
    path = `${collection}/${String(made.body["id"])}`;
  });

  async function bodyFor(kind: string, sent: JsonObject): Promise<JsonObject> {
    if (kind !== "servicePrincipal") return sent;
    const { body: application } = await graph.post("/v1.0/applications", { displayName: "Law principal" });
    return { appId: application["appId"] };
  }

  it.each(["v1.0", "beta"] as const)("can all be asked for in %s", async (version) => {
    const known = [...modelProperties(type).values()].filter(({ isBeta }) => version === "beta" || !isBeta);
    const requests = known.map(({ name }) => ({
      name,
      method: "GET",
      url: `${path}?$select=${name.toUpperCase()}`,
    }));
    expect(
      (await askAll(requests, version)).filter(({ status }) => status !== 200 && status !== 501),
    ).toEqual([]);
    const { body: whole } = await graph.get(
      `/${version}${path}?$select=${known.map(({ name }) => name).join()}`,
    );
    const shown = Object.keys(whole).filter((name) => !name.startsWith("@"));
    expect(shown.sort()).toEqual(known.map(({ name }) => name).sort());
  });

  it.each(["v1.0", "beta"] as const)("can all be set in %s, and are then there", async (version) => {
    const writable = [...modelProperties(type).values()].filter(
      ({ isBeta, isReadOnly }) => !isReadOnly && (version === "beta" || !isBeta),
    );
    for (const property of writable) {
      const { name } = property;
      const sample = sampleOf(property);
      const answer = await graph.patch(`/${version}${path}`, { [name]: sample });
      if (documentedRefusals[type]?.test(name) === true) continue;
      expect([204, 501], `${name}: ${answer.text}`).toContain(answer.status);
      const isPlain = typeof sample === "string" && property.type === "String" && !property.isCollection;
      if (answer.status !== 204 || !isPlain) continue;
      const { body: read } = await graph.get(`/${version}${path}?$select=${name}`);
      expect(read[name], name).toBe(sample);
    }
  });

  it("that it does not have are refused, in the path of a value too", async () => {
    const wrong = [
      { name: "select", method: "GET", url: `${path}?$select=colour` },
      { name: "filter", method: "GET", url: `${collection}?$filter=colour eq 'red'` },
      {
        name: "filter of an empty list",
        method: "GET",
        url: `${collection}?$filter=id eq 'x' and colour eq 'red'`,
      },
      { name: "order", method: "GET", url: `${collection}?$orderby=colour` },
      { name: "write", method: "PATCH", url: path, body: { colour: "red" } },
      { name: "bind", method: "PATCH", url: path, body: { "colours@odata.bind": [] } },
    ];
    expect((await askAll(wrong)).filter(({ status }) => status !== 400)).toEqual([]);
  });
});

it("every permission that Graph offers can be granted, delegated or to an application", async () => {
  const read = await graph.get(`/v1.0/servicePrincipals(appId='${graphAppId}')`);
  const scopes = read.body["oauth2PermissionScopes"] as { value: string }[];
  const roles = read.body["appRoles"] as { id: string; value: string }[];
  expect([scopes.length, roles.length]).toEqual([
    expect.toSatisfy(atLeast(340)),
    expect.toSatisfy(atLeast(280)),
  ]);
  const { body: application } = await graph.post("/v1.0/applications", { displayName: "Granted" });
  const { body: client } = await graph.post("/v1.0/servicePrincipals", { appId: application["appId"] });
  const ids = { clientId: client["id"], resourceId: read.body["id"] };
  const grant = await graph.post("/v1.0/oauth2PermissionGrants", {
    ...ids,
    consentType: "AllPrincipals",
    scope: "",
  });
  const path = `/oauth2PermissionGrants/${String(grant.body["id"])}`;
  const answers = await askAll([
    ...scopes.map(({ value }) => ({ name: value, method: "PATCH", url: path, body: { scope: value } })),
    ...roles.map(({ id, value }) => ({
      name: value,
      method: "POST",
      url: `/servicePrincipals/${String(client["id"])}/appRoleAssignments`,
      body: { principalId: client["id"], resourceId: ids.resourceId, appRoleId: id },
    })),
  ]);
  expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
});

const atLeast =
  (least: number) =>
  (value: number): boolean =>
    value >= least;

it("an application has no 'me'", async () => {
  expect(errorOf(await graph.get("/v1.0/me"))).toMatchObject({ status: 400, code: "BadRequest" });
});
