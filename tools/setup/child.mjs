// One child process that gets each signal exactly once and never outlives this process's wish to stop.
//
// The trouble: Ctrl-C on a terminal, and `timeout`, signal the whole process group, so the child has the
// signal already; `kill <pid>` and npm signal this process alone, so the child needs it from us. A second
// SIGINT is not harmless: Pulumi and vitest take it as "stop at once" and leave work half done.
// The way out is a witness: an idle process in the same group. If it died of the signal, the group got it.
import { spawn } from "node:child_process";
import { constants } from "node:os";

const forwardedSignals = ["SIGINT", "SIGTERM", "SIGHUP"];
/** How long the witness's death may take to be noticed. */
const settleMs = 250;
/** Within this time the same signal again is the same wish, come by another way. */
const repeatMs = 1000;

/** The idle process: `cat` on a pipe: it ends by itself when this process ends, however that happens. */
function startWitness() {
  const witness = { diedOf: null };
  const cat = spawn("cat", [], { stdio: ["pipe", "ignore", "ignore"] });
  cat.on("error", () => undefined); // No `cat` here: every signal is forwarded.
  cat.on("exit", (_code, signal) => {
    witness.diedOf = signal;
  });
  cat.stdin.on("error", () => undefined);
  cat.unref();
  cat.stdin.unref?.();
  return witness;
}

const parentPid = process.ppid;
const parentCheckMs = 500;

/**
 * Calls `onGone` when the process that started us is gone. Under npm that was npm or its shell, and without it
 * nobody waits for us: kill -9 sends no signal that could be forwarded. Started in any other way, outliving the
 * parent may be what the user wants (nohup).
 */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    onGone();
  }, parentCheckMs);
  return () => clearInterval(timer);
}

/** From now until `stop`, signals do not end this process but go to the child, once there is one. */
function forwardSignals() {
  let witness = startWitness();
  let child = null;
  let received = null;
  const lastSeenMs = new Map();
  const onSignal = (signal) => {
    const nowMs = Date.now();
    // npm forwards to us what the terminal has sent to us already.
    if (nowMs - (lastSeenMs.get(signal) ?? 0) < repeatMs) return;
    lastSeenMs.set(signal, nowMs);
    received ??= signal;
    setTimeout(() => {
      if (witness.diedOf === null) child?.kill(signal);
      else witness = startWitness();
    }, settleMs);
  };
  for (const signal of forwardedSignals) process.on(signal, onSignal);
  const stopWatching = watchParent(() => {
    received ??= "SIGTERM";
    child?.kill("SIGTERM");
  });
  return {
    to: (started) => {
      child = started;
    },
    received: () => received,
    stop: () => {
      stopWatching();
      for (const signal of forwardedSignals) process.off(signal, onSignal);
    },
  };
}

/**
 * Runs a command to its end. Resolves with its exit code or signal, the text of its piped streams, and the
 * signal that asked this process to stop meanwhile. Rejects only when the command cannot be started. `take` gets the
 * pieces of a piped stream as they come, and undefined at its end.
 */
export function runChild(command, args, { take, ...options }) {
  return new Promise((resolve, reject) => {
    // Before the child exists: a signal in between would end us and leave the child behind.
    const forwarding = forwardSignals();
    const child = spawn(command, args, options);
    forwarding.to(child);
    let output = "";
    for (const name of ["stdout", "stderr"]) {
      const stream = child[name];
      stream?.setEncoding("utf8").on("data", (text) => {
        if (take === undefined) output += text;
        else take(name, text);
      });
      stream?.on("end", () => take?.(name, undefined));
    }
    child.on("error", (error) => {
      forwarding.stop();
      reject(error);
    });
    child.on("close", (code, signal) => {
      forwarding.stop();
      resolve({ code, signal, output, stoppedBy: forwarding.received() });
    });
  });
}

/** The shell's convention: the code, or 128 + n for a child that died of signal n. */
export function exitCodeOf({ code, signal }) {
  return signal === null ? code : exitCodeOfSignal(signal);
}

/** 128 + n for signal n. */
export function exitCodeOfSignal(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}
