import { featuresInUse } from "../../../schemas/consent.ts";
import type { Facts } from "../facts.ts";
import type { Question } from "../prerequisite.ts";

const area = "Commerce and people's own work";
const hasCommerce = ({ org }: Facts): boolean => featuresInUse(org).has("commerce");
const hasTasks = (facts: Facts): boolean =>
  featuresInUse(facts.org).has("taskPublishing") || hasCommerce(facts);

/**
 * What no service tells an identity of this kind. Sources: Dynamics 365 Commerce "Microsoft Teams integration
 * overview", "Enable Dynamics 365 Commerce and Microsoft Teams integration", "Manage user roles in Microsoft Teams",
 * Teams "Dynamics 365 app", read 2026-11.
 */
export const questions: readonly Question[] = [
  {
    id: "hq-integration-page",
    area,
    title: "headquarters is connected with the app",
    isAsked: hasCommerce,
    ask: "In headquarters, Microsoft Teams integration configuration: is Enable Microsoft Teams Integration on, with the application id of the app and its key?",
  },
  {
    id: "retail-reporting",
    area,
    title: "the hierarchy has the purpose Retail reporting in headquarters",
    isAsked: hasCommerce,
    ask: "In headquarters, Organization hierarchies, Assign purpose: does the hierarchy of the stores stand under Retail reporting?",
  },
  {
    id: "retail-task-manager",
    area,
    title: "communications managers have the role Retail task manager",
    isAsked: hasCommerce,
    ask: "In headquarters, Users or Assign users to roles: do the people whom config calls communicationsManager hold Retail task manager?",
  },
  {
    id: "pos-sign-in",
    area,
    title: "people sign in to POS with Microsoft Entra",
    isAsked: hasCommerce,
    ask: "In headquarters, Functionality profile of each store, Logon authentication method: is it Microsoft Entra? Is each worker associated with the account (External identity)?",
  },
  {
    id: "pos-locked",
    area,
    title: "a till that is left is locked or signed out",
    isAsked: hasCommerce,
    ask: "In each store: do people lock POS or sign out when they leave it? Tasks and names of the one who is signed in show there.",
  },
  {
    id: "distribution-jobs",
    area,
    title: "distribution jobs 1070 and 1060 have run since the last change",
    isAsked: hasTasks,
    ask: "In headquarters, Distribution schedule: did 1070 (channel configuration) and 1060 (staff) end without errors after the last change?",
  },
  {
    id: "teams-apps-allowed",
    area,
    title: "the apps are allowed by the Teams app permission policies of the stores' people",
    isAsked: ({ environment }) => environment !== undefined,
    ask: "In the Teams admin center, Manage apps and Permission policies: are Dynamics 365 and Tasks by Planner allowed for them?",
  },
  {
    id: "frontline-deployment",
    area,
    title: "no frontline deployment of Teams manages the same teams",
    isAsked: ({ environment }) => environment !== undefined,
    ask: "In the Teams admin center, Frontline deployment: is it set up with flexible or dynamic membership for these stores? Then two masters change who is in the teams.",
  },
  {
    id: "multifactor",
    area,
    title: "people can sign in as both sides ask",
    isAsked: ({ environment }) => environment?.collaboration?.enhanced === true,
    ask: "Do Dynamics 365 and Teams ask the same people for multifactor authentication? Where only one does, embedded pages stop at the sign-in.",
  },
  {
    id: "environment-version",
    area,
    title:
      "the environment is active, of version 9 or newer, and the app module is one for Unified Interface",
    isAsked: ({ derived }) => derived.resources.some(({ token }) => token === "dataverse:ChannelLink"),
    ask: "Power Platform admin center, the environment: is it active? In the Dynamics 365 app for Teams, does the module show in the list of those who have a licence for it?",
  },
];
