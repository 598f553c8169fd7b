/** The parts of vitest's JSON report that decide the counts. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Tests passed and failed. A file that fails as a whole (it cannot be loaded, a hook throws) has no failed test
 * of its own and counts as one. Of errors outside of tests only the exit code tells; they count as one too.
 * @param report undefined when vitest ended without writing one
 */
export function countTests(report: VitestReport | undefined, exitCode: number): Counts {
  const failedFiles = (report?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  );
  const failed = (report?.numFailedTests ?? 0) + failedFiles.length;
  return { passed: report?.numPassedTests ?? 0, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
