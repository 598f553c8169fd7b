// What a plan says of its calls, and what its run then calls.
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Observation, Place } from "../../providers/core/resource-type.ts";
import { typeByToken } from "../../providers/registry.ts";
import { looksNeeded } from "../../stacks/changes/looks-needed.ts";
import {
  plannedChange,
  type Inputs,
  type PlannedStep,
  type StepOp,
} from "../../stacks/changes/planned-steps.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";
import type { Org } from "../../schemas/types/org.ts";
import type { CallCounts } from "../../providers/limits/call-kinds.ts";
import type { Reader } from "../../providers/core/api.ts";
import { summed } from "../../providers/limits/call-sum.ts";
import { ledgerOf } from "../../stacks/brakes/applied-rosters.ts";
import { teamsToCount } from "../../stacks/brakes/teams-first-decided.ts";
import { deriveEnvironment } from "../../stacks/derive/environment.ts";
import { peopleThere } from "../../stacks/program/checks/people-in-tenant.ts";
import { resourcesOf } from "../kit/random-orgs.ts";
import { callEstimate } from "../../stacks/review/cost/estimate.ts";
import type { LiveTenant } from "../kit/live-tenant.ts";

/** What a plan says, and what its run calls then. */
export interface PlannedRun {
  readonly steps: readonly PlannedStep[];
  readonly made: CallCounts;
}

/** "add: 2 planned, 1 made", for each kind of call that differs. */
export function differenceOfCalls({ steps, made }: PlannedRun): readonly string[] {
  const planned = new Map(callEstimate(steps, false).kinds.map(({ kind, calls }) => [kind as string, calls]));
  const counted = new Map(Object.entries(made));
  return [...new Set([...planned.keys(), ...counted.keys()])]
    .filter((kind) => (planned.get(kind) ?? 0) !== (counted.get(kind) ?? 0))
    .map((kind) => `${kind}: ${planned.get(kind) ?? 0} planned, ${counted.get(kind) ?? 0} made`);
}

/** Plans the change from one config to the next, and does it. `places`: what the state knows, by name; is kept up. */
export async function plannedRun(
  tenant: LiveTenant,
  places: Map<string, Place>,
  before: Org | undefined,
  after: Org,
): Promise<PlannedRun> {
  const [program, api] = [tenant.as("deployer"), tenant.as("deployer")];
  await beforeTheFirstStep(program, before, after);
  const [had, has] = [before, after].map((org) => {
    const resources: readonly DesiredResource[] = org === undefined ? [] : resourcesOf(org);
    return new Map(resources.map((one) => [one.name, one]));
  });
  const steps: PlannedStep[] = [];
  for (const name of new Set([...(has?.keys() ?? []), ...(had?.keys() ?? [])])) {
    const [was, is] = [had?.get(name), has?.get(name)];
    const token = (is ?? was)?.token ?? "";
    const [from, to] = [was, is].map((one) => one && (one.props as unknown as Inputs));
    const change = { resource: name, token, op: opOf(from, to), before: from, after: to };
    const step = plannedChange({
      ...change,
      ...(await lookOf(plannedChange(change), tenant.as("reader"), places)),
    });
    steps.push(step);
    if (step.op === "same") continue;
    const run = { type: typeByToken(token), api, desired: to ?? from ?? {}, patience: usualPatience };
    const place = places.get(name) ?? { remembered: {} };
    if (to === undefined) {
      await remove(run, place);
      places.delete(name);
    } else {
      const { present } = await reconcile(run, place);
      places.set(name, { id: present.id, remembered: run.type.remember(present.remote) });
    }
  }
  return { steps, made: summed(program.callsMade().calls, api.callsMade().calls) };
}

/** What a plan looks at in the tenant, in a process of its own, because the state does not say enough. */
async function lookOf(
  step: PlannedStep,
  reader: Reader,
  places: ReadonlyMap<string, Place>,
): Promise<{ readonly look?: Observation<Inputs, unknown> }> {
  if (looksNeeded([step], () => false).length === 0) return {};
  const place = places.get(step.resource) ?? { remembered: {} };
  return { look: await typeByToken(step.token).observe(reader, step.after ?? {}, place) };
}

/** What the program asks, in a process of its own: who is in teams of which config decides for the first time. */
async function beforeTheFirstStep(api: Reader, before: Org | undefined, after: Org): Promise<void> {
  const derived = deriveEnvironment(after, "dev");
  const ledger = before && ledgerOf(deriveEnvironment(before, "dev"), before);
  const names = teamsToCount(ledger, ledgerOf(derived, after));
  await peopleThere(names, derived, false, () => Promise.resolve(api));
}

function opOf(from: Inputs | undefined, to: Inputs | undefined): StepOp {
  if (from === undefined) return "create";
  if (to === undefined) return "delete";
  return JSON.stringify(from) === JSON.stringify(to) ? "same" : "update";
}
