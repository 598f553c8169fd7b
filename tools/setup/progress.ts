const reportEveryMs = 10_000;

/** Tells the reader how one part of set-up goes on. On stderr: stdout carries results. */
export interface Progress {
  /** One line. */
  say(line: string): void;
  /** Runs a long step: says that it starts and how long it should take, then each ten seconds how long it has taken. */
  during<T>(step: string, expected: string, work: () => Promise<T>): Promise<T>;
}

/** @param part the part of set-up that speaks: "pulumi-cli" */
export function progressOf(part: string): Progress {
  const say = (line: string): void => {
    process.stderr.write(`${part}: ${line}\n`);
  };
  return {
    say,
    during: async (step, expected, work) => {
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
    },
  };
}
