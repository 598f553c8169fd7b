import { describe, expect, it } from "vitest";
import type { OrgNode } from "../../../schemas/types/org.ts";
import { orgGraph } from "../../../stacks/explain/org-graph.ts";
import { dev, org, organization, person, store } from "../org-builder.ts";

const region = (id: string): OrgNode => ({ id, kind: "region", parent: "contoso", name: `Region "${id}"` });

const small = org({
  environments: [{ ...dev, collaboration: { basic: true, enhanced: false }, tables: ["new_site"] }],
  nodes: [
    organization,
    region("west"),
    store({
      parent: "west",
      team: {
        channels: [
          {
            key: "ops",
            name: "Operations",
            recordLinks: [
              {
                key: "acc",
                environment: "dev",
                table: "account",
                recordId: "c0000000-0000-4000-8000-000000000001",
                name: "Acc",
              },
            ],
          },
        ],
      },
    }),
    store({ id: "oak", parent: "west", name: "Oakland", storeNumber: "000140", managers: [] }),
  ],
  people: [person("m"), person("w")],
});

/** As many stores as wished in two regions, one of them ten times as large. */
function large(stores: number): ReturnType<typeof org> {
  const nodes = Array.from({ length: stores }, (_, index) =>
    store({
      id: `s${String(index).padStart(5, "0")}`,
      parent: index % 11 === 0 ? "east" : "west",
      name: `Store ${index}`,
      storeNumber: String(index).padStart(6, "0"),
    }),
  );
  return org({ nodes: [organization, region("east"), region("west"), ...nodes] });
}

const textOf = ({ mermaid, folded }: ReturnType<typeof orgGraph>): object => ({
  folded,
  mermaid: mermaid.text,
});

describe("the graph of an org", () => {
  it("draws nodes, stores with and without team, links, and what stands beside the stores", () => {
    expect(textOf(orgGraph(small, { boxesMax: 100 }))).toMatchInlineSnapshot(`
      {
        "folded": [],
        "mermaid": "flowchart LR
        b0["Contoso<br/>organization"]
        b1["Region #34;west#34;<br/>region"]
        b2["000140 Oakland<br/>no team: no manager, so there is nobody to own a team"]:::none
        b1 --> b2
        b3["000135 San Francisco<br/>team: 1 owner, 1 member"]:::team
        b4["link-sfo-ops-acc<br/>dataverse:ChannelLink"]
        b3 --- b4
        b1 --> b3
        b0 --> b1
        subgraph environments
          b5["switch-dev<br/>dataverse:TeamsIntegration"]
          b6["tables-dev<br/>dataverse:TeamsTables"]
        end
        b5 --> b6
        classDef team fill:#e6f2ec,stroke:#2f7d5b
        classDef none fill:#f6f6f6,stroke:#999,stroke-dasharray:4
        classDef folded fill:#eef,stroke:#66a",
      }
    `);
  });

  it("folds what does not fit, the larger region first, and says so", () => {
    const {
      mermaid: { text: mermaid },
      folded,
    } = orgGraph(large(110), { boxesMax: 20 });
    expect(folded).toEqual(['region "west" (Region "west"): 100 stores, 100 teams']);
    expect(mermaid).toContain('["Region #34;west#34;<br/>100 stores, 100 teams"]:::folded');
    expect(mermaid.match(/:::team/g)).toHaveLength(10);
  });

  it("opens the node that is asked for, and says how many of its children are left out", () => {
    const {
      mermaid: { text: mermaid },
      folded,
    } = orgGraph(large(110), { from: "west", boxesMax: 41 });
    expect(folded).toEqual(['region "west" (Region "west"): 60 more below it']);
    expect(mermaid.match(/:::team/g)).toHaveLength(40);
    expect(mermaid).not.toContain("subgraph");
  });

  it("stays within what Mermaid draws, however many stores there are", () => {
    const {
      mermaid: { text: mermaid },
    } = orgGraph(large(10_000), { boxesMax: 120 });
    expect(mermaid.length).toBeLessThan(50_000);
    expect(mermaid.match(/-->/g)?.length ?? 0).toBeLessThan(500);
    expect(mermaid).toContain("9,090 stores");
  });

  it("does not depend on the order of the nodes", () => {
    const { nodes = [] } = small;
    const turned = { ...small, nodes: nodes.toReversed() };
    expect(orgGraph(turned, { boxesMax: 100 })).toEqual(orgGraph(small, { boxesMax: 100 }));
  });

  it("says that a node is not there", () => {
    expect(() => orgGraph(small, { from: "nowhere", boxesMax: 100 })).toThrow('no node has the id "nowhere"');
  });
});
