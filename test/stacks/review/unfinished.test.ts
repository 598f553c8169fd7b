// What a review says of people whom the last run could not add, and how it shows notes of several lines.
import { describe, expect, it } from "vitest";
import type { Org, StoreNode } from "../../../schemas/types/org.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { planFacts } from "../../../stacks/review/facts.ts";
import { planHtml } from "../../../stacks/review/pages/html.ts";
import { planMarkdown } from "../../../stacks/review/pages/markdown.ts";
import type { PlanReport } from "../../../stacks/review/model.ts";
import { planReport } from "../../../stacks/review/report.ts";
import { planText } from "../../../stacks/review/pages/text.ts";
import { org, organization, person, store } from "../org-builder.ts";
import { previewEvents, toldIn, type Unfinished } from "./kit.ts";

const names = { sam: "Sam Miller", mia: "Mia Wolf", ana: "Ana Ruiz", wim: "Wim Ghost" };
const people = Object.entries(names).map(([id, name]) => ({ ...person(id), name }));
const upn = (id: keyof typeof names): string => person(id).upn.toLowerCase();

function orgWith(fresno: Partial<StoreNode>): Org {
  const stores = [
    store({ managers: ["sam"], workers: [] }),
    store({ id: "fresno", name: "Fresno", storeNumber: "000142", managers: ["mia"], workers: [], ...fresno }),
  ];
  const defaults = { team: { owners: "authoritative", members: "authoritative" } } as const;
  return org({ nodes: [organization, ...stores], people, defaults });
}

const couldNot = (id: keyof typeof names, as = ""): string =>
  `team Fresno (store-team-000142): could not add "${upn(id)}"${as}: the tenant has no such user. Check the spelling.`;

function reportAfter(last: Org, now: Org, fresno: Unfinished): PlanReport {
  const derive = (one: Org) => deriveEnvironment(one, "dev");
  const events = previewEvents(derive(last), derive(now), { "store-000142": fresno });
  const facts = planFacts(now, { stack: "dev", program: "environment", environment: "dev" });
  return planReport({ events, exitCode: 0, refreshed: false, digest: "7f3a" }, facts);
}

describe("people whom the last run could not add", () => {
  const withWim = orgWith({ workers: ["wim"] });
  const onlyMia = { [upn("mia")]: "owner" };
  const left: Unfinished = { undone: [couldNot("wim")], outputs: { roster: onlyMia } };
  const reason = "the last run could not: the tenant has no such user. Check the spelling.";

  const rows: {
    name: string;
    last: Org;
    now: Org;
    left: Unfinished;
    told: string[];
    losesAccess?: number;
  }[] = [
    {
      name: "are named, with why, as long as config wants them",
      last: withWim,
      now: withWim,
      left,
      told: [`Whole company | 000142 Fresno | Wim Ghost: joins as member; ${reason}`],
    },
    {
      name: "are named beside what changes since",
      last: withWim,
      now: orgWith({ workers: ["wim", "ana"] }),
      left,
      told: [
        "Whole company | 000142 Fresno | Ana Ruiz: joins as member",
        `Whole company | 000142 Fresno | Wim Ghost: joins as member; ${reason}`,
      ],
    },
    {
      name: "lose nothing when config lets go of them: they were never in",
      last: withWim,
      now: orgWith({}),
      left,
      told: [`Whole company | 000142 Fresno | Not done by the last run: ${couldNot("wim")}`],
    },
    {
      name: "of two owners the one who is missing is named, and the earlier owner whom the team still has goes then",
      last: orgWith({ managers: ["mia", "wim"] }),
      now: orgWith({ managers: ["mia", "wim"] }),
      left: {
        undone: [couldNot("wim", " as owner")],
        outputs: { roster: { ...onlyMia, [upn("ana")]: "owner" } },
      },
      told: [
        "Whole company | 000142 Fresno | Ana Ruiz: loses access (was owner)",
        `Whole company | 000142 Fresno | Wim Ghost: joins as owner; ${reason}`,
      ],
      losesAccess: 1,
    },
    {
      name: "what the outputs hold beyond the inputs is no change",
      last: withWim,
      now: withWim,
      left: { ...left, outputs: { ...left.outputs, keep: ["vera.stone@contoso.example"] } },
      told: [`Whole company | 000142 Fresno | Wim Ghost: joins as member; ${reason}`],
    },
  ];

  it.each(rows)("$name", ({ last, now, left: fresno, told, losesAccess = 0 }) => {
    const report = reportAfter(last, now, fresno);
    expect(report.outcome).toBe("changes");
    expect(toldIn(report)).toEqual(told);
    expect(report.attention.losesAccess).toHaveLength(losesAccess);
  });
});

describe("a note of several lines", () => {
  const report = reportAfter(orgWith({}), orgWith({ workers: ["ana"] }), { undone: [], outputs: {} });
  const problems = (count: number): string[] =>
    Array.from(
      { length: count },
      (_, index) => `  - org.yaml:${index}: no such user\n    ⇒ Check the spelling.`,
    );
  const noted = (count: number): PlanReport => ({
    ...report,
    notes: [["people who could not be added:", ...problems(count)].join("\n")],
  });

  it("keeps a line for each thing, with its mend, on a terminal, in a comment and on the page", () => {
    expect(planText(noted(2)).text).toContain(
      "Notes (1)\n  people who could not be added:\n    org.yaml:0: no such user ⇒ Check the spelling.\n    org.yaml:1:",
    );
    expect(planMarkdown(noted(2), "plan.html").text).toContain(
      "- people who could not be added:\n  - `org.yaml:0:` no such user ⇒ Check the spelling.\n  - `org.yaml:1:`",
    );
    expect(planHtml(noted(2)).text).toContain(
      '<ul class="lines notes"><li>people who could not be added:\n  - org.yaml:0',
    );
  });

  it("is counted where it is long, and stands whole on the page", () => {
    expect(planText(noted(40)).text).toContain("    … 30 more");
    expect(planMarkdown(noted(40), "plan.html").text).toContain("  - … 30 more");
    expect(planHtml(noted(40)).text).toContain("org.yaml:39");
  });
});
