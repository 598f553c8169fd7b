import type { CallCounts } from "../../providers/limits/call-kinds.ts";
import { wantedConsent } from "../../schemas/consent.ts";
import { compareText } from "../../schemas/problem.ts";
import type { Org } from "../../schemas/types/org.ts";
import { appKey } from "../derive/tenant/app-names.ts";
import { apiNames, wellKnownApis } from "../derive/tenant/well-known-apis.ts";
import type { ConfigPlace, Derived, LeftOut } from "../derive/desired-resource.ts";
import { stagedTeams, type StagedTeam } from "../derive/teams/staged.ts";
import { nowhere, type Places } from "../derive/positions.ts";
import { regionsOf } from "../derive/regions.ts";
import type { HandWork } from "../headquarters/steps-for-people.ts";
import { asksDataverse } from "../target/declared.ts";
import { ownsShared, type Share } from "../derive/share.ts";
import { deriveStack } from "../derive/stack.ts";

/** What config knows of the things in a plan: names, places, regions, reasons. */
export interface PlanFacts {
  readonly stack: string;
  readonly program: string;
  /** By resource name. */
  readonly declared: ReadonlyMap<string, { readonly label: string; readonly config: ConfigPlace }>;
  /** Display name by user principal name in lower case. */
  readonly people: ReadonlyMap<string, string>;
  /** Name of the region of a resource; empty when there is none. */
  readonly regionOf: (resource: string) => string;
  /** Names of apps and APIs by application id. */
  readonly apps: ReadonlyMap<string, string>;
  /** Key of a Dynamics environment by its origin. */
  readonly environments: ReadonlyMap<string, string>;
  /** Features that need a permission, by `permissionKey`. */
  readonly neededFor: ReadonlyMap<string, readonly string[]>;
  /** Name of a task list by id. */
  readonly taskLists: ReadonlyMap<string, string>;
  readonly leftOut: readonly LeftOut[];
  /** What only people can do for the stack, and what of it config ticks. */
  readonly handWork: HandWork;
  /** Teams that have another stage before them. */
  readonly staged: readonly StagedTeam[];
  /** Whether something of the stack lies in a Dataverse environment. */
  readonly asksDataverse: boolean;
  /** What a run asks first: which tenant and which organization answer. */
  readonly targetCalls: CallCounts;
}

/** One permission of one app at one API, as a key. */
export function permissionKey(client: string, api: string, permission: string, kind: string): string {
  return [client, api, permission, kind].join(" ");
}

/** The facts of a stack that no org file stands behind. */
export function factsWithoutOrg(stack: string, program: string): PlanFacts {
  return {
    stack,
    program,
    declared: new Map(),
    people: new Map(),
    regionOf: () => "",
    apps: new Map(),
    environments: new Map(),
    neededFor: new Map(),
    taskLists: new Map(),
    leftOut: [],
    handWork: { personalApp: undefined, ticked: [] },
    staged: [],
    asksDataverse: false,
    targetCalls: {},
  };
}

/** Reads the facts off a valid org. Environment's key and share are for the program `environment`. */
export function planFacts(
  org: Org,
  at: {
    readonly stack: string;
    readonly program: string;
    readonly environment?: string;
    readonly share?: Share;
    /** Work for people that config ticks. */
    readonly doneByHand?: readonly string[];
  },
  places: Places = nowhere,
  derived: Derived = deriveStack(org, at, places),
): PlanFacts {
  const isTenant = at.program === "tenant";
  const environment = isTenant ? undefined : org.environments?.find(({ key }) => key === at.environment);
  const nodeNames = new Map((org.nodes ?? []).map(({ id, name }) => [id, name]));
  const regionIdOf = regionsOf(org);
  const declared = derived.resources.map(({ name, label, config }) => [name, { label, config }] as const);
  return {
    stack: at.stack,
    program: at.program,
    declared: new Map(declared),
    people: new Map(
      (org.people ?? []).flatMap(({ upn, name }) => (name === undefined ? [] : [[upn.toLowerCase(), name]])),
    ),
    regionOf: (resource) => nodeNames.get(regionIdOf(resource)) ?? "",
    apps: new Map([
      ...Object.entries(wellKnownApis).map(
        ([key, id]) => [id, apiNames[key as keyof typeof apiNames]] as const,
      ),
      ...(org.integration?.apps ?? []).map((app) => [appKey(app), app.displayName ?? app.key] as const),
    ]),
    environments: new Map((org.environments ?? []).map(({ key, url }) => [url.toLowerCase(), key])),
    neededFor: featuresByPermission(org),
    taskLists: new Map((org.taskLists ?? []).map(({ id, name }) => [id, name])),
    leftOut: derived.leftOut,
    handWork: {
      personalApp: ownsShared(at.share ?? {}) ? environment?.personalApp : undefined,
      ticked: at.doneByHand ?? [],
    },
    staged: isTenant ? [] : stagedTeams(org, derived),
    asksDataverse: asksDataverse(derived),
    targetCalls: {
      readDirectory: 1,
      ...(asksDataverse(derived) || environment?.organizationId !== undefined ? { readDataverse: 1 } : {}),
    },
  };
}

function featuresByPermission(org: Org): ReadonlyMap<string, readonly string[]> {
  const idByKey = new Map((org.integration?.apps ?? []).map((app) => [app.key, appKey(app)]));
  return new Map(
    wantedConsent(org).map(({ app, api, permission, kind, ...wanted }) => [
      permissionKey(idByKey.get(app) ?? "", wellKnownApis[api], permission, kind),
      wanted.for.toSorted(compareText),
    ]),
  );
}
