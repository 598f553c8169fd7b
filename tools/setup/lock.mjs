// A lock between processes of one checkout: a file that only one process can create.
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** The holder renews the file this often … */
const renewEveryMs = 2_000;
/** … and a file not renewed for this long has no living holder, whatever its pid says. */
const staleAfterMs = 30_000;
const lookAgainAfterMs = 200;

/** Content of a file, or undefined when it is not there. */
function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function createExclusively(path, content) {
  try {
    writeFileSync(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function ageMs(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

/** True when the holder is gone. An unreadable or foreign pid counts by age only (half-written, other machine). */
function isStale(path, content) {
  if (ageMs(path) > staleAfterMs) return true;
  const [pid, host] = content.split(" ");
  return host === hostname() && Number(pid) > 0 && !isAlive(Number(pid));
}

/**
 * Removes a stale lock. Two waiters may see it at once, and the slower must not remove the lock that the
 * faster has just created: so removal has a lock of its own, held for a moment without any waiting in it.
 */
function removeStale(path, content) {
  const guard = `${path}.takeover`;
  if (!createExclusively(guard, "")) {
    if (ageMs(guard) > staleAfterMs) rmSync(guard, { force: true });
    return;
  }
  try {
    if (readIfThere(path) === content && isStale(path, content)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Runs `work` while holding the lock. `onWait(pid, waitedSeconds)` is called while another process holds it,
 * first at once, then each ten seconds. When `signal` is aborted, waiting ends with its reason.
 */
export async function withLock(path, onWait, work, signal) {
  const mine = `${process.pid} ${hostname()}`;
  const startedMs = Date.now();
  let nextReportMs = 0;
  while (!createExclusively(path, mine)) {
    signal?.throwIfAborted();
    const content = readIfThere(path);
    if (content === undefined) continue;
    if (isStale(path, content)) {
      removeStale(path, content);
      continue;
    }
    const waitedMs = Date.now() - startedMs;
    if (waitedMs >= nextReportMs) {
      onWait(content.split(" ")[0], Math.round(waitedMs / 1000));
      nextReportMs += 10_000;
    }
    await sleep(lookAgainAfterMs);
  }
  const renewal = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // Somebody removed the file by hand; the work goes on.
    }
  }, renewEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if (readIfThere(path) === mine) rmSync(path, { force: true });
  }
}
