// Exports of other systems as they come: what becomes of their rows, and what is told of those that cannot be.
import { describe, expect, it } from "vitest";
import { loadWith, problemsWith, root, staffIn, store, type File } from "./kit.ts";

const hr: File[0] = {
  path: "hr.csv",
  as: "people",
  columns: {
    personnelNumber: "Personalnr.",
    name: ["Vorname", "Nachname"],
    upn: "E-Mail",
    store: "Filiale",
    position: "Stelle",
    from: "Eintritt",
    until: "Austritt",
    status: "Status",
  },
  values: { position: { FL: "manager", "*": "worker" }, status: { A: "active", U: "leave", T: "left" } },
  where: { Firma: ["DE01", "DE02"] },
  ignoreOtherColumns: true,
};
const head = "Personalnr.;Nachname;Vorname;E-Mail;Filiale;Stelle;Eintritt;Austritt;Status;Firma;Kantine";
const rowOf = (...cells: string[]): string => cells.join(";");

describe("people of an export", () => {
  it("come with their stores, by the columns and values that the mapping names, one row a job", async () => {
    const text = [
      head,
      rowOf(
        "0001",
        "Petit",
        "Nora",
        "nora.petit@contoso.example",
        "212",
        "FL",
        "01.03.2020",
        "",
        "A",
        "DE01",
        "x",
      ),
      rowOf(
        "0002",
        "Groß",
        "Uwe",
        "uwe.gross@contoso.example",
        "000212",
        "VK",
        "2021-01-01",
        "",
        "A",
        "DE01",
        "",
      ),
      rowOf(
        "0002",
        "Groß",
        "Uwe",
        "uwe.gross@contoso.example",
        "Köln",
        "VK",
        "2021-01-01",
        "",
        "A",
        "DE01",
        "",
      ),
      rowOf(
        "0003",
        "Old",
        "Ann",
        "ann.old@contoso.example",
        "305",
        "FL",
        "2010-01-01",
        "31.12.2025",
        "A",
        "DE01",
        "",
      ),
      rowOf(
        "0003",
        "Old",
        "Ann",
        "ann.old@contoso.example",
        "5637",
        "VK",
        "2026-01-01",
        "2154-12-31",
        "A",
        "DE02",
        "",
      ),
      rowOf("0009", "Other", "Firm", "other@contoso.example", "nowhere", "VK", "", "", "A", "US01", ""),
    ].join("\r\n");
    const loaded = await loadWith([[hr, text]]);
    expect(staffIn(loaded)).toEqual({ "000212": ["0001", "0002"], "000305": ["", "0002 0003"] });
    expect(loaded.org.people).toEqual([
      { id: "0001", name: "Nora Petit", upn: "nora.petit@contoso.example", personnelNumber: "0001" },
      { id: "0002", name: "Uwe Groß", upn: "uwe.gross@contoso.example", personnelNumber: "0002" },
      { id: "0003", name: "Ann Old", upn: "ann.old@contoso.example", personnelNumber: "0003" },
    ]);
  });

  it("are active, on leave or have left, as their last job that holds says, with its days", async () => {
    const list: File = [
      {
        path: "hr.csv",
        as: "people",
        columns: { upn: "U", store: "S", status: "Status", statusUntil: "Bis", until: "Ende" },
        values: { status: { A: "active", U: "leave", T: "left" } },
      },
      [
        "U,S,Status,Bis,Ende",
        "works@contoso.example,212,A,,",
        "away@contoso.example,212,U,31.12.2026,",
        "left@contoso.example,212,T,,",
        "back@contoso.example,305,T,,",
        "back@contoso.example,212,A,,",
        "over@contoso.example,212,A,,30.06.2026",
      ].join("\n"),
    ];
    const loaded = await loadWith([list]);
    expect(loaded.org.people.map((person) => [person.id, person.status])).toEqual([
      ["works", undefined],
      ["away", "leave"],
      ["left", "left"],
      ["back", undefined],
      ["over", "left"],
    ]);
    expect(staffIn(loaded)).toEqual({ "000212": ["-", "works away left back over"], "000305": ["-", ""] });
    const after = await loadWith([list], { day: "2027-01-01" });
    expect(after.org.people.find(({ id }) => id === "away")?.status).toBeUndefined();
  });

  it("have the roles that their jobs mean", async () => {
    const list: File = [
      {
        ...{ path: "who.csv", as: "people", columns: { upn: "U", roles: "Job" } },
        values: { roles: { RM: "regionalManager communicationsManager", "*": "" } },
      },
      "U,Job\nnora@contoso.example,RM\nuwe@contoso.example,VK\nnora@contoso.example,VK\n",
    ];
    const { org } = await loadWith([list]);
    expect(org.people.map(({ id, roles }) => [id, roles])).toEqual([
      ["nora", ["regionalManager", "communicationsManager"]],
      ["uwe", undefined],
    ]);
  });

  it("are left out and told until their first day", async () => {
    const text = [
      head,
      rowOf("0001", "Petit", "Nora", "nora@contoso.example", "212", "FL", "", "", "A", "DE01", ""),
      rowOf("0002", "Soon", "Sue", "sue@contoso.example", "212", "VK", "2026-12-01", "", "A", "DE01", ""),
    ].join("\n");
    expect(staffIn(await loadWith([[hr, text]]))["000212"]).toEqual(["0001", ""]);
    expect(await problemsWith([[hr, text]])).toMatch(/warning hr\.csv:3 from here on 1 row begin later/);
    expect(staffIn(await loadWith([[hr, text]], { day: "2026-12-01" }))["000212"]).toEqual(["0001", "0002"]);
  });

  it("of several files are one person where an object id, account name or number says so", async () => {
    const staff: File = [
      { path: "staff.csv", layout: "commerceStaff" },
      "PERSONNELNUMBER,EXTERNALNAME,EXTERNALSUBIDENTIFIER,NAMEONRECEIPT,IMAGE\n000871,nora@contoso.example,d1000000-0000-4000-8000-000000000001,Nora,x\n",
    ];
    const channel: File = [
      { path: "channel.csv", layout: "commerceChannelWorkers" },
      "RETAILCHANNELID,PERSONNELNUMBER,ISACTIVE\n5637,000871,Yes\n5637,000872,No\n",
    ];
    const entra: File = [
      { path: "entra.csv", layout: "entraUsers", onlyKnown: true },
      "userPrincipalName,displayName,surname,objectId,userType\nNORA@contoso.example,Nora Petit,Petit,d1000000-0000-4000-8000-000000000001,Member\nboss@contoso.example,Boss,B,d1000000-0000-4000-8000-000000000009,Member\n",
    ];
    const workers: File = [
      { path: "workers.csv", layout: "commerceWorkers" },
      "PersonnelNumber|Name|PartyNumber\n000871|Nora P.|1\n000999|Nobody|2\n",
    ];
    const loaded = await loadWith([channel, entra, staff, workers]);
    expect(loaded.org.people).toEqual([
      {
        ...{ id: "000871", name: "Nora", upn: "nora@contoso.example", personnelNumber: "000871" },
        objectId: "d1000000-0000-4000-8000-000000000001",
      },
    ]);
    expect(staffIn(loaded)["000305"]).toEqual(["-", "000871"]);
  });

  it("stand beside people who are declared, and say where those work", async () => {
    const people = [{ id: "nora", upn: "nora@contoso.example", personnelNumber: "0001" }];
    const list: File = [
      { path: "who.csv", as: "assignments", columns: { person: "P", store: "S" } },
      "P,S\n0001,212\nnora,305\n",
    ];
    const loaded = await loadWith([list], { people });
    expect(staffIn(loaded)).toEqual({ "000212": ["-", "nora"], "000305": ["-", "nora"] });
    expect(loaded.org.people).toEqual(people);
  });

  it("do not come back to a store by a job that is over when they are declared", async () => {
    const people = [{ id: "nora", upn: "nora@contoso.example", personnelNumber: "0001" }];
    const list: File = [
      { path: "who.csv", as: "people", columns: { personnelNumber: "N", store: "S", until: "Ende" } },
      "N,S,Ende\n0001,212,30.06.2026\n",
    ];
    const loaded = await loadWith([list], { people });
    expect(staffIn(loaded)["000212"]).toEqual(["-", ""]);
    expect(loaded.org.people).toEqual(people);
  });
});

describe("stores of exports", () => {
  it("come from headquarters' entities, with names of units and the hierarchy above", async () => {
    const files: File[] = [
      [
        { path: "stores.csv", layout: "commerceStores" },
        "RETAILCHANNELID,STORENUMBER,OPERATINGUNITPARTYNUMBER,CURRENCY\n0687,000212,000045117,EUR\n0688,000305,000045118,EUR\n",
      ],
      [
        { path: "units.csv", layout: "commerceOperatingUnits" },
        "PARTYNUMBER;NAME;OPERATINGUNITTYPE\n000045117;Lyon Part-Dieu;Retail\n000045118;Köln;Retail\n000049999;Canteen;Department\n",
      ],
      [
        { path: "tree.csv", layout: "commerceHierarchy", where: { HierarchyType: "Stores by area" } },
        [
          "HierarchyType,ChildOrganizationPartyNumber,ChildOrganizationName,ParentOrganizationPartyNumber,validFrom,validTo",
          "Stores by area,000045000,Company,,1900-01-01T00:00:00Z,2154-12-31T00:00:00Z",
          "Stores by area,000045001,West,000045000,1900-01-01,2154-12-31",
          "Stores by area,000045117,Lyon,000045001,2020-01-01,2154-12-31",
          "Stores by area,000045118,Köln,000045001,2020-01-01,2154-12-31",
          "Stores by area,000045118,Köln,000045000,2010-01-01,2019-12-31",
          "Finance,000045117,Lyon,000099999,2020-01-01,2154-12-31",
        ].join("\n"),
      ],
    ];
    const { org } = await loadWith(files, { nodes: [] });
    expect(org.nodes).toEqual([
      { id: "party-000045000", kind: "organization", name: "Company", partyNumber: "000045000" },
      {
        id: "party-000045001",
        kind: "region",
        parent: "party-000045000",
        name: "West",
        partyNumber: "000045001",
      },
      expect.objectContaining({
        id: "store-000212",
        parent: "party-000045001",
        name: "Lyon Part-Dieu",
        channelId: "0687",
        storeNumber: "000212",
      }),
      expect.objectContaining({
        id: "store-000305",
        parent: "party-000045001",
        name: "Köln",
        partyNumber: "000045118",
      }),
    ]);
  });

  it("come from a list of one's own with the names of the fields", async () => {
    const list: File = [
      { path: "stores.csv", as: "stores", always: { parent: "company" } },
      "storeNumber,name\n000212,Lyon\n",
    ];
    const { org } = await loadWith([list], { nodes: [root] });
    expect(org.nodes[1]).toEqual({
      id: "store-000212",
      kind: "store",
      parent: "company",
      name: "Lyon",
      storeNumber: "000212",
    });
  });

  it("come with the groups above them, which say what they are", async () => {
    const text = [
      "kind,id,name,parent,storeNumber",
      "organization,company,Company,,",
      "region,west,West,company,",
      "store,lyon,Lyon,west,000212",
    ].join("\n");
    const { org } = await loadWith([[{ path: "tree.csv", as: "stores" }, text]], { nodes: [] });
    expect(org.nodes).toEqual([
      { id: "company", kind: "organization", name: "Company" },
      { id: "west", kind: "region", parent: "company", name: "West" },
      { id: "lyon", kind: "store", parent: "west", name: "Lyon", storeNumber: "000212" },
    ]);
  });

  const id = "4f7a0000-0000-4000-8000-000000000001";
  it.each<[string, File]>([
    [
      "headquarters",
      [
        { path: "map.csv", layout: "headquartersMapping" },
        `SOURCETYPE,SOURCEID,TEAMID\nRetailStore,000212,${id}\nOther,000305,x\n`,
      ],
    ],
    [
      "linked frontline teams",
      [
        { path: "map.csv", layout: "frontlineLinkedTeams" },
        `Locations,Team ID,FlexibleMembership\nLyon,${id},FALSE\nKöln,,FALSE\n`,
      ],
    ],
    [
      "a static deployment",
      [
        { path: "map.csv", layout: "frontlineTeams" },
        `Team Name,Existing Team ID,Visibility,Team Template ID\nLyon,${id},Private,\n`,
      ],
    ],
  ])("get the teams of a list of %s", async (_name, file) => {
    const { org } = await loadWith([file]);
    expect(org.nodes.map((node) => (node.kind === "store" ? node.team?.existingTeamId : ""))).toEqual([
      "",
      id,
      undefined,
    ]);
  });

  it("get the people of a static frontline deployment", async () => {
    const users: File = [
      { path: "users.csv", layout: "frontlineUsers" },
      "User Full Name,User UPN or ID,Team Name,ActionType,Owner or Member\nNora Petit,nora@contoso.example,Lyon,AddMember,Owner\nUwe,uwe@contoso.example,Lyon,AddMember,Member\nGone,gone@contoso.example,Lyon,RemoveMember,Member\n",
    ];
    expect(staffIn(await loadWith([users]))["000212"]).toEqual(["nora", "uwe"]);
  });
});

describe("what is wrong with an export", () => {
  const people = (columns: Record<string, string>, more: object = {}): File[0] => ({
    path: "x.csv",
    as: "people",
    columns,
    ...more,
  });
  const rows: readonly (readonly [name: string, file: File, told: RegExp])[] = [
    [
      "a column that was renamed",
      [people({ upn: "UPN", store: "Filiale" }), "UPN,Filialen\n"],
      /error x\.csv:1 the column "Filiale" is missing, which holds the field "store" \| Is it "Filialen" now\?/,
    ],
    [
      "a column that nothing is said of",
      [people({ upn: "UPN" }), "UPN,Office\n"],
      /nothing says what the column "Office" holds \| .*`ignoreOtherColumns: true`/,
    ],
    [
      "a column that is like a field",
      [people({ upn: "UPN" }), "UPN,Naem\n"],
      /nothing says what the column "Naem" holds \| Did you mean "name"\?/,
    ],
    ["two columns of one name", [people({ upn: "UPN" }), "UPN,UPN\n"], /the column "UPN" is there twice/],
    [
      "no column that says who",
      [people({ name: "Name" }), "Name\nx\n"],
      /no column holds one of the fields "upn", "objectId"/,
    ],
    [
      "a value that means nothing",
      [people({ upn: "U", position: "J" }), "U,J\na@contoso.example,FL\nb@contoso.example,FL\n"],
      /error x\.csv:2 "FL" is no position \(2 rows\) \| Say what it means: `values: \{ position: \{ "FL": /,
    ],
    [
      "a day that can be read in two ways",
      [people({ upn: "U", from: "D" }), "U,D\na@contoso.example,03\/04\/2026\n"],
      /"03\/04\/2026" is no day that can be told for sure \| .*`dates: day-month-year`/,
    ],
    [
      "a number that a spreadsheet has rounded",
      [people({ upn: "U", personnelNumber: "N" }), 'U,N\na@contoso.example,"1,2E+05"\n'],
      /x\.csv:2 "1,2E\+05" is a number that a spreadsheet has rounded/,
    ],
    [
      "a store that is not there",
      [people({ upn: "U", store: "S" }), "U,S\na@contoso.example,Lyonn\n"],
      /error x\.csv:2 no store is called "Lyonn" \(1 row\) \| Did you mean "Lyon"\?/,
    ],
    [
      "two rows of one person that contradict each other",
      [people({ upn: "U", personnelNumber: "N" }), "U,N\na@contoso.example,1\na@contoso.example,2\n"],
      /x\.csv:3 this row is of the same person as .*x\.csv:2, but "personnelNumber" is "2" here and "1" there/,
    ],
    [
      "a quote that is never closed",
      [people({ upn: "U" }), 'U\n"a@contoso.example\n'],
      /x\.csv:2 this row cannot be read: quote never closed/,
    ],
    [
      "an encoding that nobody named",
      [people({ upn: "U" }), new Uint8Array([0x55, 0x0a, 0xe9, 0x0a])],
      /not UTF-8 from here on \| Say its encoding .*`encoding: windows-1252`/,
    ],
    [
      "a person without an account name",
      [people({ upn: "U", personnelNumber: "N" }), "U,N\n,1\na@contoso.example,2\n"],
      /warning x\.csv:2 from here on 1 row are of people without an account name/,
    ],
    [
      "nothing that says what it is",
      [{ path: "x.csv" }, "a\n"],
      /error org\.yaml:\d+ nothing says what this file holds/,
    ],
    [
      "a field of another kind of file",
      [people({ upn: "U", storeNumber: "S" }), "U,S\n"],
      /a file of people has no field "storeNumber"/,
    ],
    [
      "a key that the mapping does not have",
      [{ path: "x.csv", as: "people", colums: {} } as unknown as File[0], "a\n"],
      /colums/,
    ],
    ["a mapping without a path", [{ as: "people" } as unknown as File[0], ""], /path/],
  ];
  it.each(rows)("is told with its place and a mend: %s", async (_name, file, told) => {
    const files = (file[0] as { path?: string }).path === undefined ? [] : [file];
    const text =
      files.length > 0 ? await problemsWith(files) : await problemsWith([[file[0], ""]]).catch(String);
    expect(text).toMatch(told);
  });

  it("is a value of the wrong shape where it stands in the export", async () => {
    const list: File = [people({ upn: "U", store: "S" }), "S,U\n212,no account\n"];
    expect(await problemsWith([list])).toMatch(/error x\.csv:2 /);
  });

  it("nothing, where the encoding and separator are others", async () => {
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...new Uint8Array(Buffer.from("U\tS\nä@contoso.example".replace("ä", "a") + "\tKöln\n", "utf16le")),
    ]);
    expect(staffIn(await loadWith([[people({ upn: "U", store: "S" }), utf16]]))["000305"]).toEqual([
      "-",
      "a",
    ]);
    const latin = new Uint8Array(Buffer.from("U:S\na@contoso.example:K\u00f6ln\n", "latin1"));
    expect(
      staffIn(await loadWith([[people({ upn: "U", store: "S" }, { encoding: "windows-1252" }), latin]]))[
        "000305"
      ],
    ).toEqual(["-", "a"]);
    expect(store("1", "x")).toMatchObject({ storeNumber: "1" });
  });
});
