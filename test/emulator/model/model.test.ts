// The tenant's traffic against Microsoft's own v1.0 model: paths, methods, options, headers, properties, types.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { graphRoutes } from "../graph/routes.ts";
import { startTenant, type TestTenant } from "../support.ts";
import { type Exchange, ModelCheck } from "./check.ts";
import { explanationOf, explanations } from "./explained.ts";
import { readEverything, takeTour } from "./tour.ts";

let tenant: TestTenant;
let check: ModelCheck;
let differences: string[];
let exchanges: Exchange[];
beforeAll(async () => {
  tenant = await startTenant();
  const graph = await tenant.graph("admin");
  await takeTour(graph);
  const reading = graphRoutes.filter(({ method }) => method === "GET").map(({ template }) => template);
  await readEverything(graph, reading);
  exchanges = tenant.running.core.journal.since(0).map(({ text }) => JSON.parse(text) as Exchange);
  check = new ModelCheck();
  differences = exchanges.flatMap((exchange) => check.differences(exchange));
});
afterAll(() => tenant.close());

describe("traffic of all areas", () => {
  it("is in the model, but for what is explained", () => {
    expect(exchanges.length).toBeGreaterThan(85);
    const unexplained = differences.filter((difference) => explanationOf(difference) === undefined);
    expect([...new Set(unexplained)]).toEqual([]);
  });

  it("needs every explanation there is", () => {
    const needless = explanations.filter(({ matches }) => !differences.some((text) => matches.test(text)));
    expect(needless).toEqual([]);
  });
});

describe("the check notices", () => {
  const exchange: Exchange = {
    service: "graph",
    method: "PATCH",
    url: "https://127.0.0.1/v1.0/teams/x",
    requestHeaders: { "content-type": "application/json" },
    requestBody: { funSettings: { allowGiphy: true } },
    status: 204,
    responseBody: null,
  };
  const group = "https://127.0.0.1/v1.0/groups";
  const rows: [name: string, change: Partial<Exchange>, text: RegExp][] = [
    ["a path", { url: "https://127.0.0.1/v1.0/teams/x/colour" }, /no such operation/],
    ["a method", { method: "PUT" }, /no such operation/],
    ["an unknown property", { requestBody: { colour: "red" } }, /colour: unknown property/],
    ["a property inside", { requestBody: { funSettings: { noise: true } } }, /noise: unknown property/],
    ["a type", { requestBody: { funSettings: { allowGiphy: "yes" } } }, /funSettings\.allowGiphy/],
    ["a word that is none of the enumeration", { requestBody: { visibility: "secret" } }, /"secret"/],
    ["a bind of nothing", { requestBody: { "colours@odata.bind": [] } }, /unknown property/],
    ["a missing content type", { requestHeaders: {} }, /Content-Type/],
    [
      "a query option",
      {
        method: "GET",
        url: "https://127.0.0.1/v1.0/teams/x/installedApps/y/teamsApp?$skip=1",
        requestBody: null,
        status: 200,
        responseBody: { value: [] },
      },
      /query option \$skip/,
    ],
    [
      "a missing etag",
      { url: "https://127.0.0.1/v1.0/planner/tasks/x", requestBody: { title: "x" } },
      /If-Match/,
    ],
    [
      "a property of an answer",
      { method: "GET", url: group, requestBody: null, status: 200, responseBody: { value: [{ colour: 1 }] } },
      /value\[\]\.colour: unknown property/,
    ],
    [
      "a type of an answer",
      {
        method: "GET",
        url: group,
        requestBody: null,
        status: 200,
        responseBody: { value: [{ mailEnabled: 1 }] },
      },
      /value\[\]\.mailEnabled/,
    ],
  ];
  it.each(rows)("%s", (_name, change, text) => {
    expect(check.differences({ ...exchange, ...change }).join("\n")).toMatch(text);
  });

  it("nothing where nothing is wrong, or nothing was accepted", () => {
    expect(check.differences(exchange)).toEqual([]);
    expect(check.differences({ ...exchange, requestBody: { colour: "red" }, status: 400 })).toEqual([]);
  });
});
