// Every kind of bad answer × every type × {making, at rest, removing} × {once, from then on}: after it, one more run
// at most; at rest nothing is written and nothing is gone; what fails says which call, within bounds of driven time.
// `npm test` tries a sample; `npm run torture` tries every read of every cell.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect, systemClock } from "../../providers/clients/connect.ts";
import type { Writer } from "../../providers/core/api.ts";
import { bounds } from "../../providers/core/bounds.ts";
import { HalfDoneError, look, reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import { examples } from "../contract/examples.ts";
import { essenceOf } from "../kit/essence.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { badAnswers, isRead } from "./bad-answers.ts";

const isWhole = process.env["STORE_TEAMS_TORTURE"] === "whole";
const phases = ["making", "at rest", "removing"] as const;
const kinds = Object.keys(badAnswers);
const tokens = resourceTypes.map(({ token }) => token);

let tenant: LiveTenant;
const realFetch = globalThis.fetch;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => {
  if (isWhole) console.log(`fault matrix: ${tried} disturbed runs, ${failures} of them failed at first`);
  return tenant.close();
});
afterEach(() => {
  globalThis.fetch = realFetch;
});
let tried = 0;
let failures = 0;

/** The most that one run may take by its own clock: a list to its end, and then rounds of failing calls. */
const drivenSecondsMost = bounds.listSecondsMost + bounds.roundsSecondsMost + 2 * bounds.callSecondsMost;

/** The deployer as a new process, and how long it has waited by its own clock, in seconds. */
function newProcess(): { api: Writer; waitedSeconds: () => number } {
  let waited = 0;
  const clock = {
    nowMilliseconds: () => systemClock.nowMilliseconds() + waited,
    sleep: async (milliseconds: number) => {
      waited += milliseconds;
      await tenant.admin("POST", "/clock", { advanceSeconds: milliseconds / 1000 });
    },
  };
  const environment = { ...tenant.environmentOf("deployer"), PATH: "" };
  return { api: connect(environment, clock, { tell: () => undefined }), waitedSeconds: () => waited / 1000 };
}

/** Disturbs the n-th read, or all from there on. Says afterwards whether there were so many. */
function disturb(nth: number, kind: string, isLasting: boolean): () => boolean {
  let reads = 0;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!isRead(url, init)) return realFetch(input, init);
    reads += 1;
    const answer = await realFetch(input, init);
    const isBad = isLasting ? reads >= nth : reads === nth;
    return isBad && badAnswers[kind] !== undefined ? badAnswers[kind](answer) : answer;
  };
  return () => {
    globalThis.fetch = realFetch;
    return reads >= nth;
  };
}

const nowhere: Place = { remembered: {} };
const runOf = (token: Token, api: Writer, changed = examples[token].props) => ({
  ...{ type: typeByToken(token), api, desired: changed, patience: usualPatience },
});

/** The tenant before the example, with it, and after it was removed; the last two without any fault. */
interface Straight {
  readonly made: string;
  readonly removed: string;
}

async function setTheScene(token: Token, isMade: boolean): Promise<Place> {
  await tenant.admin("POST", "/reset");
  const { api } = newProcess();
  for (const [other, desired] of examples[token].restsOn)
    await reconcile(runOf(other, api, desired), nowhere);
  if (!isMade) return nowhere;
  const run = runOf(token, api);
  const { present } = await reconcile(run, nowhere);
  return { id: present.id, remembered: run.type.remember(present.remote) };
}

async function straight(token: Token): Promise<Straight> {
  const place = await setTheScene(token, true);
  const made = await essenceOf(tenant);
  await remove(runOf(token, newProcess().api), place);
  return { made, removed: await essenceOf(tenant) };
}

/** What a failure must say: which call, or which step and what the service does not show. */
function expectNamed(error: unknown, about: string): void {
  expect(String(error), about).toMatch(/(GET|POST|PUT|PATCH|DELETE) \/|still does not show|read to its end/);
}

/** One cell of the matrix, for the n-th read. False when there are not so many. */
async function tryOne(
  token: Token,
  phase: (typeof phases)[number],
  want: Straight,
  fault: Fault,
): Promise<boolean> {
  const { kind, nth, isLasting } = fault;
  const about = `${token} ${phase}: ${kind}, read ${nth}${isLasting ? " and all after it" : ""}`;
  let place = await setTheScene(token, phase !== "making");
  const writesBefore = await tenant.writes();
  const { api, waitedSeconds } = newProcess();
  const run = runOf(token, api);
  const end = disturb(nth, kind, isLasting);
  try {
    if (phase === "making") await reconcile(run, nowhere);
    else if (phase === "removing") await remove(run, place);
    else {
      const present = await look(run.type, api, run.desired, place);
      // An unknown is never gone, and never another value.
      expect(present && run.type.describe(present, run.desired), about).toEqual(run.desired);
    }
  } catch (error) {
    if (error instanceof Error && error.name === "AssertionError") throw error;
    failures += 1;
    expectNamed(error, about);
    if (error instanceof HalfDoneError) place = { id: error.id, remembered: {} };
  }
  const wasReached = end();
  if (!wasReached) return false;
  tried += 1;
  expect(waitedSeconds(), about).toBeLessThanOrEqual(drivenSecondsMost);
  const again = runOf(token, newProcess().api);
  if (phase === "removing") {
    await remove(again, place);
    expect(await essenceOf(tenant), about).toBe(want.removed);
    return true;
  }
  if (phase === "at rest") expect(await tenant.writes(), about).toBe(writesBefore);
  await reconcile(again, place);
  expect(await essenceOf(tenant), about).toBe(want.made);
  return true;
}

interface Fault {
  readonly kind: string;
  readonly nth: number;
  readonly isLasting: boolean;
}

describe.each(tokens)("%s, whatever comes instead of an answer", (token) => {
  const at = tokens.indexOf(token);
  it.each(phases)(
    "while %s",
    async (phase) => {
      const want = await straight(token);
      // A sample of the matrix, another one for each type and phase: all kinds are in it.
      const first = 3 * at + phases.indexOf(phase);
      const chosen = isWhole ? kinds : [kinds[first % kinds.length] ?? ""];
      for (const kind of chosen)
        for (const isLasting of isWhole ? [false, true] : [at % 2 === 0])
          for (let nth = 1; nth <= (isWhole ? 200 : 2); nth += 1)
            if (!(await tryOne(token, phase, want, { kind, nth, isLasting }))) break;
    },
    isWhole ? 3_600_000 : 120_000,
  );
});
