import type { TenantAdmin } from "./tenant-admin.ts";
import { teamOf, tenantView } from "./tenant-view.ts";

/**
 * What an administrator clicks together on a Friday evening, in San Francisco's team: through Graph, in the name of a
 * person, as the Teams client would. Returns what was done, a line each.
 */
export async function changeByHand(admin: TenantAdmin): Promise<readonly string[]> {
  const team = teamOf(await tenantView(admin), "000135");
  const channel = team.channels.find(({ displayName }) => displayName === "Shift handoff");
  const members = `/v1.0/teams/${team.id}/members`;
  const [listed] = await act(admin, [{ method: "GET", url: members }]);
  const memberships = listed?.body?.["value"] as readonly { id: string; displayName: string }[];
  const nina = memberships.find(({ displayName }) => displayName === "Nina Kovac");
  if (channel === undefined || nina === undefined)
    throw new Error("San Francisco's team is not as the story expects");
  await act(admin, [
    { method: "DELETE", url: `${members}/${encodeURIComponent(nina.id)}` },
    {
      method: "POST",
      url: members,
      body: {
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        roles: ["owner"],
        "user@odata.bind": "https://graph.microsoft.com/v1.0/users('vera.stone@contoso.example')",
      },
    },
    {
      method: "PATCH",
      url: `/v1.0/teams/${team.id}/channels/${encodeURIComponent(channel.id)}`,
      body: { displayName: "Shifts" },
    },
  ]);
  await finishTask(admin, team.id, "Lights and signs");
  return [
    "Nina Kovac, an owner of San Francisco's team, is removed",
    "Vera Stone, who does not work there, is made owner",
    'the channel "Shift handoff" is renamed "Shifts"',
    'the task "Lights and signs" is done',
  ];
}

/** As people do it in the Planner app. That is their work and no drift: a run leaves it as it is. */
async function finishTask(admin: TenantAdmin, teamId: string, title: string): Promise<void> {
  const listed = async (url: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const [answer] = await act(admin, [{ method: "GET", url }]);
    return (answer?.body?.["value"] ?? []) as readonly Readonly<Record<string, unknown>>[];
  };
  const [plan] = await listed(`/v1.0/groups/${teamId}/planner/plans`);
  const tasks = await listed(`/v1.0/planner/plans/${String(plan?.["id"])}/tasks`);
  const task = tasks.find((one) => one["title"] === title);
  if (task === undefined) throw new Error(`San Francisco has no task "${title}"`);
  const headers = { "if-match": String(task["@odata.etag"]) };
  const url = `/v1.0/planner/tasks/${String(task["id"])}`;
  await act(admin, [{ method: "PATCH", url, headers, body: { percentComplete: 100 } }]);
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | null;
}

async function act(admin: TenantAdmin, requests: readonly object[]): Promise<readonly Answer[]> {
  const { responses } = await admin("POST", "/act", { as: "admin@contoso.example", requests });
  const answers = responses as readonly Answer[];
  const failed = answers.find(({ status }) => status >= 400);
  if (failed !== undefined) throw new Error(`a change by hand was refused: ${JSON.stringify(failed)}`);
  return answers;
}
