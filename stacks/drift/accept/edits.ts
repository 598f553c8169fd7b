import type { DocumentPath } from "../../../schemas/problem.ts";
import { teamSettings, type EffectiveTeamSettings } from "../../../schemas/team-settings.ts";
import type { Org, StoreNode } from "../../../schemas/types/org.ts";
import type { FindingPart, Role } from "../../changes/finding.ts";
import { appKey } from "../../derive/tenant/app-names.ts";
import { wellKnownApis } from "../../derive/tenant/well-known-apis.ts";
import type { DesiredResource } from "../../derive/desired-resource.ts";
import { communicationsUniqueName, storeTeamUniqueName } from "../../derive/teams/store-team.ts";
import type { YamlEdit } from "./yaml-edit.ts";

/** How config can take over what was found: edits with paths of the org, or what a person has to edit, and why. */
export type Acceptance =
  | { readonly kind: "edits"; readonly edits: readonly YamlEdit[] }
  | { readonly kind: "byHand"; readonly say: string };

type Part<Kind extends FindingPart["kind"]> = Extract<FindingPart, { kind: Kind }>;

/**
 * What would make config say what was found. Never a guess: where a value comes from a pattern or a default, from a
 * role, or from people whom config does not know, a person decides. `resource`: undefined for a team that no config
 * stands behind.
 */
export function acceptanceOf(org: Org, resource: DesiredResource | undefined, part: FindingPart): Acceptance {
  if (part.kind === "condition") return byHand("no config decides about it: mend it where the finding says");
  if (part.kind === "unmanaged" || resource === undefined) {
    const id = part.kind === "unmanaged" ? part.teamId : "…";
    return byHand(`add team: { existingTeamId: ${id} } to the node of its store, which then takes it over`);
  }
  switch (resource.token) {
    case "graph:Team":
      return ofTeam(org, resource.props.uniqueName, part);
    case "graph:DelegatedGrant":
    case "graph:AppRoleGrant":
      return ofGrant(org, resource, part);
    case "graph:EnterpriseApp":
      return byHand("remove the app and its rows under integration by hand: other rows may rest on it");
    case "dataverse:TeamsIntegration":
      return ofCollaboration(environmentAt(org, resource.props.environment), part);
    case "dataverse:TeamsTables":
      return ofTables(environmentAt(org, resource.props.environment), part);
    case "graph:AppRegistration":
      return byHand("change the registration of its app under integration.apps");
    case "graph:ClientSecret":
      return byHand(
        "a run makes a new secret: change `secret` at the registration of its app to keep it elsewhere",
      );
    case "graph:TeamApp":
      return byHand("tabs of recordLinks need it: change those rows, or the apps of the team");
    case "commerce:TargetingHierarchy":
    case "commerce:StoreMapping":
      return byHand("it is a file that a run makes from the hierarchy: change the nodes");
    case "graph:TaskPlan":
      return byHand("change the task under taskLists; that changes it in every store that the list is for");
    case "dataverse:ChannelLink":
      return byHand("remove the row under recordLinks of its channel, or change it there");
  }
}

function byHand(say: string): Acceptance {
  return { kind: "byHand", say };
}

function edits(...all: readonly YamlEdit[]): Acceptance {
  return { kind: "edits", edits: all };
}

/** Path of an environment in the org. `url`: in lower case. */
function environmentAt(org: Org, url: string): DocumentPath {
  const environments = org.environments ?? [];
  return ["environments", environments.findIndex((environment) => environment.url.toLowerCase() === url)];
}

function ofCollaboration(environment: DocumentPath, part: FindingPart): Acceptance {
  if (part.kind !== "field" || typeof part.found !== "boolean")
    return byHand("change collaboration of the environment");
  return edits({ op: "set", path: [...environment, "collaboration", part.field], value: part.found });
}

function ofTables(environment: DocumentPath, part: FindingPart): Acceptance {
  if (part.kind !== "field" || part.field !== "tables")
    return byHand("change tables of the environment: without the word, config leaves them alone");
  const [wanted, found] = [textsIn(part.wanted), textsIn(part.found)];
  const path = [...environment, "tables"];
  return edits(
    ...found.filter((table) => !wanted.includes(table)).map((value) => ({ op: "add" as const, path, value })),
    ...wanted
      .filter((table) => !found.includes(table))
      .map((match) => ({ op: "remove" as const, path, match })),
  );
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A store of the config with its settings, or the communications team. */
interface Declared {
  readonly org: Org;
  readonly store?: { readonly node: StoreNode; readonly index: number };
  readonly settings: EffectiveTeamSettings;
}

function ofTeam(org: Org, uniqueName: string, part: FindingPart): Acceptance {
  const entries = (org.nodes ?? []).map((node, index) => ({ node, index }));
  const settings = teamSettings(org.defaults, entries);
  const entry = entries.find(
    ({ node }) => node.kind === "store" && storeTeamUniqueName(node.storeNumber) === uniqueName,
  );
  const isStore = entry !== undefined && entry.node.kind === "store";
  if (!isStore && uniqueName !== communicationsUniqueName) return byHand("change its declaration");
  const declared: Declared = isStore
    ? { org, store: { node: entry.node as StoreNode, index: entry.index }, settings: settings.of(entry) }
    : { org, settings: settings.defaults };
  if (part.kind === "field" && part.field.startsWith("channels."))
    return byHand(
      "change private or tabs of its channel: who may read there, and what its tabs show, a person decides",
    );
  if (part.kind === "field" && part.field === "apps")
    return byHand("change apps of the store, or of the default that it comes from");
  switch (part.kind) {
    case "person":
      return ofPerson(declared, part);
    case "channel":
      return ofChannel(declared, part);
    case "field":
      return ofTeamField(declared, part);
    default:
      return byHand(
        "say that the store is closed (closed: { on, because } and onClose), or remove its node and its people",
      );
  }
}

const listOf: Readonly<Record<Role, "managers" | "workers">> = { owner: "managers", member: "workers" };

function ofPerson({ org, store }: Declared, { person, wanted, found }: Part<"person">): Acceptance {
  if (store === undefined) {
    return byHand(
      `the people of this team follow from roles: change the roles of ${person} under people, or name people under communicationsTeam`,
    );
  }
  const id = (org.people ?? []).find(({ upn }) => upn.toLowerCase() === person)?.id;
  if (id === undefined) {
    return byHand(`declare ${person} under people first, with an id of yours; then accept again`);
  }
  const path = (role: Role): DocumentPath => ["nodes", store.index, listOf[role]];
  const { managers = [], workers = [] } = store.node;
  if (wanted === "owner" && managers.length === 1) {
    return byHand(
      "nobody would own the team then, so the store would have none: name the next manager, or close the store",
    );
  }
  const listed = { owner: managers.includes(id), member: workers.includes(id) };
  const gone = (["owner", "member"] as const).filter((role) => role !== found && listed[role]);
  return edits(
    ...(found === undefined || listed[found] ? [] : [{ op: "add" as const, path: path(found), value: id }]),
    ...gone.map((role) => ({ op: "remove" as const, path: path(role), match: id })),
  );
}

function ofChannel({ org, store, settings }: Declared, part: Part<"channel">): Acceptance {
  const at: DocumentPath = store === undefined ? ["communicationsTeam", "channels"] : settings.channelsAt;
  const channels = (store === undefined ? org.communicationsTeam?.channels : settings.channels) ?? [];
  if (store !== undefined && !(at[0] === "nodes" && at[1] === store.index)) {
    return byHand(
      `the channel "${part.wanted.displayName}" is declared for several stores: change it there, or give this store team.channels of its own`,
    );
  }
  const index = channels.findIndex(({ key }) => key === part.key);
  if (part.found === undefined) {
    if ((channels[index]?.recordLinks ?? []).length > 0)
      return byHand("records are linked to the channel: move or remove its recordLinks first");
    return edits({ op: "remove", path: at, match: { key: part.key } });
  }
  const { displayName, description } = part.found;
  const described = part.wanted.description !== undefined && description !== part.wanted.description;
  return edits(
    ...(displayName === part.wanted.displayName
      ? []
      : [{ op: "set" as const, path: [...at, index, "name"], value: displayName }]),
    ...(described
      ? [{ op: "set" as const, path: [...at, index, "description"], value: description ?? "" }]
      : []),
  );
}

function ofTeamField({ org, store }: Declared, { field, found }: Part<"field">): Acceptance {
  if (field === "archived") return byHand("say under closed that the store is closed, or that it is not");
  const own =
    store === undefined ? communicationsFields[field] : { key: field, text: textOf(store.node.team, field) };
  const base: DocumentPath = store === undefined ? ["communicationsTeam"] : ["nodes", store.index, "team"];
  const text = store === undefined ? textOf(org.communicationsTeam, own?.key ?? "") : own?.text;
  if (own !== undefined && typeof found === "string" && text !== undefined && !text.includes("{")) {
    return edits({ op: "set", path: [...base, own.key], value: found });
  }
  const from = text === undefined ? "a default, a node above or the store's name" : `the pattern "${text}"`;
  return byHand(
    `${field} comes from ${from}: change it there, or write ${field}: ${JSON.stringify(found)} under team of this store alone`,
  );
}

const communicationsFields: Readonly<Record<string, { key: string; text?: string }>> = {
  displayName: { key: "name" },
  description: { key: "description" },
  visibility: { key: "visibility" },
};

function textOf(holder: object | undefined, key: string): string | undefined {
  const value = (holder as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof value === "string" ? value : undefined;
}

type Grant = Extract<DesiredResource, { token: "graph:DelegatedGrant" | "graph:AppRoleGrant" }>;

function ofGrant(org: Org, resource: Grant, part: FindingPart): Acceptance {
  const { clientAppId, clientUniqueName, resourceAppId } = resource.props;
  const client = clientAppId ?? clientUniqueName;
  const app = (org.integration?.apps ?? []).find((one) => appKey(one) === client)?.key;
  const api = Object.entries(wellKnownApis).find(([, id]) => id === resourceAppId)?.[0];
  const kind = resource.token === "graph:AppRoleGrant" ? "application" : "delegated";
  if (part.kind === "permission" && !part.isWanted) {
    return byHand(
      `add to integration.consent, with the feature that needs it: { app: ${app}, api: ${api}, kind: ${kind}, permission: ${part.permission}, for: … }`,
    );
  }
  const gone = (org.integration?.consent ?? []).filter(
    (row) =>
      row.app === app &&
      row.api === api &&
      row.kind === kind &&
      (part.kind === "permission"
        ? row.permission === part.permission
        : resource.token !== "graph:AppRoleGrant" || row.permission === resource.props.role),
  );
  const named = gone.flatMap(({ permission, for: feature }) =>
    permission === undefined ? [] : [{ app: app ?? "", api: api ?? "", kind, permission, for: feature }],
  );
  if (named.length === 0 || named.length < gone.length)
    return byHand(
      "the permission comes with a feature under integration.consent: change the row of that feature",
    );
  return edits(...named.map((match) => ({ op: "remove" as const, path: ["integration", "consent"], match })));
}
