// $batch: parts one by one, change sets as a whole.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, startTenant, type TestTenant, valuesOf } from "../support.ts";

const api = "/api/data/v9.2";
let tenant: TestTenant;
let dev: Client;
beforeAll(async () => {
  tenant = await startTenant();
  dev = await tenant.dataverse("dev");
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(() => tenant.close());

type Item = readonly [method: string, url: string, body?: unknown];

function part([method, url, body]: Item, contentId?: number): string {
  const id = contentId === undefined ? "" : `Content-ID: ${contentId}\r\n`;
  const head = `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n${id}\r\n`;
  const type = body === undefined ? "" : "Content-Type: application/json\r\n";
  return `${head}${method} ${url} HTTP/1.1\r\n${type}\r\n${body === undefined ? "" : JSON.stringify(body)}`;
}

const join = (parts: readonly string[], boundary: string): string =>
  [...parts.map((text) => `--${boundary}\r\n${text}`), `--${boundary}--\r\n`].join("\r\n");

function changeSet(...items: readonly Item[]): string {
  const parts = items.map((item, index) => part(item, index + 1));
  return `Content-Type: multipart/mixed; boundary="changeset_1"\r\n\r\n${join(parts, "changeset_1")}`;
}

const send = (parts: readonly string[], headers: Record<string, string> = {}) =>
  dev.send("POST", `${api}/$batch`, join(parts, "batch_1"), {
    "content-type": 'multipart/mixed; boundary="batch_1"',
    ...headers,
  });
const statuses = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
const accounts = async (): Promise<unknown[]> =>
  valuesOf(await dev.get(`${api}/accounts?$orderby=name`)).map((row) => row["name"]);

describe("$batch", () => {
  it("answers parts in their order, whatever form their address has", async () => {
    const answer = await send([
      part(["GET", "WhoAmI"]),
      part(["GET", `${api}/accounts?$select=name`]),
      part(["POST", `${dev.origin}${api}/accounts`, { name: "New" }]),
    ]);
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toMatch(/^multipart\/mixed; boundary=batchresponse_/);
    expect(statuses(answer.text)).toEqual([200, 200, 204]);
    expect(await accounts()).toEqual(["Bay Logistics", "New"]);
  });

  it("stops at the first failure and carries its status", async () => {
    const answer = await send([
      part(["GET", `accounts(${"0".repeat(8)}-0000-0000-0000-000000000000)`]),
      part(["POST", "accounts", { name: "Never" }]),
    ]);
    expect([answer.status, statuses(answer.text)]).toEqual([404, [404]]);
    expect(await accounts()).toEqual(["Bay Logistics"]);
  });

  it("goes on when asked to", async () => {
    const parts = [part(["GET", "new_nothings"]), part(["POST", "accounts", { name: "Yes" }])];
    const answer = await send(parts, { prefer: "odata.continue-on-error" });
    expect([answer.status, statuses(answer.text)]).toEqual([200, [404, 204]]);
  });

  it("a change set sees what it made before, by Content-ID", async () => {
    const answer = await send([
      changeSet(
        ["POST", "accounts", { name: "Parent" }],
        ["POST", "contacts", { lastname: "Child", "parentcustomerid_account@odata.bind": "$1" }],
        ["PUT", "$1/primarycontactid/$ref", { "@odata.id": "$2" }],
        ["PATCH", "$1", { description: "linked" }],
      ),
    ]);
    expect([answer.status, statuses(answer.text)], answer.text).toEqual([200, [204, 204, 204, 204]]);
    expect(answer.text).toMatch(/Content-ID: 2/);
    const [row] = valuesOf(
      await dev.get(`${api}/accounts?$filter=name eq 'Parent'&$expand=primarycontactid($select=fullname)`),
    );
    expect(row).toMatchObject({ description: "linked", primarycontactid: { fullname: "Child" } });
  });

  it("a change set that fails leaves nothing behind", async () => {
    const before = (await tenant.admin.get("/snapshot")).text;
    const organization = valuesOf(await dev.get(`${api}/organizations`))[0]?.["organizationid"];
    const answer = await send([
      changeSet(
        ["POST", "accounts", { name: "Gone" }],
        ["PATCH", `organizations(${String(organization)})`, { ismsteamsenabled: true }],
        ["POST", "msdyn_SetTeamsDocumentStatus", { Enable: true, LogicalEntityNames: '["new_site"]' }],
        ["DELETE", "accounts(c0000000-0000-4000-8000-000000000001)"],
        ["POST", "accounts", { colour: "red" }],
      ),
    ]);
    expect([answer.status, statuses(answer.text)]).toEqual([400, [400]]);
    expect((await tenant.admin.get("/snapshot")).text).toBe(before);
  });

  it("puts every part into the journal", async () => {
    const { count } = tenant.running.core.journal;
    await send([part(["GET", "WhoAmI"]), changeSet(["POST", "accounts", { name: "New" }])]);
    const routes = tenant.running.core.journal
      .since(count)
      .map(({ text }) => (JSON.parse(text) as { route: string }).route);
    expect(routes).toEqual(["GET /WhoAmI", "POST /{set}", "POST /$batch"]);
  });

  const twoHundred = part(["GET", "WhoAmI"]);
  it.each([
    { name: "GET in a change set", parts: [changeSet(["GET", "accounts"])], text: /GET/ },
    { name: "a batch in a batch", parts: [part(["POST", "$batch"])], text: /another batch/ },
    { name: "1001 requests", parts: Array.from({ length: 1001 }, () => twoHundred), text: /1000/ },
    {
      name: "no request line",
      parts: ["Content-Type: application/http\r\n\r\nhello\r\n"],
      text: /request line/,
    },
    { name: "another type", parts: ["Content-Type: text/plain\r\n\r\nhello\r\n"], text: /application\/http/ },
    {
      name: "a reference before its time",
      parts: [changeSet(["PATCH", "$1", {}])],
      text: /'\$1' does not exist/,
    },
  ])("refuses with 400: $name", async ({ parts, text }) => {
    const answer = await send(parts);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(text);
  });

  it.each([
    { name: "JSON", headers: { "content-type": "application/json" }, body: "{}" },
    { name: "lines that end in LF", headers: {}, body: "--batch_1\n\n--batch_1--\n" },
    { name: "the wrong boundary", headers: {}, body: "--other\r\n\r\n--other--\r\n" },
  ])("refuses with 400: $name", async ({ headers, body }) => {
    const type = { "content-type": "multipart/mixed; boundary=batch_1", ...headers };
    expect((await dev.send("POST", `${api}/$batch`, body, type)).status).toBe(400);
  });
});
