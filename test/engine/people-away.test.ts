// Ten people are away: a run through the real engine does everything that does not rest on them, removals too, and is no
// failure; drift waits for them; whoever is back comes in.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDrift } from "../../stacks/commands/run/look-for-drift.ts";
import { teamOf, tenantView } from "../../stacks/commands/demo/tenant-view.ts";
import { startEngine, type Engine } from "../kit/engine.ts";
import { linesOf, planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;

beforeAll(async () => {
  engine = await startEngine("applied");
  await writeFile(engine.workspace.orgFile, withAbsent(await readFile(engine.workspace.orgFile, "utf8")));
  on = await planningOn(engine);
});
afterAll(() => engine.close());

const ids = Array.from({ length: 10 }, (_, index) => `x-${index}`);

/** Ten new workers at Fresno, five of them at Sacramento too, and the link of San Francisco is taken out. */
function withAbsent(text: string): string {
  const people = ids.map((id, index) => {
    const account = index === 0 ? "dora.disabled" : `absent.${index}`;
    return `  - { id: ${id}, name: Absent ${index}, upn: ${account}@contoso.example, roles: [worker] }`;
  });
  const edited = text
    .replace("workers: [p-306, p-307]", `workers: [p-306, p-307, ${ids.join(", ")}]`)
    .replace("workers: [p-308, p-309]", `workers: [p-308, p-309, ${ids.slice(0, 5).join(", ")}]`)
    .replace(/ +recordLinks:\n(?: {12}.*\n)+/, "")
    .replace("\npeople:\n", `\npeople:\n${people.join("\n")}\n`);
  expect(edited).not.toContain("recordLinks");
  return edited;
}

async function resources(type: string): Promise<number> {
  const state = await engine.state("dev");
  return state.resources.filter((one) => one.type.endsWith(type)).length;
}

async function drift(): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const { environment, stackFile } = on.targetAs("reader");
  const code = await runDrift({
    ...{ stack: "dev", stackFile: stackFile("dev"), environment: { ...process.env, ...environment } },
    ...{ formats: ["json", "md", "html"], out: join(engine.workspace.folder, "drift"), failOn: "low" },
    ...{ accept: [], confirmAfterSeconds: 0, say: ({ text }) => said.push(text) },
  });
  return { code, said: said.join("\n") };
}

describe("ten people who are away", () => {
  it("hold nothing up: the plan tells them once, the run removes what is gone and ends with 0", async () => {
    const { report } = await on.plan("dev", "away");
    expect(report.waiting).toHaveLength(10);
    expect(report.waiting[0]?.text).toMatch(
      /Absent 0 .*the account is disabled; would be in 000142 Fresno, 000145 /,
    );
    expect(linesOf(report).join("\n")).not.toMatch(/Absent \d/);
    expect(await resources("dataverse:ChannelLink")).toBe(1);
    const { exitCode, said } = await on.apply("dev", "away");
    expect(exitCode, said).toBe(0);
    expect(said).toMatch(/Waits for people; all that does not rest on them is done \(10\)/);
    expect(await resources("dataverse:ChannelLink")).toBe(0);
  });

  it("leave nothing to do after it, and are still told", async () => {
    const before = await engine.writes();
    const { report } = await on.plan("dev", "again");
    expect(["none", "byHand"]).toContain(report.outcome);
    expect(report.waiting).toHaveLength(10);
    const { exitCode, output } = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    expect(exitCode, output).toBe(0);
    expect(await engine.writes()).toBe(before);
  });

  it("are no drift: it tells for whom it waits, and never that up puts them back", async () => {
    const { code, said } = await drift();
    expect(code, said).toBe(0);
    expect(said).toContain("No drift in dev.");
    expect(said.match(/^WAITS {2}for a person: Absent \d/gm)).toHaveLength(10);
    expect(said).not.toContain("puts them back");
  });

  it("come in when they are back", async () => {
    const account = { id: "a0000000-0000-4000-8000-000000009101", displayName: "Absent 1" };
    await engine.admin("POST", "/seed", {
      users: [{ ...account, userPrincipalName: "absent.1@contoso.example" }],
    });
    const { code, said } = await drift();
    expect({
      code,
      isTold: said.includes("Absent 1 (absent.1@contoso.example)  → up puts them back"),
    }).toEqual({
      ...{ code: 7, isTold: true },
    });
    const { report } = await on.plan("dev", "back");
    expect(linesOf(report)).toEqual([
      "000142 Fresno: Absent 1: joins as member",
      "000145 Sacramento: Absent 1: joins as member",
    ]);
    const applied = await on.apply("dev", "back");
    expect(applied.exitCode, applied.said).toBe(0);
    const view = await tenantView(engine.admin);
    expect(teamOf(view, "000142").members).toContain("absent.1");
    expect((await on.plan("dev", "after")).report.outcome).not.toBe("changes");
  });
});

describe("a part that the service refuses", () => {
  it("ends a run with 1, and keeps nothing from being removed", async () => {
    const store = `  - { id: reno, kind: store, parent: bay-area, name: Reno, storeNumber: "000199", managers: [p-203, n-1] }\n`;
    const person =
      "  - { id: n-1, name: Nils, upn: nils.nolicence@contoso.example, roles: [storeManager] }\n";
    const text = await readFile(engine.workspace.orgFile, "utf8");
    const edited = text
      .replace("\npeople:\n", `\n${store}\npeople:\n${person}`)
      .replace(/ +mapping: \{\}.*\n/, "");
    await writeFile(engine.workspace.orgFile, edited);
    expect(await resources("commerce:StoreMapping")).toBe(1);
    await on.plan("dev", "refused");
    const { exitCode, said } = await on.apply("dev", "refused");
    expect(exitCode, said).toBe(1);
    expect(said).toMatch(/partly done: 000199 Reno: .*no licence for Teams/);
    expect(await resources("commerce:StoreMapping")).toBe(0);
  });
});
