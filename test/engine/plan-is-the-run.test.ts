// What a review says is what the run does: cases in which config, state and tenant do not say the same.
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { teamOf, tenantView } from "../../stacks/commands/demo/tenant-view.ts";
import type { PlanReport } from "../../stacks/review/model.ts";
import { startEngine, type Engine } from "../kit/engine.ts";
import { linesOf, planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;

beforeAll(async () => {
  engine = await startEngine("applied");
});
afterAll(() => engine.close());

async function edit(...edits: readonly (readonly [string, string])[]): Promise<void> {
  let text = await readFile(engine.workspace.orgFile, "utf8");
  for (const [from, to] of edits) {
    expect(text, from).toContain(from);
    text = text.replace(from, to);
  }
  await writeFile(engine.workspace.orgFile, text);
  on = await planningOn(engine);
}

const closed = "workers: [p-312],\n      closed: { on: 2026-11-20, because: the lease ended },";
const described = "visibility: private\n    description: Store {storeNumber}";

const byHand = (
  index: number,
  displayName: string,
  owner: string,
  ...members: readonly string[]
): object => ({
  id: `b3000000-0000-4000-8000-00000000000${index}`,
  ...{ displayName, mailNickname: `by_hand_${index}`, team: {} },
  owners: [`${owner}@contoso.example`],
  members: members.map((name) => `${name}@contoso.example`),
});

const store = (id: string, storeNumber: string, team: string): string =>
  `  - { id: ${id}, kind: store, parent: upstate, name: ${id}, storeNumber: "${storeNumber}", ` +
  `managers: [p-207], workers: [p-313]${team} }\n`;
const takes = (index: number, more = ""): string =>
  `, team: { existingTeamId: b3000000-0000-4000-8000-00000000000${index}${more} }`;

const said = (lines: readonly { readonly subject: string; readonly text: string }[]): readonly string[] =>
  lines.map(({ subject, text }) => `${subject}: ${text}`);

describe("a plan that compares config with what was applied", () => {
  let report: PlanReport;

  beforeAll(async () => {
    await edit(["visibility: private", described], ["workers: [p-312],", closed]);
    await on.plan("dev", "first");
    expect((await on.apply("dev", "first")).exitCode).toBe(0);
    await edit(
      [described, "visibility: private"],
      ["name: Daly City", "name: Daly City North"],
      ["workers: [p-312]", "workers: [p-312, p-305]"],
      [
        "      - { key: store-readiness, name: Store readiness }\n    onClose",
        "      - { key: store-readiness, name: Store ready }\n      - { key: extra, name: Extra }\n    onClose",
      ],
    );
    ({ report } = await on.plan("dev", "second"));
  });

  it("tells a name alone where the description has only left the config", () => {
    const daly = linesOf(report).filter((line) => line.startsWith("000136"));
    expect(daly).toEqual([
      '000136 Daly City North: Name: "Daly City" → "Daly City North"',
      "000136 Daly City North: Channel Extra: new",
      '000136 Daly City North: Channel Store ready: renamed from "Store readiness"',
      "000136 Daly City North: Description: no longer managed; it stays as it is",
      "000136 Daly City North: Note: the mail alias changes in config only; the service keeps the old one",
    ]);
  });

  it("tells of an archived team only who comes and goes", () => {
    expect(linesOf(report).filter((line) => line.startsWith("000212"))).toEqual([
      "000212 Providence: Description: no longer managed; it stays as it is",
      "000212 Providence: Max Oduya: joins as member",
    ]);
  });

  it("is what the run does, to the call", async () => {
    const { exitCode, said: told } = await on.apply("dev", "second");
    expect(exitCode, told).toBe(0);
    expect(told).toMatch(new RegExp(`\\b${report.calls.calls} calls, planned ${report.calls.calls}\\b`));
    const groups = (await engine.admin("GET", "/snapshot"))["groups"] as {
      uniqueName: string | null;
      description: string | null;
    }[];
    const daly = groups.find(({ uniqueName }) => uniqueName === "store-team-000136");
    expect(daly?.description).toBe("Store 000136");
    const providence = teamOf(await tenantView(engine.admin), "000212");
    expect(providence.members).toContain("max.oduya");
    expect(providence.channels.map(({ displayName }) => displayName)).not.toContain("Extra");
    expect((await on.plan("dev", "after")).report.outcome).toBe("byHand");
  });
});

describe("teams that people made", () => {
  let report: PlanReport;

  beforeAll(async () => {
    const groups = [
      byHand(1, "Salem by hand", "june.park", "kate.byrne", "vera.stone", "max.oduya"),
      byHand(2, "Bristol by hand", "vera.stone", "kate.byrne", "max.oduya"),
      byHand(3, "Concord", "ruth.adler"),
    ];
    await engine.admin("POST", "/seed", { groups });
    const additive = ", owners: additive, members: additive";
    const fresh = [
      store("Salem", "000240", takes(1)),
      store("Bristol", "000241", takes(2, additive)),
      store("Concord", "000242", ""),
    ];
    const stores = `${fresh.join("")}\npeople:\n`;
    await edit(["people:\n", stores], ["maxStoresPerWorker: 3", "maxStoresPerWorker: 9"]);
    ({ report } = await on.plan("dev", "taken"));
  });

  const linesFor = (storeNumber: string): readonly string[] =>
    linesOf(report).filter((line) => line.startsWith(storeNumber));

  it("name who is in them already, who comes and who goes", () => {
    expect(linesFor("000240").filter((line) => !/Channel|Name/.test(line))).toEqual([
      "000240 Salem: Existing team: taken over, not made anew; who is in it but not in config is removed",
      "000240 Salem: Max Oduya: loses access",
      "000240 Salem: Vera Stone (vera.stone@contoso.example): loses access",
    ]);
    expect(linesFor("000241").filter((line) => !/Channel|Name/.test(line))).toEqual([
      "000241 Bristol: Existing team: taken over, not made anew; who is in it stays",
      "000241 Bristol: June Park: joins as owner",
    ]);
    expect(said(report.attention.losesAccess)).toEqual([
      "Max Oduya: 000240 Salem (stays in another team)",
      "Vera Stone (vera.stone@contoso.example): 000240 Salem (stays in another team)",
    ]);
    expect(said(report.attention.newOwners)).toEqual(["June Park: 000241 Bristol (new in the team)"]);
    expect(report.counts.people).toMatchObject({ added: 2, removed: 2 });
  });

  it("are told where one is like a team that would be made", () => {
    expect(said(report.attention.lookAlikes)).toEqual([
      expect.stringMatching(
        /^000242 Concord: the team "Concord" has the name of 000242 Concord\. To take it over, /,
      ),
    ]);
  });

  it("come out as they were told", async () => {
    const { exitCode, said: told } = await on.apply("dev", "taken");
    expect(exitCode, told).toBe(0);
    // People in several teams that are looked at at the same time are asked for by each.
    const otherThanPlanned = told.split("\n").filter((line) => line.includes(" instead of "));
    expect(otherThanPlanned.filter((line) => !line.includes("look people up"))).toEqual([]);
    const { teams } = await tenantView(engine.admin);
    const people = (storeNumber: string): object => {
      const found = teams.find(({ uniqueName }) => uniqueName === `store-team-${storeNumber}`);
      return { owners: found?.owners, members: found?.members };
    };
    expect(people("000240")).toEqual({ owners: ["june.park"], members: ["kate.byrne"] });
    expect(people("000241")).toEqual({
      owners: ["june.park", "vera.stone"],
      members: ["kate.byrne", "max.oduya"],
    });
    expect((await on.plan("dev", "after")).report.outcome).toBe("byHand");
  });
});

describe("config that decides alone from now on", () => {
  it("names who would go, whom no state knows, and the run takes out just them", async () => {
    await edit([takes(2, ", owners: additive, members: additive"), takes(2)]);
    const { report } = await on.plan("dev", "decides");
    expect(linesOf(report)).toEqual([
      "000241 Bristol: Added by hand: owners added by hand are removed from now on",
      "000241 Bristol: Added by hand: members added by hand are removed from now on",
      "000241 Bristol: Max Oduya: loses access",
      "000241 Bristol: Vera Stone (vera.stone@contoso.example): loses access (was owner)",
    ]);
    const { exitCode, said: told } = await on.apply("dev", "decides");
    expect(exitCode, told).toBe(0);
    const { teams } = await tenantView(engine.admin);
    const bristol = teams.find(({ uniqueName }) => uniqueName === "store-team-000241");
    expect([bristol?.owners, bristol?.members]).toEqual([["june.park"], ["kate.byrne"]]);
  });
});

describe("a switch that config names for the first time", () => {
  it("is changed only where it is not so already, and the rest is told as known", async () => {
    const groups = (await engine.admin("GET", "/snapshot"))["groups"] as Snapshot[];
    const daly = groups.find(({ uniqueName }) => uniqueName === "store-team-000136");
    const body = { memberSettings: { allowDeleteChannels: false } };
    const requests = [{ method: "PATCH", url: `/v1.0/teams/${daly?.id}`, body }];
    await engine.admin("POST", "/act", { as: "admin@contoso.example", requests });
    const withSwitch = "visibility: private\n    memberSettings: { allowDeleteChannels: true }";
    await edit(["visibility: private", withSwitch]);
    const { report } = await on.plan("dev", "switch");
    const lines = linesOf(report);
    expect(lines.filter((line) => line.includes("allowDeleteChannels"))).toEqual([
      "000136 Daly City North: allowDeleteChannels: set to on",
    ]);
    expect(lines).toContain("000210 Boston: Known: is there already as config says");
    const { exitCode, said: told } = await on.apply("dev", "switch");
    expect(exitCode, told).toBe(0);
    // People in several teams that are looked at at the same time are looked up more than once.
    const otherThanPlanned = told.split("\n").filter((line) => line.includes(" instead of "));
    expect(otherThanPlanned.filter((line) => !line.includes("look people up"))).toEqual([]);
  });
});

interface Snapshot {
  readonly id: string;
  readonly uniqueName: string | null;
}
