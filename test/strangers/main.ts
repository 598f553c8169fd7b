import { VerbCommand } from "../../tools/verb-command.ts";
import { runStranger } from "./run-stranger.ts";
import { strangers, type Stranger } from "./strangers.ts";

/** `npm run strangers`: clients of others, each from its registry, against the emulated tenant. */
const command = new VerbCommand({
  name: "npm run strangers --",
  does: "Runs clients that nobody here wrote against the emulated tenant, unchanged.",
  exits: {
    0: "all cases passed or were skipped",
    1: "some failed",
    2: "no such client, or a mistake in the call",
  },
})
  .argument("[names...]", `which ones: ${strangers.map(({ name }) => name).join(", ")} (default: all)`)
  .action(main);

await command.parseAsync();

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !strangers.some((stranger) => stranger.name === name));
  if (unknown !== undefined) {
    console.error(`There is no client "${unknown}". Known: ${strangers.map(({ name }) => name).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const stranger of strangers) {
    if (names.length > 0 && !names.includes(stranger.name)) continue;
    await show(stranger, counts);
  }
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} clients skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

async function show(
  stranger: Stranger,
  counts: { passed: number; failed: number; skipped: number },
): Promise<void> {
  console.log(`\n${stranger.title}`);
  try {
    const outcome = await runStranger(stranger);
    if (outcome.kind === "skipped") {
      counts.skipped += 1;
      console.log(`  skipped: ${outcome.why}`);
      return;
    }
    for (const { name, problem } of outcome.cases) {
      counts[problem === undefined ? "passed" : "failed"] += 1;
      console.log(problem === undefined ? `  ok      ${name}` : `  FAILED  ${name}\n          ${problem}`);
    }
  } catch (error) {
    counts.failed += 1;
    console.log(`  FAILED  ${error instanceof Error ? error.message : String(error)}`);
  }
}
