import type { TeamApp } from "../../../../schemas/types/resources.ts";
import { callsByStep } from "../../../planned-calls/contract.ts";
import { teamApp } from "../installed-app.ts";

/** A look asks for the group and its apps; both again before an app is installed or goes. */
export const teamAppCalls = callsByStep<TeamApp>(teamApp, {
  look: () => ({ readDirectory: 1, readApps: 1 }),
  step: (step, { before }, { channelsOf }) => {
    if (step.kind === "create") return { readDirectory: 1, readApps: 1, apps: 1 };
    // An app may be in use in any channel of its team.
    const tabs = 1 + channelsOf(before?.teamUniqueName ?? "");
    return { readDirectory: 1, readApps: 1, readChannels: 1, readTabs: tabs, appRemovals: 1 };
  },
});
