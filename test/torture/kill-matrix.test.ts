// A process that dies at any of its writes, before the service hears of it, after the effect, or after the answer, with
// and without a state that was saved on the way, also while the services show writes late: the next run makes the same.
// `npm test` tries a sample; `npm run torture` tries every write. The real engine is killed in
// test/engine/crash.test.ts.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect, systemClock } from "../../providers/clients/connect.ts";
import type { Writer } from "../../providers/core/api.ts";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import { examples } from "../contract/examples.ts";
import { essenceOf } from "../kit/essence.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { isRead } from "./bad-answers.ts";

const isWhole = process.env["STORE_TEAMS_TORTURE"] === "whole";
const moments = ["before the service hears of it", "after the effect", "after the answer"] as const;
const phases = ["making", "changing", "removing"] as const;
const tokens = resourceTypes.map(({ token }) => token);
type Moment = (typeof moments)[number];
type Phase = (typeof phases)[number];

let tenant: LiveTenant;
const realFetch = globalThis.fetch;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
let kills = 0;
afterAll(() => {
  if (isWhole) console.log(`kill matrix: ${kills} kills`);
  return tenant.close();
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** Longer than any test: a dead process waits for nothing and asks nothing again. */
const forEver = { answerSecondsMost: 2_000_000, answerBytesMost: 32 * 1024 * 1024 };

function newProcess(): Writer {
  let waited = 0;
  const clock = {
    nowMilliseconds: () => systemClock.nowMilliseconds() + waited,
    sleep: async (milliseconds: number) => {
      waited += milliseconds;
      await tenant.admin("POST", "/clock", { advanceSeconds: milliseconds / 1000 });
    },
  };
  const environment = { ...tenant.environmentOf("deployer"), PATH: "" };
  return connect(environment, clock, { tell: () => undefined, answerBounds: forEver });
}

/** From the moment of the n-th write on no request of this process comes through or is answered. */
function killAt(nth: number, moment: Moment): { killed: Promise<"killed">; end: () => void } {
  const { promise: killed, resolve } = Promise.withResolvers<"killed">();
  const never = new Promise<Response>(() => undefined);
  let writes = 0;
  let isDead = false;
  const die = (): Promise<Response> => {
    isDead = true;
    resolve("killed");
    return never;
  };
  globalThis.fetch = async (input, init) => {
    if (isDead) return never;
    const url = input instanceof Request ? input.url : input.toString();
    const isWrite = /\/v1\.0\/|\/api\/data\/|\/secrets\//.test(url) && !isRead(url, init);
    if (!isWrite || (writes += 1) !== nth) return realFetch(input, init);
    if (moment === "before the service hears of it") return die();
    const answer = await realFetch(input, init);
    if (moment === "after the effect") return die();
    // It hears the answer and dies with the next thing that it asks.
    setImmediate(() => void die());
    return answer;
  };
  return {
    killed,
    end: () => {
      globalThis.fetch = realFetch;
    },
  };
}

const nowhere: Place = { remembered: {} };
const propsOf = (token: Token, phase: Phase) =>
  phase === "changing" ? (examples[token].changed ?? examples[token].props) : examples[token].props;

function runOf(token: Token, api: Writer, desired: Readonly<Record<string, unknown>>) {
  return { type: typeByToken(token), api, desired, patience: usualPatience };
}

async function setTheScene(token: Token, isMade: boolean, lag: string): Promise<Place> {
  await tenant.admin("POST", "/reset");
  const api = newProcess();
  for (const [other, desired] of examples[token].restsOn)
    await reconcile(runOf(other, api, desired), nowhere);
  let place = nowhere;
  if (isMade) {
    const run = runOf(token, api, examples[token].props);
    const { present } = await reconcile(run, nowhere);
    place = { id: present.id, remembered: run.type.remember(present.remote) };
  }
  await tenant.admin("POST", "/lag", { mode: lag });
  return place;
}

/** Does a phase to its end. A resource that was made before is known by its place. */
async function whole(token: Token, phase: Phase, place: Place): Promise<void> {
  const run = runOf(token, newProcess(), propsOf(token, phase));
  if (phase === "removing") await remove(run, place);
  else await reconcile(run, place);
}

interface Kill {
  readonly phase: Phase;
  readonly moment: Moment;
  readonly lag: "none" | "typical";
}

/** False when the phase has fewer writes. */
async function killOnce(
  token: Token,
  nth: number,
  { phase, moment, lag }: Kill,
  want: string,
): Promise<boolean> {
  const place = await setTheScene(token, phase !== "making", lag);
  const { killed, end } = killAt(nth, moment);
  const run = whole(token, phase, place).then(
    () => "ended" as const,
    () => "ended" as const,
  );
  const ended = await Promise.race([run, killed]);
  end();
  if (ended === "ended") return false;
  kills += 1;
  // A making that was cut off left nothing in the state; a change or a removal what was there before.
  await whole(token, phase, place);
  await tenant.admin("POST", "/clock", { advanceSeconds: 3600 });
  const about = `${token} ${phase}: killed at write ${nth} ${moment}, lag ${lag}`;
  expect(withoutLostSecrets(await essenceOf(tenant)), about).toBe(withoutLostSecrets(want));
  return true;
}

/**
 * A secret whose value was lost with the process is made anew, and the lost one stays beside it until its overlap ends:
 * nobody can tell it from one that is in use. Source: docs/decisions/0014-client-secrets.md.
 */
function withoutLostSecrets(essence: string): string {
  return essence.replaceAll(/(\{"displayName":"Store Teams: stores"\})(,\1)+/g, "$1");
}

describe.each(tokens)("%s, killed at any write", (token) => {
  it.each(phases)(
    "while %s",
    async (phase) => {
      const place = await setTheScene(token, phase !== "making", "none");
      await whole(token, phase, place);
      const want = await essenceOf(tenant);
      const at = 3 * tokens.indexOf(token) + phases.indexOf(phase);
      for (const [index, moment] of moments.entries()) {
        if (!isWhole && index !== at % moments.length) continue;
        for (const lag of ["none", "typical"] as const) {
          if (!isWhole && (lag === "none") !== (at % 2 === 0)) continue;
          for (let nth = 1; nth <= (isWhole ? 200 : 2); nth += 1)
            if (!(await killOnce(token, nth, { phase, moment, lag }, want))) break;
        }
      }
    },
    isWhole ? 3_600_000 : 120_000,
  );
});
