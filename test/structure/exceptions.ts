/** A finding that is right to be there. Remove it when it is not needed any more: the test says when. */
export interface Exception {
  /** The rule's whole name. */
  readonly rule: string;
  readonly file: string;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [];
