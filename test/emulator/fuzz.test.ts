// Whatever is sent, the emulator answers: never a crash, never a 500, and errors in the form of the service.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { graphRoutes } from "./graph/routes.ts";
import { recordingVariable } from "./model/recording.ts";
import { parseFilter } from "./odata/parser.ts";
import { SyntaxProblem } from "./odata/lexer.ts";
import { type Answer, boston, type Client, person, startTenant, type TestTenant } from "./support.ts";

let tenant: TestTenant;
let graph: Client;
let dataverse: Client;
beforeAll(async () => {
  // Chance must not decide whether a run passes: what it sends is not held to the model.
  vi.stubEnv(recordingVariable, "");
  tenant = await startTenant();
  graph = await tenant.graph("admin");
  dataverse = await tenant.dataverse("dev", "admin");
});
afterAll(() => tenant.close());

const runs = { numRuns: 150 };
const ids = [
  boston,
  person(301),
  "x",
  "",
  "'",
  "%27",
  "a'b",
  "..",
  "$ref",
  "00000003-0000-0000-c000-000000000000",
];
const options = [
  "$filter=displayName eq 'x'",
  "$filter=",
  "$filter=members/any(m:m/id eq 'x')",
  "$select=id,nothing",
  "$top=3",
  "$top=-1",
  "$orderby=displayName desc",
  "$count=true",
  '$search="displayName:a"',
  "$expand=members($select=id)",
  "$skiptoken=YWJj",
  "$deltatoken=latest",
  "%",
  "=&&",
];

const id = fc.oneof(fc.constantFrom(...ids), fc.string({ maxLength: 12 }));
const query = fc.array(fc.oneof(fc.constantFrom(...options), fc.string({ maxLength: 20 })), { maxLength: 3 });
const names = [...new Set(graphRoutes.flatMap(({ template }) => template.split("/").slice(1)))];
const body = fc.oneof(
  fc.constant(undefined),
  fc.string({ maxLength: 30 }),
  fc.json({ maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom(
      "displayName",
      "mailNickname",
      "groupTypes",
      "members@odata.bind",
      "@odata.id",
      "values",
      "roles",
      "configuration",
      "teamsApp@odata.bind",
      "template@odata.bind",
      "members",
      "channels",
      "scope",
      "appId",
      "memberSettings",
      "__proto__",
      "constructor",
    ),
    fc.jsonValue({ maxDepth: 2 }),
  ),
);

function check(answer: Answer, what: string): void {
  expect(answer.status, `${what}: ${answer.text}`).toSatisfy(
    (status: number) => status >= 200 && (status < 500 || status === 501),
  );
  if (answer.status >= 400) {
    expect(answer.body["error"], what).toMatchObject({ message: expect.any(String) as string });
  }
}

/** A path that a client library would let through: control characters and blanks are encoded. */
const address = (segments: readonly string[], search: readonly string[]): string =>
  `/${segments.map((segment) => encodeURIComponent(segment).replaceAll("%24", "$")).join("/")}?${encodeURI(search.join("&")).replaceAll("#", "%23")}`;

describe("random requests", () => {
  it("on the routes of Graph", async () => {
    const route = fc.constantFrom(...graphRoutes);
    await fc.assert(
      fc.asyncProperty(
        route,
        fc.array(id, { minLength: 4, maxLength: 4 }),
        query,
        body,
        async (found, keys, search, sent) => {
          let next = 0;
          const segments = found.template
            .split("/")
            .slice(1)
            .map((part) => (part.startsWith("{") ? (keys[next++] ?? "") : part));
          const path = `/v1.0${address(segments, search)}`;
          check(
            await graph.send(found.method, path, found.method === "GET" ? undefined : sent),
            `${found.method} ${path}`,
          );
        },
      ),
      { numRuns: 800 },
    );
  });

  it("on any path, with any method", async () => {
    const method = fc.constantFrom("GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS");
    const segments = fc.array(fc.oneof(fc.constantFrom(...names), id), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(method, segments, query, async (verb, parts, search) => {
        const path = `/beta${address(parts, search)}`;
        check(await graph.send(verb, path), `${verb} ${path}`);
      }),
      runs,
    );
  });

  it("in batches", async () => {
    const item = fc.record(
      {
        id: fc.jsonValue({ maxDepth: 0 }),
        method: fc.string(),
        url: fc.string(),
        headers: fc.jsonValue({ maxDepth: 1 }),
        body: fc.jsonValue(),
        dependsOn: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.array(item, { maxLength: 4 })), async (requests) => {
        check(await graph.post("/v1.0/$batch", { requests }), JSON.stringify(requests));
      }),
      runs,
    );
  });

  it("to Dataverse", async () => {
    const set = fc.constantFrom(
      "accounts",
      "msdyn_teamscollaborations",
      "WhoAmI",
      "EntityDefinitions",
      "systemusers",
      "organizations",
    );
    const key = fc.constantFrom(
      "",
      "(x)",
      `(${boston})`,
      "(LogicalName='account')",
      "(a='b',c=1)",
      "()",
      "(",
    );
    await fc.assert(
      fc.asyncProperty(
        set,
        key,
        query,
        body,
        fc.constantFrom("GET", "POST", "PATCH", "DELETE"),
        async (name, at, search, sent, verb) => {
          const path = `/api/data/v9.2/${name}${at}?${encodeURI(search.join("&")).replaceAll("#", "%23")}`;
          check(await dataverse.send(verb, path, verb === "GET" ? undefined : sent), `${verb} ${path}`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("to the sign-in service and the admin interface", async () => {
    const paths = fc.constantFrom(
      "/faults",
      "/lag",
      "/limits",
      "/act",
      "/seed",
      "/clock",
      "/federated-token",
    );
    await fc.assert(
      fc.asyncProperty(paths, fc.jsonValue({ maxDepth: 3 }), async (path, sent) => {
        const answer = await tenant.admin.post(path, JSON.stringify(sent), {
          "content-type": "application/json",
        });
        expect(answer.status, `${path} ${JSON.stringify(sent)}: ${answer.text}`).toBeLessThan(500);
        await tenant.admin.post("/reset");
      }),
      { numRuns: 100 },
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.string()), async (form) => {
        expect((await tenant.token(form)).status).toBeLessThan(500);
      }),
      { numRuns: 50 },
    );
  });
});

it("a filter is parsed or refused with a SyntaxProblem, nothing else", () => {
  const word = fc.constantFrom(
    "a",
    "eq",
    "ne",
    "and",
    "or",
    "not",
    "(",
    ")",
    "'x'",
    "''",
    "1",
    "in",
    ",",
    "any",
    "/",
    ":",
    "null",
    "true",
    "2026-01-01",
    "contains",
    "startswith(a,'b')",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(word).map((words) => words.join(" ")),
        fc.string(),
      ),
      (text) => {
        try {
          parseFilter(text);
        } catch (problem) {
          expect(problem).toBeInstanceOf(SyntaxProblem);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
