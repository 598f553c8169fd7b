/**
 * Runs `work` while holding the lock at `path`; its folder must exist. A lock whose holder is gone is taken over.
 * `onWait` is called at once and then each ten seconds while another process holds the lock;
 * when `signal` is aborted, waiting ends with its reason.
 */
export function withLock<T>(
  path: string,
  onWait: (holderPid: string, waitedSeconds: number) => void,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T>;
