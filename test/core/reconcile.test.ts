import { describe, expect, it } from "vitest";
import type { Clock, Writer } from "../../providers/core/api.ts";
import { ApiError, RefusedError } from "../../providers/core/errors.ts";
import { HalfDoneError, reconcile, remove } from "../../providers/core/reconcile.ts";
import { asRemoteId, type ResourceType, type Step } from "../../providers/core/resource-type.ts";

/** A service with one object that holds a number, and a list of what goes wrong, call by call. */
interface Service {
  object: { number: number } | undefined;
  /** How many looks still answer "absent" or the old number after a write. */
  lateLooks: number;
  shown: { number: number } | undefined;
  /** What the n-th write does: nothing special, fail before the effect, or fail after it. */
  faults: Map<number, { before: boolean; error: Error }>;
  writes: number;
}

interface Props {
  readonly number: number;
}

function serviceOf(partial: Partial<Service> = {}): Service {
  return { object: undefined, lateLooks: 0, shown: undefined, faults: new Map(), writes: 0, ...partial };
}

function typeOver(service: Service): ResourceType<Props, null> {
  return {
    token: "graph:Team",
    permissions: { observe: [], apply: [] },
    title: () => "the test object",
    check: () => [],
    observe: async () => {
      if (service.lateLooks > 0) service.lateLooks -= 1;
      else service.shown = service.object;
      if (service.shown === undefined) return { kind: "absent" };
      return { kind: "present", id: asRemoteId("one"), value: { ...service.shown }, remote: null };
    },
    refuseAdoption: (_desired, { value }) => (value.number === 13 ? "13 is not ours" : undefined),
    plan: (desired, observed) => {
      if (observed.kind === "absent") return [{ kind: "create", part: "it", body: {} }];
      if (observed.value.number === desired.number) return [];
      const changes = [{ path: "number", from: observed.value.number, to: desired.number }];
      return [{ kind: "update", part: "it", changes }];
    },
    planRemoval: (_last, observed) => (observed.kind === "absent" ? [] : [{ kind: "delete", part: "it" }]),
    apply: async (_api, step, { props }) => {
      service.writes += 1;
      const fault = service.faults.get(service.writes);
      if (fault?.before === true) throw fault.error;
      effect(service, step, props);
      if (fault !== undefined) throw fault.error;
      return asRemoteId("one");
    },
    describe: (observed) => observed.value,
    remember: () => ({}),
    recall: () => null,
  };
}

function effect(service: Service, step: Step, props: Props): void {
  if (step.kind === "delete") service.object = undefined;
  // Created with another number, so that a second round is needed.
  else service.object = { number: step.kind === "create" ? 0 : props.number };
}

const waits: number[] = [];
function fakeClock(): Clock {
  let now = 0;
  waits.length = 0;
  return {
    nowMilliseconds: () => now,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

function runOver(service: Service, number = 7): Parameters<typeof reconcile<Props, null>>[0] {
  const api = { clock: fakeClock() } as unknown as Writer;
  return {
    type: typeOver(service),
    api,
    desired: { number },
    patience: { roundsMax: 5, settleSecondsMax: 30 },
  };
}

const busy = new ApiError({ status: 503, code: "busy", serviceMessage: "try later", call: "POST /x" });
const bad = new ApiError({ status: 400, code: "bad", serviceMessage: "no", call: "POST /x" });
const nowhere = { remembered: {} };

describe("reconcile", () => {
  it("creates, looks afresh, changes the rest, and ends when nothing is left to do", async () => {
    const service = serviceOf();
    const { present, stepsTaken } = await reconcile(runOver(service), nowhere);
    expect(present.value).toEqual({ number: 7 });
    expect(stepsTaken.map(({ kind }) => kind)).toEqual(["create", "update"]);
  });

  it("writes nothing when all is as it should be", async () => {
    const service = serviceOf({ object: { number: 7 } });
    await reconcile(runOver(service), nowhere);
    expect(service.writes).toBe(0);
  });

  it("takes over what is ours and refuses what is not, before the first write", async () => {
    const service = serviceOf({ object: { number: 13 } });
    await expect(reconcile(runOver(service), nowhere)).rejects.toThrow(RefusedError);
    expect(service.writes).toBe(0);
  });

  it("does not write again while the service shows a write late", async () => {
    const service = serviceOf({ object: { number: 1 } });
    const run = runOver(service);
    const late = {
      ...run.type,
      apply: async (...args: Parameters<typeof run.type.apply>) => {
        const id = await run.type.apply(...args);
        service.lateLooks = 3;
        return id;
      },
    };
    await reconcile({ ...run, type: late }, { id: asRemoteId("one"), remembered: {} });
    expect(service.writes).toBe(1);
    expect(waits).toHaveLength(3);
  });

  it("gives up with the id when the service never shows the write, and says what is missing", async () => {
    const service = serviceOf({ object: { number: 1 } });
    const run = runOver(service);
    const deaf = { ...run.type, apply: async () => asRemoteId("one") };
    const failed = reconcile({ ...run, type: deaf }, { id: asRemoteId("one"), remembered: {} });
    await expect(failed).rejects.toThrow(/still does not show: change number/);
    await expect(failed).rejects.toBeInstanceOf(HalfDoneError);
  });

  it("refuses to make a new object where Pulumi expects the old one", async () => {
    const service = serviceOf();
    await expect(reconcile(runOver(service), { id: asRemoteId("one"), remembered: {} })).rejects.toThrow(
      /is gone/,
    );
    expect(service.writes).toBe(0);
  });

  it.each([1, 2, 3])(
    "passes a failure of write %i, with and without effect, without doubling anything",
    async (nth) => {
      for (const before of [true, false]) {
        const service = serviceOf({ faults: new Map([[nth, { before, error: busy }]]) });
        const { present } = await reconcile(runOver(service), nowhere);
        expect(present.value).toEqual({ number: 7 });
      }
    },
  );

  it("tells a failure that will not pass at once, with the id when there is one", async () => {
    const first = serviceOf({ faults: new Map([[1, { before: true, error: bad }]]) });
    await expect(reconcile(runOver(first), nowhere)).rejects.toBe(bad);
    const second = serviceOf({ faults: new Map([[2, { before: true, error: bad }]]) });
    await expect(reconcile(runOver(second), nowhere)).rejects.toMatchObject({
      id: "one",
      message: bad.message,
    });
    expect(waits).toHaveLength(0);
  });

  it("keeps the id when a person has to decide something after the first write", async () => {
    const refusal = new RefusedError("the account is disabled");
    const service = serviceOf({ faults: new Map([[2, { before: true, error: refusal }]]) });
    await expect(reconcile(runOver(service), nowhere)).rejects.toMatchObject({
      id: "one",
      message: refusal.message,
    });
  });

  it("is bounded when a passing failure never passes", async () => {
    const service = serviceOf();
    const run = runOver(service);
    const broken = { ...run.type, observe: () => Promise.reject(busy) };
    await expect(reconcile({ ...run, type: broken }, nowhere)).rejects.toBe(busy);
    expect(waits).toHaveLength(run.patience.roundsMax - 1);
  });
});

describe("remove", () => {
  it("removes what is there and is content with what is gone", async () => {
    const service = serviceOf({ object: { number: 7 } });
    expect(await remove(runOver(service), nowhere)).toHaveLength(1);
    expect(await remove(runOver(service), nowhere)).toHaveLength(0);
    expect(service.object).toBeUndefined();
  });
});
