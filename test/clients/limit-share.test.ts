import { describe, expect, it } from "vitest";
import { limitShareIn } from "../../providers/clients/limits/share.ts";
import { RefusedError } from "../../providers/core/errors.ts";

describe("the share of the limits", () => {
  it.each([
    { text: undefined, share: 1 },
    { text: "", share: 1 },
    { text: "0.25", share: 0.25 },
    { text: "1", share: 1 },
  ])("$text is $share", ({ text, share }) => {
    expect(limitShareIn(text === undefined ? {} : { STORE_TEAMS_LIMIT_SHARE: text })).toBe(share);
  });

  it.each(["0", "1.5", "-1", "half", "NaN"])("%s is refused, with what is expected", (text) => {
    const read = (): number => limitShareIn({ STORE_TEAMS_LIMIT_SHARE: text });
    expect(read).toThrow(RefusedError);
    expect(read).toThrow(`STORE_TEAMS_LIMIT_SHARE is "${text}". Expected a number above 0 and at most 1`);
  });
});
