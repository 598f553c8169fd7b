import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Holds all Graph traffic of the run to Microsoft's model.
    globalSetup: ["test/emulator/model/whole-run.ts", "test/kit/once-per-test-run.ts"],
    // For two cores: the third fills them while tests of processes and limits wait.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Rules and cases are sentences; shortened they say nothing.
    taskTitleValueFormatTruncate: 0,
  },
});
