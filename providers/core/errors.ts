/** A call as messages name it. */
export interface CallSite {
  /** Method and path, without host, query values or body. */
  readonly call: string;
  /** Who was asked, such as graph.microsoft.com. */
  readonly host: string;
}

/** An answer of a service that is not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** The service's own code, such as "Request_BadRequest"; empty when it sent none. */
  readonly code: string;
  readonly serviceMessage: string;
  readonly requestId: string | undefined;
  /** Method and path, without host, query values or body. */
  readonly call: string;
  readonly retryAfterSeconds: number | undefined;
  readonly #outcome: string | undefined;

  constructor(facts: {
    status: number;
    code: string;
    serviceMessage: string;
    call: string;
    requestId?: string | undefined;
    retryAfterSeconds?: number | undefined;
    /** What to say instead of status and code. */
    outcome?: string | undefined;
    cause?: unknown;
  }) {
    const usual = facts.status === 0 ? "no answer" : `answer ${String(facts.status)} ${facts.code}`.trim();
    const answer = facts.outcome ?? usual;
    const request = facts.requestId === undefined ? "" : ` (request-id ${facts.requestId})`;
    super(`${facts.call}: ${answer}: ${facts.serviceMessage}${request}`, { cause: facts.cause });
    this.status = facts.status;
    this.code = facts.code;
    this.serviceMessage = facts.serviceMessage;
    this.requestId = facts.requestId;
    this.call = facts.call;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.#outcome = facts.outcome;
  }

  /** The same failure with one more sentence. */
  saying(sentence: string): ApiError {
    const { status, code, call, requestId, retryAfterSeconds } = this;
    const said = this.serviceMessage.includes(sentence)
      ? this.serviceMessage
      : `${this.serviceMessage} ${sentence}`;
    const facts = { status, code, call, requestId, retryAfterSeconds, serviceMessage: said.trim() };
    return new ApiError({ ...facts, outcome: this.#outcome, cause: this.cause });
  }
}

/**
 * An answer that says nothing: no JSON, cut off, without what it must hold, or about something else than was asked.
 * Nothing may be concluded from it. A read may be repeated; of a write the outcome is unknown.
 */
export class BadAnswerError extends ApiError {
  constructor({ call, host }: CallSite, what: string, cause?: unknown) {
    const outcome = `no usable answer from ${host}`;
    super({ status: 0, code: "", serviceMessage: what, call, outcome, cause });
  }
}

/** What was to be changed is not what the last look showed: nothing was written, and a new look helps. */
export class ChangedMeanwhileError extends ApiError {
  constructor(status: number, serviceMessage: string, call: string) {
    super({ status, code: "", serviceMessage, call });
  }
}

/** True when looking again may show that the call worked, or may work now: the outcome is unknown or passing. */
export function isPassing(error: unknown): error is ApiError {
  if (error instanceof ChangedMeanwhileError) return true;
  return (
    error instanceof ApiError &&
    (error.status === 0 || [424, 429, 500, 502, 503, 504, 509].includes(error.status))
  );
}

/** True for a refusal of this one call that another attempt does not change, and that is not about who calls. */
export function isRefusal(error: unknown): error is ApiError {
  const passes: boolean = isPassing(error);
  return error instanceof ApiError && !passes && error.status !== 401;
}

/** True for the one answer that means "it is not there". */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 404;
}

/** Something that a person has to decide or mend. The text says what, where, what was expected and how to mend. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/**
 * This run cannot sign in: nothing was read and nothing will be, so it ends whatever asked for it. The text says which
 * of tenant, app, secret and token is wrong and how to mend it; it never holds a secret.
 */
export class SignInError extends RefusedError {}

/** One thing that cannot be done now, such as adding a person who has no account. */
export interface Undone {
  /** Who or what it is about, as `without` of the type knows it. */
  readonly what: string;
  /** What could not be done, why, and how to mend it. */
  readonly text: string;
  /** The person whose account is missing or disabled, where it is done once that is there; unset for a failure. */
  readonly waitsFor?: string;
}

/** A step did what it could; these parts it could not do. The rest of the resource goes on without them. */
export class UndoneError extends Error {
  override readonly name = "UndoneError";
  readonly undone: readonly Undone[];

  constructor(undone: readonly Undone[]) {
    super(undone.map(({ text }) => text).join("\n"));
    this.undone = undone;
  }
}

/** What an error says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For switches over closed unions: the compiler proves that this is never reached. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case ${JSON.stringify(value)}`);
}
