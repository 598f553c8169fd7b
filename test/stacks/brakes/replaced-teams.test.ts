import { describe, expect, it } from "vitest";
import { checkBrakes } from "../../../stacks/brakes/check.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { ledgerOf, type DeclaredNow } from "../../../stacks/brakes/applied-rosters.ts";
import { org, organization, store } from "../org-builder.ts";

const first = "b0000000-0000-4000-8000-000000000001";
const other = "B0000000-0000-4000-8000-000000000002";

/** What config declares when the store names this group as its own, or none. */
function naming(existingTeamId: string | undefined, storeNumber = "000135"): DeclaredNow {
  const team = existingTeamId === undefined ? {} : { team: { existingTeamId } };
  const source = org({ nodes: [organization, store({ storeNumber, ...team })] });
  return ledgerOf(deriveEnvironment(source, "dev"), source);
}

const settings = { brakes: {}, approvals: [], today: "2026-11-21" };

describe("R21: a store that gets another team", () => {
  it.each([
    { name: "the same group again", before: naming(first), now: naming(first), trips: [] },
    { name: "the same in capitals", before: naming(other), now: naming(other.toLowerCase()), trips: [] },
    { name: "another group", before: naming(first), now: naming(other), trips: ["teams tenant 1/1"] },
    {
      name: "a group instead of the team that we made",
      before: naming(undefined),
      now: naming(first),
      trips: ["teams tenant 1/1"],
    },
    {
      name: "the note of the group goes, its team stays",
      before: naming(first),
      now: naming(undefined),
      trips: [],
    },
    {
      name: "another store number",
      before: naming(undefined),
      now: naming(undefined, "000136"),
      trips: ["teams tenant 1/1"],
    },
  ])("$name", ({ before, now, trips }) => {
    const { refused } = checkBrakes(before, now, settings);
    expect(refused.map(({ brake, where, count, of }) => `${brake} ${where} ${count}/${of}`)).toEqual(trips);
  });

  it("passes with an approval of exactly this", () => {
    const approval = {
      brake: "teams",
      where: "tenant",
      count: 1,
      until: "2026-12-01",
      because: "merged",
    } as const;
    const approved = { ...settings, approvals: [approval] };
    expect(checkBrakes(naming(first), naming(other), approved).refused).toEqual([]);
  });
});
