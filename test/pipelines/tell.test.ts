// What people are told on GitHub and Azure DevOps: one comment a stack in a pull request, one issue a stack for drift.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { markedText, NoForgeError, type Forge } from "../../stacks/commands/publish/forge.ts";
import { forgeIn, tellDrift, tellPlan } from "../../stacks/commands/publish/reports.ts";
import { startForge, type ForgeStandIn } from "./forge-stand-in.ts";

let standIn: ForgeStandIn;
let folder: string;
beforeEach(async () => {
  standIn = await startForge();
  folder = await mkdtemp(join(tmpdir(), "store-teams-tell-"));
});
afterEach(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

const services = {
  GitHub: {
    environment: (url: string): Record<string, string> => ({
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: "contoso/store-teams",
      GITHUB_TOKEN: "job-token",
      PULL_REQUEST: "7",
    }),
    said: () => standIn.comments.map(({ body }) => body),
    sayByHand: (body: string) => standIn.comments.push({ id: standIn.comments.length, body }),
    drift: () => standIn.issues.map(({ title, state, body }) => ({ title, isOpen: state === "open", body })),
  },
  "Azure DevOps": {
    environment: (url: string): Record<string, string> => ({
      SYSTEM_COLLECTIONURI: `${url}/contoso/`,
      SYSTEM_TEAMPROJECT: "Store teams",
      SYSTEM_ACCESSTOKEN: "job-token",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "7",
      BUILD_REPOSITORY_ID: "r1",
    }),
    said: () => standIn.threads.flatMap(({ comments }) => comments.map(({ content }) => content)),
    sayByHand: (content: string) => {
      const id = standIn.threads.length;
      return standIn.threads.push({ id, comments: [{ id: 1, content }] });
    },
    drift: () =>
      standIn.workItems.map(({ fields }) => ({
        title: fields["System.Title"],
        isOpen: fields["System.State"] !== "Done",
        body: fields["System.Description"] ?? "",
      })),
  },
} as const;

async function leavePlan(outcome: string, text: string): Promise<void> {
  await writeFile(join(folder, "plan.md"), text);
  await writeFile(join(folder, "plan.json"), JSON.stringify({ outcome }));
}

async function leaveDrift(findings: number, unread = 0): Promise<void> {
  const report = { findings: Array.from({ length: findings }), unread: Array.from({ length: unread }) };
  await writeFile(join(folder, "drift-dev.json"), JSON.stringify(report));
  await writeFile(join(folder, "drift-dev.md"), `### ${findings} findings\nOwner & <member>\n`);
}

describe.each(Object.entries(services))("on %s", (_name, service) => {
  const forge = (): Forge => forgeIn(service.environment(standIn.url));
  const plan = (stack: string): Promise<string> => tellPlan(forge(), stack, folder);
  const drift = (): Promise<string> => tellDrift(forge(), "dev", folder);

  it("a plan is one comment, which the next plan changes; other stacks and people keep theirs", async () => {
    for (let one = 1; one <= 120; one += 1) service.sayByHand(`Remark ${one}`);
    await leavePlan("changes", "2 stores change");
    await plan("dev");
    await plan("test");
    await leavePlan("changes", "3 stores change");
    expect(await plan("dev")).toBe("The plan of dev is in the pull request.");
    expect(service.said().slice(120)).toEqual([
      "<!-- store-teams plan dev -->\n3 stores change",
      "<!-- store-teams plan test -->\n2 stores change",
    ]);
    expect(service.said().filter((text) => text.startsWith("Remark"))).toHaveLength(120);
  });

  it("a stack that nothing happens to gets no comment, and one it has is brought up to date", async () => {
    await leavePlan("none", "nothing to do");
    expect(await plan("dev")).toBe("Nothing happens to dev: no comment.");
    expect(service.said()).toEqual([]);
    await leavePlan("changes", "2 stores change");
    await plan("dev");
    await leavePlan("none", "nothing to do");
    await plan("dev");
    expect(service.said()).toEqual(["<!-- store-teams plan dev -->\nnothing to do"]);
  });

  it.each(["refused", "failed"])("a plan that is %s is told", async (outcome) => {
    await leavePlan(outcome, "a brake holds");
    await plan("dev");
    expect(service.said()).toEqual(["<!-- store-teams plan dev -->\na brake holds"]);
  });

  it("a plan that could not be made takes the place of the one before", async () => {
    await leavePlan("changes", "2 stores change");
    await plan("dev");
    await tellPlan(forge(), "dev", join(folder, "not-there"));
    expect(service.said()).toEqual([expect.stringContaining("### dev: no plan could be made")]);
  });

  it("drift is one open issue: changed while there is some, closed when there is none, opened anew later", async () => {
    await leaveDrift(4);
    await drift();
    await leaveDrift(1);
    await drift();
    expect(service.drift()).toMatchObject([{ title: "Drift in dev: 1 finding", isOpen: true }]);
    await leaveDrift(0);
    expect(await drift()).toBe("Nothing differs in dev.");
    await drift();
    expect(service.drift()).toMatchObject([{ isOpen: false }]);
    await leaveDrift(2);
    await drift();
    expect(service.drift()).toMatchObject([
      { title: "Drift in dev: 1 finding", isOpen: false },
      { title: "Drift in dev: 2 findings", isOpen: true },
    ]);
  });

  it("what could not be read closes no issue", async () => {
    await leaveDrift(1);
    await drift();
    await leaveDrift(0, 3);
    await expect(drift()).rejects.toThrow("3 resources of dev could not be read");
    expect(service.drift()).toMatchObject([{ title: "Drift in dev: 1 finding", isOpen: true }]);
  });

  it("an answer that is no success says what was asked and never the token", async () => {
    standIn.failures.push({ path: /./, status: 503, times: 1 });
    await leaveDrift(1);
    const said = await drift().catch((error: unknown) => String(error));
    expect(said).toMatch(/answer 503: .*not now/);
    expect(said).not.toContain("job-token");
  });

  it.each(
    Object.keys(service.environment("")).filter(
      (name) => !name.endsWith("URL") && name !== "SYSTEM_COLLECTIONURI",
    ),
  )("without %s it says that a pipeline sets it", async (missing) => {
    await leavePlan("changes", "2 stores change");
    const environment = { ...service.environment(standIn.url), [missing]: undefined };
    const said = (async () => tellPlan(forgeIn(environment), "dev", folder))();
    await expect(said).rejects.toThrow(NoForgeError);
    await expect(said).rejects.toThrow(`${missing} is not set`);
  });
});

describe("the text of a comment", () => {
  it.each([
    [
      "GitHub",
      { GITHUB_SERVER_URL: "https://github.example", GITHUB_RUN_ID: "12" },
      "/contoso/store-teams/actions/runs/12",
    ],
    ["Azure DevOps", { BUILD_BUILDID: "12" }, "/contoso/Store%20teams/_build/results?buildId=12"],
  ] as const)(
    "on %s leads to the run, which keeps the whole report, however long it is",
    async (name, more, page) => {
      await leavePlan("changes", "2 stores change\n".repeat(9_000));
      const environment = { ...services[name].environment(standIn.url), ...more };
      await tellPlan(forgeIn(environment), "dev", folder);
      const [said = ""] = services[name].said();
      expect(said.length).toBeLessThan(65_536);
      expect(said.endsWith(`${page})\n`)).toBe(true);
      expect(said).toContain("\n… The rest is in the report that the pipeline keeps.\n");
    },
  );

  it("stays whole under the service's limit, and is cut at a line from there on", () => {
    const line = `${"x".repeat(99)}\n`;
    expect(markedText("<!-- m -->", line)).toBe(`<!-- m -->\n${line}`);
    const cut = markedText("<!-- m -->", line.repeat(700));
    expect(cut.length).toBeLessThan(65_536);
    expect(cut).toMatch(/^<!-- m -->\n(x{99}\n)+\n… The rest is in the report that the pipeline keeps\.\n$/);
  });

  it("is shown as text in a work item, whatever it holds", async () => {
    await leaveDrift(1);
    await tellDrift(forgeIn(services["Azure DevOps"].environment(standIn.url)), "dev", folder);
    expect(standIn.workItems[0]?.fields["System.Description"]).toContain("Owner &amp; &lt;member&gt;");
  });
});
