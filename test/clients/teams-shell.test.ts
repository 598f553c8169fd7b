import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../providers/clients/connect.ts";
import { teamsShell } from "../../providers/clients/teams-shell.ts";
import { renderHierarchy } from "../../providers/commerce/hierarchy-csv.ts";
import { targetingHierarchy } from "../../providers/commerce/targeting-hierarchy.ts";
import type { Writer } from "../../providers/core/api.ts";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { TargetingHierarchy } from "../../schemas/types/resources.ts";
import { fakePowerShell, type FakePowerShell } from "../kit/fake-powershell.ts";

const desired: TargetingHierarchy = {
  hierarchy: "by-region",
  file: "out/hierarchy.csv",
  upload: "powershell",
  nameColumn: "TargetName",
  columns: [],
  rows: {
    top: { name: "Retail", parent: "", cells: {}, at: "org.yaml:9" },
    sfo: { name: "San Francisco", parent: "top", cells: {}, at: "org.yaml:12" },
  },
  teamIds: { top: "11111111-0000-4000-8000-000000000001", sfo: "11111111-0000-4000-8000-000000000002" },
};
const file = renderHierarchy(desired);

let folder: string;
let pwsh: FakePowerShell;
let waitedSeconds: number[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "store-teams-shell-"));
  pwsh = await fakePowerShell(folder);
  waitedSeconds = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The services of a machine with this PATH. Waits take no time. */
function machine(
  path: string = pwsh.path,
  tokens: [string, string] = ["token-for-graph", "token-for-teams"],
): Writer {
  const environment = { PATH: path, STORE_TEAMS_OUTPUT: folder, AZURE_CLIENT_SECRET: "not-for-children" };
  const identity = { AZURE_TENANT_ID: "7a1c0000-0000-4000-8000-000000000001", AZURE_CLIENT_ID: "c" };
  let nowMilliseconds = 0;
  const clock = {
    nowMilliseconds: () => nowMilliseconds,
    sleep: (milliseconds: number) => {
      nowMilliseconds += milliseconds;
      waitedSeconds.push(milliseconds / 1000);
      return Promise.resolve();
    },
  };
  const shell = teamsShell({ environment, folder, tokens: () => Promise.resolve(tokens) });
  return { ...connect({ ...environment, ...identity }, clock), teamsShell: shell };
}

const run = (api: Writer) => ({ type: targetingHierarchy, api, desired, patience: usualPatience });
const nowhere = { remembered: {} };

describe("an upload by PowerShell", () => {
  it.each(["dictionary", "entries"] as const)(
    "is polled until Successful (answers as %s)",
    async (answersAs) => {
      await pwsh.set({ answersAs });
      const { present, stepsTaken } = await reconcile(run(machine()), nowhere);
      expect(stepsTaken.map(({ part }) => part)).toEqual(["file", "upload"]);
      expect(present.remote).toMatchObject({ file: file.path, uploaded: true });
      expect(waitedSeconds).toEqual([2, 4]);
      const { uploads } = await pwsh.state();
      expect(uploads.map(({ text }) => text)).toEqual([file.text.text]);
    },
  );

  it("is not repeated by the next run, with or without the file", async () => {
    const { present } = await reconcile(run(machine()), nowhere);
    const place = { id: present.id, remembered: targetingHierarchy.remember(present.remote) };
    expect((await reconcile(run(machine()), place)).stepsTaken).toEqual([]);
    await rm(join(folder, "out"), { recursive: true });
    expect((await reconcile(run(machine()), place)).stepsTaken).toEqual([]);
    expect((await pwsh.state()).uploads).toHaveLength(1);
  });

  it("is waited for, not repeated, when PowerShell dies after it took effect", async () => {
    await pwsh.set({ killAfterUpload: true });
    const { present } = await reconcile(run(machine()), nowhere);
    expect(present.remote.uploaded).toBe(true);
    expect((await pwsh.state()).uploads).toHaveLength(1);
  });

  it("says which nodes and lines the service refuses, and uploads again in the next run", async () => {
    await pwsh.set({
      errorMessage:
        "1 error(s) were found.\nError: InvalidTeamId\nDescriptions:\n" +
        "TeamID in row 2 doesn't match a valid Group ID.\nTeamID in row 3 doesn't match a valid Group ID.",
    });
    await expect(reconcile(run(machine()), nowhere)).rejects.toThrow(
      `targeting hierarchy "by-region": Teams refuses ${file.path}:\n` +
        "1 error(s) were found.\nError: InvalidTeamId\nDescriptions:\n" +
        'TeamID in row 2 (top "Retail", org.yaml:9) doesn\'t match a valid Group ID.\n' +
        'TeamID in row 3 (sfo "San Francisco", org.yaml:12) doesn\'t match a valid Group ID.',
    );
    await pwsh.set({ errorMessage: undefined });
    expect((await reconcile(run(machine()), nowhere)).present.remote.uploaded).toBe(true);
    expect((await pwsh.state()).uploads).toHaveLength(2);
  });

  it("is given up after a quarter of an hour, and gone on with by the next run", async () => {
    await pwsh.set({ looksUntilDone: 1_000 });
    // Few looks, so that the test starts few programs: each wait of this clock takes five minutes more.
    const api = machine();
    let lateMilliseconds = 0;
    const clock = {
      nowMilliseconds: () => lateMilliseconds,
      sleep: () => {
        lateMilliseconds += 300_000;
        return Promise.resolve();
      },
    };
    await expect(reconcile(run({ ...api, clock }), nowhere)).rejects.toThrow(
      'after 900 s Teams is still at "Validating" with upload c67e86109d88479e9708c3b7e8ff7217. Run again',
    );
    await pwsh.set({ looksUntilDone: 1 });
    expect((await reconcile(run(machine()), nowhere)).present.remote.uploaded).toBe(true);
    expect((await pwsh.state()).uploads).toHaveLength(1);
  });

  it("is taken away with the resource, also when a person did so already", async () => {
    const { present } = await reconcile(run(machine()), nowhere);
    const place = { id: present.id, remembered: targetingHierarchy.remember(present.remote) };
    await remove(run(machine()), place);
    expect((await pwsh.state()).active).toBe(false);
    expect(await readdir(join(folder, "out"))).toEqual([]);
    await expect(machine().teamsShell.removeHierarchy()).resolves.toBeUndefined();
  });
});

describe("a machine that cannot upload", () => {
  it.each([
    ["PowerShell", "PowerShell 7 (pwsh) is not installed here"],
    ["the module", "the PowerShell module MicrosoftTeams is not installed here, or is too old"],
  ])("makes the file when %s is missing, and says so", async (what, shellMissing) => {
    await pwsh.set({ module: false });
    const path = what === "PowerShell" ? join(folder, "empty") : pwsh.path;
    const { present, stepsTaken } = await reconcile(run(machine(path)), nowhere);
    expect(stepsTaken.map(({ part }) => part)).toEqual(["file"]);
    expect(targetingHierarchy.remember(present.remote)).toEqual({ file: file.path, shellMissing });
    expect((await pwsh.state()).uploads).toEqual([]);
  });
});

describe("secrets", () => {
  it("reach PowerShell as tokens in its environment, and as nothing else", async () => {
    await machine().teamsShell.hierarchyStatus();
    const [call] = (await pwsh.state()).calls;
    expect(call?.args.join(" ")).not.toContain("token-for");
    expect(call?.names).not.toContain("AZURE_CLIENT_SECRET");
    expect(call?.names).toContain("STORE_TEAMS_GRAPH_TOKEN");
  });

  it("are left out of what PowerShell says", async () => {
    const { teamsShell: shell } = machine(pwsh.path, ["secret-one", "secret-two"]);
    await expect(shell.hierarchyStatus()).rejects.toMatchObject({
      status: 400,
      call: "Get-TeamTargetingHierarchyStatus",
      serviceMessage: "Connect-MicrosoftTeams: the tokens … and … are not accepted",
    });
  });
});
