import { writePrivate } from "../../../providers/clients/out/write.ts";
import { jsonText } from "../../../schemas/text/json.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { join } from "node:path";
import { driftIn, driftText } from "../../drift/text.ts";
import { changesIn, stepsByName } from "../../changes/engine-events.ts";
import { changeConfig, weekOfChanges } from "./config-change.ts";
import { changeByHand } from "./by-hand.ts";
import {
  createsIn,
  expectMapping,
  expectNoChange,
  nameOf,
  namesOf,
  same,
  taskText,
  withoutTabs,
} from "./claims.ts";
import type { Stage } from "./stage.ts";
import { writesSoFar } from "./tenant-admin.ts";
import { teamOf, tenantView } from "./tenant-view.ts";

const stacks = ["tenant", "dev"] as const;

const storesWithTeam = ["000135", "000136", "000142", "000145", "000210", "000212", "000230"];

/** The six scenes, in order. Each ends with claims about the tenant itself, not only about Pulumi's words. */
export const story = [preview, apply, somebodyChangesThings, repair, theConfigChanges, destroy] as const;

async function preview(stage: Stage): Promise<void> {
  stage.heading("1  Preview: what will be made for the sample retailer");
  const writesBefore = await writesSoFar(stage.admin);
  for (const stack of stacks) {
    const { events, output } = await stage.pulumi(stack, ["preview"]);
    if (stack === "tenant") {
      stage.claim(
        "the tenant stack will take over the registration of the Commerce app, bring three enterprise apps, and give three delegated and two application grants",
        createsIn(events) === 9,
        changesIn(events),
      );
      stage.claim(
        "each permission says what it lets the app do, how risky that is and what needs it",
        // Pulumi shows each message twice: as it comes and at the end.
        new Set(output.match(/consent \+ \S+ \(\w+\), risk \w+: .* lets the app .* Needed for \w+/g)).size ===
          10,
        output,
      );
    } else {
      stage.claim(
        "the dev stack will make 8 teams, 1 channel link, the switches, the tables, the tasks of a store and two files for Commerce",
        createsIn(events) === 14,
        changesIn(events),
      );
      stage.claim(
        "Oakland has no manager, gets no team, and the preview says so",
        /left out: 000140 Oakland/.test(output),
      );
    }
  }
  const writes = (await writesSoFar(stage.admin)) - writesBefore;
  stage.claim("the tenant's journal holds no write", writes === 0, writes);
}

async function apply(stage: Stage): Promise<void> {
  stage.heading("2  Up: apps, consent, teams, channel link, switches, tables, tasks, files for Commerce");
  for (const stack of stacks) await stage.pulumi(stack, ["up", "--yes", "--skip-preview"]);
  const view = await tenantView(stage.admin);
  stage.claim(
    "both enterprise apps are in the tenant",
    view.apps.includes("Dynamics 365 Microsoft Teams Collaboration Integration") &&
      view.apps.includes("Microsoft Teams Commerce"),
    view.apps,
  );
  stage.claim(
    "consent is given: 3 delegated grants for everybody, 2 application permissions",
    view.delegatedGrants.length === 3 && view.appRoles.length === 2,
    view,
  );
  const managed = view.teams.filter((team) => team.uniqueName !== undefined);
  stage.claim("7 stores and the communications team have a team", managed.length === 8, managed.map(nameOf));
  stage.claim(
    "San Francisco is owned by its two managers",
    same(teamOf(view, "000135").owners, ["nina.kovac", "sam.miller"]),
    teamOf(view, "000135"),
  );
  stage.claim(
    "Tom Berg is in both of his stores",
    ["000135", "000136"].every((store) => teamOf(view, store).members.includes("tom.berg")),
  );
  stage.claim(
    "Boston's team was taken over, not made again",
    teamOf(view, "000210").id === "b0000000-0000-4000-8000-000000000210" &&
      view.teams.filter(({ displayName }) => displayName.startsWith("Boston")).length === 1,
  );
  stage.claim(
    "somebody who was in Boston's team by mistake is out",
    !teamOf(view, "000210").members.includes("ben.cole"),
  );
  stage.claim(
    "the record is pinned: tab in the channel, link row in Dataverse",
    teamOf(view, "000135").tabs.length === 1 && view.linkRows === 1,
    { tabs: teamOf(view, "000135").tabs, rows: view.linkRows },
  );
  const { basic, enhanced, chat } = view.switches;
  stage.claim("the Dataverse switches are on", basic && enhanced && chat, view.switches);
  stage.claim(
    "records of new_site can be linked, and those of the 35 default tables",
    view.teamsTables.includes("new_site") && view.teamsTables.length === 36,
    view.teamsTables,
  );
  stage.claim(
    "the Commerce app lets headquarters sign in",
    view.redirectUris.includes("https://contoso.operations.dynamics.com/oauth"),
    view.redirectUris,
  );
  stage.claim(
    "San Francisco has the two tasks of its list",
    same(view.tasks.map(taskText), [
      "Opening checklist: Count the till, 0 %",
      "Opening checklist: Lights and signs, 0 %",
    ]),
    view.tasks,
  );
  await expectMapping(stage, view, storesWithTeam);
  await expectNoChange(stage, ...stacks);
}

async function somebodyChangesThings(stage: Stage): Promise<void> {
  stage.heading("3  Somebody changes the tenant by hand");
  for (const line of await changeByHand(stage.admin)) stage.say(`  · ${line}`);
  // 7 is Pulumi's exit code for "changes found".
  const { events } = await stage.pulumi("dev", ["refresh", "--preview-only", "--expect-no-changes"], 7);
  const findings = driftIn(events, namesOf(stage));
  const text = driftText(findings, "dev");
  stage.say(terminalText`\n${text}\n`);
  await writePrivate(join(stage.workspace.reportsFolder, "drift.txt"), terminalText`${text}\n`);
  await writePrivate(join(stage.workspace.reportsFolder, "drift.json"), jsonText(findings, 2));
  stage.claim("the refresh ends with exit code 7: drift", true);
  for (const [what, who] of [
    ["owner removed", "Nina Kovac"],
    ["owner added by hand", "vera.stone@contoso.example"],
    ["channel renamed", "Shifts"],
  ] as const) {
    const found = findings.some((finding) => finding.what === what && finding.who.includes(who));
    stage.claim(`the drift names it: ${what}, ${who}`, found, findings);
  }
  stage.claim("and nothing else", findings.length === 3, findings);
}

async function repair(stage: Stage): Promise<void> {
  stage.heading("4  Up with refresh: repair");
  await stage.pulumi("dev", ["up", "--refresh", "--yes", "--skip-preview"]);
  const view = await tenantView(stage.admin);
  const store = teamOf(view, "000135");
  stage.claim(
    "the owner is back and the stranger is gone",
    same(store.owners, ["nina.kovac", "sam.miller"]),
    store,
  );
  stage.claim(
    "the channel has its name back",
    store.channels.some(({ displayName }) => displayName === "Shift handoff"),
    store.channels,
  );
  stage.claim(
    "the task that somebody has done stays done",
    view.tasks.map(taskText).includes("Opening checklist: Lights and signs, 100 %"),
    view.tasks,
  );
  stage.claim("the record is still pinned in it", store.tabs.length === 1 && view.linkRows === 1, store);
  await expectNoChange(stage, "dev");
}

async function theConfigChanges(stage: Stage): Promise<void> {
  stage.heading("5  The config changes");
  for (const line of weekOfChanges) stage.say(`  · ${line}`);
  await changeConfig(stage.workspace.orgFile);
  const writesBefore = await writesSoFar(stage.admin);
  const { events } = await stage.pulumi("dev", ["preview", "--diff"]);
  const touched = [...stepsByName(events)]
    .filter(([, { op }]) => op !== "same" && op !== "read")
    .map(([name]) => name);
  const expected = [
    "store-000135",
    "store-000142",
    "store-000145",
    "store-000212",
    "store-000230",
    "store-000231",
    "mapping-of-stores",
    "targeting-hierarchy",
  ];
  stage.claim(
    "the preview shows the six stores it is about and the two files for Commerce, and only those",
    same(touched, expected),
    touched,
  );
  stage.claim("it writes nothing", (await writesSoFar(stage.admin)) === writesBefore);
  await stage.pulumi("dev", ["up", "--yes", "--skip-preview"]);
  const view = await tenantView(stage.admin);
  stage.claim("Yuki Tanaka is in Albany", teamOf(view, "000230").members.includes("yuki.tanaka"));
  stage.claim(
    "Ken Ito is in Sacramento and not in Fresno",
    teamOf(view, "000145").members.includes("ken.ito") && !teamOf(view, "000142").members.includes("ken.ito"),
  );
  stage.claim(
    "San Francisco is owned by Nina Kovac alone",
    same(teamOf(view, "000135").owners, ["nina.kovac"]),
  );
  stage.claim(
    "Rochester has a team, owned by Paul Reyes",
    same(teamOf(view, "000231").owners, ["paul.reyes"]),
  );
  stage.claim("Providence is archived, not deleted", teamOf(view, "000212").archived);
  // A closed store keeps its row: without one, headquarters would make it a second team.
  await expectMapping(stage, view, [...storesWithTeam, "000231"]);
  await expectNoChange(stage, "dev");
}

async function destroy(stage: Stage): Promise<void> {
  stage.heading("6  Destroy: what config says to keep is kept");
  const before = await tenantView(stage.admin);
  await stage.pulumi("dev", ["destroy", "--yes", "--skip-preview"]);
  const after = await tenantView(stage.admin);
  stage.claim(
    "all teams are still there, with everybody in them",
    JSON.stringify(withoutTabs(after.teams)) === JSON.stringify(withoutTabs(before.teams)),
  );
  stage.claim(
    "the link is gone on both sides",
    after.linkRows === 0 && teamOf(after, "000135").tabs.length === 0,
  );
  stage.claim(
    "the open task is gone, the one that is done stays on record",
    same(after.tasks.map(taskText), ["Opening checklist: Lights and signs, 100 %"]),
    after.tasks,
  );
  stage.claim(
    "the Dataverse switches and tables stand as they did before",
    !after.switches.basic &&
      !after.switches.enhanced &&
      !after.switches.chat &&
      !after.teamsTables.includes("new_site"),
    after.switches,
  );
  stage.say("\nThe tenant stack is protected: consent does not go by accident.");
  await stage.pulumi("tenant", ["destroy", "--yes", "--skip-preview"], 1);
  stage.claim(
    "a protected stack refuses to go",
    (await tenantView(stage.admin)).delegatedGrants.length === 3,
  );
  stage.say("\nSo somebody says in the stack's config that it may go, and has that reviewed.");
  await stage.pulumi("tenant", ["config", "set", "store-teams:protect", "false"]);
  await stage.pulumi("tenant", ["up", "--yes", "--skip-preview"]);
  await stage.pulumi("tenant", ["destroy", "--yes", "--skip-preview"]);
  const end = await tenantView(stage.admin);
  stage.claim("all consent is revoked", end.delegatedGrants.length === 0 && end.appRoles.length === 0, end);
  stage.claim(
    "the enterprise apps stay, as config says",
    end.apps.includes("Microsoft Teams Commerce"),
    end.apps,
  );
}
