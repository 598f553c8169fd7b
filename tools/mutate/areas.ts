// What is mutated, and which tests must notice.

export interface Area {
  /** Files and folders whose sources are mutated. */
  readonly sources: readonly string[];
  readonly isLeftOut: (path: string) => boolean;
  /** Tests to run for a mutant of a file; the runner stops at the first that fails. */
  readonly tests: (path: string) => readonly string[];
}

const isTest = (path: string): boolean => /\.test\.ts$/.test(path);

export const areas: Readonly<Record<string, Area>> = {
  emulator: {
    sources: ["test/emulator"],
    // Help for the tests themselves, data, and what only a person starts.
    isLeftOut: (path) =>
      isTest(path) ||
      /^test\/emulator\/(?:ask|start|support|tls)\.ts$|^test\/emulator\/(?:clients|model|portal|seed)\/|\/abnf-cases\.ts$/.test(
        path,
      ),
    tests: () => ["test/emulator"],
  },
  product: {
    // Guards and planners: what decides, as against what fetches or shows.
    sources: [
      "providers/core",
      "providers/graph",
      "providers/dataverse",
      "providers/limits",
      "stacks/brakes",
    ],
    isLeftOut: isTest,
    tests: (path) => {
      const folder = path.split("/")[1] ?? "";
      const own = folder === "brakes" ? ["test/stacks"] : [`test/${folder}`];
      return [...own, "test/contract", "test/providers"];
    },
  },
};
