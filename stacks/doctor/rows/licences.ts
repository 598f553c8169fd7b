import type { Prerequisite } from "../prerequisite.ts";
import { aboutPeople } from "./people.ts";

/** Plans are told by their ids: the name of a service is carried by add-ons too. */
export const licenceRows: readonly Prerequisite[] = [
  aboutPeople({
    id: "owners-have-teams",
    title: "owners of teams have a licence for Teams",
    of: ({ isOwner }) => isOwner,
    amiss: ({ label }, account) =>
      account === undefined || account.hasTeams
        ? undefined
        : {
            problem: `${label}: no service plan of Teams is on, so the account cannot own a team`,
            mend: "Assign a licence with Teams, and leave its plan Teams switched on.",
          },
  }),
  aboutPeople({
    id: "members-have-teams",
    title: "members of teams have a licence for Teams",
    of: ({ isOwner, isAway }) => !isOwner && !isAway,
    amiss: ({ label }, account) =>
      account === undefined || account.hasTeams
        ? undefined
        : {
            problem: `${label}: no service plan of Teams is on; they would be in the team and could not open it`,
            mend: "Assign a licence with Teams, such as Microsoft 365 F1 or F3.",
          },
  }),
  aboutPeople({
    id: "link-users-have-dynamics",
    title: "people of teams with linked records have a licence for a Dynamics 365 app",
    isAsked: ({ derived }) => derived.resources.some(({ token }) => token === "dataverse:ChannelLink"),
    of: ({ usesLinks, isAway }) => usesLinks && !isAway,
    amiss: ({ label }, account) =>
      account === undefined || account.hasDynamics
        ? undefined
        : {
            problem: `${label}: no service plan of a Dynamics 365 customer engagement app is on; the linked record will not open`,
            mend: "Assign one, such as Dynamics 365 Sales or Customer Service; Dataverse within Office does not count.",
          },
  }),
  aboutPeople({
    id: "task-users-have-planner",
    title: "people of teams with task lists have a licence for Planner",
    isAsked: ({ derived }) => derived.resources.some(({ token }) => token === "graph:TaskPlan"),
    of: ({ usesTasks, isAway }) => usesTasks && !isAway,
    amiss: ({ label }, account) =>
      account === undefined || account.hasPlanner
        ? undefined
        : {
            problem: `${label}: no service plan of Planner is on`,
            mend: "Assign one, or switch its plan Planner on.",
          },
  }),
];
