// Every line of a review names a step of the planner, or what no run touches; every step has a line. For all inputs.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Org, OrgNode, TeamSettings } from "../../../schemas/types/org.ts";
import { plannedSteps } from "../../../stacks/changes/planned-steps.ts";
import { keyOfStep } from "../../../stacks/changes/words.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { planFacts } from "../../../stacks/review/facts.ts";
import { planReport } from "../../../stacks/review/report.ts";
import { organization, person } from "../org-builder.ts";
import { previewEvents } from "./kit.ts";

const people = ["sam", "nina", "ana", "ken", "mia", "ruth"];
const mode = fc.constantFrom<"authoritative" | "additive">("authoritative", "additive");
const tab = { key: "rota", name: "Rota", website: "https://rota.contoso.example" };

const settings: fc.Arbitrary<TeamSettings> = fc.record(
  {
    displayName: fc.constantFrom("Store {storeNumber}", "{storeName}"),
    description: fc.constantFrom("Of this store", "For everybody"),
    visibility: fc.constantFrom("private", "public"),
    owners: mode,
    members: mode,
    funSettings: fc.record({ allowGiphy: fc.boolean() }, { requiredKeys: [] }),
    channels: fc.constantFrom<NonNullable<TeamSettings["channels"]>>(
      [],
      [{ key: "ops", name: "Operations", description: "Every day" }],
      [{ key: "ops", name: "Day to day", tabs: [tab] }],
      [
        { key: "ops", name: "Day to day" },
        { key: "lead", name: "Leaders", private: {} },
      ],
    ),
  },
  { requiredKeys: [] },
);

const store = (storeNumber: string): fc.Arbitrary<OrgNode> =>
  fc
    .record({
      name: fc.constantFrom("Bay", "Plaza"),
      managers: fc.subarray(people.slice(0, 3), { minLength: 1 }),
      workers: fc.option(fc.subarray(people), { nil: undefined }),
      isClosed: fc.boolean(),
      team: settings,
    })
    .map(({ name, managers, workers, isClosed, team }) => ({
      ...{ id: `s${storeNumber}`, kind: "store", parent: organization.id, name, storeNumber, managers },
      ...(workers === undefined ? {} : { workers: workers.filter((id) => !managers.includes(id)) }),
      ...(isClosed ? { closed: { on: "2026-11-20", because: "the lease ended" } } : {}),
      team,
    }));

const orgs: fc.Arbitrary<Org> = fc
  .tuple(fc.subarray(["000135", "000136", "000142"]).chain((numbers) => fc.tuple(...numbers.map(store))))
  .map(([stores]) => ({
    apiVersion: "org/v1",
    tenant: { id: "7a1c0000-0000-4000-8000-000000000001", domain: "contoso.example" },
    environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
    nodes: [organization, ...stores],
    people: people.map((id) => person(id)),
  }));

describe("a review of any change", () => {
  it("has a line for every step, and no line without one", () => {
    fc.assert(
      fc.property(orgs, orgs, (before, after) => {
        const events = previewEvents(deriveEnvironment(before, "dev"), deriveEnvironment(after, "dev"));
        const facts = planFacts(after, { stack: "dev", program: "environment", environment: "dev" });
        const report = planReport({ events, exitCode: 0, refreshed: false, digest: "7f3a" }, facts);
        const moves = report.regions.flatMap((region) => region.moves.flatMap(({ steps = [] }) => steps));
        const entries = new Map(
          report.regions.flatMap((region) => region.entries).map((one) => [one.resource, one]),
        );
        for (const { resource, op, steps } of plannedSteps(events)) {
          if (op === "same") continue;
          const told = new Set(
            (entries.get(resource)?.lines ?? []).flatMap((line) => line.steps ?? ["none"]),
          );
          const planned = new Set(steps.map(keyOfStep));
          for (const key of planned) expect([...told, ...moves], `${resource} has a line for`).toContain(key);
          for (const key of told) expect([...planned, "state"], `${resource} has a step for`).toContain(key);
        }
      }),
    );
  });
});
