import type { SpawnOptions } from "node:child_process";

export interface ChildEnd {
  /** Exit code; null when a signal ended the child. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Text of its piped streams, in the order of arrival; empty when `take` took it. */
  readonly output: string;
  /** The first signal that asked this process to stop while the child ran. */
  readonly stoppedBy: NodeJS.Signals | null;
}

/**
 * Runs a command to its end. Signals to this process reach the child exactly once, also when the terminal has
 * sent them to both. Rejects only when the command cannot be started.
 */
export function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<ChildEnd>;

export interface ChildOptions extends SpawnOptions {
  /** Takes the pieces of a piped stream as they come, and undefined at its end. */
  readonly take?: (from: "stdout" | "stderr", text: string | undefined) => void;
}

/** The shell's convention: the code, or 128 + n for a child that died of signal n. */
export function exitCodeOf(ended: Pick<ChildEnd, "code" | "signal">): number;

/** 128 + n for signal n. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number;
