// A team that people made, taken over by stages: each plan names who comes and goes at the next, and they do.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EngineEvent } from "../../../stacks/changes/engine-events.ts";
import { lookWhereNeeded } from "../../../stacks/commands/plan/look-where-needed.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { planFacts } from "../../../stacks/review/facts.ts";
import { planText } from "../../../stacks/review/pages/text.ts";
import type { PlanReport } from "../../../stacks/review/model.ts";
import { planReport } from "../../../stacks/review/report.ts";
import type { Org, TeamSettings } from "../../../schemas/types/org.ts";
import { demoSeed, mergeSeeds } from "../../emulator/seed/seed.ts";
import type { Seed } from "../../emulator/seed/shape.ts";
import { inProcessEngine, type InProcessEngine } from "../../kit/in-process-engine.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { org, organization, person, store } from "../org-builder.ts";

const id = "c3000000-0000-4000-8000-000000000001";
const names = ["boss", "new", "stays", "guessed", "oldboss"];
const upnOf = (name: string): string => `${name}@contoso.example`;

const seed = mergeSeeds(demoSeed(), {
  users: names.map((name, at) => ({
    ...{ id: `d3000000-0000-4000-8000-00000000000${String(at)}`, userPrincipalName: upnOf(name) },
    displayName: name,
  })),
  groups: [
    {
      ...{ id, displayName: "San Francisco", mailNickname: "sfo", team: { channels: [] } },
      ...{ owners: [upnOf("oldboss"), upnOf("boss")], members: [upnOf("stays"), upnOf("guessed")] },
    },
  ],
}) as Seed;

/** The store has `boss`, `new` and `stays`; in its team are two more, one of whom owns it. */
function orgAt(manage: TeamSettings["manage"]): Org {
  const team = { existingTeamId: id, ...(manage === undefined ? {} : { manage }) };
  const sfo = store({ managers: ["boss"], workers: ["new", "stays"], team });
  return org({
    nodes: [organization, sfo],
    people: names.slice(0, 3).map((name) => ({ ...person(name), name })),
  });
}

let tenant: LiveTenant;
let engine: InProcessEngine;
beforeAll(async () => {
  tenant = await startLiveTenant({ seed });
  engine = inProcessEngine(tenant.as("deployer"));
});
afterAll(() => tenant.close());

/** The plan with the reader's rights, of a stack whose team is as `before` config had it. */
async function plan(now: Org, before?: Org): Promise<PlanReport> {
  const inputsIn = (of: Org): Record<string, unknown> | undefined => {
    const found = deriveEnvironment(of, "dev").resources.find(({ token }) => token === "graph:Team");
    return found === undefined ? undefined : { ...found.props };
  };
  const type = "pulumi-nodejs:dynamic/graph:Team";
  const [was, is] = [before === undefined ? undefined : inputsIn(before), inputsIn(now)];
  const events: EngineEvent[] =
    is === undefined
      ? []
      : [
          {
            resourcePreEvent: {
              metadata: {
                ...{ op: was === undefined ? "create" : "update", type, urn: `urn:${type}::store-000135` },
                ...{ new: { inputs: is }, old: was === undefined ? null : { id, inputs: was, outputs: was } },
              },
            },
          },
        ];
  const facts = planFacts(now, { stack: "dev", program: "environment", environment: "dev" });
  const asked = { org: now, environment: "dev", staged: facts.staged };
  const lookedAt = await lookWhereNeeded(events, asked, () => tenant.as("reader"));
  return planReport({ events, exitCode: 0, refreshed: false, digest: "", ...lookedAt }, facts);
}

const nextOf = ({ attention }: PlanReport): string[] =>
  attention.nextStage.map(({ change, subject, text }) => `${change} ${subject} ${text}`);

function people(): Record<string, string[]> {
  const { groups, users } = tenant.core.state.tenant;
  const group = groups.get(id);
  const named = (ids: Iterable<string>): string[] =>
    [...ids].map((one) => users.get(one)?.userPrincipalName.split("@")[0] ?? one).toSorted();
  return { owners: named(group?.owners ?? []), members: named(group?.members ?? []) };
}

describe("a team that is taken over by stages", () => {
  it("observe: is read, its people are told of, and nothing is written", async () => {
    const before = await tenant.writes();
    const report = await plan(orgAt("observe"));
    expect(
      await engine.up(
        deriveEnvironment(orgAt("observe"), "dev").resources.filter(({ token }) => token === "graph:Team"),
      ),
    ).toEqual([]);
    expect(await tenant.writes()).toBe(before);
    expect(report.leftOut).toEqual([
      {
        label: "000135 San Francisco",
        ruleId: "R27",
        reason: expect.stringContaining("only observed") as string,
      },
    ]);
    expect(nextOf(report)).toEqual(['added new 000135 San Francisco: would come in at the stage "additive"']);
    expect(planText(report).text).toMatch(
      /At the next stage, not now[^]*new: 000135 San Francisco: would come in/,
    );
  });

  it("additive: whoever was named comes, nobody goes, and those are named who would at the next", async () => {
    const report = await plan(orgAt("additive"));
    expect(report.attention.losesAccess).toEqual([]);
    expect(nextOf(report).filter((line) => line.startsWith("removed"))).toEqual([
      'removed guessed@contoso.example 000135 San Francisco: would go at the stage "authoritative"',
      'removed oldboss@contoso.example 000135 San Francisco: would go at the stage "authoritative"',
    ]);
    await engine.up(
      deriveEnvironment(orgAt("additive"), "dev").resources.filter(({ token }) => token === "graph:Team"),
    );
    expect(people()).toEqual({
      owners: ["boss", "oldboss"],
      members: ["boss", "guessed", "new", "oldboss", "stays"],
    });
    expect(
      nextOf(await plan(orgAt("additive"), orgAt("additive"))).map((line) => line.split(" ")[0]),
    ).toEqual(["removed", "removed"]);
  });

  it("authoritative: exactly those go who were named", async () => {
    const report = await plan(orgAt("authoritative"), orgAt("additive"));
    expect(report.attention.losesAccess.map(({ subject }) => subject)).toEqual([
      "guessed@contoso.example",
      "oldboss@contoso.example",
    ]);
    expect(nextOf(report)).toEqual([]);
    await engine.up(
      deriveEnvironment(orgAt("authoritative"), "dev").resources.filter(
        ({ token }) => token === "graph:Team",
      ),
    );
    expect(people()).toEqual({ owners: ["boss"], members: ["boss", "new", "stays"] });
  });

  it("says so when it cannot be read, and concludes nothing", async () => {
    await tenant.admin("POST", "/faults", {
      faults: [
        {
          name: "refused",
          when: { urlContains: id, every: 1 },
          then: { kind: "status", status: 403, effect: "before" },
        },
      ],
    });
    const report = await plan(orgAt("observe"));
    await tenant.admin("POST", "/faults", { faults: [] });
    expect(nextOf(report)).toEqual([]);
    expect(report.notes.join()).toMatch(
      /000135 San Francisco: what the next stage would change could not be read/,
    );
  });
});

describe("a stage", () => {
  const modesOf = (top: TeamSettings, own: TeamSettings): unknown => {
    const nodes = [organization, store({ managers: ["m"], workers: ["w"], team: own })];
    const { resources } = deriveEnvironment(org({ defaults: { team: top }, nodes }), "dev");
    return resources.flatMap((one) =>
      one.token === "graph:Team"
        ? [
            [
              one.props.owners,
              one.props.members,
              one.props.channels?.["leads"]?.private?.members,
              one.props.appsMode,
            ],
          ]
        : [],
    );
  };
  const content: TeamSettings = {
    channels: [{ key: "leads", name: "Leads", private: { members: ["w"] } }],
    apps: [{ id: "26bc2873-6023-480c-a11b-76b66605ce8c" }],
    appsMode: "authoritative",
  };
  const rows: readonly (readonly [name: string, top: TeamSettings, own: TeamSettings, modes: unknown])[] = [
    [
      "left out, is as the modes say",
      { ...content, members: "authoritative" },
      {},
      [["authoritative", "authoritative", "authoritative", "authoritative"]],
    ],
    [
      "additive, removes nobody and no app, in private channels neither",
      content,
      { manage: "additive" },
      [["additive", "additive", "additive", "additive"]],
    ],
    [
      "additive above, holds whatever a store says of its modes",
      { ...content, manage: "additive" },
      { members: "authoritative" },
      [["additive", "additive", "additive", "additive"]],
    ],
    [
      "authoritative above, leaves a store its own mode",
      { ...content, manage: "authoritative" },
      { members: "additive" },
      [["authoritative", "additive", "authoritative", "authoritative"]],
    ],
    [
      "authoritative at a store, ends the additive one above",
      { ...content, manage: "additive" },
      { manage: "authoritative" },
      [["authoritative", "authoritative", "authoritative", "authoritative"]],
    ],
    ["observe, declares nothing", { ...content, manage: "observe" }, {}, []],
  ];
  it.each(rows)("%s", (_name, top, own, modes) => {
    expect(modesOf(top, own)).toEqual(modes);
  });
});
