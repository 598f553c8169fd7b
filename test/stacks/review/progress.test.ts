import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../../stacks/changes/engine-events.ts";
import { advanced, endText, progressBar, progressText, startOf } from "../../../stacks/review/progress.ts";

const type = "pulumi-nodejs:dynamic/graph:Team";

function metadata(name: string, op = "update"): { op: string; urn: string; type: string } {
  return { op, urn: `urn:pulumi:dev::store-teams::${type}::${name}`, type };
}

const done = (name: string, op?: string): EngineEvent => ({
  resOutputsEvent: { metadata: metadata(name, op) },
});
const broken = (name: string, message: string): readonly EngineEvent[] => [
  { diagnosticEvent: { severity: "error", urn: metadata(name).urn, message } },
  { resOpFailedEvent: { metadata: metadata(name) } },
];

const planned = Array.from({ length: 7 }, (_, index) => `store-${index}`);

describe("progress of a run", () => {
  it("counts what is done and what failed, whatever came in which piece", () => {
    const events = [
      done("store-0"),
      done("store-1", "create"),
      done("store-9", "same"),
      ...broken("store-2", "no licence\n"),
      done("store-3"),
    ];
    const atOnce = advanced(startOf(planned), events);
    const inPieces = events.reduce((progress, event) => advanced(progress, [event]), startOf(planned));
    expect(progressText(atOnce)).toBe("57 %, 3 of 7 stores, 1 problem");
    expect(progressText(inPieces)).toBe(progressText(atOnce));
    expect(progressBar("dev", atOnce, 8).text).toBe(
      "dev  ▕███████████░░░░░░░░░▏  57 %, 3 of 7 stores, 1 problem, about 6 s left",
    );
  });

  it("counts changes where there are no stores", () => {
    const progress = advanced(startOf(["grant-a", "grant-b"]), [done("grant-a")]);
    expect(progressText(progress)).toBe("50 %, 1 of 2 changes");
  });

  it("tells what could not be done of a store, whatever else failed", () => {
    const sentence = 'team Reno (store-team-0): could not add "a@contoso.example"';
    const partly = { ...metadata("store-0"), new: { outputs: { undone: [sentence] } } };
    const progress = advanced(startOf(planned.slice(0, 2)), [
      { resOutputsEvent: { metadata: partly } },
      ...broken("store-1", "no licence"),
    ]);
    const labelOf = (resource: string): string => resource.replace("store-", "00000");
    expect(endText(progress, { planned: planned.slice(0, 2), unchanged: 0, labelOf }).text).toBe(
      `1 done, 0 unchanged, 1 failed, 0 not done\n  failed: 000001: no licence\n  partly done: 000000: ${sentence}`,
    );
  });

  it("takes what a run did not come to for not done, whatever the engine calls it", () => {
    const { urn } = metadata("store-1");
    const message = `expected resource operations for ${urn} but none were seen\n`;
    const progress = advanced(startOf(planned.slice(0, 2)), [
      done("store-0"),
      { diagnosticEvent: { severity: "error", urn, message } },
    ]);
    expect(
      endText(progress, { planned: planned.slice(0, 2), unchanged: 0, labelOf: (name) => name }).text,
    ).toBe("1 done, 0 unchanged, 0 failed, 1 not done\n  not done: store-1");
  });

  it("ends with done, unchanged, failed with reason, not done", () => {
    const progress = advanced(startOf(planned.slice(0, 3)), [
      done("store-0"),
      ...broken("store-1", "no licence"),
    ]);
    const labelOf = (resource: string): string => resource.replace("store-", "00000");
    expect(endText(progress, { planned: planned.slice(0, 3), unchanged: 4, labelOf }).text).toBe(
      "1 done, 4 unchanged, 1 failed, 1 not done\n  failed: 000001: no licence\n  not done: 000002",
    );
  });
});
