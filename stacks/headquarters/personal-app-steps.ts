import { remedies } from "../../schemas/remedies.ts";
import type { Environment } from "../../schemas/types/org.ts";
import { appName, dynamicsApp } from "../derive/teams/link-apps.ts";

/**
 * What an administrator has to do so that people have the Dynamics 365 app as a personal app; empty when config asks
 * for none. Graph has no app setup policies; Microsoft wants them made in the Teams admin center, and assigned there
 * or by PowerShell. Sources: Teams PowerShell "New-CsTeamsAppSetupPolicy", "New-CsGroupPolicyAssignment" (which
 * points to Grant-CsTeamsAppSetupPolicy with -Group), read 2026-11.
 */
export function personalAppByHand({ personalApp }: Pick<Environment, "personalApp">): readonly string[] {
  if (personalApp === undefined) return [];
  const { policy, group, rank = 1 } = personalApp;
  const app = `${appName(dynamicsApp)} (${dynamicsApp})`;
  return [
    `Teams admin center, Teams apps, Setup policies: let the policy "${policy}" install and pin ${app}.`,
    `Teams PowerShell: ${remedies.assignPolicy(group.toLowerCase(), policy, rank)}`,
  ];
}
