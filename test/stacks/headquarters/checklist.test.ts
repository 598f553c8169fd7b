import { describe, expect, it } from "vitest";
import { hqChecklist } from "../../../stacks/headquarters/checklist.ts";
import { validateBelowHeader } from "../../schemas/problems-of.ts";

const people = `nodes:
  - { id: top, kind: organization, name: Contoso }
  - { id: sfo, kind: store, parent: top, name: San Francisco, storeNumber: "000135", managers: [m], workers: [w] }
  - { id: oak, kind: store, parent: top, name: Oakland, storeNumber: "000140", managers: [m] }
  - { id: old, kind: store, parent: top, name: Fresno, storeNumber: "000142", closed: { on: 2026-10-31, because: the lease ended } }
people:
  - { id: m, name: Sam Miller, upn: sam.miller@contoso.example, personnelNumber: "000201" }
  - { id: w, upn: ana.ruiz@contoso.example }
  - { id: x, upn: not.in.a.store@contoso.example, roles: [communicationsManager] }
`;

function checklist(integration: string, tenantStack: string | undefined): string | undefined {
  const { org, problems } = validateBelowHeader(people + integration);
  if (org === undefined) throw new Error(JSON.stringify(problems));
  return hqChecklist(org, { orgFile: "config/demo/org.yaml", tenantStack })?.text;
}

const registered = `integration:
  apps:
    - key: commerce
      displayName: Microsoft Teams Commerce
      serves: [commerce, taskPublishing]
      registration:
        hqUrls: [https://hq.contoso.example]
        secret: { keptIn: keyVault, keyVault: { vault: https://contoso-teams.vault.azure.net, secretName: commerce-hq } }
`;

/** The lines that hold some words. */
function linesWith(words: string, text: string | undefined): readonly string[] {
  return (text ?? "").split("\n").filter((line) => line.includes(words));
}

describe("what a person types into headquarters", () => {
  it("is a checklist, without a secret's value", () => {
    expect(checklist(registered, "tenant")).toBe(`# Commerce headquarters: what to type in

Made from config/demo/org.yaml. Nothing was read from the tenant. First apply the stack tenant, which gives the consent: \`npm run pulumi -- up --stack tenant\`.

## 1. Microsoft Teams Commerce: \`https://hq.contoso.example\`

Retail and Commerce > Channel setup > Microsoft Teams integration configuration > Edit:

- [ ] Enable Microsoft Teams integration: **Yes**
- [ ] Application ID: \`applicationIds.commerce\` of what \`npm run pulumi -- stack output applied --json --stack tenant\` says
- [ ] Application key: the value of the secret \`commerce-hq\` in the key vault \`https://contoso-teams.vault.azure.net\`: \`az keyvault secret show --vault-name contoso-teams --name commerce-hq --query value --output tsv\`
- [ ] Save

A run that finds the application key within 60 days of its end makes a new one. The earlier one is valid for 30 more days: type the new one in before they are over.

To turn it off again: **No**, clear both values, Save. Teams and their members stay.

## 2. Roles, purpose and mapping

- [ ] System administration > Users (or Security > Assign users to roles): **Retail task manager** for each of these people. *A person must look: no service tells it.*
  - \`not.in.a.store@contoso.example\`
- [ ] Organization administration > Organization hierarchies: **By region** is published; Organization hierarchy purposes: it stands under **Retail reporting**. *A person must look: no service tells it.*
- [ ] Data management > Import, entity **Teams mapping between source and team**, the file of the run: before *Provision teams*, or stores get a second team. *The plan tells it until config ticks it (doneByHand).*
- [ ] Provision teams only for stores that config does not make a team for. *A person must look: no service tells it.*

## 3. POS sign-in with Microsoft Entra

Tasks show in POS only to people who sign in with Microsoft Entra. It needs internet: there is no offline sign-in.

- [ ] Functionality profile > Functions > POS staff logon > Logon authentication method: **Azure AD with single sign-on** or **Azure AD without single sign-on** (up to 10.0.18: **Azure Active Directory**), in the profile of each of these stores. It holds for every store that uses the profile.
  - 000135 San Francisco
  - 000140 Oakland
- [ ] Employees > Workers > Commerce tab > External identity > Associate existing identity, for each of these people:
  - 000201 Sam Miller: \`sam.miller@contoso.example\`
  - no personnel number in the config: \`ana.ruiz@contoso.example\`

## 4. At the till

- [ ] Tell the stores: lock POS or sign out when the till is left. Tasks and the name of whoever is signed in show there; the token of the sign-in is kept nowhere and is gone at sign-out. *A person must look: no service tells it.*

## 5. Tasks in POS

- [ ] Retail and Commerce > Task management > Tasks integration with Microsoft Teams > Edit > Enable Task Management Integration: **Yes**, Save
- [ ] On the same page: Setup task management. Wait until the batch job *Teams provision* has ended.
- [ ] Publish a test list from Teams as a communications manager. When POS does not show it, run the setup and job **1070** again.

## 6. Distribution jobs

- [ ] **1070** Channel configuration: after every change of a functionality profile, and after the setup of task management
- [ ] **1060** Staff: after every change of workers, their identities or permissions, or the employee address book
`);
  });

  it.each([
    {
      name: "a secret that the stack keeps, for each headquarters",
      integration: registered
        .replace(/secret:.*/, "secret: { keptIn: stackOutput }")
        .replace("hqUrls: [", "hqUrls: [https://a.contoso.example, "),
      words: "Application key",
      lines: [
        "- [ ] Application key: `clientSecrets.commerce` of what `npm run pulumi -- stack output applied --json --show-secrets --stack tenant` says",
        "- [ ] Application key: `clientSecrets.commerce` of what `npm run pulumi -- stack output applied --json --show-secrets --stack tenant` says",
      ],
    },
    {
      name: "a registration whose secret somebody makes",
      integration: registered.replace(/secret:.*/, ""),
      words: "Application key",
      lines: [
        "- [ ] Application key: the **value**, not the id, of a client secret that somebody made for this app (or write `secret` at its registration, to have one made)",
      ],
    },
    {
      name: "an app that somebody registered",
      integration:
        "integration: { apps: [{ key: commerce, appId: 5D0C0000-0000-4000-8000-0000000000C0, serves: [commerce] }] }",
      words: "Application ",
      lines: [
        "- [ ] Application ID: `5d0c0000-0000-4000-8000-0000000000c0`",
        "- [ ] Application key: the **value**, not the id, of a client secret that somebody made for this app",
      ],
    },
    {
      name: "no tasks unless an app serves them",
      integration: registered.replace(", taskPublishing", ""),
      words: "## ",
      lines: [
        "## 1. Microsoft Teams Commerce: `https://hq.contoso.example`",
        "## 2. Roles, purpose and mapping",
        "## 3. POS sign-in with Microsoft Entra",
        "## 4. At the till",
        "## 5. Distribution jobs",
      ],
    },
  ])("tells of $name", ({ integration, words, lines }) => {
    expect(linesWith(words, checklist(integration, "tenant"))).toEqual(lines);
  });

  it("says what it does not know: the stack of the tenant", () => {
    const text = checklist(registered, undefined);
    expect(linesWith("First apply", text)).toEqual([
      "Made from config/demo/org.yaml. Nothing was read from the tenant. First apply the stack of the tenant, which gives the consent.",
    ]);
    expect(linesWith("NAME-OF-THE-TENANT-STACK", text)).toHaveLength(1);
  });

  it("counts stores above fifty", () => {
    const { org } = validateBelowHeader(people + registered);
    const store = { kind: "store" as const, parent: "top", managers: ["m"] as [string] };
    const many = Array.from({ length: 60 }, (_, index) => {
      const storeNumber = String(1000 + index);
      return { ...store, id: `s${storeNumber}`, name: `Store ${storeNumber}`, storeNumber };
    });
    const text = org && hqChecklist({ ...org, nodes: many }, { orgFile: "o.yaml", tenantStack: "t" })?.text;
    expect(linesWith("  - 1", text)).toHaveLength(50);
    expect(linesWith("more in the config", text)).toEqual(["  - and 10 more in the config"]);
  });

  it("is none without an app for Commerce", () => {
    const apps =
      "integration: { apps: [{ key: chat, appId: 5D0C0000-0000-4000-8000-0000000000C0, serves: [chat] }] }";
    expect(checklist(apps, "tenant")).toBeUndefined();
  });

  it("says what each person does and should know where links, chats or the personal app are used", () => {
    const used = `environments:
  - key: dev
    url: https://contoso-dev.crm4.dynamics.com
    collaboration: { basic: true, enhanced: true, chat: true }
`;
    const serving = registered.replace(
      "[commerce, taskPublishing]",
      "[commerce, taskPublishing, chat, recordLinking]",
    );
    const text = checklist(used + serving, "tenant");
    expect(linesWith("on mobile", text)).toHaveLength(1);
    expect(linesWith("Collaborate", text)).toHaveLength(1);
    expect(linesWith("opens the bot once", text)).toHaveLength(1);
    expect(linesWith("Privacy notice", text)).toHaveLength(1);
    expect(linesWith("Uninstall", text)).toHaveLength(2);
    expect(linesWith("Unified Interface", text)).toHaveLength(1);
    // Without any of them nothing of it stands there.
    expect(linesWith("What each person does", checklist(registered, "tenant"))).toEqual([]);
  });
});
