// What is mutated, and which tests must notice.
import { testsReaching, type ImportedBy } from "./reach.ts";

export interface Area {
  /** Files and folders whose sources are mutated. */
  readonly sources: readonly string[];
  readonly isLeftOut: (path: string) => boolean;
  /**
   * Tests for a mutant of a file, in rounds: the first that fails ends it, so the likely ones come first. `graph`: who
   * imports whom.
   */
  readonly rounds: (path: string, graph: ImportedBy) => readonly (readonly string[])[];
}

/** How many test files each round takes. What none of these notices counts as missed. */
const roundSizes = [3, 9, 24];

function inRounds(tests: readonly string[]): readonly (readonly string[])[] {
  const starts = roundSizes.map((_, index) =>
    roundSizes.slice(0, index).reduce((sum, size) => sum + size, 0),
  );
  const rounds = starts.map((start, index) => tests.slice(start, start + (roundSizes[index] ?? 0)));
  return rounds.filter((round) => round.length > 0);
}

/** Tests of processes, and those that try everything: minutes each. */
const isLong = (path: string): boolean =>
  /^test\/(?:engine|tools|pipelines|strangers|torture|fuzz)\//.test(path);

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
    rounds: () => [["test/emulator"]],
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
    rounds: (path, graph) => inRounds(testsReaching(graph, path).filter((test) => !isLong(test))),
  },
};
