// The emulator without sockets: state, services, journal, counters.
import { Counters } from "./counters.ts";
import { answerDataverse } from "./dataverse/service.ts";
import { askOf, held, throughGate } from "./doors.ts";
import { Gate, type GateOptions } from "./gate.ts";
import type { Caller } from "./graph/call.ts";
import type { GraphHost } from "./graph/host.ts";
import { GraphService } from "./graph/service.ts";
import { pathOf, type Reply, type Request, type Trace } from "./http/message.ts";
import { answerAuthority, isAuthorityPath } from "./identity/authority.ts";
import { Identity } from "./identity/identity.ts";
import { Journal } from "./journal.ts";
import { type Lag, noLag } from "./lag.ts";
import { plant, plantMore, type State } from "./seed/plant.ts";
import { mergeSeeds } from "./seed/seed.ts";
import type { Seed } from "./seed/shape.ts";
import { decodeState, encodeState, type Saved } from "./state/encode.ts";
import { graphAppId } from "./tenant/first-party.ts";
import { answerVault } from "./vault/service.ts";
import type { World } from "./world.ts";

export interface Origins {
  readonly graph: string;
  readonly admin: string;
  /** By key of the environment. */
  readonly dataverse: Readonly<Record<string, string>>;
}

/** Which of the listeners a request came in by. */
export type Door =
  | { readonly kind: "graph" }
  | { readonly kind: "dataverse"; readonly key: string }
  | { readonly kind: "vault"; readonly name: string };

export class Emulator {
  readonly world: World;
  readonly gate: Gate;
  /** May be changed at any time; what is on its way keeps the lag it began with. */
  lag: Lag;
  readonly #startLag: Lag;
  readonly identity: Identity;
  readonly journal: Journal;
  readonly counters = new Counters();
  /** Called after everything that may have changed the tenant or its clock. */
  onChange: () => void = () => undefined;
  readonly #graph = new GraphService();
  readonly #seed: Seed;
  #state: State;
  #origins: Origins = { graph: "https://127.0.0.1", admin: "https://127.0.0.1", dataverse: {} };

  private constructor(
    world: World,
    lag: Lag,
    seed: Seed,
    state: State,
    identity: Identity,
    journal: Journal,
    gate: GateOptions,
  ) {
    this.world = world;
    this.lag = lag;
    this.#startLag = lag;
    this.gate = new Gate(world, gate, (header) => {
      identity.expire(header);
    });
    this.#seed = seed;
    this.#state = state;
    this.identity = identity;
    this.journal = journal;
    this.#followTime();
  }

  static async create(options: {
    world: World;
    seed: Seed;
    lag?: Lag;
    journalFile?: string | undefined;
    gate?: GateOptions;
    /** What an earlier run saved: goes before the seed. */
    saved?: Saved | undefined;
  }): Promise<Emulator> {
    const { world, lag = noLag, saved } = options;
    const seed = saved?.seed ?? withSecrets(options.seed, world);
    const state = saved?.state ?? plant(seed, world);
    // The tenant's time never goes back.
    const behind = saved === undefined ? 0 : saved.now.getTime() - world.now().getTime();
    if (behind > 0) world.advance(behind / 1000);
    const holder: { emulator?: Emulator } = {};
    const identity = await Identity.create(world, () => holder.emulator?.state.tenant ?? state.tenant);
    const journal = new Journal(options.journalFile);
    holder.emulator = new Emulator(world, lag, seed, state, identity, journal, options.gate ?? {});
    return holder.emulator;
  }

  get state(): State {
    return this.#state;
  }

  get seed(): Seed {
    return this.#seed;
  }

  /** Tells the services their addresses, once the ports are known. */
  setOrigins(origins: Origins): void {
    this.#origins = origins;
    const graph = [origins.graph, localhost(origins.graph), "https://graph.microsoft.com", graphAppId];
    this.identity.audiences = [
      { service: "graph", names: graph },
      ...[...this.#state.environments.values()].map(({ key, url }) => {
        const origin = origins.dataverse[key] ?? "";
        return { service: `dataverse:${key}`, names: [origin, localhost(origin), url] };
      }),
      // One name for all vaults: a vault tells callers apart by their roles.
      { service: "vault", names: ["https://vault.azure.net"] },
    ];
  }

  /** Back to the start: seed, faults, limits, lag. Journal and clock go on; the counters start anew. */
  reset(): void {
    this.#startFrom(plant(this.#seed, this.world));
  }

  /** The tenant as it is now, to come back to. */
  save(): Buffer {
    return encodeState({ state: this.#state, seed: this.#seed, now: this.world.now() });
  }

  /** As a reset, but to a tenant that was saved here before. */
  restore(saved: Buffer): void {
    this.#startFrom(decodeState(saved, this.world).state);
  }

  #startFrom(state: State): void {
    this.#state = state;
    this.#followTime();
    this.gate.reset();
    this.lag = this.#startLag;
    this.counters.reset();
    this.onChange();
  }

  #followTime(): void {
    this.#state.tenant.fresh.follow(
      () => this.world.now().getTime(),
      () => this.lag.directorySeconds,
    );
    this.#state.tenant.past.follow(
      () => this.world.now().getTime(),
      () => this.lag.deltaSeconds,
    );
  }

  /** Adds to the tenant. Environments cannot be added: each needs a listener of its own. */
  addSeed(seed: Partial<Seed>): void {
    if ((seed.environments ?? []).length > 0) throw new Error("environments can only be given at the start");
    if ((seed.vaults ?? []).length > 0) throw new Error("key vaults can only be given at the start");
    plantMore(withSecrets(mergeSeeds({}, seed), this.world), this.#state, this.world);
    this.onChange();
  }

  /** Answers a request and writes it down. "drop" ends the connection without an answer. */
  async answer(door: Door, request: Request): Promise<Reply | "drop"> {
    const started = performance.now();
    const trace: Trace = { service: this.#serviceOf(door, request) };
    const reply = await this.#route(door, request, trace);
    await held(trace);
    const sent = trace.isDropped === true ? { status: 0 } : reply;
    this.record(request, sent, trace, performance.now() - started);
    return trace.isDropped === true ? "drop" : reply;
  }

  #serviceOf(door: Door, request: Request): string {
    if (door.kind === "dataverse") return `dataverse:${door.key}`;
    if (door.kind === "vault") return `vault:${door.name}`;
    return isAuthorityPath(pathOf(request.url)) ? "authority" : "graph";
  }

  #route(door: Door, request: Request, trace: Trace): Reply | Promise<Reply> {
    const { tenant, environments, vaults } = this.#state;
    const authorityUrl = this.#origins.graph;
    const pass = (run: (asked: Request) => Reply | Promise<Reply>): Reply | Promise<Reply> =>
      this.gate.isOpen
        ? run(request)
        : throughGate(
            this.gate,
            askOf(trace.service, request, tenant, this.identity),
            trace,
            this.world,
            run,
          );
    if (trace.service === "authority") {
      const host = { ...this.#parts(), tenant, origin: request.origin };
      return pass((asked) => answerAuthority(host, asked, trace));
    }
    if (door.kind === "graph") {
      return this.#graph.handle({ ...this.#graphHost(), gate: this.gate }, request, trace);
    }
    if (door.kind === "vault") {
      const vault = vaults.get(door.name);
      if (vault === undefined) throw new Error(`There is no key vault "${door.name}"`);
      const host = { ...this.#parts(), tenant, vault };
      return pass((asked) => answerVault(host, asked, trace));
    }
    const environment = environments.get(door.key);
    if (environment === undefined) throw new Error(`There is no environment "${door.key}"`);
    const record = this.record.bind(this);
    const host = { ...this.#parts(), tenant, environment, authorityUrl, record };
    return pass((asked) => answerDataverse(host, asked, trace));
  }

  #parts(): { world: World; lag: Lag; identity: Identity } {
    return { world: this.world, lag: this.lag, identity: this.identity };
  }

  #graphHost(): GraphHost {
    return {
      ...this.#parts(),
      tenant: this.#state.tenant,
      record: (request, reply, trace, durationMilliseconds) => {
        this.record(request, reply, trace, durationMilliseconds);
      },
    };
  }

  /** Runs a Graph request for somebody, without a token. `url` is a path with or without version, or absolute. */
  performAs(
    caller: Caller,
    method: string,
    url: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Reply {
    const path = url.replace(/^https?:\/\/[^/]+/i, "");
    const versioned = /^\/(?:v1\.0|beta)\//i.test(path)
      ? path
      : `/v1.0${path.startsWith("/") ? "" : "/"}${path}`;
    const request: Request = {
      method,
      origin: this.#origins.graph,
      url: versioned,
      headers: { ...headers, "content-type": "application/json" },
      bodyText: body === undefined ? "" : JSON.stringify(body),
    };
    const started = performance.now();
    const trace: Trace = { service: "graph", client: caller.name };
    const reply = this.#graph.answer(this.#graphHost(), request, trace, caller);
    this.record(request, reply, trace, performance.now() - started);
    return reply;
  }

  record(request: Request, reply: Reply, trace: Trace, durationMilliseconds: number): void {
    this.counters.add(request.method, reply, trace);
    this.journal.record(this.world.now(), request, reply, trace, durationMilliseconds);
    // Also when the answer is an error: the write may have happened all the same.
    if (trace.isWrite === true) this.onChange();
  }
}

/** The same origin by its other name. */
function localhost(origin: string): string {
  return origin.replace("127.0.0.1", "localhost");
}

/** Clients without a secret get one now, so that a reset does not change it. */
function withSecrets<Some extends Partial<Seed>>(seed: Some, world: World): Some {
  const clients = (seed.clients ?? []).map((client) => ({
    ...client,
    clientSecret: client.clientSecret ?? `emu~${world.guid().replaceAll("-", "")}`,
  }));
  return { ...seed, clients };
}
