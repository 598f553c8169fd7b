/**
 * Ends this process when nobody reads what it says any more: the engine was killed. Left alone, Pulumi's handler of
 * uncaught errors would write that its output is broken to its broken output, for ever, at full speed and with growing
 * memory. Tried by killing the CLI with SIGKILL, @pulumi/pulumi 3.259, 2026-11.
 */
export function endWithEngine(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.once("error", () => {
      process.exit(1);
    });
  }
}
