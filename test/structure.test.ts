// The rules of the architecture and style guide, checked on the project's own files.
// Each rule is tested itself in structure/rules.test.ts.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exceptions } from "./structure/exceptions.ts";
import { folderRules } from "./structure/folder-rules.ts";
import { importRules } from "./structure/import-rules.ts";
import { purityRules } from "./structure/purity-rules.ts";
import { readProject } from "./structure/read-project.ts";
import { remedyRules } from "./structure/remedy-rules.ts";
import { explain } from "./structure/rule.ts";
import { sizeRules } from "./structure/size-rules.ts";
import { styleRules } from "./structure/style-rules.ts";
import { textRules } from "./structure/text-rules.ts";

const project = readProject(join(import.meta.dirname, ".."));
const rules = [
  ...[...importRules, ...purityRules, ...folderRules, ...sizeRules, ...styleRules, ...textRules],
  ...remedyRules,
];

describe("structure", () => {
  it.each(rules)("$name", (rule) => {
    const excepted = new Set(
      exceptions.filter((exception) => exception.rule === rule.name).map(({ file }) => file),
    );
    const findings = rule.check(project);
    const faults = findings.filter(({ file }) => !excepted.has(file));
    if (faults.length > 0) expect.fail(`\n${explain(faults)}`);

    const found = new Set(findings.map(({ file }) => file));
    const needless = [...excepted].filter((file) => !found.has(file));
    expect(needless, "exceptions that are not needed any more: remove them").toEqual([]);
  });

  it("every exception names a rule", () => {
    const names = new Set(rules.map(({ name }) => name));
    expect(exceptions.filter(({ rule }) => !names.has(rule))).toEqual([]);
  });
});
