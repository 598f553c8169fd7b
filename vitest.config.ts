import { defineConfig } from "vitest/config";

/** Tests that start processes, or whose code is told something once a process. */
const ofProcesses = [
  "test/engine/**/*.test.ts",
  "test/upgrades/**/*.test.ts",
  "test/tools/**/*.test.ts",
  "test/pipelines/**/*.test.ts",
  "test/strangers/**/*.test.ts",
  // Of the library for managed identities the first client of a process answers for all later ones.
  "test/clients/sign-in-ways.test.ts",
];

export default defineConfig({
  test: {
    // Holds all Graph traffic of the run to Microsoft's model.
    globalSetup: ["test/emulator/model/whole-run.ts", "test/kit/once-per-test-run.ts"],
    setupFiles: ["test/kit/law-seed.ts"],
    // For two cores: more than two fill them while tests of processes and limits wait.
    maxWorkers: 4,
    // Only what hangs is cut off: how fast the machine is decides no test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    // Rules and cases are sentences; shortened they say nothing.
    taskTitleValueFormatTruncate: 0,
    projects: [
      {
        extends: true,
        test: {
          name: "processes",
          include: ofProcesses,
          // Several runs of the real engine in one test, on a machine that may be busy with other things.
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: "in process",
          include: ["test/**/*.test.ts"],
          exclude: ofProcesses,
          // One worker loads the code once for all its files: a third less work. A test puts back what it replaced.
          isolate: false,
        },
      },
    ],
  },
});
