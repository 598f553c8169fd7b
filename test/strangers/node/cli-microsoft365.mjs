// CLI for Microsoft 365: signs in, then people, groups, applications, teams, channels, tabs and plans.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run, testCase } from "./cases.mjs";

const { STRANGER_FOLDER, TENANT_ID, TENANT_CLIENT_ID, TENANT_CLIENT_SECRET, TENANT_PEOPLE } = process.env;
// The client keeps who is signed in at home, which is nobody's here.
process.env.HOME = mkdtempSync(join(tmpdir(), "stranger-home-"));
createRequire(import.meta.url)("./to-the-tenant.cjs");
const load = createRequire(join(STRANGER_FOLDER, "package.json"));
const { executeCommand } = await import(pathToFileURL(load.resolve("@pnp/cli-microsoft365")).href);
const [owner, member, other] = JSON.parse(TENANT_PEOPLE);

/** Runs a command; gives what it prints as an object. */
async function cli(name, options = {}) {
  try {
    const { stdout } = await executeCommand(name, { output: "json", ...options });
    return stdout === "" ? undefined : JSON.parse(stdout);
  } catch (error) {
    throw new Error(`${name}: ${error?.error?.message ?? error?.stderr ?? JSON.stringify(error)}`);
  }
}

testCase("signs in with a secret", async () => {
  await cli("login", {
    authType: "secret",
    appId: TENANT_CLIENT_ID,
    tenant: TENANT_ID,
    secret: TENANT_CLIENT_SECRET,
  });
  assert.equal((await cli("status")).connectedAs !== undefined, true);
});

testCase("people are listed and read", async () => {
  const people = await cli("entra user list");
  assert.equal(people.length >= 3, true);
  const read = await cli("entra user get", { userName: owner.userPrincipalName });
  assert.equal(read.id, owner.id);
});

let group;
testCase("a group is made with its people, changed and listed", async () => {
  group = await cli("entra m365group add", {
    displayName: "Depot",
    mailNickname: "depot",
    description: "All of it",
    owners: owner.userPrincipalName,
    members: `${owner.userPrincipalName},${member.userPrincipalName}`,
  });
  await cli("entra m365group set", { id: group.id, newDisplayName: "Depot north" });
  const found = await cli("entra m365group list", { displayName: "Depot" });
  assert.deepEqual(
    found.map(({ displayName }) => displayName),
    ["Depot north"],
  );
  const people = await cli("entra m365group user list", { groupId: group.id });
  assert.equal(people.length >= 2, true);
});

testCase("a security group is made and taken away", async () => {
  const made = await cli("entra group add", { displayName: "Keys", type: "security" });
  await cli("entra group member add", { groupId: made.id, userIds: member.id, role: "Member" });
  const people = await cli("entra group member list", { groupId: made.id });
  assert.deepEqual(
    people.map(({ id }) => id),
    [member.id],
  );
  await cli("entra group remove", { id: made.id, force: true });
});

let channel;
testCase("the group becomes a team with channels, tabs and people", async () => {
  await cli("entra m365group teamify", { id: group.id });
  channel = await cli("teams channel add", {
    teamId: group.id,
    name: "Shifts",
    description: "Who works when",
  });
  const channels = await cli("teams channel list", { teamId: group.id });
  assert.deepEqual(channels.map(({ displayName }) => displayName).sort(), ["General", "Shifts"]);
  await cli("teams channel set", { teamId: group.id, id: channel.id, newName: "Rota" });
  const tab = await cli("teams tab add", {
    teamId: group.id,
    channelId: channel.id,
    appId: "com.microsoft.teamspace.tab.web",
    appName: "Site",
    contentUrl: "https://contoso.example/",
  });
  const tabs = await cli("teams tab list", { teamId: group.id, channelId: channel.id });
  assert.equal(
    tabs.some(({ id }) => id === tab.id),
    true,
  );
  await cli("teams tab remove", { teamId: group.id, channelId: channel.id, id: tab.id, force: true });
  await cli("entra m365group user add", {
    groupId: group.id,
    userNames: other.userPrincipalName,
    role: "Member",
  });
  await cli("teams membersettings set", { teamId: group.id, allowCreateUpdateChannels: false });
  const settings = await cli("teams membersettings list", { teamId: group.id });
  assert.equal(settings.allowCreateUpdateChannels, false);
  await cli("teams team archive", { id: group.id });
  await cli("teams team unarchive", { id: group.id });
  await cli("teams channel remove", { teamId: group.id, id: channel.id, force: true });
});

testCase("a plan holds buckets and tasks", async () => {
  const plan = await cli("planner plan add", { title: "Opening", ownerGroupId: group.id });
  const bucket = await cli("planner bucket add", { name: "Monday", planId: plan.id });
  const task = await cli("planner task add", { title: "Sweep", planId: plan.id, bucketId: bucket.id });
  await cli("planner task set", { id: task.id, title: "Sweep the floor", percentComplete: 50 });
  const tasks = await cli("planner task list", { planId: plan.id });
  assert.deepEqual(
    tasks.map(({ title, percentComplete }) => [title, percentComplete]),
    [["Sweep the floor", 50]],
  );
  await cli("planner task remove", { id: task.id, force: true });
});

testCase("an application is registered with a secret, and its enterprise app", async () => {
  const app = await cli("entra app add", { name: "Signs", withSecret: true, multitenant: false });
  assert.equal(app.secrets.length, 1);
  const enterprise = await cli("entra enterpriseapp add", { id: app.appId });
  assert.equal((await cli("entra enterpriseapp get", { id: app.appId })).id, enterprise.id);
  await cli("entra app remove", { appId: app.appId, force: true });
});

testCase("a group goes into the recycle bin and comes back", async () => {
  await cli("entra m365group remove", { id: group.id, force: true });
  const binned = await cli("entra m365group recyclebinitem list", { groupName: "Depot" });
  assert.equal(binned.length, 1);
  await cli("entra m365group recyclebinitem restore", { id: group.id });
  assert.equal((await cli("entra m365group get", { id: group.id })).displayName, "Depot north");
});

await run();
