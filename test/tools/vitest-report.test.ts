import { describe, expect, it } from "vitest";
import { countTests, type VitestReport } from "../../tools/checks/vitest-report.ts";

/** A report with one file; its tests have these outcomes. */
function report(fileStatus: string, statuses: readonly string[]): VitestReport {
  const count = (wanted: string): number => statuses.filter((status) => status === wanted).length;
  return {
    numPassedTests: count("passed"),
    numFailedTests: count("failed"),
    testResults: [{ status: fileStatus, assertionResults: statuses.map((status) => ({ status })) }],
  };
}

describe("the closing line counts", () => {
  it.each([
    {
      name: "passed tests; skipped ones are neither passed nor failed",
      given: report("passed", ["passed", "passed", "skipped"]),
      exitCode: 0,
      counts: { passed: 2, failed: 0 },
    },
    {
      name: "failed tests, and their file not again",
      given: report("failed", ["passed", "failed", "failed"]),
      exitCode: 1,
      counts: { passed: 1, failed: 2 },
    },
    {
      name: "a file that cannot be loaded as one failure",
      given: report("failed", []),
      exitCode: 1,
      counts: { passed: 0, failed: 1 },
    },
    {
      name: "an error outside of tests, known by the exit code only, as one failure",
      given: report("passed", ["passed"]),
      exitCode: 1,
      counts: { passed: 1, failed: 1 },
    },
    {
      name: "a run that ended without a report as one failure",
      given: undefined,
      exitCode: 137,
      counts: { passed: 0, failed: 1 },
    },
  ])("$name", ({ given, exitCode, counts }) => {
    expect(countTests(given, exitCode)).toEqual(counts);
  });
});
