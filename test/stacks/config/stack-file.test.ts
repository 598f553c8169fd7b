import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, loadOrg } from "../../../stacks/config/load-org.ts";
import { loadStack } from "../../../stacks/config/load-stack.ts";
import { checkStacksOf } from "../../../stacks/config/stacks-of-org.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "store-teams-stacks-"));
  await mkdir(join(folder, "stacks"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const org = "config/demo/org.yaml";
const usual = `config:
  store-teams:program: environment
  store-teams:org: ${org}
  store-teams:environment: dev
`;

async function write(text: string): Promise<string> {
  const file = join(folder, "stacks", "Pulumi.dev.yaml");
  await writeFile(file, text);
  return file;
}

/** "line:column where: message ⇒ mend" of each error. */
function errorsOf(file: string): readonly string[] {
  try {
    loadStack(file);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ place, where, message, mend }) => {
      expect(place.file.endsWith("Pulumi.dev.yaml")).toBe(true);
      return `${String(place.line)}:${String(place.column)} ${where}${where === "" ? "" : ": "}${message} ⇒ ${mend}`;
    });
  }
}

const rows: readonly { readonly name: string; readonly text: string; readonly says: string }[] = [
  { name: "an empty file", text: "", says: "1:1 the file is empty ⇒" },
  {
    name: "a slip in a setting",
    text: `${usual}  store-teams:brake: {}\n`,
    says: '5:3 the key "store-teams:brake" is not known here ⇒ Did you mean "store-teams:brakes"?',
  },
  {
    name: "a program that there is not",
    text: usual.replace("environment\n", "enviroment\n"),
    says: '2:24 store-teams:program: "enviroment" is not allowed here ⇒ Did you mean "environment"?',
  },
  {
    name: "an environment that the org has not",
    text: usual.replace(": dev", ": devv"),
    says: `4:28 store-teams:environment: ${org} has no environment "devv" ⇒ Did you mean "dev"? Declared are: dev.`,
  },
  {
    name: "an org file that is not there",
    text: usual.replace("org.yaml", "orgs.yaml"),
    says: "3:20 config/demo/orgs.yaml: there is no such file ⇒ Did you mean org.yaml?",
  },
  {
    name: "no org file",
    text: usual.replace(/.*:org:.*\n/, ""),
    says: "1:1 `store-teams:org` is missing ⇒ Add the org file of this stack",
  },
  {
    name: "a setting twice",
    text: `${usual}  store-teams:org: x\n`,
    says: '5:3 the key "store-teams:org" is there twice',
  },
  {
    name: "a merge that was not finished",
    text: `${usual}<<<<<<< HEAD\n`,
    says: "5:1 two versions of the file were put together",
  },
  {
    name: "a letter that does not show",
    text: usual.replace(": dev", ': "de\\u200bv"'),
    says: "holds a letter that does not show (U+200B)",
  },
  {
    name: "a day that is none",
    text: `${usual}  store-teams:approvals:\n    - { brake: teams, where: tenant, count: 1, because: moved, until: soon }\n`,
    says: 'until: "soon" does not fit',
  },
  {
    name: "people, who belong elsewhere",
    text: `${usual}people:\n  - { id: a, upn: a@x.example }\n`,
    says: 'the key "people" is not known here ⇒ It belongs into the org file.',
  },
];

const idle = [
  {
    setting: "store-teams:protect: true",
    says: 'the program "environment" does not read "store-teams:protect"',
  },
  { setting: "store-teams:identities: []", says: "does not read" },
  {
    setting: "store-team:shared: true",
    says: 'the key "store-team:shared" is not known here ⇒ Did you mean',
  },
  { setting: "shared: true", says: 'the key "shared" is not known here' },
];

describe("a stack file", () => {
  it.each(idle)("tells $setting, which nobody would read", async ({ setting, says }) => {
    const [first, ...others] = errorsOf(await write(`${usual}  ${setting}\n`));
    expect(first).toContain(says);
    expect(others).toEqual([]);
  });

  it.each(["store-teams:shared: true", "stack: dev", "confg: {}"])("tells %s beside config", async (line) => {
    const [first, ...others] = errorsOf(await write(`${usual}${line}\n`));
    expect(first).toMatch(/^5:1 the key "[^"]+" is not known here/);
    expect(others).toEqual([]);
  });

  it("takes what Pulumi and its providers are told", async () => {
    const others = "  pulumi:disable-default-providers: ['*']\n  azuread:tenantId: x\nencryptionsalt: v1\n";
    expect(errorsOf(await write(usual + others))).toEqual([]);
  });

  it("that is right is taken", async () => {
    expect(errorsOf(await write(usual))).toEqual([]);
  });

  it.each(rows)("tells $name where it stands", async ({ text, says }) => {
    const [first, ...others] = errorsOf(await write(text));
    expect(first).toContain(says);
    expect(others).toEqual([]);
  });
});

describe("a stack file that shares its environment", () => {
  const east = usual + "  store-teams:regions: [east]\n";
  const other = (): string => join(folder, "stacks", "Pulumi.other.yaml");
  afterEach(() => rm(other()));

  it.each([
    { name: "its settings are right", text: usual.replace("dev", "dev\n  store-teams:regions: [west]") },
    {
      name: "it is of another org file, broken or not",
      text: "config: [\n  store-teams:org: elsewhere.yaml\n",
    },
  ])("goes by the other one's file when $name", async ({ text }) => {
    await writeFile(other(), text);
    const file = await write(`${east}  store-teams:shared: true\n`);
    const { problems } = checkStacksOf(org, join(folder, "stacks"), loadOrg(org));
    const told = problems.map(({ message }) => message).join();
    expect([file.endsWith("dev.yaml"), told.includes("nested") || told.includes("YAML")]).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    { name: "is no YAML", text: usual.replace("config:", "config: [") },
    { name: "has a slip in what it owns", text: `${usual}  store-teams:region: [west]\n` },
    { name: "holds no text", text: Buffer.from(usual, "utf16le") },
  ])("is told the other one's fault, and nothing that follows from it, when that $name", async ({ text }) => {
    await writeFile(other(), text);
    await write(east);
    const { problems } = checkStacksOf(org, join(folder, "stacks"), loadOrg(org));
    expect(problems.map(({ place }) => place.file.endsWith("Pulumi.other.yaml"))).toEqual([true]);
  });
});

describe("the stack files of an org file", () => {
  it("are those that name it, broken ones too, and all that is wrong is told", async () => {
    await write(usual.replace(": dev", ": devv"));
    const broken = join(folder, "stacks", "Pulumi.other.yaml");
    await writeFile(broken, usual.replace("config:", "config: ["));
    const stranger = join(folder, "stacks", "Pulumi.stranger.yaml");
    await writeFile(stranger, "config: { store-teams:program: nothing, store-teams:org: elsewhere.yaml }\n");
    const { files, problems } = checkStacksOf(org, join(folder, "stacks"), loadOrg(org));
    expect(files.map((file) => relative(join(folder, "stacks"), file))).toEqual([
      "Pulumi.dev.yaml",
      "Pulumi.other.yaml",
    ]);
    expect(problems.map(({ ruleId }) => ruleId)).toEqual(["stack", "yaml"]);
    await rm(broken);
  });
});
