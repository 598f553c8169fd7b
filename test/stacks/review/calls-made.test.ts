import { describe, expect, it } from "vitest";
import { callsMadeText, type Made } from "../../../stacks/review/cost/made.ts";
import type { CallEstimate } from "../../../stacks/review/model.ts";

const planned: CallEstimate = {
  kinds: [
    { kind: "teams", what: "make teams", calls: 600, perSecond: 10, seconds: 60 },
    { kind: "readPeople", what: "look people up, 15 a call", calls: 5, perSecond: 350, seconds: 1 },
  ],
  calls: 605,
  seconds: 63,
  limitSeconds: 60,
  engineSeconds: 3,
  assumption: "",
};
const made: Made = { calls: { teams: 600, readPeople: 5 }, repeated: 0, throttled: 0 };

describe("after a run", () => {
  it.each<readonly [string, Made, string]>([
    [
      "what was planned is said again",
      made,
      "605 calls, planned 605. Took 63 s; planned about 63 s (60 s of limits and 3 s of Pulumi). " +
        "The limits let these calls through in 60 s.",
    ],
    [
      "what differs is said by kind",
      { calls: { teams: 601, readPeople: 5, add: 2 }, repeated: 1, throttled: 3 },
      "608 calls, planned 605, 1 of them repeated, 3 refused for a while (429). Took 63 s; planned about 63 s " +
        "(60 s of limits and 3 s of Pulumi). The limits let these calls through in 61 s.\n  make teams: 601 instead of 600\n  add people to teams, up to " +
        "200 a call: 2 instead of 0",
    ],
  ])("%s", (_name, run, text) => {
    expect(callsMadeText(planned, run, 62.4).text).toBe(text);
  });
});
