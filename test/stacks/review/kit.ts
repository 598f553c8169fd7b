import type { Org, OrgNode, Person } from "../../../schemas/types/org.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import type { Derived } from "../../../stacks/derive/desired-resource.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import type { EngineEvent } from "../../../stacks/changes/engine-events.ts";
import { stepsFromState } from "../../../providers/plan-again.ts";
import { typeByToken } from "../../../providers/registry.ts";
import type { Inputs } from "../../../stacks/changes/planned-steps.ts";
import { planFacts } from "../../../stacks/review/facts.ts";
import type { PlanReport } from "../../../stacks/review/model.ts";
import { planReport } from "../../../stacks/review/report.ts";

/** What the last run left behind of a resource that it could not finish. */
export interface Unfinished {
  /** A sentence each, as the state holds them. */
  readonly undone: readonly string[];
  /** What was reached. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * The events of a preview that goes from one derived stack to another, as the engine writes them. `unfinished` by
 * resource name.
 */
export function previewEvents(
  before: Derived,
  after: Derived,
  unfinished: Readonly<Record<string, Unfinished>> = {},
  nowMilliseconds = 0,
): readonly EngineEvent[] {
  const was = new Map(before.resources.map((resource) => [resource.name, resource]));
  const is = new Map(after.resources.map((resource) => [resource.name, resource]));
  return [...new Set([...was.keys(), ...is.keys()])].map((name): EngineEvent => {
    const old = was.get(name);
    const made = is.get(name);
    const token = (made ?? old)?.token ?? "";
    const left = unfinished[name];
    const outputs = { ...old?.props, remembered: {}, ...left?.outputs, undone: left?.undone };
    const op = opOf(
      token,
      old === undefined ? undefined : outputs,
      made?.props,
      (left?.undone ?? []).length > 0,
      nowMilliseconds,
    );
    const type = `pulumi-nodejs:dynamic/${token}`;
    const text = { __provider: "text" };
    return {
      timestamp: nowMilliseconds / 1000,
      resourcePreEvent: {
        metadata: {
          op,
          urn: `urn:pulumi:dev::store-teams::${type}::${name}`,
          type,
          old:
            old === undefined
              ? null
              : {
                  id: "known",
                  inputs: { ...old.props, ...text },
                  outputs: { ...outputs, ...text },
                  retainOnDelete: old.retainOnDelete,
                },
          new: made === undefined ? null : { inputs: { ...made.props, ...text } },
        },
      },
    };
  });
}

/** What the engine is told by the provider: as `diff` in providers/dynamic.ts. */
function opOf(
  token: string,
  outputs: Inputs | undefined,
  news: object | undefined,
  isUnfinished: boolean,
  nowMilliseconds: number,
): string {
  if (outputs === undefined) return "create";
  if (news === undefined) return "delete";
  const steps = stepsFromState(typeByToken(token), { id: "known", outputs }, { ...news }, nowMilliseconds);
  if (steps.some(({ kind }) => kind === "replace")) return "replace";
  return steps.length === 0 && !isUnfinished ? "same" : "update";
}

/** The report of a change of config. */
export function reportOf(
  before: Org,
  after: Org,
  program: "environment" | "tenant" = "environment",
): PlanReport {
  const derive = (org: Org): Derived =>
    program === "tenant" ? deriveTenant(org) : deriveEnvironment(org, "dev");
  const events = previewEvents(derive(before), derive(after));
  const at = { stack: "dev", program, environment: "dev" };
  return planReport(
    { events, exitCode: 0, refreshed: false, digest: "7f3a".repeat(16) },
    planFacts(after, at),
  );
}

/** Everything that happens, one text a line: `region | who or what: text`. */
export function toldIn({ regions }: PlanReport): readonly string[] {
  return regions.flatMap(({ name, moves, entries }) => [
    ...moves.map(({ subject, text }) => `${name} | ${subject}: ${text}`),
    ...entries.flatMap(({ label, lines }) =>
      lines.map(({ subject, text }) => `${name} | ${label} | ${subject}: ${text}`),
    ),
  ]);
}

/** A chain of stores in regions of 500, each with a manager and two workers. */
export function chain(stores: number): Org {
  const nodes: OrgNode[] = [{ id: "root", kind: "organization", name: "Contoso" }];
  const people: Person[] = [];
  for (let index = 0; index < stores; index += 1) {
    const region = `r${Math.floor(index / 500)}`;
    if (index % 500 === 0)
      nodes.push({ id: region, kind: "region", parent: "root", name: `Region ${region}` });
    const ids = ["m", "w", "v"].map((letter) => `${letter}${index}`);
    nodes.push({
      id: `s${index}`,
      kind: "store",
      parent: region,
      name: `Store ${index}`,
      storeNumber: String(index).padStart(6, "0"),
      managers: ids.slice(0, 1),
      workers: ids.slice(1),
    });
    for (const id of ids) people.push({ id, name: `Person ${id}`, upn: `${id}@contoso.example`, roles: [] });
  }
  return {
    apiVersion: "org/v1",
    tenant: { id: "7a1c0000-0000-4000-8000-000000000001", domain: "contoso.example" },
    environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
    defaults: { team: { owners: "authoritative", members: "authoritative" } },
    nodes,
    people,
  };
}

/** The chain after a week: in every store the second worker goes on to the next store, and one new person comes. */
export function chainAfterAWeek(before: Org): Org {
  const stores = (before.nodes ?? []).filter((node) => node.kind === "store").length;
  const nodes = (before.nodes ?? []).map((node): OrgNode => {
    if (node.kind !== "store") return node;
    const index = Number(node.storeNumber);
    return { ...node, workers: [`w${index}`, `v${(index + stores - 1) % stores}`, `n${index}`] };
  });
  const hired = Array.from({ length: stores }, (_, index): Person => ({
    id: `n${index}`,
    name: `New <b>|*@person*| ${index}`,
    upn: `n${index}@contoso.example`,
    roles: [],
  }));
  return { ...before, nodes, people: [...(before.people ?? []), ...hired] };
}
