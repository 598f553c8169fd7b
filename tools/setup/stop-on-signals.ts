import { constants } from "node:os";

class StoppedError extends Error {
  readonly signal: NodeJS.Signals;
  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
    this.name = "StoppedError";
    this.signal = signal;
  }
}

/** Aborted by the first signal; all work then ends, tidies up and throws the signal's reason. */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      stop.abort(new StoppedError(signal));
    });
  }
  return stop.signal;
}

/**
 * The exit code of a process that `stopOnSignals` has stopped: 128 + n. Throws an error that is none of its reasons.
 */
export function exitCodeOfStop(error: unknown): number {
  if (!(error instanceof StoppedError)) throw error;
  return 128 + constants.signals[error.signal];
}
