// Which tests reach a source by what they import, the nearest first.
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** Files by what they import, seen from the imported file: `a.ts` → those that import it. Paths from the root. */
export type ImportedBy = ReadonlyMap<string, ReadonlySet<string>>;

/** `import … from "./x.ts"`, `export … from`, `import("./x.ts")`; types too, which does no harm here. */
const importPattern = /(?:from|import\(|import)\s*["'](\.{1,2}\/[^"']+\.ts)["']/g;

/** Reads the imports of all these files. */
export function importedBy(root: string, files: readonly string[]): ImportedBy {
  const found = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, target = ""] of readFileSync(join(root, file), "utf8").matchAll(importPattern)) {
      const imported = normalize(join(dirname(file), target));
      const importers = found.get(imported) ?? new Set<string>();
      found.set(imported, importers.add(file));
    }
  }
  return found;
}

/** Test files that reach the source, the nearest first; those equally near by how much alike their folders are. */
export function testsReaching(graph: ImportedBy, source: string): readonly string[] {
  const tests: string[] = [];
  let edge: readonly string[] = [source];
  const seen = new Set(edge);
  while (edge.length > 0) {
    const next = new Set(edge.flatMap((file) => [...(graph.get(file) ?? [])]));
    edge = [...next].filter((file) => !seen.has(file));
    for (const file of edge) seen.add(file);
    const reached = edge.filter((file) => file.endsWith(".test.ts"));
    tests.push(...reached.toSorted((left, right) => likeness(right, source) - likeness(left, source)));
  }
  return tests;
}

/** Words that two paths share: `test/graph/roster.test.ts` is near `providers/graph/team/roster.ts`. */
function likeness(left: string, right: string): number {
  const words = new Set(right.split(/[/.-]/));
  return left.split(/[/.-]/).filter((word) => words.has(word)).length;
}
