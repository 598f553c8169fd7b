// Parts that cannot be done are set aside once, each by itself; what is set aside again ends the run.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clock, Writer } from "../../providers/core/api.ts";
import { UndoneError } from "../../providers/core/errors.ts";
import { reconcile } from "../../providers/core/reconcile.ts";
import { asRemoteId, type ResourceType } from "../../providers/core/resource-type.ts";

interface Props {
  readonly parts: readonly string[];
}

/**
 * An object with parts of which some cannot be added. `obstinate` parts are tried again although they were set aside.
 */
function typeWith(there: Set<string>, bad: ReadonlySet<string>, obstinate: ReadonlySet<string>) {
  const asked: string[] = [];
  const type: ResourceType<Props, null> = {
    token: "graph:Team",
    permissions: { observe: [], apply: [] },
    title: () => "the test object",
    check: () => [],
    observe: async () => ({
      kind: "present",
      id: asRemoteId("one"),
      value: { parts: [...there] },
      remote: null,
    }),
    refuseAdoption: () => undefined,
    plan: (desired) => {
      const missing = desired.parts.filter((part) => !there.has(part));
      return missing.map((part) => ({ kind: "link", part: "parts", targets: [part] }));
    },
    planRemoval: () => [],
    apply: async (_api, step) => {
      const [part = ""] = step.kind === "link" ? step.targets : [];
      asked.push(part);
      if (bad.has(part)) throw new UndoneError([{ what: part, text: `could not add ${part}` }]);
      there.add(part);
      return asRemoteId("one");
    },
    without: (desired, parts) => ({
      parts: desired.parts.filter((part) => !parts.includes(part) || obstinate.has(part)),
    }),
    describe: (observed) => observed.value,
    remember: () => ({}),
    recall: () => null,
  };
  return { type, asked };
}

function clock(): Clock {
  let now = 0;
  return {
    nowMilliseconds: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

function run(type: ResourceType<Props, null>, parts: readonly string[]) {
  const api = { clock: clock() } as unknown as Writer;
  // More rounds than parts: the end must come from what is set aside, not from patience.
  const patience = { roundsMax: 50, settleSecondsMax: 30 };
  return reconcile({ type, api, desired: { parts }, patience }, { remembered: {} });
}

describe("what cannot be done", () => {
  it("is asked for once and told once, and all the rest is done, whatever it is", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const property = fc.asyncProperty(fc.subarray(names), async (bad) => {
      const there = new Set<string>();
      const { type, asked } = typeWith(there, new Set(bad), new Set());
      const { undone, reached } = await run(type, names);
      expect(undone.map(({ what }) => what)).toEqual(bad);
      expect([...there].toSorted()).toEqual(names.filter((name) => !bad.includes(name)));
      expect(reached.parts).toEqual(names.filter((name) => !bad.includes(name)));
      for (const part of bad) expect(asked.filter((one) => one === part)).toHaveLength(1);
    });
    await fc.assert(property, { numRuns: 32 });
  });

  it("is not set aside a second time: the run ends with its cause, told once", async () => {
    const { type, asked } = typeWith(new Set(), new Set(["a"]), new Set(["a"]));
    const failing = run(type, ["a", "b"]);
    await expect(failing).rejects.toThrow("could not add a");
    expect(asked.filter((part) => part === "a")).toHaveLength(2);
  });

  it("of a type without parts ends the run", async () => {
    const { type, asked } = typeWith(new Set(), new Set(["a"]), new Set());
    const whole = { ...type };
    delete whole.without;
    await expect(run(whole, ["a"])).rejects.toThrow("could not add a");
    expect(asked).toEqual(["a"]);
  });
});
