import { stagesHold } from "./rules/stage-rules.ts";
import type { OrgModel } from "./org-model.ts";
import type { Finding } from "./problem.ts";
import { privateChannels, tabContent, tabKeys } from "./rules/channel-content-rules.ts";
import { channelNames, recordLinks } from "./rules/channel-rules.ts";
import { hierarchyIsUsable, hierarchyLimits } from "./rules/commerce-rules.ts";
import { oneRoot, parentsLeadToRoot, storesAreLeaves, teamsBelow } from "./rules/hierarchy-rules.ts";
import { namesAreUnique, numbersAreUnique, teamsAreUsedOnce } from "./rules/identity-rules.ts";
import {
  oncePerStore,
  referencesExist,
  regionalManagersCommunicate,
  statusesHold,
  storesHaveManagers,
  storesPerPerson,
  teamLimits,
} from "./rules/people-rules.ts";
import type { OrgRule } from "./rules/rule.ts";
import { secretsCanBeKept } from "./rules/secret-rules.ts";
import { somebodyCommunicates, taskLists } from "./rules/task-rules.ts";
import { appsCanBeFound, consentCoversFeatures, deletionIsExplicit } from "./rules/tenant-rules.ts";

/**
 * What the schema cannot express, and the config alone can answer. Rules that need the tenant, the state or the
 * files that are made (11, 18, 22, the rest of 20 and 21) are checked where those are known.
 */
export const orgRules: readonly OrgRule[] = [
  { id: "R1", severity: "error", check: oneRoot, says: "The hierarchy has exactly one root." },
  {
    id: "R2",
    severity: "error",
    check: parentsLeadToRoot,
    says: "Every parent exists and leads to the root.",
  },
  { id: "R3", severity: "error", check: storesAreLeaves, says: "A store is always a leaf." },
  {
    id: "R4",
    severity: "error",
    check: hierarchyIsUsable,
    says: "Only a hierarchy with the purpose Retail reporting becomes teams, and its file has a team at its top.",
  },
  {
    id: "R5",
    severity: "error",
    check: namesAreUnique,
    says: "Ids are unique, and so are names in the targeting hierarchy and mail aliases.",
  },
  {
    id: "R6",
    severity: "error",
    check: numbersAreUnique,
    says: "Store numbers, channel ids, party numbers, app ids and environments are unique.",
  },
  {
    id: "R7",
    severity: "error",
    check: teamsAreUsedOnce,
    says: "Each team belongs to one store and one stack.",
  },
  { id: "R8", severity: "warning", check: storesHaveManagers, says: "A store without manager gets no team." },
  {
    id: "R9",
    severity: "warning",
    check: teamsBelow,
    says: "A node without teams below is left out of the targeting hierarchy.",
  },
  {
    id: "R10",
    severity: "error",
    check: referencesExist,
    says: "Who and what is referred to exists, and each person is declared once.",
  },
  { id: "R12", severity: "warning", check: oncePerStore, says: "Nobody is in one store twice." },
  {
    id: "R13",
    severity: "error",
    check: storesPerPerson,
    says: "A worker is in no more stores than maxStoresPerWorker, a person in no more than 1,000 teams.",
  },
  {
    id: "R14",
    severity: "error",
    check: (model) => [...regionalManagersCommunicate(model), ...somebodyCommunicates(model)],
    says: "Regional managers are communications managers, and so is somebody where there are task lists.",
  },
  {
    id: "R15",
    severity: "error",
    check: (model) => [...teamLimits(model), ...privateChannels(model)],
    says: "A team has at most 100 owners, 25,000 people and 1,000 channels; who is in a private one is in the team.",
  },
  {
    id: "R16",
    severity: "error",
    check: (model) => [...channelNames(model), ...tabKeys(model)],
    says: "Channel names are allowed in Teams and unique in their team, and so are keys of tabs in their channel.",
  },
  {
    id: "R17",
    severity: "error",
    check: hierarchyLimits,
    says: "The targeting hierarchy keeps the limits of Teams.",
  },
  {
    id: "R19",
    severity: "error",
    check: taskLists,
    says: "A task list is for at least one store with a team; its tasks, steps and links are told apart.",
  },
  {
    id: "R20",
    severity: "error",
    check: (model) => [...recordLinks(model), ...tabContent(model)],
    says: "Record links name an environment in which records can be linked; tabs say what they show.",
  },
  {
    id: "R21",
    severity: "error",
    check: deletionIsExplicit,
    says: "A team is deleted on closing only when onDestroy says delete as well.",
  },
  {
    id: "R23",
    severity: "error",
    check: consentCoversFeatures,
    says: "What the apps may do covers what the features in use need.",
  },
  {
    id: "R24",
    severity: "error",
    check: appsCanBeFound,
    says: "Each app has an application id or a registration; its owners are declared, its credentials differ.",
  },
  {
    id: "R25",
    severity: "error",
    check: secretsCanBeKept,
    says: "A client secret has a place of its own, and is renewed while it is valid.",
  },
  {
    id: "R26",
    severity: "error",
    check: statusesHold,
    says: "The days of a status are days of the calendar, in their order, and of somebody who has one.",
  },
  {
    id: "R27",
    severity: "error",
    check: stagesHold,
    says: "The stage of a team is said once; a team that is only observed is never deleted.",
  },
];

/** Everything that the rules have against a config, in the order of the rules. */
export function* ruleFindings(model: OrgModel): Iterable<Finding> {
  for (const rule of orgRules) {
    for (const finding of rule.check(model)) {
      yield { ...finding, ruleId: rule.id, severity: finding.severity ?? rule.severity };
    }
  }
}
