// The catalogue of what can go wrong, part by part: status, code and text as the services document or are
// observed to answer. Where the documents are silent, DIFFERENCES.md says what was chosen.

/** An error answer of a service. `code` is Graph's error.code or Dataverse's hexadecimal code. */
export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Machine readable causes, such as Graph's `details`. */
  readonly details: readonly { code: string; message: string; target?: string }[];
  /** What Graph puts into innerError beside date and ids. */
  readonly inner: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: {
      headers?: Record<string, string>;
      details?: ServiceError["details"];
      inner?: Record<string, string>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = extra.headers ?? {};
    this.details = extra.details ?? [];
    this.inner = extra.inner ?? {};
  }
}
