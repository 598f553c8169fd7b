import type { Reader, Writer } from "./api.ts";
import { bounds } from "./bounds.ts";
import {
  ApiError,
  isPassing,
  isRefusal,
  RefusedError,
  SignInError,
  UndoneError,
  type Undone,
  reasonOf,
} from "./errors.ts";
import { lessAwaited } from "./less-awaited.ts";
import { partPrefix, type Part } from "./resource-type.ts";
import type { Observation, Place, Present, RemoteId, ResourceType, Step } from "./resource-type.ts";

/** How patient a run is. All of it is bounded; nothing waits for ever. */
export interface Patience {
  /** How often one resource is observed, planned and applied again after a passing failure. */
  readonly roundsMax: number;
  /** How long the service may take to show what was written, in seconds. */
  readonly settleSecondsMax: number;
}

export const usualPatience: Patience = {
  roundsMax: bounds.roundsMost,
  settleSecondsMax: bounds.settleSecondsMost,
};

/** The outcome of a run: what is there now, and the steps that were taken to get there. */
export interface Reconciled<Props, Remote> {
  readonly present: Present<Props, Remote>;
  readonly stepsTaken: readonly Step[];
  /** What could not be done; all the rest is. The next run tries again. */
  readonly undone: readonly Undone[];
  /** What was wanted, less what could not be done. */
  readonly reached: Props;
}

/** A failure after the object exists: `id` must reach the state, or the next run would not know the object. */
export class HalfDoneError extends Error {
  override readonly name = "HalfDoneError";
  readonly id: RemoteId;
  /** What the next run is to be given; may hold secrets, so it goes nowhere but into the state. */
  readonly remembered: Place["remembered"];

  constructor({ id, remembered }: Place & { readonly id: RemoteId }, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.id = id;
    this.remembered = remembered;
  }
}

interface Run<Props, Remote> {
  readonly type: ResourceType<Props, Remote>;
  readonly api: Writer;
  readonly desired: Props;
  /** What was wanted by the run before, where there was one. */
  readonly last?: Props;
  readonly patience: Patience;
}

/**
 * Makes what is there match what is wanted: observe, plan, apply, observe again, until the plan is empty.
 *
 * Every step follows from an observation, so it is safe to run again after any failure: a call whose outcome is
 * unknown is looked at before it is repeated. What a step could not do is set aside, and the rest goes on. Without `place.id` the object may exist without us knowing; it is
 * then taken over when its type allows. With an id it must exist: Pulumi cannot change the id of a resource.
 * Throws RefusedError before the first write, HalfDoneError once an id is known, ApiError otherwise.
 */
export async function reconcile<Props, Remote>(
  run: Run<Props, Remote>,
  place: Place,
): Promise<Reconciled<Props, Remote>> {
  const progress: Progress<Props, Remote> = {
    desired: run.desired,
    isLooked: false,
    undone: [],
    stepsTaken: [],
    here: place,
    seen: undefined,
  };
  const rounds = new Rounds(run);
  for (;;) {
    try {
      const setAsideBefore = progress.undone.length;
      const present = await oneRound(run, place, progress);
      if (present !== undefined) return resultOf(present, progress);
      // Each part is set aside once, so a round that does that comes nearer to the end.
      if (progress.undone.length === setAsideBefore && rounds.areOver())
        throw new Error(`${run.type.title(run.desired)}: never came to rest`);
    } catch (error) {
      if (!(await rounds.mayGoOn(error))) throw halfDone(error, progress);
    }
  }
}

/** Counts the rounds of one resource, and waits between them: by number and by time they come to an end. */
class Rounds<Props, Remote> {
  readonly #run: Run<Props, Remote>;
  #round = 1;
  #failedAtMilliseconds: number | undefined;

  constructor(run: Run<Props, Remote>) {
    this.#run = run;
  }

  /** Call after a round that leaves something to do. */
  areOver(): boolean {
    this.#round += 1;
    return this.#round > this.#run.patience.roundsMax;
  }

  /** Call after a round that failed: waits and says whether to try again. */
  async mayGoOn(error: unknown): Promise<boolean> {
    const { api, patience, type, desired } = this.#run;
    if (this.#round >= patience.roundsMax || !isPassing(error)) return false;
    const { retryAfterSeconds = 0 } = error;
    if (retryAfterSeconds > bounds.roundWaitSecondsMost) return false;
    const now = api.clock.nowMilliseconds();
    this.#failedAtMilliseconds ??= now;
    const waitMilliseconds = backOffMilliseconds(this.#round, retryAfterSeconds);
    const giveUpAtMilliseconds = this.#failedAtMilliseconds + bounds.roundsSecondsMost * 1000;
    if (now + waitMilliseconds > giveUpAtMilliseconds) return false;
    const what = `${type.title(desired)}: ${error.message}`;
    await api.clock.sleep(waitMilliseconds, { what, sinceMilliseconds: this.#failedAtMilliseconds });
    this.#round += 1;
    return true;
  }
}

function resultOf<Props, Remote>(
  present: Present<Props, Remote>,
  { stepsTaken, undone, desired }: Progress<Props, Remote>,
): Reconciled<Props, Remote> {
  return { present, stepsTaken, undone, reached: desired };
}

interface Progress<Props, Remote> {
  /** What is wanted, less what cannot be done. */
  desired: Props;
  /** Whether the object was looked at, so that `desired` is less those who are awaited. */
  isLooked: boolean;
  readonly undone: Undone[];
  readonly stepsTaken: Step[];
  here: Place;
  /** What the last look after a round showed: the next round starts from it instead of looking once more. */
  seen: Observation<Props, Remote> | undefined;
}

/** Observe, plan, apply, and look until the steps show. Undefined when more is to do after that. */
async function oneRound<Props, Remote>(
  run: Run<Props, Remote>,
  place: Place,
  progress: Progress<Props, Remote>,
): Promise<Present<Props, Remote> | undefined> {
  const observed = progress.seen ?? (await run.type.observe(run.api, run.desired, progress.here));
  // Used once: after a failure nothing is taken for granted.
  progress.seen = undefined;
  if (observed.kind === "absent" && place.id !== undefined) {
    throw new RefusedError(
      `${run.type.title(run.desired)}: is gone from the tenant. Run again with --refresh: then it is made anew.`,
    );
  }
  if (observed.kind === "present") {
    if (place.id === undefined && progress.stepsTaken.length === 0) refuseForeign(run, observed);
    noteWhereItIs(run, progress, observed);
  }
  if (!progress.isLooked) progress.desired = lessAwaited(run.type, progress.desired, observed, run.last);
  progress.isLooked = true;
  const steps = run.type.plan(progress.desired, observed);
  if (steps.length === 0 && observed.kind === "present") return observed;
  return shown(run, await applyAll(run, observed, steps, progress), progress);
}

function noteWhereItIs<Props, Remote>(
  run: Run<Props, Remote>,
  progress: Progress<Props, Remote>,
  observed: Present<Props, Remote>,
): void {
  progress.here = { id: observed.id, remembered: run.type.remember(observed.remote) };
}

function refuseForeign<Props, Remote>(run: Run<Props, Remote>, observed: Present<Props, Remote>): void {
  const reason = run.type.refuseAdoption(run.desired, observed);
  if (reason !== undefined) throw new RefusedError(`${run.type.title(run.desired)}: ${reason}`);
}

/**
 * Applies steps one at a time; notes each one, so that a failure in the middle tells how far it got. What is refused is
 * set aside; ends early when steps that follow rest on it. Returns the steps that were done.
 */
async function applyAll<Props, Remote>(
  run: Run<Props, Remote>,
  observed: Observation<Props, Remote>,
  steps: readonly Step[],
  progress: Progress<Props, Remote>,
): Promise<readonly Step[]> {
  const done: Step[] = [];
  for (const step of steps) {
    if (step.kind === "replace") {
      const fields = step.because.map((change) => change.path).join(", ");
      throw new RefusedError(`${run.type.title(run.desired)}: ${fields} cannot change in place`);
    }
    try {
      const applied = await run.type.apply(run.api, step, { props: progress.desired, observed });
      progress.stepsTaken.push(step);
      done.push(step);
      const { id, remembered } = typeof applied === "string" ? { id: applied, remembered: {} } : applied;
      progress.here = { id, remembered: { ...progress.here.remembered, ...remembered } };
    } catch (error) {
      const part = run.type.partOf?.(step, progress.desired);
      const undone = error instanceof UndoneError ? error : refusedPart(run, step, part, error);
      if (undone === undefined) throw error;
      setAside(run, undone, observed, progress);
      // What the steps that follow rest on cannot be done: they are planned anew.
      if (error instanceof UndoneError || part?.isAlone !== true) return done;
    }
  }
  return done;
}

/**
 * The refusal of one part, told by names that people know; undefined for whatever else went wrong: a failure that may
 * pass, a sign-in, or a step on which all the rest of the resource rests.
 */
function refusedPart<Props, Remote>(
  { type, desired }: Run<Props, Remote>,
  step: Step,
  part: Part | undefined,
  error: unknown,
): UndoneError | undefined {
  if (part === undefined || error instanceof SignInError) return undefined;
  if (!isRefusal(error) && !(error instanceof RefusedError)) return undefined;
  const title = type.title(desired);
  const verb = { create: "make", delete: "remove", link: "add to", unlink: "remove from" };
  const doing = step.kind === "update" || step.kind === "replace" ? "change" : verb[step.kind];
  const text = isRefusal(error)
    ? `${title}: could not ${doing} ${part.name}: the service refuses it: ${reasonIn(error)}`
    : error.message;
  return new UndoneError([{ what: partPrefix + step.part, text }]);
}

/** Why, in the service's words, without an address that only holds ids. */
function reasonIn({ status, code, serviceMessage, requestId }: ApiError): string {
  const request = requestId === undefined ? "" : `, request-id ${requestId}`;
  return `${serviceMessage} (answer ${`${status} ${code}`.trim()}${request})`;
}

/** Goes on without what cannot be done. Each part is set aside once, so there is an end to it. */
function setAside<Props, Remote>(
  { type, last }: Run<Props, Remote>,
  error: UndoneError,
  observed: Observation<Props, Remote>,
  progress: Progress<Props, Remote>,
): void {
  const known = new Set(progress.undone.map(({ what }) => what));
  const fresh = error.undone.filter(({ what }) => !known.has(what));
  if (fresh.length === 0 || type.without === undefined) throw new RefusedError(error.message);
  if (progress.undone.length >= bounds.refusedPartsMost)
    throw new RefusedError(
      `${error.message}\nStopped here: ${bounds.refusedPartsMost} parts were refused before.`,
    );
  progress.undone.push(...fresh);
  const parts = fresh.map(({ what }) => what);
  progress.desired = type.without(progress.desired, parts, { observed, last });
}

/**
 * Looks until the service shows what was just written: it may answer 404 for a new object, or list it late.
 * Nothing is written meanwhile. Returns what is there once nothing is left to do, undefined when other steps are.
 */
async function shown<Props, Remote>(
  run: Run<Props, Remote>,
  taken: readonly Step[],
  progress: Progress<Props, Remote>,
): Promise<Present<Props, Remote> | undefined> {
  const sinceMilliseconds = run.api.clock.nowMilliseconds();
  const giveUpAtMilliseconds = sinceMilliseconds + run.patience.settleSecondsMax * 1000;
  for (let look = 1; ; look += 1) {
    const observed = await run.type.observe(run.api, run.desired, progress.here);
    const left = run.type.plan(progress.desired, observed);
    const late = left.filter((step) => taken.some((done) => isSameThing(step, done)));
    if (observed.kind === "present") noteWhereItIs(run, progress, observed);
    if (late.length === 0 && left.length === 0 && observed.kind === "present") return observed;
    if (late.length === 0) {
      progress.seen = observed;
      return undefined;
    }
    const waitMilliseconds = backOffMilliseconds(look, undefined);
    if (run.api.clock.nowMilliseconds() + waitMilliseconds > giveUpAtMilliseconds) {
      throw new Error(
        `${run.type.title(run.desired)}: ${run.patience.settleSecondsMax} s after the last write the service still ` +
          `does not show: ${late.map(sentenceOf).join("; ")}. Run again: what is done stays done.`,
      );
    }
    const what = `the service to show of ${run.type.title(run.desired)}: ${late.map(sentenceOf).join("; ")}`;
    await run.api.clock.sleep(waitMilliseconds, { what, sinceMilliseconds });
  }
}

/** True when two steps do the same to the same part, for people and fields: to at least one of them. */
function isSameThing(left: Step, right: Step): boolean {
  if (left.kind !== right.kind || left.part !== right.part) return false;
  const names = (step: Step): readonly string[] => {
    if (step.kind === "link" || step.kind === "unlink") return step.targets;
    return step.kind === "update" ? step.changes.map((change) => change.path) : [];
  };
  const mine = names(left);
  return mine.length === 0 || mine.some((name) => names(right).includes(name));
}

/** Removes what is ours. Gone already is success. Passing failures are looked at and tried again. */
export async function remove<Props, Remote>(run: Run<Props, Remote>, place: Place): Promise<readonly Step[]> {
  const stepsTaken: Step[] = [];
  const rounds = new Rounds(run);
  for (;;) {
    try {
      const observed = await run.type.observe(run.api, run.desired, place);
      const steps = run.type.planRemoval(run.desired, observed);
      for (const step of steps) {
        await run.type.apply(run.api, step, { props: run.desired, observed });
        stepsTaken.push(step);
      }
      return stepsTaken;
    } catch (error) {
      if (!(await rounds.mayGoOn(error))) throw error;
    }
  }
}

/** Looks once. Undefined means that the service says it is not there. */
export async function look<Props, Remote>(
  type: ResourceType<Props, Remote>,
  api: Reader,
  props: Props,
  place: Place,
): Promise<Present<Props, Remote> | undefined> {
  const observed = await type.observe(api, props, place);
  return observed.kind === "present" ? observed : undefined;
}

/** A refusal before the first write leaves the state as it was; after it, the object's id must not be lost. */
function halfDone<Props, Remote>(
  error: unknown,
  { here: { id, remembered }, stepsTaken, undone }: Progress<Props, Remote>,
): unknown {
  const told = undone.length === 0 ? error : withUndone(error, undone);
  const nothingWritten = error instanceof RefusedError && stepsTaken.length === 0;
  return id === undefined || nothingWritten ? told : new HalfDoneError({ id, remembered }, told);
}

function withUndone(error: unknown, undone: readonly Undone[]): Error {
  const message = reasonOf(error);
  const text = [message, ...undone.map((one) => one.text)].join("\n");
  return error instanceof RefusedError
    ? new RefusedError(text, { cause: error })
    : new Error(text, { cause: error });
}

/** 0.25 s, 0.5 s, 1 s … at most 15 s; longer when the service asks for it. */
function backOffMilliseconds(attempt: number, retryAfterSeconds: number | undefined): number {
  return Math.max(Math.min(15_000, 125 * 2 ** attempt), (retryAfterSeconds ?? 0) * 1000);
}

/** A step in words: "add Sam as owner", "change displayName". For messages, not for logic. */
export function sentenceOf(step: Step): string {
  switch (step.kind) {
    case "create":
      return `create ${step.part}`;
    case "delete":
      return `delete ${step.part}`;
    case "update":
      return `change ${step.changes.map((change) => change.path).join(", ")}`;
    case "replace":
      return `replace because of ${step.because.map((change) => change.path).join(", ")}`;
    case "link":
      return `add ${step.part}: ${step.targets.join(", ")}`;
    case "unlink":
      return `remove ${step.part}: ${step.targets.join(", ")}`;
  }
}
