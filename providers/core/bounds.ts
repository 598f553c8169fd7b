/**
 * How long and how much the services may keep a run, all in one place. docs/reliability.md tells what each means for
 * people; a test holds the two together.
 */
export const bounds = {
  /** How often one call is tried when it fails for other reasons than being throttled. */
  attemptsMost: 6,
  /** How long one call is tried after its first failure. Waiting for its turn before is no failure. */
  callSecondsMost: 300,
  /** Refusals (429) of one call that are waited out. */
  refusalsMost: 30,
  /** The longest wait that a service may ask for; whoever asks for more has ended the call. */
  retryAfterSecondsMost: 300,
  /** How long one request may be without its whole answer. */
  answerSecondsMost: 60,
  /** The largest answer that is taken, in bytes. */
  answerBytesMost: 32 * 1024 * 1024,
  /** Pages of one list. */
  pagesMost: 1000,
  /** How long one list may be read, all its pages together. */
  listSecondsMost: 1800,
  /** Parts of one resource that the service may refuse before the run stops with that resource. */
  refusedPartsMost: 50,
  /** How often one resource is observed, planned and applied again. */
  roundsMost: 5,
  /** After the first failure that may pass no new round of a resource begins later than this. */
  roundsSecondsMost: 900,
  /** The longest wait between two rounds, also when a service asks for more. */
  roundWaitSecondsMost: 180,
  /** How long a service may take to show what was written. */
  settleSecondsMost: 90,
  /** How long an operation in the background may take, such as making a team. */
  operationSecondsMost: 300,
  /** A wait longer than this says for what. */
  toldAfterSeconds: 10,
} as const;
