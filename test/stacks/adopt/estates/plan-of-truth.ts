// What a plan says after the true pairs of an estate were accepted, in an emulated tenant with its teams.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { accept } from "../../../../stacks/commands/adopt/accept.ts";
import { propose } from "../../../../stacks/commands/adopt/propose.ts";
import { lookWhereNeeded } from "../../../../stacks/commands/plan/look-where-needed.ts";
import { loadOrg } from "../../../../stacks/config/load-org.ts";
import { deriveEnvironment } from "../../../../stacks/derive/environment.ts";
import type { EngineEvent } from "../../../../stacks/changes/engine-events.ts";
import type { AdoptReport } from "../../../../stacks/adopt/report.ts";
import type { EstateStore, FoundTeam, StaffPerson, TeamPerson } from "../../../../stacks/adopt/estate.ts";
import { planFacts } from "../../../../stacks/review/facts.ts";
import type { PlanReport } from "../../../../stacks/review/model.ts";
import { planReport } from "../../../../stacks/review/report.ts";
import { demoSeed, mergeSeeds } from "../../../emulator/seed/seed.ts";
import type { Seed, SeedUser } from "../../../emulator/seed/shape.ts";
import { startLiveTenant, type LiveTenant } from "../../../kit/live-tenant.ts";
import type { KnownEstate } from "./truth.ts";

/** Who comes and goes, a text each: `+ Person 3: 212 Lyon`. */
export interface PlanOfTruth {
  readonly teams: number;
  readonly expected: ReadonlySet<string>;
  /** As the plan names them. */
  readonly planned: ReadonlySet<string>;
  /** As `adopt` has told before, of the pairs that it showed. */
  readonly told: ReadonlySet<string>;
  /** Of those that `adopt` showed. */
  readonly expectedOfShown: ReadonlySet<string>;
}

/** Accepts the true pairs of an estate, plans, and says who should come and go and who is told to. */
export async function planOfTruth(known: KnownEstate): Promise<PlanOfTruth> {
  const folder = await mkdtemp(join(tmpdir(), "store-teams-estate-"));
  const tenant = await startLiveTenant({ seed: seedOf(known) });
  try {
    const orgFile = join(folder, "org.yaml");
    await writeFile(orgFile, orgText(known));
    const { stack, out, say } = { stack: "dev", out: folder, say: () => undefined };
    const api = tenant.as("reader");
    const before = loadOrg(orgFile);
    const onProgress = (): void => undefined;
    const proposed = await propose({ stack, loaded: before, api, mapping: [], out, say, onProgress });
    const pairs = [...known.truth].map(([storeNumber, teamId]) => `${storeNumber}=${teamId}`);
    const derived = deriveEnvironment(before.org, "dev");
    await accept({ stack, loaded: before, orgFile, derived, api, accept: pairs, out, say });
    const report = await planned(orgFile, tenant);
    const shown = new Set(
      proposed.stores.flatMap(({ storeNumber, candidates }) =>
        candidates.some(({ teamId }) => teamId === known.truth.get(storeNumber)) ? [storeNumber] : [],
      ),
    );
    return {
      teams: known.truth.size,
      expected: expectedIn(known, () => true),
      planned: namedIn(report, known),
      told: toldBy(proposed, known),
      expectedOfShown: expectedIn(known, ({ storeNumber }) => shown.has(storeNumber)),
    };
  } finally {
    await tenant.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const staffOf = ({ managers, workers }: EstateStore): readonly StaffPerson[] => [...managers, ...workers];

function orgText({ estate: { stores } }: KnownEstate): string {
  const people = new Map(stores.flatMap(staffOf).map((person) => [person.id, person]));
  const ids = (all: readonly StaffPerson[]): string[] => all.map(({ id }) => id);
  return stringify({
    apiVersion: "org/v1",
    tenant: { id: demoSeed().tenantId, domain: "contoso.example" },
    environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
    defaults: {
      team: { alias: "s{storeNumber}", owners: "authoritative", members: "authoritative" },
      maxStoresPerWorker: 50,
    },
    hierarchy: { id: "retail", name: "Stores", purposes: ["retailReporting"] },
    nodes: [
      { id: "company", kind: "organization", name: "Company" },
      ...stores.map(({ nodeId, storeNumber, name, managers, workers, namesWorkers }) => ({
        ...{ id: nodeId, kind: "store", parent: "company", name, storeNumber, managers: ids(managers) },
        ...(namesWorkers ? { workers: ids(workers).filter((id) => !ids(managers).includes(id)) } : {}),
      })),
    ],
    people: [...people.values()].map(({ id, name, upn, objectId }) => ({
      ...{ id, name, upn },
      ...(objectId === undefined ? {} : { objectId }),
    })),
  });
}

function seedOf({ estate: { stores, teams } }: KnownEstate): Seed {
  const users = new Map<string, SeedUser>();
  const add = (id: string, upn: string, isGuest = false): void => {
    if ([...users.values()].some(({ userPrincipalName }) => userPrincipalName === upn)) return;
    users.set(id, { id, userPrincipalName: upn, displayName: upn.split("@")[0] ?? upn, isGuest });
  };
  for (const { id, upn = `${id}@contoso.example`, isGuest } of teams.flatMap(everybodyIn))
    add(id, upn, isGuest);
  for (const [at, { upn, objectId }] of stores.flatMap(staffOf).entries())
    add(objectId ?? `b0000000-0000-4000-8000-${String(at).padStart(12, "0")}`, upn);
  const groups = teams.map(({ id, displayName, uniqueName, owners = [], members = [] }, at) => ({
    ...{ id, displayName, mailNickname: `hand${String(at)}`, visibility: "Private" as const },
    ...(uniqueName === undefined ? {} : { uniqueName }),
    ...{ owners: owners.map((one) => one.id), team: { channels: [] } },
    members: members.filter((one) => !owners.some((owner) => owner.id === one.id)).map((one) => one.id),
  }));
  return mergeSeeds(demoSeed(), { users: [...users.values()], groups }) as Seed;
}

function everybodyIn({ owners = [], members = [] }: FoundTeam): readonly TeamPerson[] {
  return [...owners, ...members];
}

/** The plan of a stack that has made nothing yet: its events are what the engine says of resources that are new. */
async function planned(orgFile: string, tenant: LiveTenant): Promise<PlanReport> {
  const { org } = loadOrg(orgFile);
  const type = "pulumi-nodejs:dynamic/graph:Team";
  const events = deriveEnvironment(org, "dev").resources.flatMap(({ token, name, props }): EngineEvent[] =>
    token === "graph:Team"
      ? [
          {
            resourcePreEvent: {
              metadata: { op: "create", type, urn: `urn:${type}::${name}`, new: { inputs: { ...props } } },
            },
          },
        ]
      : [],
  );
  const facts = planFacts(org, { stack: "dev", program: "environment", environment: "dev" });
  const { staged } = facts;
  const lookedAt = await lookWhereNeeded(events, { org, environment: "dev", staged }, () =>
    tenant.as("reader"),
  );
  return planReport({ events, exitCode: 0, refreshed: false, digest: "", ...lookedAt }, facts);
}

function adoptedStores({ estate: { stores }, truth }: KnownEstate): readonly EstateStore[] {
  return stores.filter(({ storeNumber, managers }) => truth.has(storeNumber) && managers.length > 0);
}

/** By the truth alone: account by account, who is in the team and who works in the store. */
function expectedIn(known: KnownEstate, isCounted: (store: EstateStore) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  for (const store of adoptedStores(known).filter(isCounted)) {
    const team = known.estate.teams.find(({ id }) => id === known.truth.get(store.storeNumber));
    const owners = new Set((team?.owners ?? []).map(({ id }) => id));
    const members =
      team === undefined ? [] : new Map(everybodyIn(team).map((one) => [one.id, one])).values().toArray();
    const label = `${store.storeNumber} ${store.name}`;
    for (const { name, upn } of staffOf(store))
      if (!members.some((one) => one.upn === upn)) found.add(`+ ${name}: ${label}`);
    for (const { id, upn = id, isGuest = false } of members) {
      // A guest who only is in a team is left to the service; one who owns it is an owner like others.
      const isDecided = owners.has(id) || (store.namesWorkers && !isGuest);
      if (isDecided && !staffOf(store).some((one) => one.upn === upn))
        found.add(`- ${nameOf(known, upn)}: ${label}`);
    }
  }
  return found;
}

/** Config knows the names of its people; others are told by the name they sign in with. */
function nameOf({ estate: { stores } }: KnownEstate, upn: string): string {
  return stores.flatMap(staffOf).find((person) => person.upn === upn)?.name ?? upn;
}

/** Who comes and goes, as the report's lines for people say it; only of teams that were taken over. */
function namedIn({ regions }: PlanReport, known: KnownEstate): ReadonlySet<string> {
  const adopted = new Set(adoptedStores(known).map(({ storeNumber, name }) => `${storeNumber} ${name}`));
  const found = new Set<string>();
  const add = (sign: string, person: string, label: string): void => {
    // Whom config does not know is told as `Teams Admin (teams-admin@contoso.example)`.
    const shown = /\(([^()\s]+@[^()\s]+)\)$/.exec(person)?.[1] ?? person;
    if (adopted.has(label)) found.add(`${sign} ${shown}: ${label}`);
  };
  for (const { moves, entries } of regions) {
    for (const { subject, text } of moves) {
      const [from = "", to = ""] = text.split(" → ");
      add("-", subject, from);
      add("+", subject, to.replace(/(?: \(owner\)|, becomes (?:owner|member) \(was .*)$/, ""));
    }
    for (const { label, lines } of entries) {
      for (const { subject, text } of lines) {
        if (text.startsWith("joins as ")) add("+", subject, label);
        if (text.startsWith("loses access")) add("-", subject, label);
      }
    }
  }
  return found;
}

function toldBy({ stores }: AdoptReport, known: KnownEstate): ReadonlySet<string> {
  const adopted = new Set(adoptedStores(known).map(({ storeNumber }) => storeNumber));
  const lines = stores.flatMap(({ storeNumber, name, candidates }) => {
    const candidate = candidates.find(({ teamId }) => teamId === known.truth.get(storeNumber));
    if (candidate === undefined || !adopted.has(storeNumber)) return [];
    const line =
      (sign: string) =>
      (upn: string): string =>
        `${sign} ${nameOf(known, upn)}: ${storeNumber} ${name}`;
    return [...candidate.comes.map(line("+")), ...candidate.goes.map(line("-"))];
  });
  return new Set(lines);
}
