// Prints how long it takes to load, validate and derive a large config, and how much memory, each in a fresh process;
// beside it JSON.parse of the same data, which checks nothing. Aims, on two cores: 5 s and 1 GB, with more
// than 200,000 people 15 s. Judged by the time of the
// processor, as a machine with other things to do stretches the other one.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VerbCommand } from "../tools/verb-command.ts";
import { Option } from "commander";
import { deriveEnvironment } from "../stacks/derive/environment.ts";
import { loadOrg } from "../stacks/config/load-org.ts";

/** More people than that may take longer, and no more room. */
const usualPeople = 200_000;
const aimsOf = (people: number) => ({ cpuSeconds: people > usualPeople ? 15 : 5, gigabytes: 1 });
const regionCount = 20;

const options = new VerbCommand({
  name: "npm run bench:config --",
  does: "Measures how long it takes to load, validate and derive a large config, and how much memory.",
  exits: { 0: "within the aims", 1: "beyond the aims" },
})
  .option("--stores <number>", "how many stores", "10000")
  .option("--people <number>", "how many people", "200000")
  .option("--each <number>", "how many people a store has (default: all people, spread over the stores)")
  .addOption(new Option("--kind <kind>", "people in one kind of file only").choices(["csv", "yaml"]))
  // What this process measures; unset: it starts one process for each.
  .addOption(new Option("--load <file>").hideHelp())
  .addOption(new Option("--parse <file>").hideHelp())
  .parse()
  .opts<{
    stores: string;
    people: string;
    each?: string;
    kind?: "csv" | "yaml";
    load?: string;
    parse?: string;
  }>();

interface Figures {
  readonly seconds: number;
  /** Of all threads: what remains comparable on a machine that has other things to do. */
  readonly cpuSeconds: number;
  readonly gigabytes: number;
  /** Teams, or nodes: what came out, so that nothing is measured that did not happen. */
  readonly made: number;
}

/** Runs something once in this process and prints its figures. */
function measure(run: () => number): void {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const made = run();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuSeconds = (user + system) / 1e6;
  const gigabytes = process.resourceUsage().maxRSS / 1024 / 1024;
  process.stdout.write(JSON.stringify({ seconds, cpuSeconds, gigabytes, made } satisfies Figures));
}

interface Store {
  readonly id: string;
  readonly kind: "store";
  readonly parent: string;
  readonly name: string;
  readonly storeNumber: string;
  readonly managers: readonly string[];
  readonly workers: readonly string[];
}

interface Region {
  readonly id: string;
  readonly stores: readonly Store[];
}

function retailer(
  stores: number,
  people: number,
  each = Math.floor(people / stores),
): { regions: readonly Region[]; people: readonly string[] } {
  const ids = Array.from({ length: people }, (_, index) => `p-${String(index + 1).padStart(6, "0")}`);
  const all = Array.from({ length: stores }, (_, index): Store => {
    const number = String(index + 1).padStart(6, "0");
    const [manager = "", ...workers] = ids.slice(index * each, (index + 1) * each);
    const parent = `r${index % regionCount}`;
    const name = `Store ${number}`;
    return {
      id: `s${number}`,
      kind: "store",
      parent,
      name,
      storeNumber: number,
      managers: [manager],
      workers,
    };
  });
  const regions = Array.from({ length: regionCount }, (_, index) => ({
    id: `r${index}`,
    stores: all.filter(({ parent }) => parent === `r${index}`),
  }));
  return { regions, people: ids };
}

function upnOf(id: string): string {
  return `${id}@contoso.example`;
}

/** Writes an org with a file a region and its people in one file more. Returns its path. */
function writeOrg(
  folder: string,
  { regions, people }: ReturnType<typeof retailer>,
  kind: "csv" | "yaml",
): string {
  mkdirSync(folder);
  const files = [...regions.map(({ id }) => `${id}.yaml`), `people.${kind}`];
  for (const { id, stores } of regions) {
    const rows = stores.map(
      (store) =>
        `  - id: ${store.id}\n    kind: store\n    parent: ${id}\n    name: ${store.name}\n` +
        `    storeNumber: "${store.storeNumber}"\n    managers: [${store.managers.join(", ")}]\n` +
        `    workers: [${store.workers.join(", ")}]`,
    );
    const region = `  - { id: ${id}, kind: region, parent: root, name: Region ${id} }`;
    writeFileSync(join(folder, `${id}.yaml`), `apiVersion: org/v1\nnodes:\n${region}\n${rows.join("\n")}\n`);
  }
  const rows = people.map((id) =>
    kind === "csv"
      ? `${id},Person ${id},${upnOf(id)},worker`
      : `  - { id: ${id}, name: Person ${id}, upn: ${upnOf(id)}, roles: [worker] }`,
  );
  const heading = kind === "csv" ? "id,name,upn,roles" : "apiVersion: org/v1\npeople:";
  writeFileSync(join(folder, `people.${kind}`), `${heading}\n${rows.join("\n")}\n`);
  const main = join(folder, "org.yaml");
  writeFileSync(
    main,
    `apiVersion: org/v1
files: [${files.join(", ")}]
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
environments: [{ key: dev, url: "https://contoso-dev.crm4.dynamics.com" }]
hierarchy: { id: regions, name: Stores by region, purposes: [retailReporting] }
nodes: [{ id: root, kind: organization, name: Contoso }]
`,
  );
  return main;
}

function writeJson(file: string, { regions, people }: ReturnType<typeof retailer>): string {
  const rows = people.map((id) => ({ id, name: `Person ${id}`, upn: upnOf(id), roles: ["worker"] }));
  writeFileSync(file, JSON.stringify({ nodes: regions.flatMap(({ stores }) => stores), people: rows }));
  return file;
}

function inFreshProcess(option: "--load" | "--parse", file: string): Figures {
  const args = [import.meta.filename, option, file];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Figures;
}

function compareAll(): void {
  const folder = mkdtempSync(join(tmpdir(), "bench-config-"));
  try {
    const size = { stores: Number(options.stores), people: Number(options.people) };
    const each = options.each === undefined ? undefined : Number(options.each);
    const data = retailer(size.stores, size.people, each);
    const kinds = options.kind === undefined ? (["csv", "yaml"] as const) : [options.kind];
    const aims = aimsOf(size.people);
    const parsed = inFreshProcess("--parse", writeJson(join(folder, "org.json"), data));
    const rows = kinds.map((kind) => {
      const loaded = inFreshProcess("--load", writeOrg(join(folder, kind), data, kind));
      if (loaded.made !== size.stores)
        throw new Error(`${loaded.made} teams came out of ${size.stores} stores`);
      const ratio = round(loaded.cpuSeconds / parsed.cpuSeconds);
      return { name: `people in ${kind}`, ...rounded(loaded), timesJsonParse: ratio };
    });
    const result = { ...size, rows, jsonParse: rounded(parsed), aims };
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    const isGood = rows.every(
      ({ cpuSeconds, gigabytes }) => cpuSeconds <= aims.cpuSeconds && gigabytes <= aims.gigabytes,
    );
    if (isGood) return;
    process.stderr.write("Beyond the aims.\n");
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rounded({ seconds, cpuSeconds, gigabytes }: Figures): Omit<Figures, "made"> {
  return { seconds: round(seconds), cpuSeconds: round(cpuSeconds), gigabytes: round(gigabytes) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const { load, parse } = options;
if (load !== undefined) measure(() => teamsIn(load));
else if (parse !== undefined) measure(() => nodesIn(parse));
else compareAll();

function teamsIn(file: string): number {
  const { org, places } = loadOrg(file);
  return deriveEnvironment(org, "dev", places).resources.length;
}

function nodesIn(file: string): number {
  const { nodes } = JSON.parse(readFileSync(file, "utf8")) as { nodes: readonly unknown[] };
  return nodes.length;
}
