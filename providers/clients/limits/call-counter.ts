import { join } from "node:path";
import { jsonText } from "../../../schemas/text/json.ts";
import type { CallKind } from "../../limits/call-kinds.ts";
import { makePrivateFolder, writePrivateNow } from "../out/write.ts";

/** What one process has sent so far. This is the shape of the files in the folder `STORE_TEAMS_CALLS_FOLDER`. */
export interface CallsMade {
  /** Calls by kind, repeated ones included. Each item of a batch is a call. */
  readonly calls: Readonly<Partial<Record<CallKind, number>>>;
  /** Calls that were sent again after a failure. */
  readonly repeated: number;
  /** Answers 429. */
  readonly throttled: number;
  /** HTTP requests: fewer than calls, since a batch is one. */
  readonly requests: number;
}

/** How soon a change is in the file at the latest. The engine ends its plugins without a word. */
const writeAfterMilliseconds = 100;

/** Counts what leaves. With a folder it also writes the counts there, one file a process, as they change. */
export class CallCounter {
  readonly #calls = new Map<CallKind, number>();
  readonly #file: string | undefined;
  #repeated = 0;
  #throttled = 0;
  #requests = 0;
  /** Runs while the file is behind. */
  #timer: NodeJS.Timeout | undefined;

  constructor(folder?: string) {
    if (folder === undefined || folder === "") return;
    makePrivateFolder(folder);
    this.#file = join(folder, `${process.pid}.json`);
    process.once("exit", () => {
      this.flush();
    });
  }

  call(kind: CallKind): void {
    this.#calls.set(kind, (this.#calls.get(kind) ?? 0) + 1);
    this.#writeSoon();
  }

  /** The call before this one failed and is sent again. */
  repeat(): void {
    this.#repeated += 1;
  }

  throttle(): void {
    this.#throttled += 1;
    this.#writeSoon();
  }

  request(): void {
    this.#requests += 1;
    this.#writeSoon();
  }

  get made(): CallsMade {
    return {
      calls: Object.fromEntries(this.#calls),
      repeated: this.#repeated,
      throttled: this.#throttled,
      requests: this.#requests,
    };
  }

  /** Writes at once what is not in the file yet. For the moment after which the process may be ended. */
  flush(): void {
    const file = this.#file;
    if (file === undefined || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    writePrivateNow(file, jsonText(this.made, 0));
  }

  #writeSoon(): void {
    if (this.#file === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.flush();
    }, writeAfterMilliseconds);
    this.#timer.unref();
  }
}
