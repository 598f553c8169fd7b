// One child process that gets each signal exactly once and never outlives this process's wish to stop.
//
// The trouble: Ctrl-C on a terminal, and `timeout`, signal the whole process group, so the child has the
// signal already; `kill <pid>` and npm signal this process alone, so the child needs it from us. A second
// SIGINT is not harmless: Pulumi and vitest take it as "stop at once" and leave work half done.
// The way out is a witness: an idle process in the same group. If it died of the signal, the group got it.
import { spawn } from "node:child_process";
import { constants } from "node:os";

const forwardedSignals = ["SIGINT", "SIGTERM", "SIGHUP"];
/** How long the witness's death may take to be noticed; also how long repeats of a signal are one signal. */
const settleMs = 250;
const repeatMs = 1000;

/** `cat` on a pipe: it ends by itself when this process ends, however that happens. */
function startWitness() {
  const witness = { diedOf: null };
  const process_ = spawn("cat", [], { stdio: ["pipe", "ignore", "ignore"] });
  process_.on("error", () => undefined); // No `cat` here: every signal is forwarded.
  process_.on("exit", (_code, signal) => {
    witness.diedOf = signal;
  });
  process_.stdin.on("error", () => undefined);
  process_.unref();
  process_.stdin.unref?.();
  return witness;
}

/** Forwards signals to `child` until the returned function is called. */
function forwardSignals(child) {
  let witness = startWitness();
  const lastSeenMs = new Map();
  const onSignal = (signal) => {
    const nowMs = Date.now();
    // npm forwards to us what the terminal has sent to us already.
    if (nowMs - (lastSeenMs.get(signal) ?? 0) < repeatMs) return;
    lastSeenMs.set(signal, nowMs);
    setTimeout(() => {
      if (witness.diedOf === null) child.kill(signal);
      else witness = startWitness();
    }, settleMs);
  };
  for (const signal of forwardedSignals) process.on(signal, onSignal);
  return () => {
    for (const signal of forwardedSignals) process.off(signal, onSignal);
  };
}

/**
 * Runs a command to its end. Resolves with its exit code or signal and, when stdout is a pipe, its text.
 * Rejects only when it cannot be started.
 */
export function runChild(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const stopForwarding = forwardSignals(child);
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.on("error", (error) => {
      stopForwarding();
      reject(error);
    });
    child.on("close", (code, signal) => {
      stopForwarding();
      resolve({ code, signal, stdout });
    });
  });
}

/** The shell's convention: the code, or 128 + n for a child that died of signal n. */
export function exitCodeOf({ code, signal }) {
  return signal === null ? code : 128 + (constants.signals[signal] ?? 0);
}
