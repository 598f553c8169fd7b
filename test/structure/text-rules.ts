import { posix } from "node:path";
import { isSample } from "../kit/samples.ts";
import { type RuleBreach, isIn, type Project, type Rule } from "./rule.ts";

const schemaLine = /^# yaml-language-server: \$schema=(\S+)\s*$/;

/** Stack files belong to Pulumi, which has no schema for them. */
const isConfigYaml = (path: string): boolean =>
  isIn(path, "config/") && /\.ya?ml$/.test(path) && !/^Pulumi\..*ya?ml$/.test(posix.basename(path));

function yamlWithoutSchema({ texts }: Project): RuleBreach[] {
  const findings: RuleBreach[] = [];
  for (const [path, text] of texts) {
    if (!isConfigYaml(path) || !isSample(path, text)) continue;
    const schema = schemaLine.exec(text.split("\n", 1)[0] ?? "")?.[1];
    const mend = 'Begin with "# yaml-language-server: $schema=" and the relative path of its schema';
    if (schema === undefined) findings.push({ file: path, line: 1, wrong: "does not name its schema", mend });
    else if (!texts.has(posix.join(posix.dirname(path), schema))) {
      findings.push({ file: path, line: 1, wrong: `names the schema "${schema}", which is not there`, mend });
    }
  }
  return findings;
}

interface ForbiddenText {
  readonly what: string;
  readonly pattern: RegExp;
  readonly mend: string;
}

const forbiddenTexts: readonly ForbiddenText[] = [
  {
    what: "a path of one machine",
    pattern: /(?<![\w.~$})-])\/(?:(?:work|root)\/|(?:home|Users)\/[a-z])/,
    mend: "Write it relative to the project, or take it from the environment",
  },
  {
    what: "the host of a package registry",
    pattern: /\b(?:registry\.(?:npmjs\.org|yarnpkg\.com)|(?:proxy|sum)\.golang\.org|npm\.pkg\.github\.com)\b/,
    mend: "Leave the registry to the machine's own settings",
  },
];

function forbiddenText({ texts }: Project): RuleBreach[] {
  const findings: RuleBreach[] = [];
  for (const [path, text] of texts) {
    text.split("\n").forEach((lineText, index) => {
      for (const { what, pattern, mend } of forbiddenTexts) {
        const match = pattern.exec(lineText);
        if (match === null) continue;
        findings.push({ file: path, line: index + 1, wrong: `holds ${what} ("${match[0]}")`, mend });
      }
    });
  }
  return findings;
}

/** What files of any kind must and must not say. */
/** Whoever works in a clone keeps stacks of their own beside the sample's. */
const allStacks =
  /\b(?:stackFilesIn|readdir(?:Sync)?)\(\s*(?:"config\/stacks"|stacksFolder)|\bunservedStacks\(\)/;

function ownStacksInTests({ texts }: Project): RuleBreach[] {
  const mend = "Take sampleStacks of test/kit/samples.ts: stacks of one's own must break no test";
  return [...texts]
    .filter(([path]) => isIn(path, "test/") && path !== "test/kit/samples.ts")
    .flatMap(([path, text]) =>
      text.split("\n").flatMap((line, index) =>
        allStacks.test(line)
          ? [
              {
                file: path,
                line: index + 1,
                wrong: "takes every stack of the checkout for the sample's",
                mend,
              },
            ]
          : [],
      ),
    );
}

export const textRules: readonly Rule[] = [
  { name: "the first line of each YAML file under config/ names its schema", check: yamlWithoutSchema },
  { name: "no file names a path of one machine or the host of a package registry", check: forbiddenText },
  { name: "no test takes the stacks of a clone for those of the sample", check: ownStacksInTests },
];
