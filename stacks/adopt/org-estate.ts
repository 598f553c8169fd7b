import { storeAlias, storeTeamResource, teamName } from "../../schemas/names.ts";
import { teamSettings } from "../../schemas/team-settings.ts";
import type { Team } from "../../schemas/types/resources.ts";
import type { Org, OrgNode, Person, StoreNode } from "../../schemas/types/org.ts";
import { deriveEnvironment } from "../derive/environment.ts";
import { storeTeamUniqueName } from "../derive/teams/store-team.ts";
import type { Estate, EstateStore, StaffPerson } from "./estate.ts";

/** What config says of stores that may have teams: everything that is matched but the teams and lists themselves. */
export function estateOf(org: Org): Pick<Estate, "stores" | "taken" | "usualChannels"> {
  const nodes = org.nodes ?? [];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const people = new Map((org.people ?? []).map((person) => [person.id, staffPerson(person)]));
  const named = (ids: readonly string[] = []): StaffPerson[] => ids.flatMap((id) => people.get(id) ?? []);
  const entries = nodes.map((node, index) => ({ node, index }));
  const settings = teamSettings(org.defaults, entries);
  const stores = entries.flatMap((entry): EstateStore[] => {
    const { node: store } = entry;
    if (store.kind !== "store") return [];
    const { alias, displayName } = settings.of(entry);
    const existingTeamId = store.team?.existingTeamId;
    return [
      {
        ...{ nodeId: store.id, storeNumber: store.storeNumber, name: store.name },
        above: namesAbove(store, byId),
        codes: codesOf(store),
        uniqueName: storeTeamUniqueName(store.storeNumber),
        alias: storeAlias(alias, store),
        teamName: teamName(displayName, store),
        managers: named(store.managers),
        workers: named(store.workers),
        namesWorkers: store.workers !== undefined,
        isClosed: store.closed !== undefined,
        ...(existingTeamId === undefined ? {} : { existingTeamId }),
      },
    ];
  });
  const communications = org.communicationsTeam?.existingTeamId;
  const usualChannels = new Set(
    entries.flatMap((entry) => settings.of(entry).channels ?? []).map(({ name }) => name),
  );
  return {
    stores,
    taken: new Map(
      communications === undefined ? [] : [[communications.toLowerCase(), "communicationsTeam"]],
    ),
    usualChannels: [...usualChannels],
  };
}

function staffPerson({ id, name, upn, objectId }: Person): StaffPerson {
  const known = { id, name: name ?? upn, upn: upn.toLowerCase() };
  return objectId === undefined ? known : { ...known, objectId: objectId.toLowerCase() };
}

/** Nearest first; ends where a parent is not declared or comes again. */
function namesAbove(node: OrgNode, byId: ReadonlyMap<string, OrgNode>): readonly string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  for (
    let at = byId.get(node.parent ?? "");
    at !== undefined && !seen.has(at.id);
    at = byId.get(at.parent ?? "")
  ) {
    seen.add(at.id);
    names.push(at.name);
  }
  return names;
}

/** Codes beside the number: those that hold a digit, and the id of the node where it is a code itself. */
function codesOf({ id, channelId, partyNumber, attributes = {} }: StoreNode): readonly string[] {
  const all = [id, channelId ?? "", partyNumber ?? "", ...Object.values(attributes).flat()];
  return all.filter((code) => /\d/.test(code) && code.length <= 40);
}

/** The teams that config wants for its stores, by store number. A store that gets none, with nobody to own it, has none. */
export function wantedTeams(org: Org): ReadonlyMap<string, Team> {
  const resources = (org.environments ?? []).flatMap(({ key }) => deriveEnvironment(org, key).resources);
  const teams = new Map(
    resources.flatMap((one) => (one.token === "graph:Team" ? [[one.name, one.props] as const] : [])),
  );
  return new Map(
    (org.nodes ?? []).flatMap((node) => {
      const team = node.kind === "store" ? teams.get(storeTeamResource(node.storeNumber)) : undefined;
      return node.kind !== "store" || team === undefined ? [] : [[node.storeNumber, team] as const];
    }),
  );
}
