import type { Clock } from "../../core/api.ts";
import { bounds } from "../../core/bounds.ts";
import type { CallCost, Draw, Way } from "../../limits/call-cost.ts";
import type { CallKind } from "../../limits/call-kinds.ts";
import { Budget } from "./budget.ts";

/** A call that may leave now. */
export interface Grant {
  /** Which of the call's paths to use. */
  readonly path: string;
  /** Call once, when the answer is there or will never be. */
  done(outcome?: Outcome): void;
}

/** How a call went; only refusals matter. */
interface Outcome {
  readonly throttled: boolean;
  readonly retryAfterSeconds?: number | undefined;
  /** What to tell those who wait for a service that wants to be left alone for longer than anybody waits. */
  readonly error?: unknown;
}

interface Waiting {
  readonly cost: CallCost;
  readonly grant: (grant: Grant) => void;
  readonly refuse: (because: unknown) => void;
}

/** Calls of one kind by the object they are about, in the order in which the objects take turns. */
type KindQueue = Map<string, Waiting[]>;

/** Not before all limits of one way allow it; `isOfApp` when a limit of the app, not of the object, holds it. */
interface Held {
  readonly untilMilliseconds: number;
  readonly isOfApp: boolean;
}

/** Waited when a service refuses without saying for how long. */
const retryAfterSecondsUsual = 2;
/** Refusals of two different objects within this time mean that the app's own limit is at stake. */
const relatedSeconds = 10;
/** While this many calls are under way, others are gathered for a moment, so that more of them share a batch. */
const busyFrom = 8;
const gatherMilliseconds = 50;
/** Above this the limits of objects that have come to rest are forgotten. */
const budgetsMost = 5000;

/**
 * Lets calls leave as the documented limits allow: every one is budgeted before it is sent. Objects (teams, groups)
 * take turns within a kind of call, and one that has used up its own limit is passed over, so neither a large nor
 * a slow team holds up the others. One limiter serves all calls of a process.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #share: number;
  readonly #queues = new Map<CallKind, KindQueue>();
  readonly #budgets = new Map<string, Budget>();
  readonly #lastRefusal = new Map<CallKind, { readonly object: string; readonly atMilliseconds: number }>();
  #isServing = false;
  #underWay = 0;
  #servedAtMilliseconds = 0;
  #wakesAtMilliseconds = Number.POSITIVE_INFINITY;

  /** `share`: the part of each limit that is ours, above 0 and at most 1. */
  constructor(options: { readonly clock: Clock; readonly share: number }) {
    this.#clock = options.clock;
    this.#share = options.share;
  }

  /** How many limits it keeps count of: those of the app, and of teams and channels that had calls of late. */
  get budgetsKept(): number {
    return this.#budgets.size;
  }

  /** Resolves when the call may leave. Throws when the service has asked to be left alone for very long. */
  admit(cost: CallCost): Promise<Grant> {
    return new Promise((grant, refuse) => {
      const queue: KindQueue = this.#queues.get(cost.kind) ?? new Map<string, Waiting[]>();
      this.#queues.set(cost.kind, queue);
      const waiting = queue.get(cost.object);
      if (waiting === undefined) queue.set(cost.object, [{ cost, grant, refuse }]);
      else waiting.push({ cost, grant, refuse });
      this.#serveSoon();
    });
  }

  /** Once for all calls that are asked for in this turn of the event loop. */
  #serveSoon(): void {
    if (this.#isServing) return;
    this.#isServing = true;
    const serve = (): void => {
      this.#isServing = false;
      this.#serveAll();
    };
    const gathers = this.#servedAtMilliseconds + gatherMilliseconds - this.#clock.nowMilliseconds();
    if (this.#underWay < busyFrom || gathers <= 0) setImmediate(serve);
    else this.#clock.sleep(gathers).then(serve, noClockNoCalls);
  }

  #serveAll(): void {
    const now = this.#clock.nowMilliseconds();
    this.#servedAtMilliseconds = now;
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const queue of this.#queues.values()) wakeAt = Math.min(wakeAt, this.#serve(queue, now));
    if (wakeAt === Number.POSITIVE_INFINITY || wakeAt >= this.#wakesAtMilliseconds) return;
    this.#wakesAtMilliseconds = wakeAt;
    const least = this.#underWay < busyFrom ? 1 : gatherMilliseconds;
    const wake = (): void => {
      if (this.#wakesAtMilliseconds === wakeAt) this.#wakesAtMilliseconds = Number.POSITIVE_INFINITY;
      this.#serveAll();
    };
    const waiting = { what: "the services: they have asked for a pause", sinceMilliseconds: now };
    this.#clock.sleep(Math.max(least, Math.ceil(wakeAt - now)), waiting).then(wake, noClockNoCalls);
  }

  /** Returns when the next call of this kind may leave, as far as that is known. */
  #serve(queue: KindQueue, now: number): number {
    let wakeAt = Number.POSITIVE_INFINITY;
    // An object that was served goes to the end and comes by again in the same loop: that is the taking of turns.
    for (const [object, waiting] of queue) {
      const [first] = waiting;
      const held = first === undefined ? undefined : this.#tryToGrant(first, now);
      if (held !== undefined) {
        wakeAt = Math.min(wakeAt, held.untilMilliseconds);
        if (held.isOfApp) return wakeAt;
        continue;
      }
      waiting.shift();
      queue.delete(object);
      if (waiting.length > 0) queue.set(object, waiting);
    }
    return wakeAt;
  }

  #tryToGrant({ cost, grant, refuse }: Waiting, now: number): Held | undefined {
    const because = this.#shutBecause(cost, now);
    if (because !== undefined) {
      refuse(because);
      return undefined;
    }
    let held: Held = { untilMilliseconds: Number.POSITIVE_INFINITY, isOfApp: true };
    for (const way of cost.ways) {
      const here = this.#heldBy(way, now);
      if (here === undefined) {
        grant(this.#taken(cost, way, now));
        return undefined;
      }
      held = {
        untilMilliseconds: Math.min(held.untilMilliseconds, here.untilMilliseconds),
        isOfApp: held.isOfApp && here.isOfApp,
      };
    }
    return held;
  }

  /** Why no way is open for long; undefined when one is. */
  #shutBecause({ ways }: CallCost, now: number): unknown {
    const reasons = ways.map(({ draws }) =>
      draws.map((draw) => this.#budgets.get(draw.name)?.shutBecause(now)).find((one) => one !== undefined),
    );
    return reasons.includes(undefined) ? undefined : reasons[0];
  }

  #heldBy(way: Way, now: number): Held | undefined {
    let untilMilliseconds = 0;
    let isOfApp = false;
    for (const draw of way.draws) {
      const freeAt = this.#budgetOf(draw, now).freeAt(draw.cost, now);
      if (freeAt <= now) continue;
      untilMilliseconds = Math.max(untilMilliseconds, freeAt);
      isOfApp ||= !draw.isOfObject;
    }
    return untilMilliseconds === 0 ? undefined : { untilMilliseconds, isOfApp };
  }

  #taken(cost: CallCost, way: Way, now: number): Grant {
    const drawn = way.draws.map((draw) => ({ draw, budget: this.#budgetOf(draw, now) }));
    for (const { draw, budget } of drawn) budget.take(draw.cost, now);
    this.#underWay += 1;
    return {
      path: way.path,
      done: (outcome) => {
        const at = this.#clock.nowMilliseconds();
        this.#underWay -= 1;
        for (const { draw, budget } of drawn) budget.answered(draw.cost, now, at);
        if (outcome?.throttled === true) this.#noteRefusal(cost, drawn, outcome, at);
        this.#serveSoon();
      },
    };
  }

  /**
   * A 429 does not say which limit it was. The object's own is held back; those of the app are too when there is no
   * object's, or when another object was refused a moment ago.
   */
  #noteRefusal(
    { kind, object }: CallCost,
    drawn: readonly { readonly draw: Draw; readonly budget: Budget }[],
    { retryAfterSeconds = retryAfterSecondsUsual, error }: Outcome,
    now: number,
  ): void {
    const before = this.#lastRefusal.get(kind);
    this.#lastRefusal.set(kind, { object, atMilliseconds: now });
    const isRelated =
      before !== undefined && before.object !== object && now - before.atMilliseconds < relatedSeconds * 1000;
    const isOfApp = isRelated || !drawn.some(({ draw }) => draw.isOfObject);
    for (const { draw, budget } of drawn) {
      if (!draw.isOfObject && !isOfApp) continue;
      if (retryAfterSeconds > bounds.retryAfterSecondsMost && error !== undefined)
        budget.shut(now + retryAfterSeconds * 1000, error);
      else budget.refused(retryAfterSeconds, now, !draw.isOfObject);
    }
  }

  #budgetOf({ name, limit, isOfObject }: Draw, now: number): Budget {
    const known = this.#budgets.get(name);
    if (known !== undefined) return known;
    if (this.#budgets.size >= budgetsMost) {
      for (const [old, budget] of this.#budgets) if (budget.isFresh(now)) this.#budgets.delete(old);
    }
    // A team or channel belongs to one stack, so the whole of its own limit is ours.
    const made = new Budget(limit, { share: isOfObject ? 1 : this.#share, countsFromAnswer: isOfObject });
    this.#budgets.set(name, made);
    return made;
  }
}

/** A clock that fails belongs to a tenant that has ended: nobody waits for these calls any more. */
function noClockNoCalls(): void {
  // Nothing to serve.
}
