// Histories: what config says from day to day, and what goes wrong with each run of it.
import fc from "fast-check";
import type { Org } from "../../schemas/types/org.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";
import { inProcessEngine, type EngineState, type InProcessEngine } from "../kit/in-process-engine.ts";
import type { LiveTenant } from "../kit/live-tenant.ts";
import { orgsOf, resourcesOf } from "../kit/random-orgs.ts";
import { randomNumbers } from "../../tools/mutate/sample.ts";
import { disturbed, kinds, type Fault } from "./disturbance.ts";
import { diesAt, moments, type Moment } from "./kill.ts";
import { asProcess } from "./processes.ts";
import { forEverSeconds, newProcess } from "./whole.ts";

/** What goes wrong with a run. */
export type Mishap =
  | { readonly what: "nothing" }
  | { readonly what: "killed"; readonly nth: number; readonly moment: Moment }
  | { readonly what: "disturbed"; readonly fault: Fault }
  /** Of a hundred calls so many are refused with 429, and each has to wait so long. */
  | { readonly what: "throttled"; readonly percent: number; readonly seconds: number; readonly seed: number };

/** What config says one day, and how its run goes. */
export interface Turn {
  readonly org: Org;
  readonly mishap: Mishap;
}

const nothing: Mishap = { what: "nothing" };

export const kills: fc.Arbitrary<Mishap> = fc.record({
  what: fc.constant("killed" as const),
  nth: fc.integer({ min: 1, max: 14 }),
  moment: fc.constantFrom(...moments),
});

const faults = fc.record({
  kind: fc.constantFrom(...kinds),
  nth: fc.integer({ min: 1, max: 20 }),
  isLasting: fc.boolean(),
});

export const disturbances: fc.Arbitrary<Mishap> = faults.map((fault) => ({ what: "disturbed", fault }));

/** Of answers to questions only. */
export const badReads: fc.Arbitrary<Mishap> = faults
  .filter(({ kind }) => kind.with !== "write")
  .map((fault) => ({ what: "disturbed", fault }));

export const throttlings: fc.Arbitrary<Mishap> = fc.record({
  what: fc.constant("throttled" as const),
  percent: fc.integer({ min: 5, max: 30 }),
  // Within the time that one call has, it comes through.
  seconds: fc.integer({ min: 1, max: 20 }),
  seed: fc.integer(),
});

export const mishaps = fc.oneof(kills, disturbances, throttlings);

/** Two stores: enough for what one does to the other. */
export const smallOrgs = orgsOf(["000135", "000142"]);

/** One day or two. */
export const turns: fc.Arbitrary<readonly Turn[]> = fc.array(fc.record({ org: smallOrgs, mishap: mishaps }), {
  minLength: 1,
  maxLength: 2,
});

/** One stack and its state, over many processes. */
export class StackHistory {
  readonly #tenant: LiveTenant;
  readonly state: EngineState = new Map();

  constructor(tenant: LiveTenant) {
    this.#tenant = tenant;
  }

  /** The engine in a new process. */
  engine(client: "deployer" | "reader" = "deployer"): InProcessEngine {
    return inProcessEngine(this.#tenant.as(client), this.state);
  }

  /** Makes what config says. What fails because of a mishap is left as it is; without one, nothing may fail. */
  async up(config: Org | readonly DesiredResource[], mishap: Mishap = nothing): Promise<void> {
    const resources = "nodes" in config ? resourcesOf(config) : (config as readonly DesiredResource[]);
    const { api, pass } = newProcess(this.#tenant, mishap.what === "killed" ? forEverSeconds : undefined);
    const run = (): Promise<unknown> => inProcessEngine(api, this.state).up(resources);
    switch (mishap.what) {
      case "nothing":
        await run();
        break;
      case "killed":
        await diesAt(mishap.nth, mishap.moment, run);
        break;
      case "disturbed":
        await disturbed(mishap.fault, pass, run);
        break;
      case "throttled":
        await throttled(mishap, run);
        break;
    }
  }

  /** Looks at everything that the state holds, as a drift or a refresh does. */
  async look(mishap: Mishap): Promise<void> {
    const { api, pass } = newProcess(this.#tenant);
    const run = (): Promise<unknown> => inProcessEngine(api, this.state).drifted();
    if (mishap.what === "disturbed") await disturbed(mishap.fault, pass, run);
    else await run();
  }

  /** As usual on the next day: the same again, and nothing goes wrong. */
  async settle(config: Org | readonly DesiredResource[]): Promise<void> {
    await this.up(config);
  }

  /**
   * Plays all of it. After each mishap the same command runs again before config says anything else, as people are
   * told to: a team that the state does not know is not taken over with other people in it. Not after the last one,
   * when `isLeftSo`.
   */
  async play(days: readonly Turn[], isLeftSo = false): Promise<void> {
    for (const [index, { org, mishap }] of days.entries()) {
      await this.up(org, mishap);
      if (!isLeftSo || index + 1 < days.length) await this.settle(org);
    }
  }
}

/** Refuses calls by chance before the service does anything; what is refused comes through in the end. */
function throttled({ percent, seconds, seed }: Throttling, run: () => Promise<unknown>): Promise<unknown> {
  const random = randomNumbers(seed);
  return asProcess(({ kind, send }) => {
    if ((kind !== "read" && kind !== "write") || 100 * random() >= percent) return send();
    const body = { error: { code: "TooManyRequests", message: "a limit of the test" } };
    const headers = { "retry-after": String(seconds) };
    return Promise.resolve(Response.json(body, { status: 429, headers }));
  }, run);
}

type Throttling = Extract<Mishap, { what: "throttled" }>;
