// Drift as a pull request, a commit for each finding that config can take over, and as a card in a channel of Teams.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../stacks/changes/finding.ts";
import { forgeIn, postDrift, proposeEdits } from "../../stacks/commands/publish/reports.ts";
import { driftEdits } from "../../stacks/drift/accept/proposed-edits.ts";
import { kept } from "./forge-repository.ts";
import { startForge, type ForgeStandIn } from "./forge-stand-in.ts";

let standIn: ForgeStandIn;
let folder: string;
beforeEach(async () => {
  standIn = await startForge();
  folder = await mkdtemp(join(tmpdir(), "store-teams-propose-"));
});
afterEach(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

const finding = (who: string): Finding => ({
  ...{ severity: "medium", resource: "store-000135", label: "000135 Bay", what: "member added by hand", who },
  ...{ mend: "up removes them", part: { kind: "person", person: who, found: "member" } },
});

/** What a look leaves: each takes one more line, the last cannot be taken over. */
async function leaveEdits(names: readonly string[], byHand: readonly string[] = []): Promise<void> {
  let org = "a: 1\n";
  const accepted = [
    ...names.map((who) => {
      org += `${who}: 1\n`;
      return { finding: finding(who), files: new Map([["config/org.yaml", org]]) };
    }),
    ...byHand.map((who) => ({ finding: finding(who), byHand: "people.csv is no YAML: edit it there" })),
  ];
  await writeFile(join(folder, "edits-dev.json"), JSON.stringify(driftEdits("dev", { accepted })));
}

const services = {
  GitHub: (url: string, sha: string): Record<string, string> => ({
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: "contoso/store-teams",
    GITHUB_TOKEN: "job-token",
    GITHUB_REF_NAME: "main",
    GITHUB_SHA: sha,
  }),
  "Azure DevOps": (url: string, sha: string): Record<string, string> => ({
    SYSTEM_COLLECTIONURI: `${url}/contoso/`,
    SYSTEM_TEAMPROJECT: "Store teams",
    SYSTEM_ACCESSTOKEN: "job-token",
    BUILD_REPOSITORY_ID: "r1",
    BUILD_SOURCEBRANCH: "refs/heads/main",
    BUILD_SOURCEVERSION: sha,
  }),
} as const;

/** Message and config of each commit of the branch, oldest first, down to main. */
function commitsOf(branch: string): readonly (readonly [subject: string, org: string | undefined])[] {
  const { branches, commits } = standIn.repository;
  const found: (readonly [string, string | undefined])[] = [];
  let sha = branches.get(branch);
  while (sha !== undefined && sha !== branches.get("main")) {
    const commit = commits.get(sha);
    found.unshift([commit?.message.split("\n")[0] ?? "", commit?.files["config/org.yaml"]]);
    sha = commit?.parent;
  }
  return found;
}

describe.each(Object.entries(services))("on %s", (_name, environmentOf) => {
  const propose = (): Promise<string> => {
    const sha = standIn.repository.branches.get("main") ?? "";
    return proposeEdits(forgeIn(environmentOf(standIn.url, sha)), "dev", folder);
  };

  it("each finding is a commit on what was looked at, in one pull request that the next look changes", async () => {
    await leaveEdits(["ana", "tom"], ["mia"]);
    expect(await propose()).toBe("Drift in dev: take over 2 findings: proposed in a pull request.");
    expect(commitsOf("drift/dev")).toEqual([
      ["Let config say: 000135 Bay: member added by hand ana", "a: 1\nana: 1\n"],
      ["Let config say: 000135 Bay: member added by hand tom", "a: 1\nana: 1\ntom: 1\n"],
    ]);
    await leaveEdits(["tom"]);
    await propose();
    expect(commitsOf("drift/dev")).toEqual([
      ["Let config say: 000135 Bay: member added by hand tom", "a: 1\ntom: 1\n"],
    ]);
    const { pulls } = standIn.repository;
    expect(pulls).toMatchObject([
      { head: "drift/dev", base: "main", state: "open", title: "Drift in dev: take over 1 finding" },
    ]);
    expect(pulls[0]?.text).toContain("- Let config say: 000135 Bay: member added by hand tom");
    expect(pulls[0]?.text).not.toContain("mia");
  });

  it("what no edit takes over is told to reviewers", async () => {
    await leaveEdits(["ana"], ["mia"]);
    await propose();
    expect(standIn.repository.pulls[0]?.text).toContain(
      "- 000135 Bay: member added by hand mia: people.csv is no YAML: edit it there",
    );
  });

  it("nothing to take over closes it, takes the branch away, and opens none", async () => {
    await leaveEdits([]);
    expect(await propose()).toBe("Config can take over nothing of dev: no pull request.");
    expect(standIn.repository.pulls).toEqual([]);
    await leaveEdits(["ana"]);
    await propose();
    await leaveEdits([], ["ana"]);
    await propose();
    expect(standIn.repository.pulls).toMatchObject([{ state: "closed" }]);
    expect([...standIn.repository.branches.keys()]).toEqual(["main"]);
  });

  it("a branch that somebody else has changed stays as it is", async () => {
    await leaveEdits(["ana"]);
    await propose();
    const { branches } = standIn.repository;
    const theirs = { message: "Word it better", files: {}, parent: branches.get("drift/dev") };
    branches.set("drift/dev", kept(standIn.repository, theirs));
    const before = branches.get("drift/dev");
    await leaveEdits(["tom"]);
    await expect(propose()).rejects.toThrow('"drift/dev" has commits of somebody else');
    expect(branches.get("drift/dev")).toBe(before);
  });

  it("without edits it says how to make them", async () => {
    await expect(propose()).rejects.toThrow("drift -- --stack dev --propose");
  });
});

it("names of the tenant neither close, mention nor link anything in a message", () => {
  const who = "Ana\n\nCo-authored-by: x\n@boss fixes #12 GH-12 https://evil.example";
  const accepted = [{ finding: finding(who), files: new Map([["config/org.yaml", "b"]]) }];
  const [commit] = driftEdits("dev", { accepted }).commits;
  const [subject, ...rest] = (commit?.message ?? "").split("\n");
  expect(subject).toBe(
    "Let config say: 000135 Bay: member added by hand Ana Co-authored-by: x boss fixes no. 12 GH 12 https: //evil.example",
  );
  expect(rest).toEqual(["", expect.stringMatching(/^Finding f-[0-9a-f]{8} of the stack dev\.$/)]);
});

describe("a channel of Teams", () => {
  let hook: Server;
  let status: number;
  const posted: unknown[] = [];
  beforeEach(async () => {
    [status, posted.length] = [202, 0];
    hook = createServer((request, response) => {
      void text(request).then((body) => {
        posted.push(JSON.parse(body));
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    await new Promise<void>((resolve) => {
      hook.close(() => {
        resolve();
      });
      hook.closeAllConnections();
    });
  });
  const address = (): string =>
    `http://127.0.0.1:${(hook.address() as AddressInfo).port}/workflows/secret-id?sig=secret`;
  const post = async (count: number, to: string = address()): Promise<string | undefined> => {
    const findings = Array.from({ length: count }, (_, at) => finding(`[p${at}](https://evil.example)`));
    await writeFile(join(folder, "drift-dev.json"), JSON.stringify({ findings, unread: [] }));
    const run = {
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_REPOSITORY: "c/s",
      GITHUB_RUN_ID: "12",
    };
    return postDrift({ ...run, STORE_TEAMS_TEAMS_WEBHOOK: to }, "dev", folder);
  };

  it("gets one card with what was found, as it is called, and where the report is", async () => {
    expect(await post(12)).toBe("The summary is in the channel of Teams.");
    const told = "medium: 000135 Bay: member added by hand [p0](https://evil.example)";
    expect(posted).toMatchObject([
      {
        type: "message",
        attachments: [
          {
            contentType: "application/vnd.microsoft.card.adaptive",
            content: {
              type: "AdaptiveCard",
              actions: [{ url: "https://github.example/c/s/actions/runs/12" }],
            },
          },
        ],
      },
    ]);
    const runs = [...JSON.stringify(posted).matchAll(/"type":"TextRun","text":"([^"]*)"/g)].map(
      ([, one]) => one,
    );
    expect(runs).toHaveLength(12);
    expect(runs.slice(0, 2)).toEqual(["Drift in dev: 12 findings", told]);
    expect(runs.at(-1)).toBe("and 2 more");
    expect(JSON.stringify(posted)).not.toContain('"TextBlock"');
  });

  it("gets nothing when nothing differs, or when nobody names it", async () => {
    expect(await post(0)).toBe("Nothing differs in dev: nothing is posted.");
    expect(await post(1, "")).toBeUndefined();
    expect(await post(1, "$(teamsWebhook)")).toBeUndefined();
    expect(posted).toEqual([]);
  });

  const refusals: readonly (readonly [name: string, answer: number, to: string | undefined, says: string])[] =
    [
      ["refuses the card", 400, undefined, "answers 400"],
      ["is no address", 202, "not one/secret", "no address that begins with https://"],
      ["is not encrypted", 202, "http://hooks.example/secret", "no address that begins with https://"],
    ];
  it.each(refusals)("whose webhook %s is told, never its address", async (_name, answer, to, says) => {
    status = answer;
    const said = await post(1, to ?? address()).catch((error: unknown) => String(error));
    expect(said).toContain(says);
    expect(said).not.toContain("secret");
  });
});
