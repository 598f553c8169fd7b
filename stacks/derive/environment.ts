import { hasLeft } from "../../schemas/people.ts";
import type { ConsentKind, Environment, Feature, Org, Person, StoreNode } from "../../schemas/types/org.ts";
import type { Team } from "../../schemas/types/resources.ts";
import type { EffectiveTeamSettings } from "../../schemas/team-settings.ts";
import { decideTeam, teamSettings } from "../../schemas/team-settings.ts";
import { compareText } from "../../schemas/problem.ts";
import type { DocumentPath } from "../../schemas/problem.ts";
import { featuresInUse, wantedConsent } from "../../schemas/consent.ts";
import { appKey } from "./tenant/app-names.ts";
import { wellKnownApis } from "./tenant/well-known-apis.ts";
import { channelLink } from "./teams/channel-link.ts";
import type { LinkedTeam } from "./teams/channel-link.ts";
import { derived } from "./derived.ts";
import type { Derived, Desired, DesiredResource, LeftOut } from "./desired-resource.ts";
import { environmentSwitches, switchesOf } from "./environment-switches.ts";
import { appsOfLinks, bringsApp, linkApp, withLinkApps } from "./teams/link-apps.ts";
import { storeMapping } from "./commerce/store-mapping.ts";
import { nowhere } from "./positions.ts";
import type { Places } from "./positions.ts";
import { targetingHierarchy } from "./commerce/targeting-hierarchy.ts";
import { taskPlans } from "./teams/task-plans.ts";
import { objectIdsIn, protectedIn } from "./teams/roster-of.ts";
import {
  communicationsResource,
  communicationsTeam,
  storeTeam,
  type TeamContext,
} from "./teams/store-team.ts";

/** What the parts of one derivation share. */
interface Derivation {
  readonly org: Org;
  readonly environment: Environment;
  readonly places: Places;
  /** Whether this environment's stack owns the teams. */
  readonly ownsTeams: boolean;
}

/** A team with the channels that its links hang on, and what it is told. */
interface LinkedChannels {
  readonly team: LinkedTeam;
  readonly props: Team;
  readonly channels: EffectiveTeamSettings["channels"];
  readonly at: DocumentPath;
}

/** Teams and left-out stores, with the channels that links may hang on. */
interface Teams {
  readonly resources: Desired<"graph:Team">[];
  readonly leftOut: LeftOut[];
  readonly linked: LinkedChannels[];
}

function linkedTeam(nodeId: string, { name, label, props }: Desired<"graph:Team">): LinkedTeam {
  return { nodeId, resource: name, label, uniqueName: props.uniqueName };
}

function leftOutStore(store: StoreNode, ruleId: string, reason: string): LeftOut {
  return { nodeId: store.id, name: store.name, storeNumber: store.storeNumber, ruleId, reason };
}

/** Those who have not left. */
function staying(ids: readonly string[] = [], people: ReadonlyMap<string, Person>): string[] {
  return ids.filter((id) => {
    const person = people.get(id);
    return person === undefined || !hasLeft(person);
  });
}

function teamsOf({ org, places }: Derivation): Teams {
  const entries = (org.nodes ?? []).map((node, index) => ({ index, node }));
  const settings = teamSettings(org.defaults, entries);
  const allPeople = org.people ?? [];
  const people = new Map(allPeople.map((person) => [person.id, person]));
  const context: TeamContext = {
    ...{ domain: org.tenant.domain, people },
    ...{ protectedPeople: protectedIn(org), objectIds: objectIdsIn(org) },
  };
  const teams: Teams = { resources: [], leftOut: [], linked: [] };
  for (const entry of entries) {
    const { node, index } = entry;
    if (node.kind !== "store") continue;
    const effective = settings.of(entry);
    const decision = decideTeam({ ...node, managers: staying(node.managers, people) }, effective);
    if (!decision.team) {
      teams.leftOut.push(leftOutStore(node, decision.ruleId, decision.reason));
      continue;
    }
    const { channels, channelsAt: at } = effective;
    const team = withLinkApps(storeTeam(node, effective, context, places.at(["nodes", index])), channels);
    teams.resources.push(team);
    teams.linked.push({ team: linkedTeam(node.id, team), props: team.props, channels, at });
  }
  const declared = org.communicationsTeam;
  if (declared === undefined) return teams;
  const place = places.at(["communicationsTeam"]);
  const made = communicationsTeam(declared, settings.defaults, allPeople, context, place);
  if (made === undefined) {
    const reason = "nobody is a communications manager, so there is nobody to own the team";
    teams.leftOut.push({ nodeId: communicationsResource, name: declared.name, ruleId: "R8", reason });
  } else {
    const { channels } = declared;
    const team = withLinkApps(made, channels);
    teams.resources.push(team);
    const at = ["communicationsTeam", "channels"];
    teams.linked.push({
      team: linkedTeam(communicationsResource, team),
      props: team.props,
      channels,
      at,
    });
  }
  return teams;
}

/** Links to records of this environment; those to others are the matter of other stacks. */
function linksOf(derivation: Derivation, { linked }: Teams): DesiredResource[] {
  const { org, environment, places, ownsTeams } = derivation;
  const switches = switchesOf(environment);
  return linked.flatMap((one) => {
    const { team, channels = [], at } = one;
    const apps = appsIn(derivation, one);
    const links = channels.flatMap((channel, channelIndex) =>
      (channel.recordLinks ?? []).flatMap((link, index) => {
        if (link.environment !== environment.key) return [];
        const place = places.at([...at, channelIndex, "recordLinks", index]);
        const desired = channelLink(team, channel, link, environment, org.tenant.id, place);
        const app = apps.find(({ props }) => props.teamsAppId === desired.props.tab.teamsAppId.toLowerCase());
        const first = [...(ownsTeams ? desired.dependsOn : []), ...switches, ...(app ? [app.name] : [])];
        return [{ ...desired, dependsOn: first.sort(compareText) }];
      }),
    );
    return [...apps, ...links];
  });
}

/** Apps that the tabs of the links rest on. A team that brings an app by itself needs no more than that. */
function appsIn(
  { environment, places, ownsTeams }: Derivation,
  { team, props, channels, at }: LinkedChannels,
): readonly Desired<"graph:TeamApp">[] {
  return appsOfLinks(channels, environment.key)
    .filter((id) => !bringsApp(props, id))
    .map((id) => linkApp(team, id, ownsTeams, places.at(at)));
}

/** What Commerce and task publishing need beside the teams; only the stack that owns the teams knows their ids. */
function commerceOf({ org, places }: Derivation, { resources }: Teams): DesiredResource[] {
  const teams = new Set(resources.map(({ name }) => name));
  const wanted = [targetingHierarchy(org, teams, places), storeMapping(org, teams, places)];
  return [...wanted.filter((desired) => desired !== undefined), ...taskPlans(org, teams, places)];
}

/**
 * What the stack of one environment declares: the switches, links to its records and, where it owns them, the teams.
 * The org must be valid. Throws RangeError when no environment has the key.
 */
export function deriveEnvironment(org: Org, environmentKey: string, places: Places = nowhere): Derived {
  const environments = org.environments ?? [];
  const environment = environments.find(({ key }) => key === environmentKey);
  if (environment === undefined) throw new RangeError(`no environment has the key "${environmentKey}"`);
  const ownsTeams = environment.teams ?? environments.length === 1;
  const derivation: Derivation = { org, environment, places, ownsTeams };
  const teams = teamsOf(derivation);
  const resources = [
    ...(ownsTeams ? teams.resources : []),
    ...linksOf(derivation, teams),
    ...environmentSwitches(org, environment, places),
    ...(ownsTeams ? commerceOf(derivation, teams) : []),
  ];
  return derived(resources, ownsTeams ? teams.leftOut : []);
}

/** A permission that must have been given in the tenant. */
export interface ConsentNeed {
  /** Application id of the app, or the uniqueName of its registration where config knows no id. */
  readonly clientAppId: string;
  readonly resourceAppId: string;
  readonly permission: string;
  readonly kind: ConsentKind;
  /** What needs it. */
  readonly feature?: Feature;
}

/**
 * The consent that must be there before the switches of an environment are turned on, sorted. Enhanced collaboration
 * needs all that is wanted for recordLinking, chat all that is wanted for chat; basic needs none. Source: "Enable
 * linking of Dynamics 365 records to Microsoft Teams channels", "Teams chat FAQ", read 2026-11.
 */
export function requiredConsent(org: Org, environmentKey: string): readonly ConsentNeed[] {
  const environments = (org.environments ?? []).filter(({ key }) => key === environmentKey);
  const features = featuresInUse({ environments });
  const apps = new Map((org.integration?.apps ?? []).map((app) => [app.key, app]));
  const needs = wantedConsent(org).flatMap(
    ({ app: key, api, permission, kind, ...wanted }): ConsentNeed[] => {
      const app = apps.get(key);
      const needers = wanted.for.filter((feature) => features.has(feature));
      if (app === undefined) return [];
      const clientAppId = appKey(app);
      const resourceAppId = wellKnownApis[api];
      return needers.map((feature) => ({ clientAppId, resourceAppId, permission, kind, feature }));
    },
  );
  const keyOf = (need: ConsentNeed): string => Object.values(need).join(" ");
  return needs.sort((a, b) => compareText(keyOf(a), keyOf(b)));
}
