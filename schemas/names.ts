/** Names made from declared names: aliases, target names, names of teams. Pure text, no order, no counters. */

/** Source: Graph "group resource type", mailNickname, read 2026-11. */
const aliasLengthMax = 64;

/** Source: Graph "team resource type", displayName, read 2026-11. */
export const teamNameLengthMax = 256;

/** Letters that do not come apart into a base letter and an accent. */
const foldedLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "TH",
  ı: "i",
};

/** Latin letters without their accents. Other scripts stay as they are. */
function withoutAccents(text: string): string {
  // Most names are plain; the rest is for those that are not.
  if (/^\p{ASCII}*$/u.test(text)) return text;
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{ASCII}]/gu, (letter) => foldedLetters[letter] ?? letter);
}

/**
 * What two names have in common when people cannot tell them apart: capitals, blanks, and how accents and wide letters
 * are written make no difference.
 */
export function sameName(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** A name as part of an alias: `San Francisco` → `San_Francisco`. Empty when no letter or digit is left. */
export function aliasWord(name: string): string {
  return withoutAccents(name)
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

/** What the placeholders of a pattern stand for. */
export interface NamedNode {
  readonly id: string;
  readonly name: string;
  readonly storeNumber: string;
}

function fill(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{([A-Za-z]+)\}/g, (whole, key: string) => values[key] ?? whole);
}

/**
 * The mail alias of a store's team: at most 64 of `A-Z a-z 0-9 _ -`. A long store name is cut, the rest of the
 * pattern is kept. Empty when nothing of the name can be used; two names may give one alias (rule R5 reports both).
 *
 * Commerce documents one example, HOUSTON_D365, and no rule. Mail addresses do not tell capitals apart, so the name
 * keeps its own; a space becomes an underscore. Source: "Provision Microsoft Teams from Dynamics 365 Commerce",
 * read 2026-11.
 */
export function storeAlias(pattern: string, node: NamedNode): string {
  const word = aliasWord(node.name);
  const around = fill(pattern, { storeName: "", storeNumber: node.storeNumber, nodeId: node.id });
  const uses = pattern.split("{storeName}").length - 1;
  if (uses > 0 && word === "") return "";
  const room = uses === 0 ? 0 : Math.max(0, Math.floor((aliasLengthMax - around.length) / uses));
  const storeName = word.slice(0, room);
  return fill(pattern, { storeName, storeNumber: node.storeNumber, nodeId: node.id }).slice(
    0,
    aliasLengthMax,
  );
}

/** The alias of the communications team when none is declared. */
export function communicationsAlias(name: string): string {
  return storeAlias("{storeName}_D365", { id: "", name, storeNumber: "" });
}

/** Text with the placeholders filled in. */
export function fillText(pattern: string, node: NamedNode): string {
  return fill(pattern, { storeName: node.name, storeNumber: node.storeNumber, nodeId: node.id });
}

/** An address with the placeholders filled in, each made fit for an address. */
export function fillUrl(pattern: string, node: NamedNode): string {
  const fit = (text: string): string => encodeURIComponent(text);
  return fill(pattern, {
    storeName: fit(node.name),
    storeNumber: fit(node.storeNumber),
    nodeId: fit(node.id),
  });
}

/** Placeholders of an address that nothing stands for: all of them when `known` is empty. */
export function unknownPlaceholders(text: string, known: readonly string[]): readonly string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !known.includes(name));
}

/** The placeholders of names, aliases and addresses of store teams. */
export const storePlaceholders = ["storeName", "storeNumber", "nodeId"] as const;

/** The name of a store's team. Rule R5 refuses one that is too long; this bounds it all the same. */
export function teamName(pattern: string, node: NamedNode): string {
  return fillText(pattern, node).slice(0, teamNameLengthMax);
}

/**
 * The name of a node in the targeting hierarchy: letters, digits and single spaces. May be empty or too long.
 * Source: "Set up your team hierarchy", read 2026-11.
 */
export function targetNameOf(node: { readonly name: string; readonly targetName?: string }): string {
  if (node.targetName !== undefined) return node.targetName;
  return withoutAccents(node.name)
    .replace(/[^A-Za-z0-9]+/g, " ")
    .trim();
}

/** Key of a store team's resource. */
export function storeTeamResource(storeNumber: string): string {
  return `store-${storeNumber}`;
}

/** Key of a channel link's resource. */
export function linkResource(nodeId: string, channelKey: string, linkKey: string): string {
  return `link-${nodeId}-${channelKey}-${linkKey}`;
}

/** Key of the resource that is an app in a team. */
export function teamAppResource(teamResource: string, teamsAppId: string): string {
  return `app-${teamsAppId}-in-${teamResource}`;
}
