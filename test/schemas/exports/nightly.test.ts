// An export that comes anew every night: its changes are told as people and stores, never as files.
import { describe, expect, it } from "vitest";
import { ledgerOf } from "../../../stacks/brakes/applied-rosters.ts";
import { checkBrakes } from "../../../stacks/brakes/check.ts";
import { refusalText } from "../../../stacks/brakes/refusal-text.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import type { EngineEvent } from "../../../stacks/changes/engine-events.ts";
import { planFacts } from "../../../stacks/review/facts.ts";
import { planText } from "../../../stacks/review/pages/text.ts";
import { planReport } from "../../../stacks/review/report.ts";
import type { LoadedOrg } from "../../../stacks/config/load-org.ts";
import { loadWith, type File } from "./kit.ts";

const mapping: File[0] = {
  path: "hr.csv",
  as: "people",
  columns: { personnelNumber: "No", name: "Name", upn: "Account", store: "Shop", position: "Job" },
  values: { position: { FL: "manager", VK: "worker" } },
};
const yesterday = [
  "No,Name,Account,Shop,Job",
  "1,Nora Petit,nora@contoso.example,212,FL",
  "2,Uwe Groß,uwe@contoso.example,212,VK",
  "3,Ann Lee,ann@contoso.example,305,FL",
];

const type = "pulumi-nodejs:dynamic/graph:Team";

/** Inputs of the teams by resource. */
function teamsOf({ org }: LoadedOrg): ReadonlyMap<string, Record<string, unknown>> {
  const { resources } = deriveEnvironment(
    { ...org, defaults: { team: { members: "authoritative" } } },
    "dev",
  );
  return new Map(
    resources.flatMap(({ token, name, props }) =>
      token === "graph:Team" ? [[name, { ...props }] as const] : [],
    ),
  );
}

/** What the brakes compare; files by name alone, as each test has a folder of its own. */
function ledgerIn({ org, places }: LoadedOrg): ReturnType<typeof ledgerOf> {
  const ledger = ledgerOf(deriveEnvironment(org, "dev"), org, places);
  const rows = Object.entries(ledger.exportedRows ?? {});
  return {
    ...ledger,
    people: {},
    exportedRows: Object.fromEntries(rows.map(([file, count]) => [file.split("/").at(-1) ?? "", count])),
  };
}

async function planOf(today: readonly string[]): Promise<string> {
  const [before, now] = [
    await loadWith([[mapping, yesterday.join("\n")]]),
    await loadWith([[mapping, today.join("\r\n")]]),
  ];
  const was = teamsOf(before);
  const events = [...teamsOf(now)].map(([name, inputs]): EngineEvent => {
    const old = was.get(name);
    const op =
      old === undefined ? "create" : JSON.stringify(old) === JSON.stringify(inputs) ? "same" : "update";
    const metadata = { op, type, urn: `urn:${type}::${name}`, new: { inputs } };
    return {
      resourcePreEvent: {
        metadata: { ...metadata, old: old === undefined ? null : { id: name, inputs: old, outputs: old } },
      },
    };
  });
  const facts = planFacts(now.org, { stack: "dev", program: "environment", environment: "dev" }, now.places);
  return planText(planReport({ events, exitCode: 0, refreshed: false, digest: "" }, facts)).text;
}

describe("the plan of a night", () => {
  it("has nothing to do where only the order of rows, line ends and columns are others", async () => {
    const turned = [...yesterday.slice(1).toReversed()].map((line) => line.split(",").toReversed().join(","));
    expect(await planOf(["Job,Shop,Account,Name,No", ...turned])).toMatch(/nothing to do|no changes/i);
  });

  it("is refused when an export has lost too much, by its own file", async () => {
    const rows = (count: number): string =>
      [
        "No,Name,Account,Shop,Job",
        ...Array.from({ length: count }, (_, at) => `${at + 1},P ${at},p${at}@contoso.example,,`),
      ].join("\n");
    const [before, now] = [await loadWith([[mapping, rows(100)]]), await loadWith([[mapping, rows(70)]])];
    const settings = { brakes: {}, approvals: [], today: "2026-11-29" };
    const { refused } = checkBrakes(ledgerIn(before), ledgerIn(now), settings);
    expect(refused.map(({ brake, where, count, of }) => [brake, where, count, of])).toEqual([
      ["exported-rows", "hr.csv", 30, 100],
    ]);
    const facts = { labels: {}, stackFile: "Pulumi.dev.yaml", until: "2026-12-06" };
    expect(refusalText({ refused, forbidden: [], likelyCauses: [] }, facts)).toMatch(
      /hr\.csv has lost 30 of 100 rows/,
    );
  });

  it("names who was hired, who moved and who is in no store any more", async () => {
    const text = await planOf([
      ...yesterday.slice(0, 2),
      "2,Uwe Groß,uwe@contoso.example,305,VK",
      "3,Ann Lee,ann@contoso.example,305,FL",
      "4,Eva Sun,eva@contoso.example,212,VK",
    ]);
    expect(text).toMatch(/Uwe Groß: 000212 Lyon → 000305 Köln/);
    expect(text).toMatch(/Eva Sun: joins as member/);
    expect(text).not.toContain("hr.csv");
  });
});
