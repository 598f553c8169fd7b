// Every command that the product can print, given to a shell as it is printed: it reaches the verb it is meant for, each
// word as it was put in, and with options that the verb takes. Names are hostile on purpose.
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { remedies } from "../../schemas/remedies.ts";
import { verbs } from "../../stacks/commands/bin/verbs.ts";

const stack = 'it\'s $(touch x); a "stack" `of` \\ours';
const folder = "a folder/it's $HOME";

type Remedies = typeof remedies;
type CommandName = Exclude<keyof Remedies, "approvals" | "uploadHierarchy" | "assignPolicy">;

interface Row<Name extends CommandName> {
  readonly args: Parameters<Remedies[Name]>;
  /** The program that a shell starts, and its words. */
  readonly starts: readonly string[];
}

const own = (verb: string, ...words: readonly string[]): readonly string[] => [
  "npm",
  "run",
  verb,
  "--",
  ...words,
];

/** A row for each: one that is missing does not compile. */
const rows: { readonly [Name in CommandName]: Row<Name> } = {
  makeRepository: { args: [], starts: ["npm", "run", "init"] },
  initStack: { args: [stack], starts: own("pulumi", "stack", "init", stack) },
  makePlan: { args: [stack], starts: own("plan", "--stack", stack) },
  applyPlan: { args: [stack, folder], starts: own("apply", "--stack", stack, "--plan", folder) },
  applyStack: { args: [stack], starts: own("pulumi", "up", "--stack", stack) },
  lookForDrift: { args: [stack], starts: own("drift", "--stack", stack) },
  proposeDriftEdits: { args: [stack], starts: own("drift", "--stack", stack, "--propose") },
  acceptDrift: { args: [stack, "f-1"], starts: own("drift", "--stack", stack, "--accept", "f-1") },
  revertDrift: { args: [stack], starts: own("pulumi", "up", "--refresh", "--stack", stack) },
  clearPendingCreates: {
    args: [stack],
    starts: own("pulumi", "refresh", "--clear-pending-creates", "--yes", "--stack", stack),
  },
  deleteEmptyNotes: {
    args: [folder],
    starts: ["find", folder, "-name", "*.attrs", "-size", "0", "-delete"],
  },
  proposeTeams: { args: [stack], starts: own("adopt", "--stack", stack) },
  acceptTeams: {
    args: [stack, folder, `${folder}/adopt.csv`],
    starts: own("adopt", "--stack", stack, "--out", folder, "--accept", `${folder}/adopt.csv`),
  },
  acceptSavedTeams: {
    args: [stack, "adopt.csv"],
    starts: own("adopt", "--stack", stack, "--accept", "adopt.csv"),
  },
  showOutputs: {
    args: [stack],
    starts: own("pulumi", "stack", "output", "applied", "--json", "--stack", stack),
  },
  showSecretOutputs: {
    args: [stack],
    starts: own("pulumi", "stack", "output", "applied", "--json", "--show-secrets", "--stack", stack),
  },
  showVaultSecret: {
    args: ["contoso", "hq-key"],
    starts: [
      ...["az", "keyvault", "secret", "show", "--vault-name", "contoso", "--name", "hq-key"],
      ...["--query", "value", "--output", "tsv"],
    ],
  },
  installPackages: { args: [], starts: ["npm", "ci"] },
  signInByCli: {
    args: ["contoso.example"],
    starts: ["az", "login", "--allow-no-subscriptions", "--tenant", "contoso.example"],
  },
  startEmulatedTenant: {
    args: [folder],
    starts: ["npx", "@store-teams/emulated-tenant", "--ready-file", folder],
  },
  previewDemo: { args: [], starts: own("pulumi", "preview", "--stack", "dev", "--diff") },
  applyDemo: { args: [], starts: own("pulumi", "up", "--stack", "dev") },
  lookAtDemo: { args: [], starts: own("pulumi", "refresh", "--stack", "dev", "--preview-only") },
  endDemo: { args: [], starts: own("demo", "--stop") },
};

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "remedies-"));
  // Stands for each program: says with which words it was started.
  const said = `#!${process.execPath}\nrequire("fs").writeFileSync(${JSON.stringify(join(place, "said.json"))}, JSON.stringify([require("path").basename(process.argv[1]), ...process.argv.slice(2)]));\n`;
  for (const program of ["npm", "npx", "find", "az"]) {
    writeFileSync(join(place, program), said);
    chmodSync(join(place, program), 0o755);
  }
});
afterAll(() => {
  rmSync(place, { recursive: true });
});

function startedBy(command: string): unknown {
  const PATH = `${place}${delimiter}${process.env["PATH"] ?? ""}`;
  execFileSync("sh", ["-c", command], { cwd: place, env: { ...process.env, PATH } });
  return JSON.parse(readFileSync(join(place, "said.json"), "utf8"));
}

const printed = Object.entries(rows).map(([name, { args, starts }]) => ({
  name,
  starts,
  command: (remedies[name as CommandName] as (...args: readonly unknown[]) => string)(...args),
}));

describe("a command that is printed", () => {
  it.each(printed)("$name starts what it says, whatever the names", ({ command, starts }) => {
    expect(startedBy(command)).toEqual(starts);
  });
});

/** What the help of a verb, or of one of Pulumi's commands, lists. Asked once each. */
const helps = new Map<string, Promise<string>>();
function helpOf(words: readonly string[]): Promise<string> {
  const [verb = "", ...rest] = words;
  const command = rest.filter((word) => /^[a-z]+$/.test(word));
  const of = verb === "pulumi" ? command.slice(0, command[0] === "stack" ? 2 : 1) : [];
  const key = [verb, ...of].join(" ");
  const file = verbs.find(({ name }) => name === verb)?.file ?? verb;
  const [program, args] =
    verb === "pulumi"
      ? ["pulumi", [...of, "--help"]]
      : [process.execPath, [`stacks/commands/${file}.ts`, "--help"]];
  const asked = helps.get(key) ?? promisify(execFile)(program, args).then(({ stdout }) => stdout);
  helps.set(key, asked);
  return asked;
}

describe("a verb takes", () => {
  it.each(printed.filter(({ starts }) => starts[0] === "npm" && starts[1] === "run"))(
    "the options of $name",
    async ({ starts }) => {
      const words = starts.slice(2).filter((word) => word !== "--");
      const help = await helpOf(words);
      for (const option of words.filter((word) => word.startsWith("--")))
        expect(help, option).toMatch(new RegExp(`${option}(?![a-z-])`));
      // What the verb cannot do without is there.
      const [, required = ""] = /^Usage: .*? -- (.*)$/m.exec(help) ?? [];
      for (const option of required.match(/(?<!\[)--[a-z-]+ <[a-z]+>/g) ?? [])
        expect(words).toContain(option.split(" ")[0]);
    },
  );

  it("a stack that has to be named in every command that names none without it", () => {
    for (const verb of ["plan", "apply", "drift", "adopt"]) {
      const mine = printed.filter(({ starts }) => starts[2] === verb);
      expect(mine.length, verb).toBeGreaterThan(0);
      for (const { starts } of mine) expect(starts).toContain("--stack");
    }
  });
});

describe("a command of PowerShell", () => {
  it.each([
    { command: remedies.uploadHierarchy("it's $env:x.csv"), holds: "-FilePath 'it''s $env:x.csv'" },
    {
      command: remedies.assignPolicy("g", "Store `n people", 2),
      holds: "-PolicyName 'Store `n people' -Rank 2",
    },
  ])("takes each text for one word: $command", ({ command, holds }) => {
    expect(command).toContain(holds);
  });
});
