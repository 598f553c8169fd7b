// Whole stores, made and looked at through our clients by a tenant that keeps to the documented limits. Waits move the
// tenant's clock instead of taking time.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, systemClock, type ConnectedServices } from "../../providers/clients/connect.ts";
import type { Clock } from "../../providers/core/api.ts";
import { look, reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { callEstimate } from "../../stacks/review/cost/estimate.ts";
import { plannedChange, type PlannedStep } from "../../stacks/changes/planned-steps.ts";
import { largeSeed } from "../emulator/seed/large.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const peoplePerStore = 20;
const storeCount = 60;
let tenant: LiveTenant;
beforeAll(async () => {
  const users = peoplePerStore * storeCount;
  tenant = await startLiveTenant({ seed: largeSeed({ users, teams: 0, membersPerTeam: 0 }) });
  await tenant.admin("POST", "/limits", { mode: "documented" });
});
afterAll(() => tenant.close());

/** Waits together move the tenant's clock as far as the longest of them asks; ours is never ahead of it. */
function sharedClock(): Clock {
  let advanced = 0;
  const now = (): number => systemClock.nowMilliseconds() + advanced;
  return {
    nowMilliseconds: now,
    sleep: async (milliseconds) => {
      const wakeAt = now() + milliseconds;
      // Others that sleep less long come first.
      for (let left = milliseconds; left > 0; left = wakeAt - now()) {
        const step = Math.min(left, 25);
        await tenant.admin("POST", "/clock", { advanceSeconds: step / 1000 });
        advanced += step;
      }
    },
  };
}

function storeOf(index: number): Team {
  const person = (at: number): string =>
    `person-${String(index * peoplePerStore + at + 1).padStart(6, "0")}@contoso.example`;
  const people = Array.from({ length: peoplePerStore }, (_, at) => person(at));
  return {
    ...{ uniqueName: `limits-${index}`, displayName: `Store ${index}`, mailNickname: `limits_${index}` },
    ...{ visibility: "private", template: "standard", archived: false },
    ...{ owners: "authoritative", members: "authoritative" },
    roster: Object.fromEntries(people.map((name, at) => [name, at === 0 ? "owner" : "member"])),
    channels: { shift: { displayName: "Shift handoff" }, ready: { displayName: "Readiness" } },
  };
}

const stores = Array.from({ length: storeCount }, (_, index) => storeOf(index));

function callsOf({ kinds }: { readonly kinds: readonly { kind: string; calls: number }[] }): object {
  return Object.fromEntries(kinds.map(({ kind, calls }) => [kind, calls]));
}

async function make(api: ConnectedServices, some: readonly Team[]): Promise<void> {
  await Promise.all(
    some.map((desired) =>
      reconcile({ type: team, api, desired, patience: usualPatience }, { remembered: {} }),
    ),
  );
}

function step(op: PlannedStep["op"], props: Team): PlannedStep {
  const inputs = { ...props };
  const before = op === "create" ? undefined : inputs;
  return plannedChange({ resource: props.uniqueName, token: "graph:Team", op, before, after: inputs });
}

describe("stores in a tenant that keeps to the documented limits", () => {
  it("are made by two stacks at the same time, each with half of the limits, without one refusal", async () => {
    const clock = sharedClock();
    const stacks = [0, 1].map(() =>
      connect({ ...tenant.environmentOf("deployer"), STORE_TEAMS_LIMIT_SHARE: "0.5" }, clock),
    );
    const halves = [stores.slice(0, storeCount / 2), stores.slice(storeCount / 2)];
    await Promise.all(stacks.map((api, index) => make(api, halves[index] ?? [])));
    for (const [index, api] of stacks.entries()) {
      const { throttled, repeated, calls } = api.callsMade();
      expect({ throttled, repeated }).toEqual({ throttled: 0, repeated: 0 });
      const steps = (halves[index] ?? []).map((props) => step("create", props));
      expect(calls).toEqual(callsOf(callEstimate(steps, false, 0.5)));
    }
  });

  it("are looked at without a refusal, as often as planned, several calls to a request", async () => {
    const api = connect(tenant.environmentOf("reader"), sharedClock());
    const seen = await Promise.all(stores.map((props) => look(team, api, props, { remembered: {} })));
    expect(seen.filter((present) => present === undefined)).toEqual([]);
    const { throttled, repeated, calls, requests } = api.callsMade();
    expect({ throttled, repeated }).toEqual({ throttled: 0, repeated: 0 });
    expect(calls).toEqual(
      callsOf(
        callEstimate(
          stores.map((props) => step("same", props)),
          true,
        ),
      ),
    );
    const made = Object.values(calls).reduce((sum, count) => sum + count, 0);
    expect(requests).toBeLessThan(made / 3);
  });
});

describe("a look at a store", () => {
  it("asks for the fields that are compared and for whole pages, and looks nobody up twice in a process", async () => {
    const api = connect(tenant.environmentOf("reader"), sharedClock());
    const [store] = stores;
    if (store === undefined) throw new Error("no store");
    const before = tenant.core.journal.count;
    await look(team, api, store, { remembered: {} });
    const first = api.callsMade().calls;
    await look(team, api, store, { remembered: {} });
    expect(first.readPeople).toBe(2);
    expect(api.callsMade().calls.readPeople).toBe(2);
    const asked = tenant.core.journal
      .since(before)
      .map(({ text }) => JSON.parse(text) as { method: string; url: string; service: string })
      .filter(({ method, service }) => method === "GET" && service === "graph")
      .map(({ url }) => decodeURIComponent(new URL(url).pathname + new URL(url).search));
    // Members have no list of fields of their own: what is compared lies in a derived type.
    const unselected = asked.filter((url) => !url.includes("$select="));
    expect(unselected).not.toEqual([]);
    for (const url of unselected) expect(url).toMatch(/\/members\?\$top=999$/);
    for (const url of asked.filter((one) => one.includes("$filter=id in ")))
      expect(url).toMatch(/\$select=id,userPrincipalName&\$top=\d+$/);
  });
});
