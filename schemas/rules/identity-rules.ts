import type { OrgModel } from "../org-model.ts";
import {
  communicationsAlias,
  fillText,
  sameName,
  storeAlias,
  targetNameOf,
  teamNameLengthMax,
} from "../names.ts";
import { duplicates } from "./rule.ts";
import type { Claim, RuleFinding } from "./rule.ts";

/** Source: "Set up your team hierarchy", TargetName, read 2026-11. */

/** R5: ids, names and aliases are unique. */
export function* namesAreUnique(model: OrgModel): Iterable<RuleFinding> {
  yield* keysAreUnique(model);
  yield* targetNames(model);
  yield* aliases(model);
  yield* teamNames(model);
}

function twice(kind: string): (claim: Claim) => { message: string; mend: string } {
  return ({ text }) => ({
    message: `the ${kind} "${text}" is there twice`,
    mend: "Give one of the two a name of its own.",
  });
}

function* keysAreUnique({ outlines, root }: OrgModel): Iterable<RuleFinding> {
  const nodeIds = outlines.flatMap(({ id, index }): Claim[] =>
    id === undefined ? [] : [{ value: id, text: id, path: ["nodes", index, "id"], by: "" }],
  );
  yield* duplicates(nodeIds, twice("node id"));
  const apps = root.integration?.apps ?? [];
  yield* duplicates(
    apps.map(({ key }, index) => ({
      value: key,
      text: key,
      path: ["integration", "apps", index, "key"],
      by: "",
    })),
    twice("app key"),
  );
  const environments = root.environments ?? [];
  yield* duplicates(
    environments.map(({ key }, index) => ({
      value: key,
      text: key,
      path: ["environments", index, "key"],
      by: "",
    })),
    twice("environment key"),
  );
}

/**
 * Names in the targeting hierarchy, where config asks for its file: Teams itself takes any name. Closed stores are not in
 * it, so a new store may take over a name.
 */
function* targetNames({ nodes, root, vendor }: OrgModel): Iterable<RuleFinding> {
  if (root.hierarchy?.csv === undefined) return;
  const claims: Claim[] = [];
  const team = root.communicationsTeam;
  if (team !== undefined) {
    const value = targetNameOf(team);
    const path = ["communicationsTeam", "name"];
    claims.push({ value: value.toLowerCase(), text: value, path, by: team.name });
  }
  for (const { node, index } of nodes) {
    if (node.kind === "store" && node.closed !== undefined) continue;
    const value = targetNameOf(node);
    const path = ["nodes", index, node.targetName === undefined ? "name" : "targetName"];
    if (value === "" || value.length > vendor.hierarchyNameLetters) {
      const why =
        value === ""
          ? "has no letter A-Z and no digit"
          : `is longer than ${String(vendor.hierarchyNameLetters)}`;
      yield {
        path,
        message: `"${node.name}" ${why}, so it cannot be a name in the targeting hierarchy`,
        mend: `Add \`targetName\`: letters A-Z, digits and spaces, at most ${String(vendor.hierarchyNameLetters)}.`,
      };
    } else claims.push({ value: value.toLowerCase(), text: value, path, by: node.name });
  }
  yield* duplicates(claims, (claim, first) => ({
    message: `"${claim.by}" and "${first.by}" are the same name in the targeting hierarchy`,
    mend: "Rename one, or give it a `targetName` of its own.",
  }));
}

/** Aliases of teams that may have to be created. An adopted team keeps the alias that it has. */
function* aliases({ stores, root }: OrgModel): Iterable<RuleFinding> {
  const claims: Claim[] = [];
  const communications = root.communicationsTeam;
  if (communications !== undefined && communications.existingTeamId === undefined) {
    const value = communications.alias ?? communicationsAlias(communications.name);
    const path = ["communicationsTeam", communications.alias === undefined ? "name" : "alias"];
    if (value === "") yield noAlias(communications.name, path, "Add `alias` to the communications team.");
    else claims.push({ value: value.toLowerCase(), text: value, path, by: "the communications team" });
  }
  for (const { node, index, settings } of stores) {
    if (node.team?.existingTeamId !== undefined) continue;
    const value = storeAlias(settings.alias, node);
    const path = ["nodes", index, ...(node.team?.alias === undefined ? ["name"] : ["team", "alias"])];
    if (value === "") yield noAlias(node.name, path, "Add `team: { alias: … }` to the store.");
    else claims.push({ value: value.toLowerCase(), text: value, path, by: `store "${node.id}"` });
  }
  yield* duplicates(claims, (claim, first) => ({
    message: `${claim.by} and ${first.by} would both have the mail alias ${claim.text}`,
    mend: "Give one of them an alias of its own: `team: { alias: … }`, or put {storeNumber} into the pattern.",
  }));
}

/**
 * Names of store teams as people see them. The service takes a name twice, but nobody can tell the teams apart; a name
 * that is too long it refuses.
 */
function* teamNames({ stores }: OrgModel): Iterable<RuleFinding> {
  const claims: Claim[] = [];
  for (const { node, index, settings } of stores) {
    const value = fillText(settings.displayName, node);
    const path = [
      "nodes",
      index,
      ...(node.team?.displayName === undefined ? ["name"] : ["team", "displayName"]),
    ];
    if (value.length > teamNameLengthMax) {
      yield {
        path,
        message: `the team would have a name of ${String(value.length)} characters; at most ${String(teamNameLengthMax)}`,
        mend: "Shorten the name of the store, or the pattern `displayName`.",
      };
    } else if (node.closed === undefined) {
      claims.push({ value: sameName(value), text: value, path, by: `store "${node.id}"` });
    }
  }
  for (const finding of duplicates(claims, (claim, first) => ({
    message: `${claim.by} and ${first.by} would both have a team called "${claim.text}"`,
    mend: 'Tell them apart: `displayName: "{storeName} {storeNumber}"`, or a name of its own for one of them.',
  }))) {
    yield { ...finding, severity: "warning" };
  }
}

function noAlias(name: string, path: (string | number)[], mend: string): RuleFinding {
  return { path, message: `no mail alias can be made from "${name}"`, mend };
}

/** R6: numbers of headquarters are unique. */
export function* numbersAreUnique({ nodes, stores, root }: OrgModel): Iterable<RuleFinding> {
  const words =
    (kind: string) =>
    (claim: Claim, first: Claim): { message: string; mend: string } => ({
      message: `the ${kind} ${claim.text} belongs to ${first.by} already`,
      mend: "Correct one of the two.",
    });
  const reserved = {
    value: "communications",
    text: "",
    path: ["communicationsTeam"],
    by: "the communications team",
  };
  const storeNumbers = stores.map(({ node, index }) => ({
    // Unique names in Entra do not tell capitals apart.
    value: node.storeNumber.toLowerCase(),
    text: node.storeNumber,
    path: ["nodes", index, "storeNumber"],
    by: `store "${node.id}"`,
  }));
  yield* duplicates(
    [...(root.communicationsTeam === undefined ? [] : [reserved]), ...storeNumbers],
    words("store number"),
  );
  for (const [key, kind] of [
    ["channelId", "channel id"],
    ["partyNumber", "party number"],
  ] as const) {
    const claims = nodes.flatMap(({ node, index }): Claim[] => {
      const value = node[key];
      return value === undefined
        ? []
        : [{ value, text: value, path: ["nodes", index, key], by: `node "${node.id}"` }];
    });
    yield* duplicates(claims, words(kind));
  }
  const appIds = (root.integration?.apps ?? []).flatMap(({ appId, key }, index): Claim[] => {
    const path = ["integration", "apps", index, "appId"];
    return appId === undefined ? [] : [{ value: appId.toLowerCase(), text: appId, path, by: `app "${key}"` }];
  });
  yield* duplicates(appIds, words("app id"));
  const urls = (root.environments ?? []).map((environment, index) => ({
    value: environment.url.toLowerCase(),
    text: environment.url,
    path: ["environments", index, "url"],
    by: `environment "${environment.key}"`,
  }));
  yield* duplicates(urls, words("address"));
}

/** R7: each team belongs to one declaration, and to one stack. */
export function* teamsAreUsedOnce(model: OrgModel): Iterable<RuleFinding> {
  const { stores, root } = model;
  const claims: Claim[] = [];
  const communications = root.communicationsTeam?.existingTeamId;
  if (communications !== undefined) {
    const path = ["communicationsTeam", "existingTeamId"];
    claims.push({
      value: communications.toLowerCase(),
      text: communications,
      path,
      by: "the communications team",
    });
  }
  for (const { node, index } of stores) {
    const value = node.team?.existingTeamId?.toLowerCase();
    if (value === undefined) continue;
    claims.push({
      value,
      text: value,
      path: ["nodes", index, "team", "existingTeamId"],
      by: `store "${node.id}"`,
    });
  }
  yield* duplicates(claims, (claim, first) => ({
    message: `the team ${claim.text} is taken by ${first.by} already`,
    mend: "Write the group id of this store's own team, or leave it out to have one created.",
  }));
  yield* oneStackOwnsTeams(model);
}

function* oneStackOwnsTeams({ root }: OrgModel): Iterable<RuleFinding> {
  const environments = root.environments ?? [];
  if (environments.length < 2) return;
  const owners = environments.flatMap((environment, index) => (environment.teams === true ? [index] : []));
  const [first, ...others] = owners;
  if (first === undefined) {
    yield {
      path: ["environments"],
      part: "key",
      message: "there are several environments, but none says that its stack owns the teams",
      mend: "Add `teams: true` to one of them: the tenant has each team once.",
    };
  }
  for (const index of others) {
    yield {
      path: ["environments", index, "teams"],
      other: ["environments", first ?? 0, "teams"],
      message: "the stack of another environment owns the teams already",
      mend: "Keep `teams: true` in one of them: the tenant has each team once.",
    };
  }
}
