import { describe, expect, it } from "vitest";
import type { Org, OrgNode } from "../../../schemas/types/org.ts";
import { checkBrakes, checkConsentBrakes, consentKey } from "../../../stacks/brakes/check.ts";
import type { ConsentNeed } from "../../../stacks/derive/environment.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { ledgerOf, type DeclaredNow } from "../../../stacks/brakes/applied-rosters.ts";
import { teamLabels } from "../../../stacks/derive/teams/store-team.ts";
import { refusalText } from "../../../stacks/brakes/refusal-text.ts";
import { org, organization, person, store } from "../org-builder.ts";

const settings = { brakes: {}, approvals: [], today: "2026-11-21" };

const regions: OrgNode[] = ["west", "east"].map((id) => ({
  id,
  kind: "region",
  parent: "contoso",
  name: id,
}));

/** Twelve stores, six in each region, with a manager and three workers each, all their own. */
const numbers = Array.from({ length: 12 }, (_, index) => index);
const staff = (index: number): string[] => ["m", "a", "b", "c"].map((role) => `${role}-${index}`);

function retailer(nodeOf: (index: number) => OrgNode | undefined = storeAt, channels = ["news"]): Org {
  return org({
    defaults: {
      team: { members: "authoritative", channels: channels.map((key) => ({ key, name: key })) },
    },
    nodes: [organization, ...regions, ...numbers.flatMap((index) => nodeOf(index) ?? [])],
    people: numbers.flatMap((index) => staff(index).map((id) => person(id))),
  });
}

function storeAt(index: number): OrgNode {
  const [manager = "", ...workers] = staff(index);
  return store({
    id: `s-${index}`,
    parent: index < 6 ? "west" : "east",
    name: `Store ${index}`,
    storeNumber: `0000${String(index).padStart(2, "0")}`,
    managers: [manager],
    workers,
  });
}

/** All people stand in one file. */
function ledger(of: Org): DeclaredNow {
  return ledgerOf(deriveEnvironment(of, "dev"), of, { at: () => ({ file: "config/people.csv", line: 1 }) });
}

function refusal(now: Org, before: Org = retailer()): string {
  const result = checkBrakes(ledger(before), ledger(now), settings);
  const facts = { labels: teamLabels(now), stackFile: "stack.yaml", until: "2026-12-05" };
  return refusalText(result, facts);
}

function causes(now: Org): readonly string[] {
  return refusal(now)
    .split("\n")
    .flatMap((line) => /^ {2}likely cause: (.*)$/.exec(line)?.[1] ?? []);
}

describe("the likely cause of a refusal", () => {
  it.each<[name: string, now: Org, causes: readonly string[]]>([
    ["nothing is refused", retailer(), []],
    [
      "a few stores less: nothing stands out",
      retailer((index) => (index === 3 ? undefined : storeAt(index))),
      [],
    ],
    [
      "the list of people was cut off",
      { ...retailer(), people: retailer().people?.slice(0, 3) ?? [] },
      ["config/people.csv declares 3 people, the last applied one 48"],
    ],
    [
      "the list of people is empty",
      { ...retailer(), people: [] },
      ["config/people.csv declares nobody any more, the last applied one 48"],
    ],
    [
      "a region without stores",
      retailer((index) => (index < 6 ? storeAt(index) : undefined)),
      ["region east has no stores in the config any more, it had 6"],
    ],
    [
      "no stores at all",
      retailer(() => undefined),
      ["the config has no stores any more, the last applied one had 12"],
    ],
    [
      "user principal names under another domain",
      {
        ...retailer(),
        people: (retailer().people ?? []).map((one) => ({
          ...one,
          upn: one.upn.replace("contoso", "fabrikam"),
        })),
      },
      ["48 people go and about as many come: were user principal names rewritten?"],
    ],
    [
      "store numbers without their zeros",
      retailer((index) => ({ ...storeAt(index), storeNumber: String(100 + index) }) as OrgNode),
      ["12 stores go and about as many come: were store numbers rewritten?"],
    ],
  ])("%s", (_name, now, expected) => {
    expect(causes(now)).toEqual(expected);
  });

  it("is a channel that was dropped for all, when many stores inherited it", () => {
    const many = { ...settings, brakes: { channels: { atLeast: 10, fraction: 0.1 } } };
    const now = ledger(retailer(storeAt, []));
    expect(checkBrakes(ledger(retailer()), now, many).likelyCauses).toEqual([
      'no team declares the channel "news" any more, 12 did',
    ]);
  });
});

describe("a team that exists and would lose its last owner", () => {
  const ownerless = retailer((index) => (index === 2 ? { ...storeAt(2), managers: [] } : storeAt(index)));

  it("is refused with its own text, and no approval is offered", () => {
    expect(refusal(ownerless)).toBe(
      [
        "refused before the first write:",
        "  000002 Store 2 would lose its last owner (it has 1)",
        "    Name another one under managers first; a team is never left without one, and no approval changes that.",
      ].join("\n"),
    );
  });

  it.each<[name: string, now: Org]>([
    [
      "another manager is named",
      retailer((index) => (index === 2 ? { ...storeAt(2), managers: ["m-3"] } : storeAt(index))),
    ],
    [
      "the store never had a team",
      {
        ...retailer(),
        nodes: [
          ...(retailer().nodes ?? []),
          store({ id: "new", parent: "west", storeNumber: "000099", managers: [] }),
        ],
      },
    ],
  ])("passes when %s", (_name, now) => {
    const { refused, forbidden } = checkBrakes(ledger(retailer()), ledger(now), settings);
    expect([...refused, ...forbidden]).toEqual([]);
  });

  it("that closes leaves the config as any other team does: by approval", () => {
    const closed = retailer((index) =>
      index === 2
        ? ({ ...storeAt(2), managers: [], closed: { on: "2026-11-20", because: "sold" } } as OrgNode)
        : storeAt(index),
    );
    const { refused, forbidden } = checkBrakes(ledger(retailer()), ledger(closed), settings);
    expect(forbidden).toEqual([]);
    expect(refused.map(({ brake, count }) => `${brake} ${count}`)).toEqual(["teams 1"]);
  });
});

describe("brakes on consent", () => {
  const row = (permission: string, clientAppId = "app"): ConsentNeed => ({
    clientAppId,
    resourceAppId: "graph",
    permission,
    kind: "application",
  });
  const isHighRisk = ({ permission }: ConsentNeed): boolean => permission.startsWith("Risky");
  const trips = (
    before: readonly ConsentNeed[] | undefined,
    now: readonly ConsentNeed[],
    more: Partial<typeof settings> = {},
  ): readonly string[] =>
    checkConsentBrakes({ before, granted: [], now, guarded: [] }, isHighRisk, {
      ...settings,
      ...more,
    }).refused.map(
      ({ brake, where, count, of, biggest }) =>
        `${brake} ${where} ${count}/${of}: ${biggest.map(({ resource }) => resource).join(", ")}`,
    );

  it.each<[name: string, before: readonly ConsentNeed[] | undefined, now: readonly ConsentNeed[], string[]]>([
    ["the first run: it is reviewed as a whole", undefined, [row("Risky")], []],
    ["the same in another order", [row("A"), row("B")], [row("B"), row("A")], []],
    ["one of low risk comes", [row("A")], [row("A"), row("B")], []],
    [
      "one of high risk comes",
      [row("A")],
      [row("A"), row("Risky")],
      [`high-risk-consents tenant 1/1: ${consentKey(row("Risky"))}`],
    ],
    ["one goes", [row("A"), row("B")], [row("A")], [`consents tenant 1/2: ${consentKey(row("B"))}`]],
    [
      "one goes over to another app",
      [row("A")],
      [row("A", "other")],
      [`consents tenant 1/1: ${consentKey(row("A"))}`],
    ],
  ])("%s", (_name, before, now, expected) => {
    expect(trips(before, now)).toEqual(expected);
  });

  it("let pass what is approved, and only that", () => {
    const approval = { brake: "consents", where: "tenant", until: "2026-12-01", because: "unused" } as const;
    const settingsWith = (count: number) => ({ ...settings, approvals: [{ ...approval, count }] });
    const result = (count: number) =>
      checkConsentBrakes(
        { before: [row("A"), row("B")], granted: [], now: [row("A")], guarded: [] },
        isHighRisk,
        settingsWith(count),
      );
    expect(result(1).refused).toEqual([]);
    expect(result(1).passed.map(({ brake }) => brake)).toEqual(["consents"]);
    expect(result(2).refused).toHaveLength(1);
  });

  it("count what a run granted that did not come to its end, but let it be finished", () => {
    const result = (granted: readonly ConsentNeed[], now: readonly ConsentNeed[]) =>
      checkConsentBrakes({ before: undefined, granted, now, guarded: [] }, isHighRisk, settings);
    expect(result([row("A")], [row("A"), row("Risky")]).refused).toEqual([]);
    expect(result([row("A")], [row("Risky")]).refused.map(({ brake }) => brake)).toEqual(["consents"]);
  });

  it("never let a run take from the app that it signs in as, whatever is approved", () => {
    const approvals = [
      { brake: "consents", where: "tenant", count: 1, until: "2026-12-01", because: "unused" } as const,
    ];
    const change = {
      before: [row("A"), row("B")],
      granted: [],
      now: [row("A")],
      guarded: [{ appId: "app", who: "the app that this run signs in as" }],
    };
    const result = checkConsentBrakes(change, isHighRisk, { ...settings, approvals });
    expect(result.refused).toEqual([]);
    const text = refusalText(result, { labels: {}, stackFile: "stack.yaml", until: "2026-12-05" });
    expect(text).toContain("the app that this run signs in as would lose B");
    expect(text).not.toContain("store-teams:approvals");
  });
});
