import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fileBytesMax } from "../../../stacks/config/read-file.ts";
import { ConfigError, loadOrg } from "../../../stacks/config/load-org.ts";

const root = join(import.meta.dirname, "../../..");
const fixtures = relative(process.cwd(), join(root, "test/fixtures/config"));
const demo = relative(process.cwd(), join(root, "config/demo/org.yaml"));

function errorOf(file: string): ConfigError {
  try {
    loadOrg(file);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  return expect.fail(`${file} has no errors`);
}

describe("loadOrg", () => {
  it("loads the demo with one warning: Oakland has no manager", () => {
    const { org, warnings } = loadOrg(demo);
    expect(org.nodes.filter(({ kind }) => kind === "store")).toHaveLength(8);
    expect(warnings.map(({ ruleId, where }) => [ruleId, where])).toEqual([["R8", 'node "oak" → managers']]);
  });

  it("loads an organization of several files, each region in its own", () => {
    const { org, warnings, places, files } = loadOrg(join(fixtures, "by-region/org.yaml"));
    expect(warnings).toEqual([]);
    expect(files.map((file) => relative(fixtures, file))).toEqual([
      "by-region/org.yaml",
      "by-region/people.csv",
      "by-region/west.yaml",
      "by-region/east.yaml",
    ]);
    expect(org.nodes.map(({ id }) => id)).toEqual(["contoso", "west", "sfo", "east", "bos"]);
    expect(org.people.map(({ id }) => id)).toEqual(["p-1", "p-2"]);
    expect(places.at(["nodes", 4])).toEqual({ file: join(fixtures, "by-region/east.yaml"), line: 4 });
  });

  it("throws everything that is wrong at once, as text that people can act on", () => {
    const file = join(fixtures, "broken.yaml");
    expect(errorOf(file).message).toBe(`\
${file}:13:23  node "sfo" → managers[1]: no person has the id "p-2O1"
    managers: [p-201, p-2O1]
                      ^^^^^
  Did you mean "p-201" (Sam Miller)? People are declared in ${file}.  rule R10
${file}:14:77  node "daly" → storeNumber: expected text, found the number 000136
    - { id: daly, kind: store, parent: contoso, name: Daly City, storeNumber: 000136, managers: [p …
                                                                              ^^^^^^
  Put it in quotes: "000136"; as a number it loses its zeros.                             rule shape
${file}:15:11  warning: node "oak" → managers: no manager, so the store gets no team
    - { id: oak, kind: store, parent: contoso, name: Oakland, storeNumber: "000140" }
            ^^^
  Name a manager: only a manager can own the team.                                           rule R8
2 errors, 1 warning. Nothing was sent.`);
  });

  it.each([
    ["nowhere.yaml", "there is no such file"],
    ["by-region", "this is a folder, not a file"],
    ["/dev/zero", "this is a device, not a file"],
  ])("reports a file that cannot be read: %s", (name, message) => {
    const [problem, ...others] = errorOf(resolve(fixtures, name)).problems;
    expect(problem?.message).toBe(message);
    expect(others).toEqual([]);
  });
});

describe("a file under `files`", () => {
  const folder = mkdtempSync(join(tmpdir(), "load-org-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, "people.csv"), "id,upn\np-1,ann@x.example\n");
  mkdirSync(join(folder, "west"));
  execFileSync("mkfifo", [join(folder, "pipe.csv")]);
  symlinkSync("/dev/zero", join(folder, "zero.csv"));
  symlinkSync("nowhere.csv", join(folder, "dangling.csv"));
  symlinkSync("loop.csv", join(folder, "loop.csv"));
  writeFileSync(join(folder, "huge.csv"), "");
  truncateSync(join(folder, "huge.csv"), fileBytesMax + 1);

  const store = `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [p-1, p-2] }
`;
  const rows = [
    { files: "[People.csv]", says: "People.csv: there is no such file ⇒ Did you mean people.csv?" },
    { files: "[poeple.csv]", says: "poeple.csv: there is no such file ⇒ Did you mean people.csv?" },
    {
      files: "[north.yaml]",
      says: "north.yaml: there is no such file ⇒ Check the path; it counts from the file",
    },
    { files: "[people.csv/more.csv]", says: "a part of the path is a file, not a folder ⇒ Check the path" },
    { files: "[west]", says: "west: this is a folder, not a file ⇒ Name a file" },
    { files: "[pipe.csv]", says: "pipe.csv: this is a pipe, not a file ⇒" },
    { files: "[zero.csv]", says: "zero.csv: this is a device, not a file ⇒" },
    { files: "[dangling.csv]", says: "dangling.csv: the link leads to no file ⇒" },
    { files: "[loop.csv]", says: "loop.csv: links lead in a circle here ⇒" },
    { files: "[huge.csv]", says: "huge.csv: the file has 129 MB; at most 128 MB are read ⇒ Split it" },
    {
      files: "[/etc/people.csv]",
      says: '"/etc/people.csv" is a path of one machine only ⇒ Write the path as it',
    },
    { files: "['C:\\people.csv']", says: '"C:\\people.csv" is a path of one machine only ⇒' },
    { files: "['west\\people.csv']", says: '"west\\people.csv" has backslashes ⇒ Write west/people.csv.' },
    { files: "['https://x.example/p.csv']", says: '"https://x.example/p.csv" is an address, and only files' },
    { files: "[org.yaml]", says: "org.yaml is read already ⇒ Name each file once" },
    { files: '["a\\0b.csv"]', says: "holds a control character (U+0000) ⇒ Remove it." },
  ];
  it.each(rows)("gives one error, where it is named: $files", ({ files, says }) => {
    const file = join(folder, "org.yaml");
    writeFileSync(
      file,
      `apiVersion: org/v1
files: ${files}
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: x.example }
hierarchy: { id: h, name: H, purposes: [retailReporting] }
${store}`,
    );
    const told = errorOf(file).problems.map(({ place, message, mend }) => ({
      place,
      text: `${message} ⇒ ${mend}`,
    }));
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining(says)]);
    expect(told[0]?.place).toMatchObject({ file, line: 2, column: 9 });
  });

  it("named twice is told, however it is written", () => {
    const file = join(folder, "org.yaml");
    writeFileSync(
      file,
      `apiVersion: org/v1
files: [people.csv, ./people.csv]
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: x.example }
`,
    );
    expect(errorOf(file).problems.map(({ message }) => message)).toEqual([
      `the file ${join(folder, "people.csv")} is read already`,
    ]);
  });
});
