import { fillText, storeAlias, storeTeamResource, teamName } from "../../schemas/names.ts";
import { teamSettings, type EffectiveTeamSettings } from "../../schemas/team-settings.ts";
import type { Org, StoreNode } from "../../schemas/types/org.ts";
import { storeTeamUniqueName } from "../derive/teams/store-team.ts";

/** A team as a list of all teams shows it. What the service does not tell is unset. */
export interface LiveTeam {
  readonly id: string;
  readonly displayName: string;
  readonly description?: string;
  readonly mailNickname?: string;
  readonly uniqueName?: string;
}

/** A team that looks like one of ours, though no declared one was found to be it. */
export interface LookAlike {
  readonly team: LiveTeam;
  /** ours: carries our mark. twin: answers to the name or alias of a declared store. kin: follows our patterns. */
  readonly kind: "ours" | "twin" | "kin";
  /** Why it looks like one of ours, in words. */
  readonly because: string;
  /** The declared team that it is like; unset where it only follows a pattern. */
  readonly store?: { readonly resource: string; readonly label: string };
}

/** What a store's team would be called. */
interface Expected {
  readonly label: string;
  readonly settings: EffectiveTeamSettings;
  readonly store: StoreNode;
}

/** Fewest characters that a pattern must say in so many words before it counts as a mark of ours. */
const literalMin = { alias: 3, displayName: 4, description: 8 } as const;

/**
 * Teams that look like ours, by the mark in `uniqueName`, by name or mail alias of a declared store, by the patterns of
 * names, aliases and descriptions. `managed`: ids and uniqueNames that declared teams stand for.
 */
export function lookAlikes(
  org: Pick<Org, "nodes" | "defaults">,
  teams: readonly LiveTeam[],
  managed: ReadonlySet<string>,
): readonly LookAlike[] {
  const stores = expectedTeams(org);
  const byMark = new Map(stores.map((one) => [storeTeamUniqueName(one.store.storeNumber), one]));
  const byAlias = new Map(stores.map((one) => [aliasOf(one).toLowerCase(), one]));
  const byName = new Map(
    stores.map((one) => [teamName(one.settings.displayName, one.store).toLowerCase(), one]),
  );
  const patterns = patternsOf(stores);
  return teams.flatMap((team): LookAlike[] => {
    const { id, uniqueName = "", mailNickname = "", displayName } = team;
    if (managed.has(id) || (uniqueName !== "" && managed.has(uniqueName))) return [];
    if (uniqueName.startsWith(storeTeamUniqueName(""))) {
      const store = byMark.get(uniqueName);
      const now =
        store === undefined ? "config does not declare it any more" : `${store.label} gets no team now`;
      return [{ team, kind: "ours", because: `was managed as "${uniqueName}", and ${now}` }];
    }
    const twin = byAlias.get(mailNickname.toLowerCase());
    if (mailNickname !== "" && twin !== undefined) {
      return [{ team, kind: "twin", because: `has the mail alias of ${twin.label}`, store: storeOf(twin) }];
    }
    const namesake = byName.get(displayName.toLowerCase());
    if (namesake !== undefined)
      return [{ team, kind: "twin", because: `has the name of ${namesake.label}`, store: storeOf(namesake) }];
    const pattern = patterns.find(({ field, fits }) => fits.test(team[field] ?? ""));
    if (pattern === undefined) return [];
    return [{ team, kind: "kin", because: `its ${pattern.words} is like "${pattern.text}"` }];
  });
}

function storeOf({ label, store }: Expected): { readonly resource: string; readonly label: string } {
  return { resource: storeTeamResource(store.storeNumber), label };
}

function expectedTeams({ nodes, defaults }: Pick<Org, "nodes" | "defaults">): readonly Expected[] {
  const entries = (nodes ?? []).map((node, index) => ({ node, index }));
  const settings = teamSettings(defaults, entries);
  return entries.flatMap((entry): Expected[] => {
    const { node: store } = entry;
    if (store.kind !== "store") return [];
    return [{ label: `${store.storeNumber} ${store.name}`, settings: settings.of(entry), store }];
  });
}

function aliasOf({ settings, store }: Expected): string {
  return storeAlias(settings.alias, store);
}

interface Pattern {
  readonly field: "mailNickname" | "displayName" | "description";
  readonly words: string;
  readonly text: string;
  readonly fits: RegExp;
}

/** Each pattern once. One that says too little in so many words would take half of the tenant for ours. */
function patternsOf(stores: readonly Expected[]): readonly Pattern[] {
  const all = stores.flatMap(({ settings }): Omit<Pattern, "fits">[] => [
    ...told("mailNickname", "mail alias", settings.alias, literalMin.alias),
    ...told("displayName", "name", settings.displayName, literalMin.displayName),
    ...told("description", "description", settings.description ?? "", literalMin.description),
  ]);
  const once = new Map(all.map((pattern) => [`${pattern.field} ${pattern.text}`, pattern]));
  return [...once.values()].map((pattern) => ({ ...pattern, fits: regExpOf(pattern.text) }));
}

function told(
  field: Pattern["field"],
  words: string,
  text: string,
  literalLengthMin: number,
): Omit<Pattern, "fits">[] {
  const blank = fillText(text, { id: "", name: "", storeNumber: "" });
  return blank.trim().length >= literalLengthMin && blank !== text ? [{ field, words, text }] : [];
}

/** `{storeName}_D365` as a pattern in which every placeholder stands for something. */
function regExpOf(text: string): RegExp {
  const source = text.split(/\{[A-Za-z]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".+")}$`, "iu");
}
