import { hasLeft } from "../../schemas/people.ts";
import { featuresInUse } from "../../schemas/consent.ts";
import { compareText } from "../../schemas/problem.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { markdownText } from "../../schemas/text/markdown.ts";
import type { CompleteOrg } from "../../schemas/validate.ts";

type Markdown = Encoded<"markdown">;

/** A part of the checklist. */
export interface Section {
  readonly title: Markdown;
  readonly lines: readonly Markdown[];
}

/** Most stores and people that are named; the rest is counted. */
const namedMost = 50;

/** Names beneath a line of the checklist. */
export function listed(names: readonly string[], what: "store" | "person"): readonly Markdown[] {
  const shown = names.slice(0, namedMost).map((name) => markdownText`  - ${name}`);
  const more = names.length - shown.length;
  if (names.length === 0) return [markdownText`  - no ${what} in the config`];
  return more === 0 ? shown : [...shown, markdownText`  - and ${more} more in the config`];
}

/** How a line is known to be done: no read sees headquarters. */
const byPerson = markdownText`*A person must look: no service tells it.*`;

/**
 * Roles and purpose that headquarters asks for, and what is to be imported before it provisions. Sources: Dynamics 365
 * Commerce "Manage user roles in Microsoft Teams", "Provision Microsoft Teams from Dynamics 365 Commerce", "Map stores and
 * teams if there are preexisting teams in Microsoft Teams", read 2026-11.
 */
export function rolesAndPurpose({ people, hierarchy }: CompleteOrg): Section {
  const managers = people
    .filter((person) => person.roles?.includes("communicationsManager") === true && !hasLeft(person))
    .map(({ name, upn }) => (name === undefined ? upn : `${name}: ${upn}`))
    .toSorted(compareText);
  const named =
    hierarchy === undefined ? markdownText`the hierarchy of the stores` : markdownText`**${hierarchy.name}**`;
  return {
    title: markdownText`Roles, purpose and mapping`,
    lines: [
      markdownText`- [ ] System administration > Users (or Security > Assign users to roles): **Retail task manager** for each of these people. \
${byPerson}`,
      ...listed(managers, "person"),
      markdownText`- [ ] Organization administration > Organization hierarchies: ${named} is published; Organization hierarchy purposes: it stands under **Retail reporting**. ${byPerson}`,
      markdownText`- [ ] Data management > Import, entity **Teams mapping between source and team**, the file of the run: before *Provision teams*, or stores get a second team. *The plan tells it until config ticks it (doneByHand).*`,
      markdownText`- [ ] Provision teams only for stores that config does not make a team for. ${byPerson}`,
    ],
  };
}

/** Source: Dynamics 365 Commerce "Microsoft Teams integration FAQ", read 2026-11. */
export function atTheTill(): Section {
  return {
    title: markdownText`At the till`,
    lines: [
      markdownText`- [ ] Tell the stores: lock POS or sign out when the till is left. Tasks and the name of whoever is signed in show there; the token of the sign-in is kept nowhere and is gone at sign-out. ${byPerson}`,
    ],
  };
}

/**
 * What no administrator can do for people, and what they should know. Sources: Dynamics 365 "Dynamics 365 app for
 * Microsoft Teams", "Microsoft Teams chat in Dynamics 365 FAQ", "Delete personal data for the Dynamics 365 app", read
 * 2026-11.
 */
export function eachPerson(org: CompleteOrg): readonly Section[] {
  const uses = featuresInUse(org);
  const hasPersonalApp = (org.environments ?? []).some(({ personalApp }) => personalApp !== undefined);
  if (!uses.has("recordLinking") && !uses.has("chat") && !hasPersonalApp) return [];
  const chat = uses.has("chat")
    ? [
        markdownText`- [ ] Tell people: chats beside records are not there on mobile. Of a chat Dynamics 365 keeps the id of the conversation, never its text.`,
      ]
    : [];
  return [
    {
      title: markdownText`What each person does, and should know`,
      lines: [
        markdownText`- [ ] Dynamics 365 app in Teams: each person opens it once, signs in, and chooses environment and app for the dashboard; each opens the bot once. ${byPerson}`,
        markdownText`- [ ] It shows environments of version 9 that are active, and of them the apps for Unified Interface for which the person has a licence. *\`doctor\` looks at licences; which apps show only the person sees.*`,
        markdownText`- [ ] Making a team or channel from *Collaborate* needs the person's own right to make teams. *\`doctor\` looks at it (people-create-teams).*`,
        ...chat,
        markdownText`- [ ] Privacy notice: what people type to the bot leaves Dynamics 365 for a language service of Microsoft, which keeps it for up to 30 days (the vendor's page of 2019; ask which service it is today). ${byPerson}`,
      ],
    },
    {
      title: markdownText`Taking the personal app away again`,
      lines: [
        markdownText`- [ ] Teams admin center > Teams apps > Setup policies: take the app out of the policy; each person who has it still: Apps > Dynamics 365 > Uninstall. ${byPerson}`,
        markdownText`- [ ] For everybody at once: Teams admin center > Manage apps > Dynamics 365 > Block. Links and their tabs stay and do not open any more.`,
        markdownText`- [ ] Uninstalling deletes nothing of what the app keeps of a person (user id, chosen app, address of the environment, tenant id): that only Microsoft's support deletes, by the object id of the account. Note the id before the account is deleted.`,
      ],
    },
  ];
}
