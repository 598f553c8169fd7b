// What stands before and after every request: faults that were ordered, limits that are on. Requests from the
// wire pass it, and items of a batch each on their own; what is done by hand (`/act`) does not.
import { faultError } from "./faults/fault-errors.ts";
import { FaultBook } from "./faults/fault-book.ts";
import { splitPartial } from "./faults/partial.ts";
import type { Fault, Then } from "./faults/plan.ts";
import { directoryErrors } from "./errors/directory.ts";
import { graphErrors } from "./errors/graph.ts";
import { teamsErrors } from "./errors/teams.ts";
import type { Ask, Passage } from "./ask.ts";
import type { Reply, Request, Trace } from "./http/message.ts";
import { type LimitsMode, Limits } from "./limits/limits.ts";
import type { World } from "./world.ts";

export interface GateOptions {
  readonly faults?: readonly Fault[] | undefined;
  readonly limits?: LimitsMode | undefined;
}

export class Gate {
  readonly #world: World;
  readonly #start: GateOptions;
  /** Makes a token good for nothing. */
  readonly #expireToken: (authorization: string | undefined) => void;
  #faults: FaultBook;
  #limits: Limits;

  constructor(world: World, start: GateOptions, expireToken: (header: string | undefined) => void) {
    this.#world = world;
    this.#start = start;
    this.#expireToken = expireToken;
    this.#faults = new FaultBook(start.faults ?? []);
    this.#limits = new Limits(start.limits ?? "off", world);
  }

  /** Faults and limits as at the start, nothing counted. */
  reset(): void {
    this.#faults = new FaultBook(this.#start.faults ?? []);
    this.#limits = new Limits(this.#start.limits ?? "off", this.#world);
  }

  setFaults(plan: readonly Fault[]): void {
    this.#faults = new FaultBook(plan);
  }

  addFaults(plan: readonly Fault[]): void {
    this.#faults.append(plan);
  }

  get faults(): FaultBook["report"] {
    return this.#faults.report;
  }

  get limits(): LimitsMode {
    return this.#limits.mode;
  }

  /** Turns limits on or off. Whatever was used up is forgotten. */
  setLimits(mode: LimitsMode): void {
    this.#limits = new Limits(mode, this.#world);
  }

  /** True when nothing was ordered: the common case costs nothing. */
  get isOpen(): boolean {
    return this.#faults.isEmpty && this.#limits.mode === "off";
  }

  enter(ask: Ask, trace: Trace): Passage {
    const headers = this.#limits.charge(ask);
    const withLimits = (reply: Reply): Reply =>
      headers === undefined ? reply : { ...reply, headers: { ...headers, ...reply.headers } };
    const hidden = this.#faults.takeHidden(ask.request.url);
    if (hidden !== undefined) {
      trace.fault = `${hidden.fault}: invisible`;
      throw notFound(ask, hidden.id);
    }
    const fault = this.#faults.take(ask);
    if (fault === undefined) return { request: ask.request, leave: withLimits };
    trace.fault = `${fault.name}: ${fault.then.kind}`;
    const passage = this.#carryOut(fault, fault.then, ask, trace);
    return { ...passage, leave: (reply) => withLimits(passage.leave(reply)) };
  }

  /** Call when a Dataverse request is over. Unit: milliseconds of real time. */
  done(ask: Ask, milliseconds: number): void {
    this.#limits.done(ask, milliseconds);
  }

  #carryOut({ name }: Fault, then: Then, ask: Ask, trace: Trace): Passage {
    const { request } = ask;
    const after = (leave: Passage["leave"]): Passage => ({ request, leave });
    const dropped = (): Reply => {
      trace.isDropped = true;
      return { status: 0 };
    };
    switch (then.kind) {
      case "status": {
        const fail = (): never => {
          throw faultError(then, ask, this.#world.now());
        };
        return then.effect === "before" ? fail() : after(fail);
      }
      case "drop":
        return then.effect === "after" ? after(dropped) : { request, answer: dropped(), leave: dropped };
      case "slow":
        trace.delayMilliseconds = (trace.delayMilliseconds ?? 0) + then.milliseconds;
        return after((reply) => reply);
      case "invisible":
        return after((reply) => {
          const id = madeId(reply, request);
          if (id !== undefined && reply.status < 300) this.#faults.hide(id, then.requests, name);
          return reply;
        });
      case "createdButMissing":
        return after(() => {
          throw teamsErrors.backendGroupMissing(ask.keys["group"] ?? "");
        });
      case "delta":
        return { request: { ...request, delta: then }, leave: (reply) => reply };
      case "partial":
        return splitPartial(then, ask);
      case "expireToken":
        this.#expireToken(request.headers["authorization"]);
        throw graphErrors.expiredToken();
    }
  }
}

/** The words of the workload for something that is not there. */
function notFound(ask: Ask, id: string): Error {
  if (ask.workload !== "teams" && ask.keys["group"] === undefined) return directoryErrors.notFound(id);
  if (ask.template === "/groups/{}/team") return teamsErrors.backendGroupMissing(id);
  return ask.workload === "teams" ? teamsErrors.noTeam(id) : directoryErrors.notFound(id);
}

/** Id of what a request made: from the answer's body or Location, else from the path. */
function madeId(reply: Reply, request: Request): string | undefined {
  const id = reply.body?.["id"];
  if (typeof id === "string") return id;
  const place = reply.headers?.["Location"] ?? reply.headers?.["OData-EntityId"] ?? request.url;
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(place)?.[0];
}
