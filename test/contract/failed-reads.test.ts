import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { look, reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import type { Writer } from "../../providers/core/api.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { examples } from "./examples.ts";

let tenant: LiveTenant;
const realFetch = globalThis.fetch;

beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** The address whose reads fail, without query; undefined: none. Reads of a look that has failed may still come. */
let failing: string | undefined;
const asked = new Set<string>();

function fails(address: string): boolean {
  const path = address.replace(/^https:\/\/[^/]+(\/v1\.0|\/beta)?/, "").replace(/\?.*$/s, "");
  asked.add(path);
  return path === failing;
}

const refusal = { error: { code: "Authorization_RequestDenied", message: "a fault of the test" } };

/** From now on reads of an address are refused for good, alone or within a batch; all else is answered. */
function refuseReads(address: string | undefined): void {
  failing = address;
  asked.clear();
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!/\/v1\.0\/|\/beta\/|\/api\/data\/|\/secrets\//.test(url)) return realFetch(input, init);
    if ((init?.method ?? "GET") === "GET")
      return fails(url) ? Response.json(refusal, { status: 403 }) : realFetch(input, init);
    if (!url.endsWith("/$batch") || typeof init?.body !== "string") return realFetch(input, init);
    const { requests } = JSON.parse(init.body) as { requests: { id: string; method: string; url: string }[] };
    const reads = requests.filter((request) => request.method === "GET" && fails(request.url));
    const refused = new Set(reads.map(({ id }) => id));
    const answer = await realFetch(input, init);
    if (refused.size === 0) return answer;
    const body = (await answer.json()) as { responses: { id: string }[] };
    const responses = body.responses.map((one) =>
      refused.has(one.id) ? { id: one.id, status: 403, headers: {}, body: refusal } : one,
    );
    return Response.json({ ...body, responses }, { status: answer.status });
  };
}

/** The deployer, who reads files that may fail as well. A client of its own: nobody is known from before. */
function deployer(): Writer {
  const api = tenant.as("deployer");
  const read = async (path: string): Promise<string | undefined> => {
    if (fails(path)) throw new Error("EIO: the disk fails, as the test wants it");
    return api.outputs.read(path);
  };
  return { ...api, outputs: { ...api.outputs, read } };
}

const nowhere: Place = { remembered: {} };

async function made(token: Token): Promise<Place> {
  await tenant.admin("POST", "/reset");
  let place = nowhere;
  for (const [name, desired] of [...examples[token].restsOn, [token, examples[token].props] as const]) {
    const type = typeByToken(name);
    const { present } = await reconcile(
      { type, api: tenant.as("deployer"), desired, patience: usualPatience },
      nowhere,
    );
    place = { id: present.id, remembered: type.remember(present.remote) };
  }
  return place;
}

describe.each(resourceTypes.map(({ token }) => token))("%s, when a read is refused", (token) => {
  const type = typeByToken(token);
  const { props, changed = props } = examples[token];

  it("is never taken for absent: a look fails, or shows what it shows otherwise", async () => {
    const place = await made(token);
    let failed = 0;
    for (const from of [place, nowhere]) {
      refuseReads(undefined);
      expect(await look(type, deployer(), props, from)).toBeDefined();
      const addresses = [...asked];
      for (const address of addresses) {
        refuseReads(address);
        try {
          const seen = await look(type, deployer(), props, from);
          expect(seen && type.describe(seen, props), address).toEqual(props);
        } catch (error) {
          expect(String(error), address).toMatch(/a fault of the test|EIO/);
          failed += 1;
        }
      }
    }
    expect(failed).toBeGreaterThan(0);
  });

  it("keeps a run from every write that rests on it; the next run does them", async () => {
    const place = await made(token);
    refuseReads(undefined);
    await look(type, deployer(), changed, place);
    const addresses = [...asked];
    expect(addresses.length).toBeGreaterThan(0);
    const writesBefore = await tenant.writes();
    for (const address of addresses) {
      refuseReads(address);
      const run = { type, api: deployer(), desired: changed, patience: usualPatience };
      await expect(reconcile(run, place), address).rejects.toThrow(/a fault of the test|EIO/);
      expect(await tenant.writes(), address).toBe(writesBefore);
    }
    refuseReads(undefined);
    const run = { type, api: deployer(), desired: changed, patience: usualPatience };
    const { present } = await reconcile(run, place);
    expect(type.describe(present, changed)).toEqual(changed);
  });
});
