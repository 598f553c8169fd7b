// A whole stack whose process dies at any of its writes: the tenant's stack, the environment's, a week of changes, and
// its end. With a state that is saved as each resource is done, and with one that is saved at the end only; also while
// the services show writes late. The same command again makes what a straight run makes, and nobody wanted leaves.
// `npm test` tries a sample; `npm run torture -- kills` tries every write. The real engine: test/engine/kills.test.ts.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { changeConfig } from "../../stacks/commands/demo/config-change.ts";
import { loadOrg } from "../../stacks/config/load-org.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";
import { deriveStack } from "../../stacks/derive/stack.ts";
import { essenceOf, withoutLostSecrets } from "../kit/essence.ts";
import { inProcessEngine, type EngineState } from "../kit/in-process-engine.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { watchPeople } from "../kit/people-watch.ts";
import { diesAt, moments, type Moment } from "./kill.ts";
import { forEverSeconds, isInShare, isWhole, leaveFigures, newProcess } from "./whole.ts";

type Resources = readonly DesiredResource[];
const stages = ["tenant", "environment", "week", "destroy"] as const;
type Stage = (typeof stages)[number];

let tenant: LiveTenant;
let folder: string;
let programs: Readonly<Record<Stage, Resources>>;
beforeAll(async () => {
  tenant = await startLiveTenant();
  folder = await mkdtemp(join(tmpdir(), "kill-stacks-"));
  const file = join(folder, "org.yaml");
  await cp("config/demo/org.yaml", file);
  const { org } = loadOrg(file);
  await changeConfig(file);
  const environment = { program: "environment", environment: "dev" } as const;
  const ofTenant = deriveStack(org, { program: "tenant" }).resources;
  programs = {
    tenant: ofTenant,
    environment: deriveStack(org, environment).resources,
    week: deriveStack(loadOrg(file).org, environment).resources,
    destroy: [],
  };
});
afterAll(async () => {
  await tenant.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  leaveFigures("kills of a whole stack", { kills });
  kills = 0;
});
let kills = 0;

/** Nothing is kept when its stack goes, so that the end of a stack writes as much as it can. */
function removable(resources: Resources): Resources {
  return resources.map((one) => ({ ...one, protect: false, retainOnDelete: false }));
}

/** What a person would compare; files, and their names, hold ids of teams, which are made anew in each run. */
async function essence(): Promise<string> {
  const { groups } = tenant.core.state.tenant;
  const text = withoutLostSecrets(await essenceOf(tenant));
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => groups.get(id)?.uniqueName ?? id)
    .replaceAll(/targeting-hierarchy-[0-9a-f]{12}/g, "targeting-hierarchy-<digest>");
}

/** Where a stage starts, and how the tenant looks after it when nobody is killed. */
interface Scene {
  readonly state: EngineState;
  readonly want: string;
  readonly begin: () => Promise<void>;
}

async function sceneOf(stage: Stage): Promise<Scene> {
  await tenant.admin("POST", "/reset");
  const state: EngineState = new Map();
  const apply = (resources: Resources, into: EngineState): Promise<unknown> =>
    inProcessEngine(newProcess(tenant).api, into).up(removable(resources));
  if (stage !== "tenant") await apply(programs.tenant, new Map());
  if (stage === "week" || stage === "destroy") await apply(programs.environment, state);
  const begin = await tenant.save();
  await apply(programs[stage], new Map(state));
  return { state, want: await essence(), begin };
}

interface Kill {
  readonly moment: Moment;
  readonly lag: "none" | "typical";
  /** Whether each resource that is done is in the state at once, or all of them at the end of a run. */
  readonly isSavedOnTheWay: boolean;
}

/** False when the stage has fewer writes. */
async function killOnce(stage: Stage, nth: number, kill: Kill, scene: Scene): Promise<boolean> {
  const { moment, lag, isSavedOnTheWay } = kill;
  const about = `${stage}: killed at write ${nth} ${moment}, lag ${lag}, checkpoints ${isSavedOnTheWay ? "on" : "off"}`;
  await scene.begin();
  await tenant.admin("POST", "/lag", { mode: lag });
  const people = watchPeople(tenant);
  people.begin();
  const state = new Map(scene.state);
  const resources = removable(programs[stage]);
  const dying = inProcessEngine(newProcess(tenant, forEverSeconds).api, state);
  if (!(await diesAt(nth, moment, () => dying.up(resources)))) return false;
  kills += 1;
  // The process that died adds nothing to this copy any more.
  const left = new Map(isSavedOnTheWay ? state : scene.state);
  const again = inProcessEngine(newProcess(tenant).api, left);
  await again.up(resources).catch((error: unknown) => {
    throw new Error(`${about}: the next run failed: ${String(error)}`, { cause: error });
  });
  await tenant.admin("POST", "/clock", { advanceSeconds: 3600 });
  expect(await essence(), about).toBe(scene.want);
  expect(await again.preview(resources), about).toEqual([]);
  expect(people.leftInBetween(), about).toEqual([]);
  return true;
}

const settings = moments.flatMap((moment) =>
  (["none", "typical"] as const).flatMap((lag) =>
    [true, false].map((isSavedOnTheWay): Kill => ({ moment, lag, isSavedOnTheWay })),
  ),
);

describe.each(stages)("%s, killed at any write", (stage) => {
  it("comes to the same with the next run", async () => {
    const scene = await sceneOf(stage);
    if (!isWhole) {
      const kill = settings[(5 * stages.indexOf(stage) + 2) % settings.length];
      if (kill !== undefined) expect(await killOnce(stage, 4, kill, scene)).toBe(true);
      return;
    }
    for (const [index, kill] of settings.entries()) {
      if (!isInShare(index)) continue;
      for (let nth = 1; nth <= 500; nth += 1) if (!(await killOnce(stage, nth, kill, scene))) break;
    }
  });
});
