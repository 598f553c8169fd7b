// A process that dies at any of its writes, before the service hears of it, after the effect, or after the answer, with
// and without a state that was saved on the way, also while the services show writes late: the next run makes the same.
// `npm test` tries a sample; `npm run torture -- kills` tries every write. Whole stacks are killed in
// kill-stacks.test.ts, the real engine in kill-engine.test.ts.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Writer } from "../../providers/core/api.ts";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { resourceTypes, typeByToken } from "../../providers/registry.ts";
import { examples } from "../contract/examples.ts";
import { essenceOf, withoutLostSecrets } from "../kit/essence.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { diesAt, moments, type Moment } from "./kill.ts";
import { forEverSeconds, isInShare, isWhole, leaveFigures, newProcess } from "./whole.ts";

const phases = ["making", "changing", "removing"] as const;
const tokens = resourceTypes.map(({ token }) => token);
type Phase = (typeof phases)[number];

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
let kills = 0;
afterAll(() => tenant.close());
afterEach(() => {
  leaveFigures("kills of one resource", { kills });
  kills = 0;
});

const nowhere: Place = { remembered: {} };
const propsOf = (token: Token, phase: Phase) =>
  phase === "changing" ? (examples[token].changed ?? examples[token].props) : examples[token].props;

function runOf(token: Token, api: Writer, desired: Readonly<Record<string, unknown>>) {
  return { type: typeByToken(token), api, desired, patience: usualPatience };
}

/** Where a phase starts, and how the tenant looks after it when nobody is killed. */
interface Scene {
  readonly place: Place;
  readonly want: string;
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
  await whole(token, phase, place);
  return { place, want: await essenceOf(tenant), begin };
}

/** Does a phase to its end. A resource that was made before is known by its place. */
async function whole(token: Token, phase: Phase, place: Place): Promise<void> {
  const run = runOf(token, newProcess(tenant, forEverSeconds).api, propsOf(token, phase));
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
  { place, want, begin }: Scene,
): Promise<boolean> {
  await begin();
  await tenant.admin("POST", "/lag", { mode: lag });
  if (!(await diesAt(nth, moment, () => whole(token, phase, place)))) return false;
  kills += 1;
  // A making that was cut off left nothing in the state; a change or a removal what was there before.
  await whole(token, phase, place);
  await tenant.admin("POST", "/clock", { advanceSeconds: 3600 });
  const about = `${token} ${phase}: killed at write ${nth} ${moment}, lag ${lag}`;
  expect(withoutLostSecrets(await essenceOf(tenant)), about).toBe(withoutLostSecrets(want));
  return true;
}

describe.each(tokens)("%s, killed at any write", (token) => {
  it.each(phases)("while %s", async (phase) => {
    const cell = phases.length * tokens.indexOf(token) + phases.indexOf(phase);
    if (isWhole && !isInShare(cell)) return;
    const scene = await sceneOf(token, phase);
    for (const [index, moment] of moments.entries()) {
      if (!isWhole && index !== cell % moments.length) continue;
      for (const lag of ["none", "typical"] as const) {
        if (!isWhole && (lag === "none") !== (cell % 2 === 0)) continue;
        for (let nth = 1; nth <= (isWhole ? 200 : 2); nth += 1)
          if (!(await killOnce(token, nth, { phase, moment, lag }, scene))) break;
      }
    }
  });
});
