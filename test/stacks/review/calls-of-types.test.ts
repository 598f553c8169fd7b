// The plan's counts against what every type of the registry really calls: to look, to make, to change, to take away.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { look, reconcile, remove, usualPatience } from "../../../providers/core/reconcile.ts";
import type { Place, Token } from "../../../providers/core/resource-type.ts";
import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import { resourceTypes, typeByToken } from "../../../providers/registry.ts";
import { callsOf } from "../../../providers/planned-calls/by-type.ts";
import { plannedChange, type Inputs, type StepOp } from "../../../stacks/changes/planned-steps.ts";
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
  const around = { people: new Set<string>(), channelsOf: () => 2 };
  const calls: CallCounts =
    op === "look" ? callsOf(token).look(before ?? {}, around) : callsOf(token).change(step, around);
  return Object.fromEntries(Object.entries(calls).filter(([, count]) => count > 0));
}

/** What rests on nothing else is there, made by somebody whose calls do not count. */
async function ground(token: Token): Promise<void> {
  for (const [other, desired] of examples[token].restsOn)
    await reconcile({ type: typeByToken(other), api: tenant.as("deployer"), desired, patience }, nowhere);
}

/** The example of this type in the tenant, made by somebody whose calls do not count. */
async function made(token: Token): Promise<Place> {
  await ground(token);
  const type = typeByToken(token);
  const run = { type, api: tenant.as("deployer"), desired: examples[token].props, patience };
  const { present } = await reconcile(run, nowhere);
  return { id: present.id, remembered: type.remember(present.remote) };
}

describe.each(resourceTypes.map(({ token }) => token))("a plan counts the calls of %s", (token) => {
  const { props } = examples[token];
  const type = typeByToken(token);

  it("to make it", async () => {
    await ground(token);
    const api = tenant.as("deployer");
    await reconcile({ type, api, desired: props, patience }, nowhere);
    expect(api.callsMade().calls).toEqual(planned(token, "create", undefined, props));
  });

  it("to look at it", async () => {
    const place = await made(token);
    const api = tenant.as("reader");
    await look(type, api, props, place);
    expect(api.callsMade().calls).toEqual(planned(token, "look", props, props));
  });

  it("to take it away", async () => {
    const place = await made(token);
    const api = tenant.as("deployer");
    await remove({ type, api, desired: props, patience }, place);
    expect(api.callsMade().calls).toEqual(planned(token, "delete", props, undefined));
  });
});

const changeable = resourceTypes.flatMap(({ token }) => {
  const { changed } = examples[token];
  return changed === undefined ? [] : [[token, changed] as const];
});

describe.each(changeable)("a plan counts the calls of %s", (token, desired) => {
  it("to change it", async () => {
    const { props } = examples[token];
    const type = typeByToken(token);
    const place = await made(token);
    const api = tenant.as("deployer");
    await reconcile({ type, api, desired, last: props, patience }, place);
    expect(api.callsMade().calls).toEqual(planned(token, "update", props, desired));
  });
});
