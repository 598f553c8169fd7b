import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** The checker itself, as a text that a page can run: it needs no network. */
const checker = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

/**
 * What axe-core finds wrong with a page as it stands, all of its rules, in light and in dark; empty when nothing. Each
 * is a sentence with the elements it is about.
 */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(checker);
    const run = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)";
    for (const { id, help, nodes } of await page.evaluate<readonly Violation[]>(run)) {
      const where = nodes.slice(0, 5).map(({ target }) => target.join(" "));
      faults.push(`${colorScheme}: ${id}: ${help}: ${where.join(", ")} (${nodes.length})`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  return faults;
}
