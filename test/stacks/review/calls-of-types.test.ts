// The plan's counts against what every type of the registry really calls: to look, to make, to change, to take away.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { look, reconcile, remove, usualPatience } from "../../../providers/core/reconcile.ts";
import type { Place, RemoteId, Token } from "../../../providers/core/resource-type.ts";
import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import type { InState } from "../../../providers/plan-again.ts";
import { stateOf } from "../../../providers/pulumi-state.ts";
import { resourceTypes, typeByToken } from "../../../providers/registry.ts";
import { callsOf } from "../../../providers/planned-calls/by-type.ts";
import { plannedChange, type Inputs, type StepOp } from "../../../stacks/changes/planned-steps.ts";
import { looksNeeded } from "../../../stacks/changes/looks-needed.ts";
import { changeableTokens, propsOf, type Props } from "../../kit/random-props.ts";
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

/** As a plan would count a change of what a run has made, with a look where the state does not say enough. */
async function plannedAfter(
  token: Token,
  made: { readonly props: Props; readonly place: Place; readonly state: InState },
  after: Props | undefined,
): Promise<object> {
  const { props, place, state } = made;
  const op = after === undefined ? "delete" : isDeepStrictEqual(after, props) ? "same" : "update";
  const change = { resource: "one", token, op, before: props, after, state } as const;
  const isLooked = looksNeeded([plannedChange(change)], () => false).length > 0;
  const look = isLooked
    ? { look: await typeByToken(token).observe(tenant.as("reader"), after ?? props, place) }
    : {};
  const around = { people: new Set<string>(), channelsOf: () => Object.keys(channelsOf(props)).length };
  const calls = callsOf(token).change(plannedChange({ ...change, ...look }), around);
  return Object.fromEntries(Object.entries(calls).filter(([, count]) => count > 0));
}

function channelsOf({ channels }: Props): object {
  return typeof channels === "object" && channels !== null ? channels : {};
}

/** What a run with an api of its own calls, and where the object is afterwards. */
async function run(
  token: Token,
  desired: Props,
  known?: { readonly props: Props; readonly place: Place },
): Promise<{ calls: CallCounts; props: Props; place: Place & { id: RemoteId }; state: InState }> {
  const [type, api] = [typeByToken(token), tenant.as("deployer")];
  const last = known === undefined ? {} : { last: known.props };
  const { present } = await reconcile({ type, api, desired, ...last, patience }, known?.place ?? nowhere);
  const state = { id: present.id, outputs: stateOf(type, desired, desired, present.remote) };
  const place = { id: present.id, remembered: type.remember(present.remote) };
  return { calls: api.callsMade().calls, props: desired, place, state };
}

describe.each(changeableTokens(resourceTypes.map(({ token }) => token)))(
  "whatever changes of %s",
  (token) => {
    it("a plan counts the calls of it, and of taking it away then", async () => {
      const property = fc.asyncProperty(propsOf(token), propsOf(token), async (first, second) => {
        await tenant.admin("POST", "/reset");
        await ground(token);
        const one = await run(token, first);
        const plan = await plannedAfter(token, one, second);
        const two = isDeepStrictEqual(first, second) ? { ...one, calls: {} } : await run(token, second, one);
        expect(two.calls).toEqual(plan);
        // What config let go of stays given: whether the whole grant goes only the tenant knows.
        if (token === "graph:DelegatedGrant") return;
        const removal = await plannedAfter(token, two, undefined);
        const api = tenant.as("deployer");
        await remove({ type: typeByToken(token), api, desired: second, patience }, two.place);
        expect(api.callsMade().calls).toEqual(removal);
      });
      await fc.assert(property, { numRuns: 3, endOnFailure: true });
    });
  },
);

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
