// Mutants that no test can or need notice, each with the reason. They count as neither caught nor missed.

export interface Explained {
  readonly path: string;
  /** What stands there, as the report shows it. */
  readonly before: string;
  readonly replacement: string;
  readonly reason: string;
}

export const explained: readonly Explained[] = [];
