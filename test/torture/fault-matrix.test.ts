// Every kind of bad answer × every type × {making, at rest, changing, removing}: with each request of its sort once,
// and with all from some of them on. After it, one more run at most; at rest nothing is written and nothing is gone;
// what fails says which call, within bounds of driven time; nobody who is wanted leaves, not even in between.
// `npm test` tries a sample; `npm run torture -- faults` tries every request of every cell.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ConnectedServices } from "../../providers/clients/connect.ts";
import { bounds } from "../../providers/core/bounds.ts";
import { HalfDoneError, look, reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import { examples } from "../contract/examples.ts";
import { essenceOf, withoutLostSecrets } from "../kit/essence.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { watchPeople, type PeopleWatch } from "../kit/people-watch.ts";
import { disturbed, kinds, type Fault, type Kind } from "./disturbance.ts";
import { isInShare, isWhole, leaveFigures, newProcess } from "./whole.ts";

const phases = ["making", "looking at rest", "running at rest", "changing", "removing"] as const;
type Phase = (typeof phases)[number];
const tokens = resourceTypes.map(({ token }) => token);

let tenant: LiveTenant;
let people: PeopleWatch;
beforeAll(async () => {
  tenant = await startLiveTenant();
  people = watchPeople(tenant);
});
afterAll(() => tenant.close());
// After each cell, so that a run that is cut off has its figures too.
afterEach(() => {
  leaveFigures("faults", { cases: tried, "failed at first": failed });
  [tried, failed] = [0, 0];
});
let tried = 0;
let failed = 0;

/** The most that one run may take by its own clock: a list to its end, and then rounds of failing calls. */
const drivenSecondsMost = bounds.listSecondsMost + bounds.roundsSecondsMost + 2 * bounds.callSecondsMost;

const nowhere: Place = { remembered: {} };
const propsOf = (token: Token, phase: Phase) =>
  phase === "changing" ? (examples[token].changed ?? examples[token].props) : examples[token].props;

function runOf(token: Token, api: ConnectedServices, desired: Readonly<Record<string, unknown>>) {
  return { type: typeByToken(token), api, desired, patience: usualPatience };
}

/** Where a phase starts, and how the tenant looks when nothing goes wrong. */
interface Scene {
  readonly place: Place;
  readonly want: string;
  /** Puts the tenant back to where the phase starts. */
  readonly begin: () => Promise<void>;
}

async function sceneOf(token: Token, phase: Phase): Promise<Scene> {
  await tenant.admin("POST", "/reset");
  const { api } = newProcess(tenant);
  for (const [other, desired] of examples[token].restsOn)
    await reconcile(runOf(other, api, desired), nowhere);
  let place = nowhere;
  if (phase !== "making") {
    const run = runOf(token, api, examples[token].props);
    const { present } = await reconcile(run, nowhere);
    place = { id: present.id, remembered: run.type.remember(present.remote) };
  }
  const begin = await tenant.save();
  await act(token, phase, api, place);
  const want = await essenceOf(tenant);
  return { place, want, begin };
}

/** One phase to its end, as one process does it. */
async function act(token: Token, phase: Phase, api: ConnectedServices, place: Place): Promise<void> {
  const run = runOf(token, api, propsOf(token, phase));
  if (phase === "removing") await remove(run, place);
  else if (phase === "looking at rest") {
    const present = await look(run.type, api, run.desired, place);
    // An unknown is never gone, and never another value.
    expect(present && run.type.describe(present, run.desired)).toEqual(run.desired);
  } else await reconcile(run, place);
}

/** What a failure must say: which call, or which step and what the service does not show. */
function expectNamed(error: unknown, about: string): void {
  expect(String(error), about).toMatch(
    /(GET|POST|PUT|PATCH|DELETE) \/|still does not show|read to its end|the service refuses it|cannot sign in/,
  );
  expect(String(error), about).not.toMatch(/is gone from the tenant/);
}

/** One case. False when there are not so many requests of that sort. */
async function tryOne(token: Token, phase: Phase, scene: Scene, fault: Fault): Promise<boolean> {
  const { kind, nth, isLasting } = fault;
  const about = `${token} ${phase}: ${kind.name}, ${kind.with} ${nth}${isLasting ? " and all after it" : ""}`;
  await scene.begin();
  people.begin();
  const { place } = scene;
  const writesBefore = await tenant.writes();
  const { api, waitedSeconds, pass } = newProcess(tenant);
  const { wasReached, error } = await disturbed(fault, pass, () => act(token, phase, api, place));
  if (error instanceof Error && error.name === "AssertionError")
    throw new Error(`${about}: ${error.message}`, { cause: error });
  if (error !== undefined) {
    failed += 1;
    expectNamed(error, about);
  }
  if (!wasReached) return false;
  const afterwards = error instanceof HalfDoneError ? { id: error.id, remembered: error.remembered } : place;
  tried += 1;
  expect(waitedSeconds(), about).toBeLessThanOrEqual(drivenSecondsMost);
  if (phase.endsWith("at rest")) expect(await tenant.writes(), about).toBe(writesBefore);
  await act(token, phase, newProcess(tenant).api, afterwards).catch((reason: unknown) => {
    throw new Error(`${about}: the next run failed: ${String(reason)}`, { cause: reason });
  });
  expect(withoutLostSecrets(await essenceOf(tenant)), about).toBe(withoutLostSecrets(scene.want));
  expect(people.leftInBetween(), about).toEqual([]);
  return true;
}

/** The requests from which on all go wrong: not each of them, since the first of them decides how it ends. */
const lastingFrom = new Set([1, 2, 4, 8, 16, 32]);

async function tryAll(token: Token, phase: Phase, scene: Scene, kind: Kind, most: number): Promise<void> {
  for (let nth = 1; nth <= most; nth += 1) {
    if (!(await tryOne(token, phase, scene, { kind, nth, isLasting: false }))) return;
    if (lastingFrom.has(nth)) await tryOne(token, phase, scene, { kind, nth, isLasting: true });
  }
}

describe.each(tokens)("%s, whatever comes instead of an answer", (token) => {
  const at = phases.length * tokens.indexOf(token);
  it.each(isWhole ? [] : phases)("while %s", async (phase) => {
    const scene = await sceneOf(token, phase);
    const cell = at + phases.indexOf(phase);
    // A sample of the matrix, another one for each cell: every kind is in it.
    const kind = kinds[cell % kinds.length];
    if (kind !== undefined) await tryAll(token, phase, scene, kind, 2);
  });

  it.each(isWhole ? phases : [])("while %s", async (phase) => {
    const cell = at + phases.indexOf(phase);
    if (!isInShare(cell)) return;
    const scene = await sceneOf(token, phase);
    for (const kind of kinds) await tryAll(token, phase, scene, kind, 200);
  });
});
