// The plan's counts against what every type of the registry really calls: to look, to make, to change, to take away.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { look, reconcile, remove, usualPatience } from "../../../providers/core/reconcile.ts";
import type { Place, Token } from "../../../providers/core/resource-type.ts";
import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import { resourceTypes, typeByToken } from "../../../providers/registry.ts";
import { otherCalls, otherLook } from "../../../stacks/review/cost/other.ts";
import { teamCalls, teamLook } from "../../../stacks/review/cost/team.ts";
import {
  plannedChange,
  type Inputs,
  type PlannedStep,
  type StepOp,
} from "../../../stacks/changes/planned-steps.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import { examples } from "../../contract/examples.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const nowhere: Place = { remembered: {} };
const patience = usualPatience;

function planned(
  token: Token,
  op: StepOp | "look",
  before: Inputs | undefined,
  after: Inputs | undefined,
): object {
  const step = plannedChange({ resource: "one", token, before, after, op: op === "look" ? "same" : op });
  const ofTeam = token === "graph:Team";
  const calls: CallCounts =
    op === "look"
      ? ofTeam
        ? teamLook(before, new Set())
        : otherLook(token, before)
      : ofTeam
        ? teamCalls(step as PlannedStep<Team>, new Set())
        : otherCalls(step, () => 2);
  return Object.fromEntries(Object.entries(calls).filter(([, count]) => count > 0));
}

/** What rests on nothing else is there, made by somebody whose calls do not count. */
async function ground(token: Token): Promise<void> {
  for (const [other, desired] of examples[token].restsOn)
    await reconcile({ type: typeByToken(other), api: tenant.as("deployer"), desired, patience }, nowhere);
}

describe.each(resourceTypes.map(({ token }) => token))("a plan counts the calls of %s", (token) => {
  const { props, changed } = examples[token];
  const type = typeByToken(token);
  const made = async (): Promise<Place> => {
    await ground(token);
    const run = { type, api: tenant.as("deployer"), desired: props, patience };
    const { present } = await reconcile(run, nowhere);
    return { id: present.id, remembered: type.remember(present.remote) };
  };

  it("to make it", async () => {
    await ground(token);
    const api = tenant.as("deployer");
    await reconcile({ type, api, desired: props, patience }, nowhere);
    expect(api.callsMade().calls).toEqual(planned(token, "create", undefined, props));
  });

  it("to look at it", async () => {
    const place = await made();
    const api = tenant.as("reader");
    await look(type, api, props, place);
    expect(api.callsMade().calls).toEqual(planned(token, "look", props, props));
  });

  it.runIf(changed !== undefined)("to change it", async () => {
    const place = await made();
    const api = tenant.as("deployer");
    const desired = changed ?? {};
    await reconcile({ type, api, desired, last: props, patience }, place);
    expect(api.callsMade().calls).toEqual(planned(token, "update", props, desired));
  });

  it("to take it away", async () => {
    const place = await made();
    const api = tenant.as("deployer");
    await remove({ type, api, desired: props, patience }, place);
    expect(api.callsMade().calls).toEqual(planned(token, "delete", props, undefined));
  });
});
