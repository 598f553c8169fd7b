import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HalfDoneError, reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Writer } from "../../providers/core/api.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import { essenceOf } from "../kit/essence.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { examples } from "./examples.ts";

/** What goes wrong with one request. "after": the service did it all the same. */
const faults = {
  "the connection drops before the request arrives": { when: "before", answer: undefined },
  "the connection drops after the effect": { when: "after", answer: undefined },
  "503 without effect": { when: "before", answer: { status: 503, code: "ServiceUnavailable" } },
  "504 with effect": { when: "after", answer: { status: 504, code: "GatewayTimeout" } },
  "429 with a wait": { when: "before", answer: { status: 429, code: "TooManyRequests" } },
  "400 that will not pass": { when: "before", answer: { status: 400, code: "Request_BadRequest" } },
} as const;
type Fault = (typeof faults)[keyof typeof faults];

let tenant: LiveTenant;
const realFetch = globalThis.fetch;

beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
afterEach(() => {
  globalThis.fetch = realFetch;
  breakFile = () => undefined;
});

/** Says what goes wrong with the next write to a file, if anything. */
let breakFile: () => Fault | undefined = () => undefined;

/** The deployer, on a disk that fails when it is told to: there is no answer to wait for, so the run ends. */
function deployer(): Writer {
  const api = tenant.as("deployer");
  const guarded = async (write: () => Promise<void>): Promise<void> => {
    const fault = breakFile();
    if (fault?.when !== "before") await write();
    if (fault !== undefined) throw new Error("EIO: the disk fails, as the test wants it");
  };
  const outputs: Writer["outputs"] = {
    read: (path) => api.outputs.read(path),
    write: (path, text) => guarded(() => api.outputs.write(path, text)),
    remove: (path) => guarded(() => api.outputs.remove(path)),
  };
  return { ...api, outputs };
}

/**
 * Lets the n-th request that could write, or write to a file, go wrong; counts them. Reads, tokens and the tenant's
 * own interface pass.
 */
function breakNthWrite(
  nth: number,
  fault: Fault | undefined,
): { seen: () => number; brokeFile: () => boolean } {
  let writes = 0;
  let brokeFile = false;
  breakFile = () => {
    writes += 1;
    if (writes !== nth || fault === undefined) return undefined;
    brokeFile = true;
    return fault;
  };
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!couldWrite(url, init)) return realFetch(input, init);
    writes += 1;
    if (writes !== nth || fault === undefined) return realFetch(input, init);
    if (fault.when === "after") await (await realFetch(input, init)).arrayBuffer();
    if (fault.answer === undefined)
      throw new TypeError("fetch failed", { cause: new Error("socket hang up") });
    const body = { error: { code: fault.answer.code, message: "a fault of the test" } };
    const headers = fault.answer.status === 429 ? { "retry-after": "0.01" } : {};
    return Response.json(body, { status: fault.answer.status, headers });
  };
  return { seen: () => writes, brokeFile: () => brokeFile };
}

/** A batch is posted, but how many reads share one depends on the moment. */
function couldWrite(url: string, init: RequestInit | undefined): boolean {
  if ((init?.method ?? "GET") === "GET" || !/\/v1\.0\/|\/api\/data\/|\/secrets\//.test(url)) return false;
  if (!url.endsWith("/v1.0/$batch") || typeof init?.body !== "string") return true;
  const { requests } = JSON.parse(init.body) as { requests: readonly { method: string }[] };
  return requests.some(({ method }) => method !== "GET");
}

const nowhere: Place = { remembered: {} };

/** As Pulumi would: one run, and when it fails another one with what the state then knows. */
async function runTwiceAtMost(token: Token): Promise<{ failedFirst: boolean }> {
  const type = typeByToken(token);
  const run = { type, api: deployer(), desired: examples[token].props, patience: usualPatience };
  try {
    const { undone, present } = await reconcile(run, nowhere);
    if (undone.length === 0) return { failedFirst: false };
    // One part was refused: the next run does it.
    await reconcile(run, { id: present.id, remembered: type.remember(present.remote) });
    return { failedFirst: true };
  } catch (error) {
    const place = error instanceof HalfDoneError ? { id: error.id, remembered: {} } : nowhere;
    await reconcile(run, place);
    return { failedFirst: true };
  }
}

async function setTheScene(token: Token): Promise<void> {
  globalThis.fetch = realFetch;
  breakFile = () => undefined;
  await tenant.admin("POST", "/reset");
  for (const [other, desired] of examples[token].restsOn) {
    const run = { type: typeByToken(other), api: tenant.as("deployer"), desired, patience: usualPatience };
    await reconcile(run, nowhere);
  }
}

describe.each(resourceTypes.map(({ token }) => token))("%s, whatever goes wrong with a write", (token) => {
  it.each(Object.entries(faults))(
    "%s: at most one more run, nothing lost, nothing doubled",
    async (_name, fault) => {
      await setTheScene(token);
      const before = await essenceOf(tenant);
      const counter = breakNthWrite(0, undefined);
      await runTwiceAtMost(token);
      const writes = counter.seen();
      const wanted = await essenceOf(tenant);
      expect(writes).toBeGreaterThan(0);
      expect(wanted).not.toBe(before);
      let sawAnotherRun = false;
      for (let nth = 1; nth <= writes; nth += 1) {
        await setTheScene(token);
        const broken = breakNthWrite(nth, fault);
        const { failedFirst } = await runTwiceAtMost(token);
        // What passes is mended in the same run; an answer that is final, or a broken disk, needs another one.
        const isFinal = fault.answer?.status === 400 || broken.brokeFile();
        if (!isFinal) expect(failedFirst, `write ${nth} of ${writes}`).toBe(false);
        // A call for many that is refused is made one by one in the same run; all else needs another one.
        sawAnotherRun ||= failedFirst;
        expect(broken.seen()).toBeGreaterThanOrEqual(nth);
        expect(await essenceOf(tenant), `write ${nth} of ${writes}`).toBe(wanted);
      }
      if (fault.answer?.status === 400) expect(sawAnotherRun).toBe(true);
    },
    60_000,
  );

  it("removal goes on as well", async () => {
    for (const fault of Object.values(faults)) {
      await setTheScene(token);
      const type = typeByToken(token);
      const run = {
        type,
        api: deployer(),
        desired: examples[token].props,
        patience: usualPatience,
      };
      const { present } = await reconcile(run, nowhere);
      const place = { id: present.id, remembered: type.remember(present.remote) };
      breakNthWrite(1, fault);
      await remove(run, place).catch(() => remove(run, place));
      expect(await remove(run, place)).toEqual([]);
    }
  });
});
