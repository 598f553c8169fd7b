// What `npm run torture` is made of. Pure.

/** Test files by the word on the command line. */
export const parts = {
  faults: ["test/torture/fault-matrix.test.ts"],
  kills: ["test/torture/kill-matrix.test.ts", "test/torture/kill-stacks.test.ts"],
  engine: ["test/engine/kills.test.ts"],
  laws: ["test/torture/laws.test.ts"],
  fuzz: ["test/fuzz/fuzz.test.ts"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Part = keyof typeof parts;

/** "2/4" when it is a share, undefined when it is none. */
export function shareText(text: string): string | undefined {
  const [, index = "", of = ""] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  return Number(index) >= 1 && Number(index) <= Number(of) ? `${Number(index)}/${Number(of)}` : undefined;
}

/** "faults: 1200 cases, 300 failed at first": the figures that the suites left, one JSON line each, added up by suite. */
export function summed(lines: string): readonly string[] {
  const suites = new Map<string, Map<string, number>>();
  for (const line of lines.split("\n")) {
    if (line === "") continue;
    const { suite, figures } = JSON.parse(line) as { suite: string; figures: Record<string, number> };
    const sums = suites.get(suite) ?? new Map<string, number>();
    for (const [name, count] of Object.entries(figures)) sums.set(name, (sums.get(name) ?? 0) + count);
    suites.set(suite, sums);
  }
  return [...suites].map(
    ([suite, sums]) => `${suite}: ${[...sums].map(([name, count]) => `${count} ${name}`).join(", ")}`,
  );
}
