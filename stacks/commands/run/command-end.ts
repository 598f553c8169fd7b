import { RefusedError, SignInError } from "../../../providers/core/errors.ts";
import { note } from "../../../providers/clients/out/print.ts";
import { passedOn, terminalText } from "../../../schemas/text/terminal.ts";
import { stopAll } from "./pulumi-process.ts";
import { ConfigError, formatProblems } from "../../config/load-org.ts";
import { InterruptedError, PulumiFailure } from "../plan/snapshot.ts";

/** Exit codes that all commands share. */
export const exitCodes = { done: 0, failed: 1, badConfig: 2, changesFound: 7, interrupted: 130 } as const;

/**
 * Runs a command to its exit code. Ctrl-C passes one interrupt to Pulumi, which finishes what is in flight and saves
 * its state; then the process ends with 130, whatever the command still says.
 */
export async function runCommand(
  name: string,
  run: (interrupt: AbortSignal) => Promise<number>,
): Promise<void> {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) return;
      interrupt.abort();
      note(terminalText`\n${signal}: Pulumi finishes what is in flight and saves its state …`);
      void stopAll();
    });
  }
  // Awaited inside: what throws before its first wait is explained too.
  const started = (async () => run(interrupt.signal))();
  const exitCode = await started.catch((error: unknown) => explained(name, error));
  if (interrupt.signal.aborted)
    note(terminalText`${name} was interrupted. It is safe to run again: a new plan shows what is left.`);
  process.exitCode = interrupt.signal.aborted ? exitCodes.interrupted : exitCode;
}

function explained(name: string, error: unknown): number {
  if (error instanceof ConfigError) {
    note(formatProblems(error.problems));
    return exitCodes.badConfig;
  }
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  if (error instanceof SignInError) {
    note(terminalText`${terminalText.lines(error.message)} Nothing was read and nothing was changed.`);
    return exitCodes.failed;
  }
  if (error instanceof RefusedError) {
    note(terminalText.lines(error.message));
    return exitCodes.badConfig;
  }
  if (error instanceof PulumiFailure)
    note(terminalText`${name} failed. Pulumi says:\n${passedOn(error.message)}`);
  else
    note(
      terminalText`${name} failed: ${terminalText.lines(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
    );
  return exitCodes.failed;
}
