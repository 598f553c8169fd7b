import { describe, expect, it } from "vitest";
import { explain } from "../../../stacks/explain/by-name.ts";
import { validateText } from "../../schemas/problems-of.ts";

const text = `apiVersion: org/v1
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
hierarchy: { id: by-region, name: By region, purposes: [retailReporting] }
environments:
  - { key: dev, url: https://contoso-dev.crm4.dynamics.com, collaboration: { basic: true, enhanced: false }, tables: [new_site] }
defaults:
  team:
    members: authoritative
    channels: [{ key: ops, name: Operations }]
    funSettings: { allowGiphy: false, allowCustomMemes: false }
communicationsTeam: { name: News }
nodes:
  - { id: top, kind: organization, name: Contoso }
  - { id: west, kind: region, parent: top, name: West, managers: [r], team: { visibility: public, funSettings: { allowGiphy: true } } }
  - id: sfo
    kind: store
    parent: west
    name: San Francisco
    storeNumber: "000135"
    managers: [m]
    workers: [w]
    team:
      members: additive
      channels:
        - key: ops
          name: Operations
          recordLinks: [{ key: acc, environment: dev, table: account, recordId: c0000000-0000-4000-8000-000000000001, name: Bay Logistics }]
  - { id: oak, kind: store, parent: west, name: Oakland, storeNumber: "000140", workers: [w] }
people:
  - { id: r, name: Rosa Marin, upn: rosa.marin@contoso.example, roles: [regionalManager, communicationsManager] }
  - { id: m, name: Sam Miller, upn: sam.miller@contoso.example }
  - { id: w, name: Oakland, upn: oakland@contoso.example }
`;

function explained(name: string, of = text): string {
  const { org, lineOf } = validateText(of);
  if (org === undefined) throw new Error("the fixture has errors");
  const { isFound, text: said } = explain(
    org,
    { places: { at: lineOf }, defaultTables: new Set(["account"]) },
    name,
  );
  // How many calls there are is the matter of the review's own estimate: see plan-report.test.ts.
  const counted = said.text.replaceAll(/\d+ calls?, at least \d+ s/g, "N calls, at least S s");
  return `${isFound ? "" : "unknown\n"}${counted}`;
}

describe("explain", () => {
  it("says of a store who decides each setting, what it overrides, what comes of it and what changes cost", () => {
    expect(explained("000135")).toMatchInlineSnapshot(`
      "store "sfo": 000135 San Francisco
        declared at org.yaml:15
        under Contoso → West → San Francisco

      People
        manager Sam Miller (m)  ← org.yaml:20
        worker Oakland (w)  ← org.yaml:21

      Settings of its team
        template                      standard  ← built in
        visibility                    public  ← region "west" (org.yaml:14)
        displayName                   {storeName}  ← built in
        description                   not touched  ← not mentioned
        alias                         {storeName}_D365  ← built in
        owners                        authoritative  ← built in
        minimumOwners                 1  ← built in
        members                       additive  ← this store (org.yaml:23), instead of defaults (org.yaml:8)
        channels                      Operations  ← this store (org.yaml:25), instead of defaults (org.yaml:9)
        apps                          not touched  ← not mentioned
        appsMode                      additive  ← built in
        classification                not touched  ← not mentioned
        onClose                       archive  ← built in
        onDestroy                     retain  ← built in
        funSettings.allowCustomMemes  false  ← defaults (org.yaml:10)
        funSettings.allowGiphy        true  ← region "west" (org.yaml:14), instead of defaults (org.yaml:10)

      Leads to
        link-sfo-ops-acc (dataverse:ChannelLink): channel "ops" of "sfo" links the account "acc"; a link grants nobody access to the record
        store-000135 (graph:Team): store "sfo" has 1 manager and 1 worker; it stays when it leaves config

      Costs
        to rename it: N calls, at least S s
        for one person more: N calls, at least S s
        for one person less: N calls, at least S s
        to archive it: N calls, at least S s
        to make all of it: N calls, at least S s
        to destroy it, as config says: N calls, at least S s"
    `);
  });

  it("says which stage decides how people are kept", () => {
    const staged = text.replace(
      "team: { visibility: public,",
      "team: { manage: additive, visibility: public,",
    );
    expect(explained("000135", staged)).toMatch(/manage +additive +← region "west" \(org\.yaml:14\)/);
    expect(explained("000135", staged)).toMatch(
      /members +additive +← manage of region "west" \(org\.yaml:14\)/,
    );
    const ended = staged.replace("      members: additive\n", "      manage: authoritative\n");
    expect(explained("000135", ended)).toMatch(/members +authoritative +← manage of this store/);
  });

  it("says why a store has no team", () => {
    expect(explained("oak")).toMatchInlineSnapshot(`
      "store "oak": 000140 Oakland
        declared at org.yaml:28
        under Contoso → West → Oakland

      People
        worker Oakland (w)  ← org.yaml:28

      Settings of its team
        template                      standard  ← built in
        visibility                    public  ← region "west" (org.yaml:14)
        displayName                   {storeName}  ← built in
        description                   not touched  ← not mentioned
        alias                         {storeName}_D365  ← built in
        owners                        authoritative  ← built in
        minimumOwners                 1  ← built in
        members                       authoritative  ← defaults (org.yaml:8)
        channels                      Operations  ← defaults (org.yaml:9)
        apps                          not touched  ← not mentioned
        appsMode                      additive  ← built in
        classification                not touched  ← not mentioned
        onClose                       archive  ← built in
        onDestroy                     retain  ← built in
        funSettings.allowCustomMemes  false  ← defaults (org.yaml:10)
        funSettings.allowGiphy        true  ← region "west" (org.yaml:14), instead of defaults (org.yaml:10)

      Leads to
        no team: no manager, so there is nobody to own a team (rule R8)"
    `);
  });

  it("says of a region what holds for the teams below", () => {
    expect(explained("WEST").split("\n").slice(-8)).toMatchInlineSnapshot(`
      [
        "  classification                not touched  ← not mentioned",
        "  onClose                       archive  ← built in",
        "  onDestroy                     retain  ← built in",
        "  funSettings.allowCustomMemes  false  ← defaults (org.yaml:10)",
        "  funSettings.allowGiphy        true  ← this region (org.yaml:14), instead of defaults (org.yaml:10)",
        "",
        "Leads to",
        "  1 team for 2 stores below",
      ]
    `);
  });

  it("says of a person who names them, and where that leads", () => {
    expect(explained("sam.miller@contoso.example")).toMatchInlineSnapshot(`
      "person "m" (Sam Miller, sam.miller@contoso.example)
        declared at org.yaml:31

      Named by
        manages store "sfo" (San Francisco)  ← org.yaml:20

      Leads to
        owner of 000135 San Francisco (store-000135)

      Costs
        to take this person out of all teams: N calls, at least S s"
    `);
    expect(explained("Rosa Marin")).toMatchInlineSnapshot(`
      "person "r" (Rosa Marin, rosa.marin@contoso.example)
        declared at org.yaml:30, roles regionalManager, communicationsManager

      Named by
        manages region "west" (West)  ← org.yaml:14
        owners of the communications team, which takes role communicationsManager  ← org.yaml:11
        members of the communications team, which takes role regionalManager  ← org.yaml:11

      Leads to
        owner of News (communications-team)

      Costs
        to take this person out of all teams: N calls, at least S s"
    `);
  });

  it("says of a table where it is on, and whose records are linked", () => {
    expect(explained("account")).toMatchInlineSnapshot(`
      "table "account", one of the default tables

      Environments
        dev: on by default with basic collaboration, left as it is  ← org.yaml:5

      Linked records
        "Bay Logistics" of dev, in channel "Operations"  ← org.yaml:27

      Leads to
        link-sfo-ops-acc (dataverse:ChannelLink): channel "ops" of "sfo" links the account "acc"; a link grants nobody access to the record

      Costs
        to change link-sfo-ops-acc: N calls, at least S s"
    `);
    expect(explained("new_site")).toMatchInlineSnapshot(`
      "table "new_site"

      Environments
        dev: on, named by config  ← org.yaml:5

      Leads to
        tables-dev (dataverse:TeamsTables): environment "dev" links new_site beyond the default tables

      Costs
        to change tables-dev: N calls, at least S s"
    `);
  });

  it.each([
    {
      name: "sf0",
      says: 'No store, person or table is called "sf0". Did you mean:\n  store "sfo" (000135 San Francisco)',
    },
    {
      name: "francis",
      says: 'No store, person or table is called "francis". Did you mean:\n  store "sfo" (000135 San Francisco)',
    },
    {
      name: "Oakland",
      says: '"Oakland" may be several things:\n  store "oak" (000140 Oakland)\n  person "w" (Oakland, oakland@contoso.example)\nGive the id.',
    },
    {
      name: "zzzzzzzz",
      says: 'No store, person or table is called "zzzzzzzz". Give an id, a store number, a user principal name or the logical name of a table.',
    },
  ])("asks back for $name", ({ name, says }) => {
    expect(explained(name)).toBe(`unknown\n${says}`);
  });
});
