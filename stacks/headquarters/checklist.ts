import { hasLeft } from "../../schemas/people.ts";
import { featuresInUse, wantedConsent } from "../../schemas/consent.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { markdownCode, markdownText } from "../../schemas/text/markdown.ts";
import { compareText } from "../../schemas/problem.ts";
import { secretTimes } from "../../schemas/registration-secret.ts";
import type { AppDeclaration, Feature } from "../../schemas/types/org.ts";
import type { CompleteOrg } from "../../schemas/validate.ts";
import { appLabel } from "../derive/tenant/app-names.ts";
import { remedies } from "../../schemas/remedies.ts";
import { atTheTill, eachPerson, listed, rolesAndPurpose, type Section } from "./people-sections.ts";

/** What a checklist is made for. */
export interface ChecklistFacts {
  readonly orgFile: string;
  /** The stack that registers the apps; undefined when the settings do not name it. */
  readonly tenantStack: string | undefined;
}

type Markdown = Encoded<"markdown">;
const commerceFeatures: readonly Feature[] = ["commerce", "taskPublishing"];

/**
 * What a person types into Commerce headquarters, which has no interface for it, as a Markdown checklist. Values that
 * exist only after a run are told by where they are found; a secret's value never stands here. Undefined when config
 * has no app for Commerce. Sources: Dynamics 365 Commerce "Enable Dynamics 365 Commerce and Microsoft Teams
 * integration", "Enable Microsoft Entra authentication for POS sign-in", "Synchronize task management between
 * Microsoft Teams and Dynamics 365 Commerce POS", read 2026-11.
 */
export function hqChecklist(org: CompleteOrg, facts: ChecklistFacts): Markdown | undefined {
  const apps = commerceApps(org);
  if (apps.length === 0) return undefined;
  const pages = apps.flatMap((app) => configurationPages(app, facts));
  const sections = [
    ...pages,
    rolesAndPurpose(org),
    ...[posSignIn(org), atTheTill(), ...taskSynchronization(org), distributionJobs(org)],
    ...eachPerson(org),
  ];
  const first =
    facts.tenantStack === undefined
      ? markdownText`First apply the stack of the tenant, which gives the consent.`
      : markdownText`First apply the stack ${facts.tenantStack}, which gives the consent: ${markdownCode(remedies.applyStack(facts.tenantStack))}.`;
  const head = [
    markdownText`# Commerce headquarters: what to type in`,
    markdownText``,
    markdownText`Made from ${facts.orgFile}. Nothing was read from the tenant. ${first}`,
  ];
  const numbered = sections.map(
    ({ title, lines }, index) => markdownText`\n## ${index + 1}. ${title}\n\n${lines}`,
  );
  return markdownText`${[...head, ...numbered, markdownText``]}`;
}

/** Apps that stand for Commerce: what they serve or are given consent for, and those registered for headquarters. */
function commerceApps(org: CompleteOrg): readonly AppDeclaration[] {
  const consented = new Set(
    wantedConsent(org)
      .filter((row) => row.for.some((feature) => commerceFeatures.includes(feature)))
      .map(({ app }) => app),
  );
  return (org.integration?.apps ?? []).filter(
    ({ key, registration }) => registration !== undefined || consented.has(key),
  );
}

/** The page of each headquarters that signs in with the app. */
function configurationPages(app: AppDeclaration, facts: ChecklistFacts): readonly Section[] {
  const hqUrls = app.registration?.hqUrls.toSorted(compareText) ?? [undefined];
  return hqUrls.map((hqUrl) => ({
    title: markdownText`${appLabel(app)}${hqUrl === undefined ? "" : markdownText`: ${hqUrl}`}`,
    lines: [
      markdownText`Retail and Commerce > Channel setup > Microsoft Teams integration configuration > Edit:\n`,
      markdownText`- [ ] Enable Microsoft Teams integration: **Yes**`,
      markdownText`- [ ] Application ID: ${applicationId(app, facts)}`,
      markdownText`- [ ] Application key: ${applicationKey(app, facts)}`,
      markdownText`- [ ] Save`,
      ...renewal(app),
      markdownText`\nTo turn it off again: **No**, clear both values, Save. Teams and their members stay.`,
    ],
  }));
}

function applicationId({ key, appId }: AppDeclaration, { tenantStack }: ChecklistFacts): Markdown {
  if (appId !== undefined) return markdownCode(appId.toLowerCase());
  return markdownText`${markdownCode(`applicationIds.${key}`)} of what ${outputsOf(tenantStack)} says`;
}

/** `withSecrets`: the command shows them. */
function outputsOf(tenantStack = "NAME-OF-THE-TENANT-STACK", withSecrets = false): Markdown {
  return markdownCode(
    withSecrets ? remedies.showSecretOutputs(tenantStack) : remedies.showOutputs(tenantStack),
  );
}

/** Where the value is; never the value. */
function applicationKey({ key, registration }: AppDeclaration, { tenantStack }: ChecklistFacts): Markdown {
  const secret = registration?.secret;
  if (secret === undefined) {
    const hint =
      registration === undefined
        ? markdownText``
        : markdownText` (or write \`secret\` at its registration, to have one made)`;
    return markdownText`the **value**, not the id, of a client secret that somebody made for this app${hint}`;
  }
  if (secret.keyVault === undefined)
    return markdownText`${markdownCode(`clientSecrets.${key}`)} of what ${outputsOf(tenantStack, true)} says`;
  const { vault, secretName } = secret.keyVault;
  const vaultName = new URL(vault).hostname.split(".")[0] ?? "";
  const shown = markdownCode(remedies.showVaultSecret(vaultName, secretName));
  return markdownText`the value of the secret ${markdownCode(secretName)} in the key vault ${vault}: ${shown}`;
}

function renewal({ registration }: AppDeclaration): readonly Markdown[] {
  const secret = registration?.secret;
  if (secret === undefined) return [];
  const { renewDaysBefore, overlapDays } = secretTimes(secret);
  return [
    markdownText`
A run that finds the application key within ${renewDaysBefore} days of its end makes a new one. The earlier one is ${""}\
valid for ${overlapDays} more days: type the new one in before they are over.`,
  ];
}

function posSignIn({ nodes, people }: CompleteOrg): Section {
  const stores = nodes
    .filter((node) => node.kind === "store" && node.closed === undefined)
    .map((node) => (node.kind === "store" ? `${node.storeNumber} ${node.name}` : ""))
    .toSorted(compareText);
  const inStores = new Set(
    nodes.flatMap((node) =>
      node.kind === "store" ? [...(node.managers ?? []), ...(node.workers ?? [])] : [],
    ),
  );
  const workers = people
    .filter((person) => inStores.has(person.id) && !hasLeft(person))
    .map(
      ({ personnelNumber, name, upn }) =>
        `${personnelNumber ?? "no personnel number in the config"} ${name ?? ""}`.trim() + `: ${upn}`,
    )
    .toSorted(compareText);
  return {
    title: markdownText`POS sign-in with Microsoft Entra`,
    lines: [
      markdownText`Tasks show in POS only to people who sign in with Microsoft Entra. It needs internet: there is no offline sign-in.
`,
      markdownText`- [ ] Functionality profile > Functions > POS staff logon > Logon authentication method: \
**Azure AD with single sign-on** or **Azure AD without single sign-on** (up to 10.0.18: **Azure Active Directory**), \
in the profile of each of these stores. It holds for every store that uses the profile.`,
      ...listed(stores, "store"),
      markdownText`- [ ] Employees > Workers > Commerce tab > External identity > Associate existing identity, for each of these people:`,
      ...listed(workers, "person"),
    ],
  };
}

function taskSynchronization(org: CompleteOrg): readonly Section[] {
  if (!featuresInUse(org).has("taskPublishing")) return [];
  const where = markdownText`Retail and Commerce > Task management > Tasks integration with Microsoft Teams`;
  return [
    {
      title: markdownText`Tasks in POS`,
      lines: [
        markdownText`- [ ] ${where} > Edit > Enable Task Management Integration: **Yes**, Save`,
        markdownText`- [ ] On the same page: Setup task management. Wait until the batch job *Teams provision* has ended.`,
        markdownText`- [ ] Publish a test list from Teams as a communications manager. When POS does not show it, run the setup and job **1070** again.`,
      ],
    },
  ];
}

function distributionJobs(org: CompleteOrg): Section {
  const tasks = featuresInUse(org).has("taskPublishing") ? ", and after the setup of task management" : "";
  return {
    title: markdownText`Distribution jobs`,
    lines: [
      markdownText`- [ ] **1070** Channel configuration: after every change of a functionality profile${tasks}`,
      markdownText`- [ ] **1060** Staff: after every change of workers, their identities or permissions, or the employee address book`,
    ],
  };
}
