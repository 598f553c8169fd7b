import { execa } from "execa";
import { projectRoot } from "../stacks/commands/run/places.ts";
import { tenantAdmin } from "../stacks/commands/demo/tenant-admin.ts";
import { baseline } from "./baseline.ts";
import { cheapestCreate, cheapestRead, cheapestRoster } from "./cheapest.ts";
import { measured, type Measured } from "./measure.ts";
import type { Place } from "./place.ts";
import type { Retailer } from "./retailer.ts";
import { toldOf, type Told } from "./row.ts";

interface Request {
  readonly retailer: Retailer;
  /** One store with a great many people. */
  readonly roster: Retailer;
  readonly parallel: number;
  readonly withBaseline: boolean;
  readonly say: (text: string) => void;
}

const up = ["up", "--yes", "--skip-preview"] as const;
const refresh = ["refresh", "--yes", "--skip-preview"] as const;

/** Runs all rows, one after the other, each with the no-op program beside it. */
export async function runRows(place: Place, request: Request): Promise<readonly Told[]> {
  const { retailer, roster, withBaseline } = request;
  tenantAdmin(place.tenant.facts);
  // It waits most of its time and counts against limits of its own, so it may go on beside the others.
  const script = withBaseline ? baselineRow(place, retailer) : undefined;
  await place.makeStack("bench", retailer);
  await place.makeStack("noop");
  await place.makeStack("noop-single");
  await place.makeStack("roster", roster);
  const rows = new Rows(place, request);
  await rows.node("load and derive", ["bench/load.ts", place.stackFile("bench")]);
  await rows.pulumi("preview of new", ["preview"]);
  await rows.pulumi("create", up, { cheapest: cheapestCreate(retailer.stores) });
  await rows.pulumi("no-change preview", ["preview"]);
  await rows.pulumi("refresh", refresh, { cheapest: cheapestRead(retailer.stores) });
  const drift = ["stacks/commands/drift.ts", "--stack", "bench", "--out", `${place.shownFolder}/drift`];
  await rows.node("drift read", [...drift, "--config-file", place.stackFile("bench")], {
    cheapest: cheapestRead(retailer.stores),
  });
  const changed = Math.max(1, Math.round(retailer.stores / 100));
  await place.declare("bench", { ...retailer, changedStores: changed });
  await rows.pulumi("1 % changed", up, { changed });
  await rows.pulumi("roster: preview", ["preview"], { stack: "roster" });
  await rows.pulumi("roster: create", up, {
    ...{ stack: "roster", cheapest: cheapestRoster(roster.peoplePerStore) },
  });
  return [...rows.told, ...(script === undefined ? [] : [await script])];
}

class Rows {
  readonly told: Told[] = [];
  readonly #place: Place;
  readonly #request: Request;

  constructor(place: Place, request: Request) {
    this.#place = place;
    this.#request = request;
  }

  #measured(run: () => Promise<void>): Promise<Measured> {
    const { callsFolder, tenant } = this.#place;
    return measured(run, { callsFolder, except: [tenant.processId] });
  }

  /** One command of the CLI, and the same on the no-op program. */
  async pulumi(
    name: string,
    args: readonly string[],
    more: {
      readonly stack?: string;
      /** How many stores differ from the last run; unset: the row is about all of them. */
      readonly changed?: number;
      readonly cheapest?: Told["cheapest"];
    } = {},
  ): Promise<void> {
    const { stack = "bench", changed, cheapest } = more;
    const size = stack === "bench" ? this.#request.retailer.stores : 1;
    const all = [...args, "--parallel", String(this.#request.parallel)];
    const counts = { NOOP_RESOURCES: String(size), NOOP_CHANGED: String(changed ?? 0) };
    const noopStack = stack === "bench" ? "noop" : "noop-single";
    const noop = await this.#measured(() => this.#place.pulumi(noopStack, all, counts));
    const ours = await this.#measured(() => this.#place.pulumi(stack, all));
    this.#tell(toldOf(name, ours, { teams: changed ?? size, noop, cheapest }));
  }

  /** One of the project's own files under Node. */
  async node(
    name: string,
    args: readonly string[],
    more: { readonly cheapest?: Told["cheapest"] } = {},
  ): Promise<void> {
    const ours = await this.#measured(async () => {
      await execa(process.execPath, args, { cwd: projectRoot, env: this.#place.environment });
    });
    this.#tell(toldOf(name, ours, { teams: this.#request.retailer.stores, cheapest: more.cheapest }));
  }

  #tell(told: Told): void {
    this.told.push(told);
    const { name, seconds, floorSeconds, noopSeconds, throttled } = told.row;
    const facts = [`${seconds} s`, `floor ${floorSeconds} s`, `no-op ${noopSeconds ?? "–"} s`];
    this.#request.say(`${name}: ${facts.join(", ")}, ${throttled} × 429`);
  }
}

/** One store as scripts make it, from start to end. Its people are in stores of the others too. */
async function baselineRow(place: Place, { peoplePerStore }: Retailer): Promise<Told> {
  const people = Array.from(
    { length: peoplePerStore },
    (_, at) => `person-${String(at + 1).padStart(6, "0")}@contoso.example`,
  );
  const cost = await baseline(place.tenant.facts, "admin", [people]);
  const members = peoplePerStore - 1;
  const told = toldOf(
    "script, 1 store, one request a member",
    {
      ...{ seconds: cost.seconds, cpuSeconds: undefined, peakMegabytes: undefined },
      ...{ largestMegabytes: undefined, requests: cost.requests, repeated: 0 },
      calls: { teams: 1, addOne: members, channels: 2 },
      throttled: cost.throttled,
    },
    { teams: 1 },
  );
  return told;
}
