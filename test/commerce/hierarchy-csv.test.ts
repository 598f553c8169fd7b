import { describe, expect, it } from "vitest";
import { explainRows, renderHierarchy } from "../../providers/commerce/hierarchy-csv.ts";
import { mappingCsv } from "../../providers/commerce/store-mapping.ts";
import type { HierarchyCsv, Org } from "../../schemas/types/org.ts";
import type { TargetingHierarchy } from "../../schemas/types/resources.ts";
import { deriveEnvironment } from "../../stacks/derive/environment.ts";
import { deriveShare } from "../../stacks/derive/share.ts";
import { dev, org, organization, person, store } from "../stacks/org-builder.ts";

const ids = {
  comms: "b0000000-0000-4000-8000-000000000001",
  sfo: "11111111-2222-4333-8444-555555555555",
};

/** The example of a retailer: a region, a district, one store with a manager and one without, and a closed one. */
function retailer(csv: HierarchyCsv): Org {
  return org({
    environments: [dev],
    hierarchy: {
      id: "retail-by-region",
      name: "Stores by region",
      purposes: ["retailReporting"],
      csv,
      mapping: {},
    },
    communicationsTeam: { name: "Retail Communications" },
    nodes: [
      store({ parent: "d01", attributes: { layout: "Large", departments: ["clothing", "foods"] } }),
      store({ id: "oak", parent: "d01", name: "Oakland", storeNumber: "000140", managers: [] }),
      store({
        id: "old",
        parent: "d02",
        name: "Old Town",
        storeNumber: "000150",
        closed: { on: "2026-01-31", because: "the lease ended" },
      }),
      { id: "d02", kind: "district", parent: "west", name: "District 02" },
      { id: "d01", kind: "district", parent: "west", name: "District 01" },
      { id: "west", kind: "region", parent: "contoso", name: "Wést" },
      organization,
    ],
    people: [person("m"), person("w"), person("c", ["communicationsManager"])],
  });
}

/** What the file holds once the program has put the ids in. */
function hierarchyOf(source: Org): TargetingHierarchy {
  const found = deriveEnvironment(source, "dev").resources.find(
    (resource) => resource.token === "commerce:TargetingHierarchy",
  );
  if (found?.token !== "commerce:TargetingHierarchy") throw new Error("no hierarchy was derived");
  expect(found.idsFrom?.resources).toEqual({
    "communications-team": "communications-team",
    sfo: "store-000135",
  });
  return { ...found.props, teamIds: { "communications-team": ids.comms, sfo: ids.sfo } };
}

describe("the targeting hierarchy file", () => {
  it("has the communications team on top, and drops leaves without team and parents without children", () => {
    const props = hierarchyOf(
      retailer({ attributes: { layout: "Layout" }, buckets: ["Opening", "Promotions"] }),
    );
    expect(renderHierarchy(props).text.text).toBe(
      [
        "TargetName,ParentName,TeamId,Layout,#Opening,#Promotions",
        `Retail Communications,,${ids.comms},,,`,
        "Contoso,Retail Communications,,,,",
        "West,Contoso,,,,",
        "District 01,West,,,,",
        `San Francisco,District 01,${ids.sfo},Large,,`,
        "",
      ].join("\n"),
    );
  });

  it("makes a column for each value of an attribute that is a list, and takes the other first header", () => {
    const props = hierarchyOf(
      retailer({ nameColumn: "DisplayName", attributes: { departments: "Departments" } }),
    );
    const [header, , , , , leaf] = renderHierarchy(props).text.text.split("\n");
    expect(header).toBe("DisplayName,ParentName,TeamId,Departments:clothing,Departments:foods");
    expect(leaf).toBe(`San Francisco,District 01,${ids.sfo},1,1`);
    expect(renderHierarchy(props).text.text).toContain("Contoso,Retail Communications,,0,0");
  });

  it("puts a hash of the content into the name, which moved lines of the config leave alone", () => {
    const props = hierarchyOf(retailer({}));
    const moved = structuredClone(props);
    for (const row of Object.values(moved.rows)) row.at = "elsewhere.yaml:1";
    expect(renderHierarchy(props).path).toMatch(/^out\/targeting-hierarchy-[0-9a-f]{12}\.csv$/);
    expect(renderHierarchy(moved).path).toBe(renderHierarchy(props).path);
    const other = { ...props, teamIds: { ...props.teamIds, sfo: ids.comms.replace(/1$/, "2") } };
    expect(renderHierarchy(other).path).not.toBe(renderHierarchy(props).path);
  });

  it("quotes what needs it", () => {
    const source = retailer({ attributes: { layout: "Layout" } });
    const [first] = source.nodes ?? [];
    if (first !== undefined) first.attributes = { layout: 'Large, "new"' };
    expect(renderHierarchy(hierarchyOf(source)).text.text).toContain(`${ids.sfo},"Large, ""new"""`);
  });

  it("leads complaints of the service back to nodes and lines; the header is row 1", () => {
    const props = hierarchyOf(retailer({}));
    const file = renderHierarchy(props);
    expect(explainRows("TeamID in row 6 doesn't match a valid Group ID.", file, props)).toBe(
      'TeamID in row 6 (sfo "San Francisco", :0) doesn\'t match a valid Group ID.',
    );
    expect(explainRows("row 1, row 99", file, props)).toBe("row 1, row 99");
  });
});

describe("stacks that share an environment by region", () => {
  it("make neither file from the teams of some regions, and say so", () => {
    const source = retailer({});
    source.nodes?.push(
      { id: "east", kind: "region", parent: "contoso", name: "East" },
      store({ id: "bos", parent: "east", name: "Boston", storeNumber: "000210" }),
    );
    const { resources, leftOut } = deriveShare(source, "dev", { regions: ["west"], shared: true });
    expect(resources.filter(({ idsFrom }) => idsFrom !== undefined)).toEqual([]);
    expect(leftOut.map(({ nodeId }) => nodeId)).toEqual(
      expect.arrayContaining(["targeting-hierarchy", "mapping-of-stores"]),
    );
    const whole = deriveShare(source, "dev", {}).resources.map(({ name }) => name);
    expect(whole).toEqual(expect.arrayContaining(["targeting-hierarchy", "mapping-of-stores"]));
  });
});

describe("the mapping for headquarters", () => {
  it("has a row for each store with a team, with the zeros of its number", () => {
    const { resources } = deriveEnvironment(retailer({}), "dev");
    const mapping = resources.find(({ name }) => name === "mapping-of-stores");
    expect(mapping?.idsFrom?.resources).toEqual({ "000135": "store-000135", "000150": "store-000150" });
    expect(mappingCsv({ "000150": ids.comms, "000135": ids.sfo }).text).toBe(
      `SOURCETYPE,SOURCEID,TEAMID\nRetailStore,000135,${ids.sfo}\nRetailStore,000150,${ids.comms}\n`,
    );
  });

  it("is not made unless config asks for it", () => {
    const { resources } = deriveEnvironment(org(), "dev");
    expect(resources.map(({ token }) => token)).not.toContain("commerce:StoreMapping");
  });
});
