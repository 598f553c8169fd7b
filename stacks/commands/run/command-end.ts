import { RefusedError, SignInError, reasonOf } from "../../../providers/core/errors.ts";
import { note } from "../../../providers/clients/out/print.ts";
import { passedOn, terminalText } from "../../../schemas/text/terminal.ts";
import type { Encoded } from "../../../schemas/text/encoded.ts";
import { mendOf, mendOfPulumi } from "../first-checks/mends.ts";
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
  process.stdout.on("error", endQuietly);
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

/** Who reads the output, such as `head`, has had enough: no fault of anybody. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? exitCodes.done);
}

function explained(name: string, error: unknown): number {
  const { exitCode, text } = endOf(name, error);
  if (text !== undefined) note(text);
  return exitCode;
}

/** How a verb ends that threw this: its exit code, and what is said. Only what nobody has foreseen shows its stack. */
export function endOf(name: string, error: unknown): { exitCode: number; text?: Encoded<"terminal"> } {
  if (error instanceof ConfigError)
    return { exitCode: exitCodes.badConfig, text: formatProblems(error.problems) };
  if (error instanceof InterruptedError) return { exitCode: exitCodes.interrupted };
  if (error instanceof SignInError) {
    const sentence = error.message.replace(/(?<![.!?])$/, ".");
    const text = terminalText`${terminalText.lines(sentence)} Nothing was read and nothing was changed.`;
    return { exitCode: exitCodes.failed, text };
  }
  if (error instanceof RefusedError)
    return { exitCode: exitCodes.badConfig, text: terminalText.lines(error.message) };
  if (error instanceof PulumiFailure) {
    const mend = mendOfPulumi(error.message);
    const said = terminalText`${name} failed. Pulumi says:\n${passedOn(error.message)}`;
    return { exitCode: exitCodes.failed, text: mend === undefined ? said : terminalText`${said}\n⇒ ${mend}` };
  }
  const mend = mendOf(error);
  const text =
    mend === undefined
      ? terminalText`${name} failed: ${terminalText.lines(error instanceof Error ? (error.stack ?? error.message) : String(error))}`
      : terminalText`${name} failed: ${reasonOf(error)}\n⇒ ${mend}`;
  return { exitCode: exitCodes.failed, text };
}
