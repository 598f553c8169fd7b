const reportEveryMs = 10_000;

/** One line for the reader. On stderr: stdout carries the result. */
export function say(line: string): void {
  process.stderr.write(`pulumi-cli: ${line}\n`);
}

/** Runs a long step: says that it starts and how long it should take, then each ten seconds how long it has taken. */
export async function withProgress<T>(step: string, expected: string, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const elapsedSeconds = (): number => Math.round((performance.now() - startedMs) / 1000);
  say(`${step} (expect ${expected})`);
  const timer = setInterval(() => {
    say(`${step}, ${elapsedSeconds()} s`);
  }, reportEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
